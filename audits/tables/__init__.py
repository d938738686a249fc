"""Tables that people fill in, as Excel workbooks or CSV files: rows of text under headings."""

from audits.tables.archive import LARGEST_FOR_A_JOB
from audits.tables.reading import FollowRows, read_table
from audits.tables.shape import Fault, FileFaults, Line, Table, UnreadableTable, heading_of
from audits.tables.writing import CSV, FORMATS, XLSX, Sheet, TextColumn, write_csv, write_workbook

__all__ = [
    "CSV",
    "FORMATS",
    "LARGEST_FOR_A_JOB",
    "XLSX",
    "Fault",
    "FileFaults",
    "FollowRows",
    "Line",
    "Sheet",
    "Table",
    "TextColumn",
    "UnreadableTable",
    "heading_of",
    "read_table",
    "write_csv",
    "write_workbook",
]

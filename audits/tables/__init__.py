"""Tables that people fill in, as Excel workbooks or CSV files: rows of text under headings."""

from audits.tables.reading import read_table
from audits.tables.shape import Fault, FileFaults, Line, Table, UnreadableTable, heading_of
from audits.tables.writing import CSV, FORMATS, XLSX, Sheet, TextColumn, write_csv, write_workbook

__all__ = [
    "CSV",
    "FORMATS",
    "XLSX",
    "Fault",
    "FileFaults",
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

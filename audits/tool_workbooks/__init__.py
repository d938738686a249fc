"""Audit tools as Excel workbooks: the same parts as a tool file, in sheets and rows."""

from audits.tables.archive import LARGEST_WORKBOOK, looks_like_a_workbook
from audits.tool_workbooks.reading import read_workbook
from audits.tool_workbooks.writing import write_workbook

__all__ = ["LARGEST_WORKBOOK", "looks_like_a_workbook", "read_workbook", "write_workbook"]

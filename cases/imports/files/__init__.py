"""Returns collected elsewhere, in a workbook or CSV file laid out by the tool of an audit."""

from cases.imports.files.reading import FileAnswer, FileReturn, read_returns
from cases.imports.files.template import write_template

__all__ = ["FileAnswer", "FileReturn", "read_returns", "write_template"]

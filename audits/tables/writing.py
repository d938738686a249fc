"""Workbooks and CSV files of text, for people to fill in. Knows XlsxWriter; otherwise pure.

A workbook is byte for byte the same each time it is made from the same words.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO

import xlsxwriter

from audits.yaml_lines import is_unprintable

XLSX, CSV = "xlsx", "csv"
FORMATS = {
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    CSV: "text/csv; charset=utf-8",
}
ROWS_FOR_CHOICES = 2000  # how far down the lists of choices reach, for rows yet to be written
LONGEST_INPUT = 255
LONGEST_LIST = 255
LONGEST_TITLE = 32
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 (a workbook's date has no zone)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_TEXT = {"num_format": "@", "text_wrap": True, "valign": "top", "font_size": 11}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

NoteLine = tuple[str, str, str]  # style (title, strong or nothing), first column, second column


@dataclass(frozen=True)
class TextColumn:
    """`help` and `choices` are what Excel says and offers beside its cells."""

    heading: str
    help: str = ""
    width: int = 18
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """`rows` hold a text for each column, in order."""

    name: str
    columns: tuple[TextColumn, ...]
    rows: Iterable[list[str]] = ()


def write_workbook(title: str, write: Callable[[Book], None]) -> bytes:
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        book.set_properties({"title": title, "created": MADE})
        write(Book(book))
    return written.getvalue()


def write_csv(sheet: Sheet) -> bytes:
    """With the mark by which Excel knows UTF-8.

    A text that a spreadsheet would run as a formula is kept from it by an apostrophe.
    """
    written = StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.heading for column in sheet.columns])
    writer.writerows([_harmless(text) for text in row] for row in sheet.rows)
    return written.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


class Book:
    """Adds sheets, in the order in which they are given."""

    def __init__(self, book) -> None:
        self.book = book
        self.cell = book.add_format(_TEXT)
        self.heading = book.add_format(_TEXT | {"bold": True, "bg_color": "#E4EBEE", "bottom": 1})
        self.title = book.add_format(_TEXT | {"bold": True, "font_size": 16})
        self.strong = book.add_format(_TEXT | {"bold": True})

    def add_notes(self, name: str, lines: Iterable[NoteLine]) -> None:
        page = self.book.add_worksheet(name)
        page.set_column(0, 0, 26, self.cell)
        page.set_column(1, 1, 100, self.cell)
        page.hide_gridlines(2)
        for at, (style, first, second) in enumerate(lines):
            format = {"title": self.title, "strong": self.strong}.get(style, self.cell)
            _write(page, at, 0, first, format)
            _write(page, at, 1, second, self.cell)

    def add_sheet(self, sheet: Sheet) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        last = xlsxwriter.utility.xl_col_to_name(len(sheet.columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:{last}1048576"})
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self.cell)
            _write(page, 0, at, column.heading, self.heading)
            page.data_validation(1, at, ROWS_FOR_CHOICES, at, _advice(column))
        for down, row in enumerate(sheet.rows, start=1):
            for at, text in enumerate(row):
                _write(page, down, at, text, self.cell)


def _advice(column: TextColumn) -> dict[str, object]:
    """What Excel says beside a cell of this column, and the choices it offers."""
    advice = {
        "validate": "any",
        "input_title": column.heading[:LONGEST_TITLE],
        "input_message": column.help[:LONGEST_INPUT],
    }
    if column.choices and len(",".join(column.choices)) <= LONGEST_LIST:
        advice |= {
            "validate": "list",
            "source": list(column.choices),
            "error_title": "Not one of the choices",
            "error_message": "Choose from the list, or leave the cell empty.",
        }
    return advice


def _write(page, row: int, column: int, text: str, format) -> None:
    text = "".join(letter for letter in text if not is_unprintable(letter))
    if not text:
        return
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for its own markup; in two pieces it does not.
        page.write_rich_string(row, column, "<", format, text[1:], format)
    else:
        page.write_string(row, column, text, format)

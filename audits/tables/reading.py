"""A table read from an Excel workbook or a CSV file. Knows openpyxl; otherwise pure."""

from __future__ import annotations

import csv
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO

import openpyxl
from openpyxl.utils import get_column_letter

from audits.tables.archive import (
    LARGEST_UNPACKED,
    NOT_A_WORKBOOK,
    Archive,
    TooMuchInside,
    looks_like_a_workbook,
)
from audits.tables.decoding import decoded
from audits.tables.shape import Fault, Line, Table, UnreadableTable, heading_of
from audits.yaml_lines import UnreadableFile, is_unprintable

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 50_000  # below the headings
MOST_COLUMNS = 2_000
MOST_CELLS = 2_000_000
DELIMITERS = ",;\t"
# A spreadsheet would run it; a dash, a sign before a number and an address with @ are only text.
_FORMULA = re.compile(r"\s*(=|[-+@][\w.]+[(|!])")
A_FORMULA = "holds a formula. Write its result in its place"

TOO_LARGE = "The file is larger than 5 MB. Leave out pictures and other sheets, or split it in two."
EMPTY = "The file is empty. Write the headings in its first row, and under them a row for each."
AS_CSV = "Or save the sheet as “CSV UTF-8”, and choose that file."
TOO_LONG = (
    f"This sheet goes on below row {MOST_ROWS + 1:,} or far to the right. Delete the empty rows and"
    " columns around the table, or split it in two."
)


@dataclass(frozen=True, slots=True)
class Cell:
    """`fault` says why the cell cannot be read, to follow “The cell B3”."""

    text: str
    fault: str = ""


Rows = Iterator[tuple[int, list[Cell]]]
# Passes the rows on, and may tell somebody how far they are.
FollowRows = Callable[[Rows], Rows]


def read_table(
    content: bytes, sheet: str, *, most_unpacked: int = LARGEST_UNPACKED, follow: FollowRows = iter
) -> Table:
    """The rows of the sheet of that name, else of the first one, or of a CSV file.

    Raises UnreadableTable for what is no table at all; single cells at fault are told in the table.
    """
    if len(content) > LARGEST_FILE:
        raise UnreadableTable(Fault(0, "", TOO_LARGE))
    if looks_like_a_workbook(content):
        return _table(follow(_of_workbook(content, sheet, most_unpacked)))
    return _table(follow(_of_csv(content)))


def _table(rows: Rows) -> Table:
    table: Table | None = None
    seen = 0
    for number, cells in rows:
        seen += len(cells)
        if number > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS or seen > MOST_CELLS:
            raise UnreadableTable(Fault(min(number, MOST_ROWS + 1), "", TOO_LONG))
        if not any(cell.text.strip() or cell.fault for cell in cells):
            continue
        if table is None:
            table = Table(_headings(number, cells))
        else:
            table.lines.append(_line(table, number, cells))
    if table is None:
        raise UnreadableTable(Fault(0, "", EMPTY))
    return table


def _headings(number: int, cells: list[Cell]) -> tuple[str, ...]:
    found = [heading_of(cell.text) for cell in cells]
    twice = sorted({each for each in found if each and found.count(each) > 1})
    faults = [Fault(number, each[:60], "This heading is there twice.") for each in twice]
    faults += [
        Fault(number, "", f"The cell {_address(at, number)} {cell.fault}.")
        for at, cell in enumerate(cells, 1)
        if cell.fault
    ]
    if faults:
        raise UnreadableTable(*faults)
    return tuple(found)


def _line(table: Table, number: int, cells: list[Cell]) -> Line:
    kept = {}
    for at, cell in enumerate(cells, 1):
        heading = table.headings[at - 1] if at <= len(table.headings) else ""
        fault = cell.fault or _unprintable(cell.text)
        if cell.text.strip() and not heading:
            fault = "has no heading over it. Give its column a heading, or clear the cell"
        if fault:
            place = f"The cell {_address(at, number)}"
            table.faults.append(Fault(number, heading, f"{place} {fault}."))
        elif cell.text.strip():
            kept[heading] = cell.text
    return Line(number, kept)


def _address(at: int, number: int) -> str:
    return f"{get_column_letter(at)}{number}"


def _unprintable(text: str) -> str:
    bad = next((letter for letter in text if is_unprintable(letter)), None)
    return f"holds the control character U+{ord(bad):04X}. Type the cell again" if bad else ""


def _of_csv(content: bytes) -> Rows:
    text = decoded(content)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            yield number, [_typed(text) for text in row]
    except csv.Error:
        sentence = (
            "This row cannot be read: a quotation mark is opened and not closed, or a cell is far"
            " too long."
        )
        raise UnreadableTable(Fault(number + 1, "", sentence)) from None


def _typed(text: str) -> Cell:
    return Cell("", A_FORMULA) if _FORMULA.match(text) else Cell(text)


def _of_workbook(content: bytes, name: str, most: int) -> Rows:
    try:
        archive = Archive(content, most)
        with warnings.catch_warnings(action="ignore"):  # about styles, which nobody reads here
            book = openpyxl.load_workbook(archive.content, read_only=True, keep_links=False)
            sheet = _sheet(book, name)
            merged = archive.merged.get(sheet._worksheet_path.lstrip("/"))
            if merged:
                sentence = f"The cells {merged} are merged. Unmerge them, and write in each cell."
                raise UnreadableTable(Fault(0, "", sentence))
            sheet.reset_dimensions()  # what the file says of its own size may be untrue
            for number, cells in enumerate(sheet.iter_rows(), 1):
                yield number, [_cell(cell, archive) for cell in cells]
    except TooMuchInside as error:
        raise UnreadableTable(Fault(0, "", f"{error.sentence} {AS_CSV}")) from None
    except UnreadableFile as error:
        raise UnreadableTable(Fault(0, "", error.sentence)) from None
    except UnreadableTable:
        raise
    except Exception:  # openpyxl raises many kinds of error for a damaged workbook
        raise UnreadableTable(Fault(0, "", NOT_A_WORKBOOK)) from None


def _sheet(book, name: str):
    sheets = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
    if not sheets:
        raise UnreadableTable(Fault(0, "", EMPTY))
    return sheets.get(name.casefold()) or book.worksheets[0]


def _cell(cell, archive: Archive) -> Cell:
    value = cell.value
    if value is None:
        return Cell("")
    if cell.data_type == "f":
        return Cell("", A_FORMULA)
    if cell.data_type == "e":
        return Cell("", f"holds the error {str(value)[:20]}. Write what is meant")
    return Cell(_as_typed(value, archive))


def _as_typed(value: object, archive: Archive) -> str:
    """As a person would have typed it: British dates, whole numbers without a point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time.min else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".9f").rstrip("0")
    return archive.as_written(str(value)) if isinstance(value, str) else str(value)

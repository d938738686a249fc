"""A workbook's sheets as rows of named cells. Knows openpyxl; otherwise pure."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils import get_column_letter

from audits.places import Place
from audits.tables.archive import NOT_A_WORKBOOK, Archive
from audits.tool_fields import Problems, nearest
from audits.tool_workbooks.layout import (
    ABOUT,
    FLAG,
    LIST,
    NEEDED,
    NUMBER,
    SHEETS,
    TEXT,
    Column,
    Sheet,
)
from audits.yaml_lines import Node, Scalar, Sequence, UnreadableFile, is_unprintable

MOST_ROWS = 10_000
MOST_CELLS = 500_000

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,9}")
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(slots=True)
class Row:
    """What is said in a row, by the field's name; empty cells are left out."""

    place: Place
    cells: dict[str, Node] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """The text of a cell, where it is wanted before the tool's own reader sees it."""
        node = self.cells.get(name)
        return " ".join(node.value.split()) if isinstance(node, Scalar) else ""


def read_sheets(content: bytes, problems: Problems) -> dict[str, list[Row]]:
    """The rows under the headings of each sheet. Raises UnreadableFile."""
    archive = Archive(content)
    reader = _Reader(archive, problems)
    try:
        with warnings.catch_warnings(action="ignore"):  # about styles, which nobody reads here
            book = openpyxl.load_workbook(archive.content, read_only=True, keep_links=False)
            return reader.sheets(book)
    except UnreadableFile:
        raise
    except Exception:  # openpyxl raises many kinds of error for a damaged workbook
        raise UnreadableFile(NOT_A_WORKBOOK) from None


class _Reader:
    def __init__(self, archive: Archive, problems: Problems) -> None:
        self.archive = archive
        self.problems = problems
        self.seen = 0

    def sheets(self, book) -> dict[str, list[Row]]:
        by_name = {name.lower(): sheet for name, sheet in SHEETS.items()}
        found: dict[str, list[Row]] = {}
        for title in book.sheetnames:
            sheet = by_name.get(title.strip().lower())
            if sheet is not None:
                found[sheet.name] = self.rows(sheet, book[title])
            elif title.strip().lower() != ABOUT.lower():
                self.problems.add(
                    Place(0, 0, title[:31]),
                    f"There is no sheet of this name. {nearest(title, SHEETS)}",
                )
        for name in NEEDED:
            if name not in found:
                self.problems.add(
                    Place(SHEETS[name].at, 0, name), f"Add the sheet “{name}”: it is missing."
                )
        return found

    def rows(self, sheet: Sheet, worksheet) -> list[Row]:
        self.refuse_merged(sheet, worksheet)
        worksheet.reset_dimensions()  # what the file says of its own size may be untrue
        columns: dict[int, Column] | None = None
        rows: list[Row] = []
        for number, cells in enumerate(self.bounded(sheet, worksheet), start=1):
            filled = [(at, cell) for at, cell in enumerate(cells, start=1) if not _is_empty(cell)]
            place = Place(sheet.at, number, sheet.name)
            if filled and columns is None:
                columns = self.headings(sheet, place, filled)
            elif filled:
                rows.append(self.row(columns, place, filled))
        return rows

    def bounded(self, sheet: Sheet, worksheet) -> Iterator[tuple]:
        for number, cells in enumerate(worksheet.iter_rows(), start=1):
            self.seen += len(cells)
            if number > MOST_ROWS or self.seen > MOST_CELLS:
                raise UnreadableFile(
                    f"This sheet goes on below row {MOST_ROWS:,} or far to the right. Delete the"
                    " empty rows and columns around the table.",
                    Place(sheet.at, min(number, MOST_ROWS), sheet.name),
                )
            yield cells

    def refuse_merged(self, sheet: Sheet, worksheet) -> None:
        merged = self.archive.merged.get(worksheet._worksheet_path.lstrip("/"))
        if merged:
            self.problems.add(
                Place(sheet.at, 0, sheet.name),
                f"The cells {merged} are merged. Unmerge them, and write in each cell.",
            )

    def headings(self, sheet: Sheet, place: Place, cells) -> dict[int, Column]:
        found: dict[int, Column] = {}
        names = [column.name for column in sheet.columns]
        for at, cell in cells:
            words = self.text(cell)
            column = sheet.column("_".join(words.lower().replace("_", " ").split()))
            if column is None:
                headings = [each.heading for each in sheet.columns]
                self.problems.add(
                    place, f"There is no column “{words[:60]}”. {nearest(words, headings)}"
                )
            elif column in found.values():
                self.problems.add(place, f"The column “{column.heading}” is there twice.")
            found[at] = column or Column(names[0], "")
        return found

    def row(self, columns: dict[int, Column], place: Place, cells) -> Row:
        row = Row(place)
        for at, cell in cells:
            if at not in columns:
                self.problems.add(
                    place,
                    f"The cell {_address(at, place)} has no heading over it. Give its column one of"
                    " the headings, or clear the cell.",
                )
            else:
                node = self.node(columns[at], cell, at, place)
                if node is not None:
                    row.cells[columns[at].name] = node
        return row

    def node(self, column: Column, cell, at: int, place: Place) -> Node | None:
        fault = _misfit(column, cell)
        text = "" if fault else self.text(cell)
        bad = next((letter for letter in text if is_unprintable(letter)), None)
        if bad:
            fault = f"holds the control character U+{ord(bad):04X}. Type the cell again"
        if fault:
            self.problems.add(place, f"The cell {_address(at, place)} {fault}.")
            return None
        return _NODES[column.reads](text, place) if text.strip() else None

    def text(self, cell) -> str:
        """As written: Excel's own escapes undone, whole numbers without a point."""
        if isinstance(cell.value, bool):
            return "yes" if cell.value else "no"
        if isinstance(cell.value, float) and cell.value.is_integer():
            return str(int(cell.value))
        return self.archive.as_written(str(cell.value))


def _is_empty(cell) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _address(at: int, place: Place) -> str:
    return f"{get_column_letter(at)}{place.row}"


def _misfit(column: Column, cell) -> str:
    """Why this cell cannot be read, or nothing. Excel makes dates and numbers of what is typed."""
    value = cell.value
    if cell.data_type == "f":
        return "holds a formula. Write its result in its place"
    if cell.data_type == "e":
        return f"holds the error {str(value)[:20]}. Write what is meant"
    if isinstance(value, bool):
        ok = column.reads == FLAG
        return "" if ok else "holds TRUE or FALSE. Format it as text, then type it again"
    if isinstance(value, float) and column.reads in (TEXT, LIST) and not value.is_integer():
        return f"holds the number {value:g}. Format it as text, then type it again"
    if not isinstance(value, str | int | float):
        return "holds a date. Format it as text, then type it again"
    if column.reads == FLAG and str(value).strip().lower() not in _FLAGS:
        return "is yes or no"
    if column.reads == NUMBER and not _is_number(value):
        return "is a number, such as 3 or 2.5"
    return ""


def _is_number(value: object) -> bool:
    text = _plain(value)
    return bool(_WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text))


def _plain(value: object) -> str:
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".9f").rstrip("0")
    return str(value).strip()


def _text(text: str, place: Place) -> Node:
    return Scalar(text, text, place)


def _list(text: str, place: Place) -> Node:
    parts = [part.strip() for part in re.split(r"[,;\n]", text)]
    return Sequence(place, [_text(part, place) for part in parts if part])


def _flag(text: str, place: Place) -> Node:
    return Scalar(_FLAGS[text.strip().lower()], text, place)


def _number(text: str, place: Place) -> Node:
    text = text.strip()
    return Scalar(int(text) if _WHOLE.fullmatch(text) else float(text), text, place)


_NODES = {TEXT: _text, LIST: _list, FLAG: _flag, NUMBER: _number}

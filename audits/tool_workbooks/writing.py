"""A tool written as a workbook, byte for byte the same each time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO

import xlsxwriter

from audits.condition_text import write_condition
from audits.conditions import ConditionError, parse
from audits.tool_definition import Document, ToolDefinition, to_document
from audits.tool_workbooks.about import about_lines
from audits.tool_workbooks.layout import ABOUT, QUESTION, SECTION, SHEETS, Column, Sheet
from audits.yaml_lines import is_unprintable

ROWS_FOR_CHOICES = 2000  # how far down the lists of choices reach, for rows yet to be written
LONGEST_CELL = 30_000  # Excel holds 32,767
LONGEST_INPUT = 255
LONGEST_LIST = 255
MADE = datetime(2026, 1, 1)  # noqa: DTZ001 (a workbook's date has no zone)

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
Cells = dict[str, str]


def write_workbook(tool: ToolDefinition, sectors: Iterable[str]) -> bytes:
    """`read_workbook` gives the same tool back. `sectors` are the codes there are."""
    written = BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as book:
        book.set_properties({"title": tool.name, "created": MADE})
        _Writer(book, tuple(sectors)).write(to_document(tool))
    return written.getvalue()


class _Writer:
    def __init__(self, book, sectors: tuple[str, ...]) -> None:
        self.book = book
        self.sectors = sectors
        text = {"num_format": "@", "text_wrap": True, "valign": "top", "font_size": 11}
        self.cell = book.add_format(text)
        self.heading = book.add_format(text | {"bold": True, "bg_color": "#E4EBEE", "bottom": 1})
        self.title = book.add_format(text | {"bold": True, "font_size": 16})
        self.strong = book.add_format(text | {"bold": True})

    def write(self, document: Document) -> None:
        self.write_about()
        rows = _rows(document)
        for sheet in SHEETS.values():
            self.write_sheet(sheet, rows[sheet.name])

    def write_about(self) -> None:
        page = self.book.add_worksheet(ABOUT)
        page.set_column(0, 0, 26, self.cell)
        page.set_column(1, 1, 100, self.cell)
        page.hide_gridlines(2)
        for at, (style, first, second) in enumerate(about_lines(self.sectors)):
            format = {"title": self.title, "strong": self.strong}.get(style, self.cell)
            _write(page, at, 0, first, format)
            _write(page, at, 1, second, self.cell)

    def write_sheet(self, sheet: Sheet, rows: list[Cells]) -> None:
        page = self.book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        page.ignore_errors({"number_stored_as_text": f"A1:{_letter(sheet)}1048576"})
        for at, column in enumerate(sheet.columns):
            page.set_column(at, at, column.width, self.cell)
            _write(page, 0, at, column.heading, self.heading)
            page.data_validation(1, at, ROWS_FOR_CHOICES, at, self.advice(column))
        for down, row in enumerate(rows, start=1):
            for at, column in enumerate(sheet.columns):
                _write(page, down, at, row.get(column.name, ""), self.cell)

    def advice(self, column: Column) -> dict[str, object]:
        """What Excel says beside a cell of this column, and the choices it offers."""
        advice = {
            "validate": "any",
            "input_title": column.heading[:32],
            "input_message": column.help[:LONGEST_INPUT],
        }
        choices = self.sectors if column.name == "lead_sector" else column.choices
        if choices and len(",".join(choices)) <= LONGEST_LIST:
            advice |= {
                "validate": "list",
                "source": list(choices),
                "error_title": "Not one of the choices",
                "error_message": "Choose from the list, or leave the cell empty.",
            }
        return advice


def _letter(sheet: Sheet) -> str:
    return xlsxwriter.utility.xl_col_to_name(len(sheet.columns) - 1)


def _write(page, row: int, column: int, text: str, format) -> None:
    text = "".join(letter for letter in text if not is_unprintable(letter))
    if not text:
        return
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for its own markup; in two pieces it does not.
        page.write_rich_string(row, column, "<", format, text[1:], format)
    else:
        page.write_string(row, column, text, format)


def _rows(document: Document) -> dict[str, list[Cells]]:
    sections = document.get("sections", [])
    questions = [
        {"section": section["key"]} | question
        for section in sections
        for question in section["questions"]
    ]
    found = {
        "Tool": [{"format": document["format"]} | document["tool"]],
        "Plan types": document.get("plan_types", []),
        "Themes": document.get("themes", []),
        "Codes": document.get("codes", []),
        "Scales": list(_option_rows(document.get("scales", []))),
        "Sections": sections,
        "Questions": questions,
        "Items": [
            {"question": question["key"]} | item
            for question in questions
            for item in question.get("items", [])
        ],
        "Conditions": list(_condition_rows(sections)),
        "Measures": document.get("measures", []),
        "Contradictions": list(_contradiction_rows(document.get("contradictions", []))),
    }
    return {sheet: [_as_cells(row) for row in rows] for sheet, rows in found.items()}


def _option_rows(scales: list[Document]) -> Iterator[Document]:
    for scale in scales:
        head = {"scale_name": scale["name"], "better": scale.get("better", "")}
        for option in scale["options"] or [{}]:
            yield {"scale": scale["key"]} | head | option
            head = {}


def _condition_rows(sections: list[Document]) -> Iterator[Document]:
    """In the order of the form; one too long for a cell goes on in the next row."""
    for section in sections:
        parts = [(SECTION, section), *((QUESTION, each) for each in section["questions"])]
        for kind, part in parts:
            for text in _condition_texts(part.get("show_when")):
                yield {"part": kind, "key": part["key"], "show_when": text}


def _contradiction_rows(contradictions: list[Document]) -> Iterator[Document]:
    """One whose condition is too long for a cell goes on in the next row, which says no more."""
    for each in contradictions:
        first, *rest = _condition_texts(each["when"])
        yield each | {"when": first}
        for text in rest:
            yield {"key": each["key"], "when": text}


def _condition_texts(tree: object) -> list[str]:
    if tree is None:
        return []
    try:
        text = write_condition(parse(tree))
    except ConditionError:
        text = str(tree)  # a draft may hold a fault; it reads back as one, with its place
    return _pieces(text)


def _pieces(text: str) -> Iterator[str]:
    while len(text) > LONGEST_CELL:
        cut = text.rfind(" ", 0, LONGEST_CELL)
        yield text[:cut]
        text = text[cut + 1 :]
    yield text


def _as_cells(row: Document) -> Cells:
    return {name: _as_text(value) for name, value in row.items() if name != "show_when"} | (
        {"show_when": row["show_when"]} if isinstance(row.get("show_when"), str) else {}
    )


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value)

"""A tool written as a workbook, byte for byte the same each time. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audits.condition_text import write_condition
from audits.conditions import ConditionError, parse
from audits.tables.writing import Book, TextColumn
from audits.tables.writing import Sheet as TextSheet
from audits.tables.writing import write_workbook as write_book
from audits.tool_definition import ToolDefinition
from audits.tool_documents import Document, to_document
from audits.tool_workbooks.about import about_lines
from audits.tool_workbooks.layout import ABOUT, QUESTION, SECTION, SHEETS, Column

LONGEST_CELL = 30_000  # Excel holds 32,767
Cells = dict[str, str]


def write_workbook(tool: ToolDefinition, sectors: Iterable[str]) -> bytes:
    """`read_workbook` gives the same tool back. `sectors` are the codes there are."""
    document, codes = to_document(tool), tuple(sectors)
    return write_book(tool.name, lambda book: _write(book, document, codes))


def _write(book: Book, document: Document, sectors: tuple[str, ...]) -> None:
    book.add_notes(ABOUT, about_lines(sectors))
    rows = _rows(document)
    for sheet in SHEETS.values():
        columns = tuple(_column(column, sectors) for column in sheet.columns)
        names = [column.name for column in sheet.columns]
        cells = ([row.get(name, "") for name in names] for row in rows[sheet.name])
        book.add_sheet(TextSheet(sheet.name, columns, cells))


def _column(column: Column, sectors: tuple[str, ...]) -> TextColumn:
    choices = sectors if column.name == "lead_sector" else tuple(column.choices)
    return TextColumn(column.heading, column.help, column.width, choices)


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

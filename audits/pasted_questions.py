"""Questions pasted from a spreadsheet: read row by row, with every fault by its row. Pure.

Columns are separated by tabs. A first row of headings says which column is which; without one
they stand in the order of COLUMNS.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

from audits.list_editing import add_scale, coded
from audits.question_reading import MOST_ITEMS
from audits.tool_definition import (
    CHOICE_KINDS,
    KINDS,
    ItemDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
    required_by_default,
)
from audits.tool_editing import add_question, add_section
from audits.tool_fields import in_lines, in_one_line, nearest
from audits.tool_parts import LONGEST_CODE, EditRefused, new_key
from audits.tool_reading import MOST_OPTIONS
from audits.tool_wording import KIND_NAMES

MOST_ROWS = 400
COLUMNS = ("section", "question", "kind", "options", "guidance", "required", "sectors")
HEADINGS = {
    "section": "section",
    "section title": "section",
    "question": "question",
    "question text": "question",
    "text": "question",
    "kind": "kind",
    "kind of answer": "kind",
    "type": "kind",
    "options": "options",
    "scale": "options",
    "scale or options": "options",
    "answers": "options",
    "guidance": "guidance",
    "help": "guidance",
    "required": "required",
    "sectors": "sectors",
    "sector": "sectors",
    "who is asked": "sectors",
}
YES = frozenset({"yes", "y", "true", "x", "1", "required"})
NO = frozenset({"no", "n", "false", "0", "optional"})
EVERYBODY = frozenset({"", "all", "everybody", "every sector", "all sectors"})


@dataclass(frozen=True, slots=True)
class Fault:
    row: int
    sentence: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class PastedQuestion:
    """`section` is a title. `labels` are options of a scale to be made, or items."""

    row: int
    section: str
    question: QuestionDefinition
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class Pasted:
    questions: list[PastedQuestion] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_pasted(text: str, tool: ToolDefinition, sectors: Mapping[str, str]) -> Pasted:
    """`sectors` are codes and their names. Rows that are empty are passed over."""
    reader = _Reader(tool, sectors)
    try:
        rows = list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter="\t"))
    except csv.Error:
        reader.pasted.faults.append(Fault(1, "This cannot be read as cells. Copy them again."))
        return reader.pasted
    reader.read(rows)
    return reader.pasted


def paste_into(tool: ToolDefinition, pasted: Pasted) -> ToolDefinition:
    """The tool with every question at the end of its section, and the scales it needs.

    Raises EditRefused, with the row, where the tool has no room.
    """
    for each in pasted.questions:
        try:
            tool = _with_question(tool, each)
        except EditRefused as refused:
            raise EditRefused(f"Row {each.row}: {refused}") from None
    return tool


def _with_question(tool: ToolDefinition, pasted: PastedQuestion) -> ToolDefinition:
    section = section_titled(tool, pasted.section)
    if section is None:
        tool = add_section(tool, SectionDefinition("", pasted.section))
        section = tool.sections[-1]
    question = pasted.question
    values = {name: getattr(question, name) for name in question.__dataclass_fields__}
    if question.kind == "items":
        values["items"] = _items(pasted.labels)
    elif pasted.labels:
        tool, values["scale"] = _with_scale(tool, pasted.labels)
    return add_question(tool, section.key, QuestionDefinition(**values))


def section_titled(tool: ToolDefinition, title: str) -> SectionDefinition | None:
    folded = title.casefold()
    return next((each for each in tool.sections if each.title.casefold() == folded), None)


def _with_scale(tool: ToolDefinition, labels: tuple[str, ...]) -> tuple[ToolDefinition, str]:
    """A scale with exactly these options; one that is there is used again."""
    for scale in tool.scales:
        if tuple(option.label for option in scale.options) == labels:
            return tool, scale.key
    name = " · ".join(labels)[:120].strip(" ·")
    tool = add_scale(tool, ScaleDefinition("", name, options=coded(labels)))
    return tool, tool.scales[-1].key


def _items(labels: tuple[str, ...]) -> tuple[ItemDefinition, ...]:
    items: list[ItemDefinition] = []
    for label in labels:
        taken = [item.code for item in items]
        items.append(ItemDefinition(new_key(label, taken, LONGEST_CODE), label))
    return tuple(items)


class _Reader:
    def __init__(self, tool: ToolDefinition, sectors: Mapping[str, str]) -> None:
        self.tool = tool
        self.pasted = Pasted()
        self.section = ""
        self.kinds = _words_for_kinds()
        self.scales = {each.key.casefold(): each for each in tool.scales} | {
            each.name.casefold(): each for each in tool.scales
        }
        self.sectors = {code.replace("_", " "): code for code in sectors} | {
            name.casefold().replace("’", "'"): code for code, name in sectors.items()
        }
        self.order = tuple(sectors)

    def read(self, rows: list[list[str]]) -> None:
        columns, first = COLUMNS, 0
        if rows and (found := headings_in(rows[0])):
            columns, first = found, 1
        filled = [(at, row) for at, row in enumerate(rows, start=1) if any(map(str.strip, row))]
        filled = [each for each in filled if each[0] > first]
        if len(filled) > MOST_ROWS:
            self.fault(filled[MOST_ROWS][0], f"At most {MOST_ROWS} questions at a time.")
            return
        for at, row in filled:
            self.row(at, row, columns)

    def fault(self, row: int, sentence: str) -> None:
        self.pasted.faults.append(Fault(row, sentence))

    def row(self, at: int, row: list[str], columns: tuple[str, ...]) -> None:
        before = len(self.pasted.faults)
        if any(cell.strip() for cell in row[len(columns) :]):
            self.fault(at, f"It has more cells than the {len(columns)} columns there are.")
        cells = dict(zip(columns, row, strict=False))
        cells = {name: cells.get(name, "").strip() for name in COLUMNS}
        section = self.section_in(at, in_one_line(cells["section"]))
        text = self.short(at, "question", in_one_line(cells["question"]), 300)
        if not text:
            self.fault(at, "Write the question.")
        kind = self.kind_in(at, cells)
        scale, labels = self.options_in(at, kind, cells["options"])
        question = QuestionDefinition(
            key="",
            kind=kind,
            text=text,
            scale=scale,
            guidance=self.short(at, "guidance", in_lines(cells["guidance"]), 2000),
            required=self.required_in(at, kind, cells["required"]),
            sectors=self.sectors_in(at, cells["sectors"]),
        )
        if len(self.pasted.faults) == before:
            self.pasted.questions.append(PastedQuestion(at, section, question, labels))

    def short(self, at: int, name: str, text: str, most: int) -> str:
        if len(text) > most:
            self.fault(at, f"The {name} has {len(text)} characters. Shorten it to {most}.")
        return text

    def section_in(self, at: int, title: str) -> str:
        """An empty cell means the section of the row above."""
        self.section = title or self.section
        if not self.section:
            self.fault(at, "Name the section of the first question.")
        return self.short(at, "section’s title", self.section, 120)

    def kind_in(self, at: int, cells: Mapping[str, str]) -> str:
        """With no kind said, options make one choice, and nothing makes text."""
        said = " ".join(cells["kind"].casefold().replace("_", " ").split())
        if not said:
            return "choice" if cells["options"] else "text"
        if said in self.kinds:
            return self.kinds[said]
        self.fault(at, f"There is no kind “{said[:40]}”. {nearest(said, self.kinds)}")
        return ""

    def options_in(self, at: int, kind: str, cell: str) -> tuple[str, tuple[str, ...]]:
        """The key of a scale that is there, or the labels of one to be made."""
        if not kind:
            return "", ()
        if kind == "profile":
            self.fault(at, "A profile has items and a scale. Add it on a page of its own.")
        elif kind == "items":
            return "", self.labels_in(at, cell, "items", 200, MOST_ITEMS)
        elif kind not in CHOICE_KINDS and cell:
            self.fault(at, f"{KIND_NAMES[kind].capitalize()} has no options. Empty the cell.")
        elif kind in CHOICE_KINDS and ";" in cell:
            return "", self.labels_in(at, cell, "options", 120, MOST_OPTIONS)
        elif kind in CHOICE_KINDS:
            return self.scale_in(at, in_one_line(cell)), ()
        return "", ()

    def labels_in(self, at, cell: str, what: str, most: int, number: int) -> tuple[str, ...]:
        labels = tuple(filter(None, (in_one_line(part) for part in cell.split(";"))))
        if not labels:
            self.fault(at, f"Write the {what} with semicolons between them.")
        elif len(set(labels)) < len(labels):
            self.fault(at, f"Two {what} are the same.")
        elif len(labels) > number or max(map(len, labels)) > most:
            self.fault(at, f"At most {number} {what} of {most} characters each.")
        return labels

    def scale_in(self, at: int, name: str) -> str:
        if not name:
            self.fault(at, "Name a scale, or write its options with semicolons between them.")
            return ""
        found = self.scales.get(name.casefold())
        if found is None:
            self.fault(
                at,
                f"There is no scale “{name[:40]}”. {nearest(name.casefold(), self.scales)}"
                " To make a new one, write its options with semicolons between them.",
            )
        return found.key if found else ""

    def required_in(self, at: int, kind: str, cell: str) -> bool:
        said = cell.casefold()
        if said in YES or said in NO:
            return said in YES
        if said:
            self.fault(at, f"Required is yes or no, not “{cell[:20]}”.")
        return required_by_default(kind)

    def sectors_in(self, at: int, cell: str) -> tuple[str, ...]:
        if cell.casefold() in EVERYBODY:
            return ()
        chosen = set()
        for part in cell.replace(",", ";").split(";"):
            name = " ".join(part.casefold().replace("_", " ").replace("’", "'").split())
            if name and name not in self.sectors:
                said = f"There is no sector “{part.strip()[:40]}”."
                self.fault(at, f"{said} {nearest(name, self.sectors)}")
            chosen.add(self.sectors.get(name))
        found = tuple(code for code in self.order if code in chosen)
        return () if len(found) == len(self.order) else found


def headings_in(row: list[str]) -> tuple[str, ...]:
    """The columns that a row of headings names; empty where it is no such row."""
    found = tuple(HEADINGS.get(" ".join(cell.casefold().split()), "") for cell in row)
    named = [name for name in found if name]
    return found if "question" in named and len(named) >= 2 else ()


def _words_for_kinds() -> dict[str, str]:
    words = {kind.replace("_", " "): kind for kind in KINDS}
    for kind, name in KIND_NAMES.items():
        words[name] = kind
        words[name.removeprefix("a ")] = kind
    return words

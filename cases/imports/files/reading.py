"""Rows of a table as returns, each answer checked as if it had been typed into its page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.core.exceptions import ValidationError

from audits.models import AnswerState, Question, Section, ToolVersion
from audits.question_kinds import PartFaults, items_of, read_text
from audits.tables import Fault, Line, Table
from cases.answering.entries import Beside, Entry
from cases.answering.evidence_fields import QUOTE_PARTS, TICKS, beside_of, read_part
from cases.forms import REASON_LIMIT
from cases.imports.files.columns import (
    AGENCY,
    ANSWER,
    CASE,
    CHILD,
    FACTS,
    IN_ITEMS,
    NAMES,
    OCCASION,
    REASON,
    RESPONSE,
    Column,
    answer_columns,
    place_headings,
)
from cases.imports.files.values import read_cell, read_items, read_speaker, read_tick, state_said
from cases.models import Evidence

MOST_CHILDREN = 30
Place = tuple[int | None, str]  # the child's number, and the occasion
ONCE: Place = (None, "")
FROM_THE_FILE = "Take it out, or give it a heading of the file to fill in."


@dataclass(frozen=True)
class FileAnswer:
    question: Question
    place: Place
    entry: Entry
    row: int


@dataclass
class FileReturn:
    """`facts` are what its rows say of the case, by heading, of each child; all as text.

    `label` is the case's reference, or what tells one response from another.
    """

    agency: str
    label: str
    row: int
    answers: dict[tuple[Place, str], FileAnswer] = field(default_factory=dict)
    facts: dict[int | None, dict[str, str]] = field(default_factory=dict)
    children: set[int] = field(default_factory=set)


def read_returns(table: Table, version: ToolVersion) -> tuple[list[FileReturn], list[Fault]]:
    """Every return in the file, and every fault. Needs the tool, and its content, read."""
    reader = _Reader(version, table.headings)
    if not reader.faults:
        for line in table.lines:
            reader.take(line)
    return list(reader.returns.values()), [*table.faults, *reader.faults]


class _Reader:
    def __init__(self, version: ToolVersion, headings: Iterable[str]) -> None:
        self.places = place_headings(version)
        self.columns = answer_columns(version)
        self.returns: dict[tuple[str, ...], FileReturn] = {}
        self.faults: list[Fault] = []
        self.check_headings([heading for heading in headings if heading])

    def check_headings(self, headings: list[str]) -> None:
        known = [*self.places, *self.columns]
        for heading in headings:
            if heading not in known:
                close = get_close_matches(heading[:60], known, n=1)
                hint = f"Did you mean “{close[0]}”?" if close else FROM_THE_FILE
                sentence = f"There is no such column. {hint}"
                self.faults.append(Fault(1, heading[:60], sentence))
        for needed in (CASE, AGENCY):
            if needed in self.places and needed not in headings:
                self.faults.append(Fault(1, needed, "Add this column: it is missing."))

    def take(self, line: Line) -> None:
        found = self.return_of(line)
        place = self.place(line)
        if found is None or place is None:
            return
        if place[0] is not None:
            found.children.add(place[0])
        self.take_facts(found, place, line)
        for question, columns in _by_question(line, self.columns).items():
            self.take_answer(found, place, line, question, columns)

    def return_of(self, line: Line) -> FileReturn | None:
        """Rows of the same case and agency belong together; a response without a label is alone."""
        agency, case = line.get(AGENCY), line.get(CASE)
        missing = [name for name in (CASE, AGENCY) if name in self.places and not line.get(name)]
        for name in missing:
            self.fault(line, name, "Fill this in: it says which return the row is about.")
        if missing:
            return None
        label = case or line.get(RESPONSE)
        alone = RESPONSE in self.places and not label
        key = (agency.casefold(), label.casefold(), str(line.number) if alone else "")
        return self.returns.setdefault(key, FileReturn(agency, label, line.number))

    def place(self, line: Line) -> Place | None:
        child, occasion = line.get(CHILD), line.get(OCCASION)
        if child and not (child.isascii() and child.isdigit() and 1 <= int(child) <= MOST_CHILDREN):
            self.fault(line, CHILD, f"Write the child’s number, from 1 to {MOST_CHILDREN}.")
            return None
        try:
            code = read_speaker(occasion, _OCCASIONS)
        except ValidationError as error:
            self.fault(line, OCCASION, error.message)
            return None
        return (int(child) if child else None, code)

    def take_facts(self, found: FileReturn, place: Place, line: Line) -> None:
        known = found.facts.setdefault(place[0], {})
        for name in FACTS:
            said = line.get(name)
            if said and known.setdefault(name, said) != said:
                self.fault(line, name, "Another row of this return says otherwise.")

    def take_answer(
        self, found: FileReturn, place: Place, line: Line, question: Question, columns: list[Column]
    ) -> None:
        own = self.own_place(question, place, line)
        entry = self.entry(question, columns, line)
        if own is None or entry is None or entry.is_empty:
            return
        key = (own, question.key)
        known = found.answers.setdefault(key, FileAnswer(question, own, entry, line.number))
        if known.entry != entry:
            self.fault(line, question.key, f"Row {known.row} says otherwise. Say it once.")

    def own_place(self, question: Question, place: Place, line: Line) -> Place | None:
        """Where in its return the answer stands, by how the section of its question repeats."""
        child, occasion = place
        repeats = question.section.repeats
        if not repeats:
            return ONCE
        if repeats == Section.Repeats.SUBJECT:
            if child is None:
                self.fault(line, CHILD, f"Say which child the answer to “{question.key}” is about.")
            return None if child is None else (child, "")
        allowed = Section.OCCASIONS[Section.Repeats(repeats)]
        if occasion not in allowed:
            words = ", ".join(allowed)
            sentence = f"Say whose or when the answer to “{question.key}” is: {words}."
            self.fault(line, OCCASION, sentence)
            return None
        return (None, occasion)

    def entry(self, question: Question, columns: list[Column], line: Line) -> Entry | None:
        """None where anything of it is at fault."""
        before = len(self.faults)
        texts = {column.part: line.cells[column.heading] for column in columns if not column.item}
        items = {column.item: line.cells[column.heading] for column in columns if column.item}
        state, value = self.answer(question, texts, items, line)
        reason = self.part(question, REASON, texts, line)
        beside = self.beside(question, texts, line)
        if reason and state != AnswerState.NOT_APPLICABLE:
            sentence = "A reason goes with “not applicable”. Put other words into the note."
            self.fault(line, f"{question.key}.reason", sentence)
        if len(self.faults) > before:
            return None
        return Entry(state, value, reason, beside)

    def answer(self, question: Question, texts, items, line: Line):
        said = texts.get(ANSWER, "")
        try:
            state = state_said(question, said) if said else ""
            if question.kind in IN_ITEMS:
                value = self.of_items(question, items, line)
                if said and not state:
                    raise ValidationError(
                        "Write “not recorded” or “not applicable” here, or leave it empty; the"
                        " answers go into the columns of the items."
                    )
                if state and value is not None:
                    raise ValidationError("There are answers to items as well. Keep one.")
            else:
                speaker = texts.get("quote_speaker", "") if _is_quote(question) else ""
                value = None if state or not said else read_cell(question, said, speaker)
        except ValidationError as error:
            self.fault(line, question.key, error.message)
            return AnswerState.MISSING, None
        answered = AnswerState.ANSWERED if value is not None else AnswerState.MISSING
        return AnswerState(state) if state else answered, value

    def of_items(self, question: Question, items: dict[str, str], line: Line):
        try:
            return read_items(question, items)
        except PartFaults as found:
            codes = [item.code for item in items_of(question)]
            for fault in found.faults:
                self.fault(line, f"{question.key}[{codes[fault.at]}]", fault.sentence)
            return None

    def beside(self, question: Question, texts: dict[str, str], line: Line) -> Beside:
        asked = [part for part in Evidence.FIELDS if part in NAMES]
        if _is_quote(question):
            asked = [part for part in asked if part not in QUOTE_PARTS]
        parts = {part: self.part(question, part, texts, line) for part in asked}
        if not parts.get("quote") and any(parts.get(part) for part in QUOTE_PARTS):
            self.fault(line, f"{question.key}.quote", "Write the quote that this is about.")
        return beside_of(parts)

    def part(self, question: Question, part: str, texts: dict[str, str], line: Line):
        typed = texts.get(part, "")
        try:
            if part == REASON:
                return read_text(typed, REASON_LIMIT)
            if part == "quote_speaker":
                return read_speaker(typed, dict(Evidence.Speaker.choices))
            if part in TICKS or part == "quote_proposed":
                return read_tick(typed)
            return read_part(part, typed)
        except ValidationError as error:
            self.fault(line, f"{question.key}.{NAMES[part]}", error.message)
            return ""

    def fault(self, line: Line, heading: str, sentence: str) -> None:
        self.faults.append(Fault(line.number, heading, sentence))


_OCCASIONS = {
    code: label for labels in Section.OCCASIONS.values() for code, label in labels.items()
}


def _is_quote(question: Question) -> bool:
    return question.kind == Question.Kind.QUOTE


def _by_question(line: Line, columns: dict[str, Column]) -> dict[Question, list[Column]]:
    found: dict[Question, list[Column]] = {}
    for heading in line.cells:
        column = columns.get(heading)
        if column is not None:
            found.setdefault(column.question, []).append(column)
    return found

"""Candidates for a sample in a workbook or a CSV file: its columns, and each row read as a person.

Knows the partnership's areas and plan types by name; nothing is written here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from django.core.exceptions import ValidationError

from agencies.models import Area
from audits.models import PlanType
from audits.question_kinds.dates import read_date_in_one_box
from audits.tables import CSV, Fault, Line, Sheet, Table, TextColumn, write_csv, write_workbook
from audits.tool_fields import nearest
from cases.models import Subject
from cases.samples.candidates import TWICE, Person, impossible_birth, twins

# Passes the lines on, and may tell somebody how far they are.
Follow = Callable[[list[Line]], Iterator[Line]]
SHEET, ABOUT = "Candidates", "How to fill it in"
IDENTIFIER, NAME, BORN, OPENED = "local identifier", "name", "date of birth", "opened on"
AREA, PLAN, SIBLINGS, SEX, DISABILITY = "area", "plan type", "siblings", "sex", "disability"
# Columns of plain words, and the fact each one is.
WORDS_OF_CASE = {"category": "category", "group": "sample_group"}
WORDS_OF_PERSON = {
    "ethnicity": "ethnicity",
    "care and support needs": "care_needs",
    "primary support reason": "support_reason",
}
LONGEST = {"care_needs": 120, "support_reason": 120}
MOST_SIBLINGS = 30
HELP = {
    IDENTIFIER: "The number in your own system. Kept encrypted; tells the same child again.",
    NAME: "Kept encrypted. May be left out where there is a local identifier.",
    BORN: "A date: 31/03/2016. Only the age on the audit date is kept outside the vault.",
    SEX: "female, male, other or unknown.",
    "ethnicity": "As the record says it.",
    DISABILITY: "yes, no or unknown.",
    "care and support needs": "For adults: the main care and support need.",
    "primary support reason": "For adults: the primary support reason.",
    AREA: "The name or code of an area.",
    PLAN: "The name or key of a plan type.",
    "category": "Of the plan, such as neglect.",
    OPENED: "The day the case or plan was opened: 31/03/2026.",
    SIBLINGS: "How many, in figures.",
    "group": "Any other group that the sample is drawn by, such as an age band or a team.",
}
COLUMNS = tuple(HELP)
ADULT_COLUMNS = ("care and support needs", "primary support reason")
_RULES = (
    ("A row", "Holds one person who could be drawn."),
    ("Columns", "That this audit does not need may be deleted. Their order is free."),
    ("Needed", "In every row the local identifier, or the name with the date of birth."),
    ("Dates", "In figures with the year in four, such as 31/03/2016."),
    ("Not allowed", "Formulas, merged cells, macros, and headings that are not described here."),
    ("Who sees it", "Coordinators alone. Who is not drawn is deleted in the moment of the draw."),
    ("Bringing it in", "The whole file is checked first. Each fault is named by its row and column,"
     " and nothing is kept until there is none."),
)  # fmt: skip


def write_candidate_template(form: str, *, adults: bool) -> bytes:
    columns = [name for name in COLUMNS if adults or name not in ADULT_COLUMNS]
    sheet = Sheet(
        SHEET, tuple(TextColumn(name, HELP[name], max(14, len(name) + 4)) for name in columns)
    )
    if form == CSV:
        return write_csv(sheet)

    def write(book) -> None:
        book.add_sheet(sheet)
        book.add_notes(ABOUT, _about(columns))

    return write_workbook("Candidates for a sample", write)


def _about(columns: list[str]) -> Iterator[tuple[str, str, str]]:
    yield "title", "Candidates for a sample", ""
    yield from (("strong", name, text) for name, text in _RULES)
    yield "", "", ""
    yield from (("strong", name, HELP[name]) for name in columns)


def read_candidates(
    table: Table, *, today: date, audit_date: date, word: str, follow: Follow = iter
) -> tuple[list[Person], list[Fault]]:
    """Every person in the file, and every fault; `word` is what the partnership calls them."""
    reader = _Reader(today, audit_date, word)
    reader.check_headings(table.headings)
    people = [] if reader.faults else [reader.person(line) for line in follow(table.lines)]
    for second, first, same in twins(people):
        sentence = TWICE.format(word=word, row=first.row, same=same)
        reader.faults.append(Fault(second.row, "", sentence))
    return people, [*table.faults, *reader.faults]


@dataclass
class _Reader:
    today: date
    audit_date: date
    word: str
    faults: list[Fault] = field(default_factory=list)
    areas: dict[str, Area] = field(default_factory=dict)
    plan_types: dict[str, PlanType] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.areas = {
            name.casefold(): row for row in Area.objects.all() for name in (row.code, row.name)
        }
        self.plan_types = {
            name.casefold(): row for row in PlanType.objects.all() for name in (row.key, row.name)
        }

    def check_headings(self, headings: tuple[str, ...]) -> None:
        for heading in filter(None, headings):
            if heading not in COLUMNS:
                close = get_close_matches(heading, COLUMNS, n=1)
                hint = f"Did you mean “{close[0]}”?" if close else "Take it out."
                self.faults.append(Fault(1, heading[:60], f"There is no such column. {hint}"))
        if IDENTIFIER not in headings and not {NAME, BORN} <= set(headings):
            sentence = f"Add the column “{IDENTIFIER}”, or both “{NAME}” and “{BORN}”."
            self.faults.append(Fault(1, "", sentence))

    def person(self, line: Line) -> Person:
        identifier, name = self.words(line, IDENTIFIER, 60), self.words(line, NAME, 120)
        born_on = self.day(line, BORN)
        if not identifier and not (name and line.get(BORN)):
            sentence = "Write the local identifier, or the name with the date of birth."
            self.fault(line, IDENTIFIER, sentence)
        case_facts = {
            "area": self.one_of(line, AREA, self.areas),
            "plan_type": self.one_of(line, PLAN, self.plan_types),
            "opened_on": self.day(line, OPENED),
            "siblings": self.number(line, SIBLINGS),
        }
        if why := impossible_birth(born_on, case_facts["opened_on"], self.audit_date):
            self.fault(line, BORN, why)
        case_facts |= {fact: self.words(line, name) for name, fact in WORDS_OF_CASE.items()}
        about = {
            "sex": self.code(line, SEX, Subject.Sex),
            "disability": self.code(line, DISABILITY, Subject.Disability),
        }
        about |= {
            fact: self.words(line, name, LONGEST.get(fact, 80))
            for name, fact in WORDS_OF_PERSON.items()
        }
        return Person(identifier, name, born_on, case_facts, about, line.number)

    def words(self, line: Line, heading: str, longest: int = 80) -> str:
        said = line.get(heading)
        if len(said) > longest:
            self.fault(line, heading, f"Shorten this to {longest} characters.")
            return ""
        return said

    def day(self, line: Line, heading: str) -> date | None:
        try:
            found = read_date_in_one_box(line.get(heading))
        except ValidationError as error:
            self.fault(line, heading, error.messages[0])
            return None
        day = date.fromisoformat(found) if found else None
        if day and day > self.today:
            self.fault(line, heading, "This day has not come yet.")
            return None
        return day

    def number(self, line: Line, heading: str) -> int | None:
        said = line.get(heading)
        if not said:
            return None
        if not (said.isascii() and said.isdigit() and int(said[:4]) <= MOST_SIBLINGS):
            self.fault(line, heading, f"Write a whole number from 0 to {MOST_SIBLINGS}.")
            return None
        return int(said)

    def one_of(self, line: Line, heading: str, rows: dict):
        said = line.get(heading)
        if said and said.casefold() not in rows:
            names = sorted({row.name for row in rows.values()})
            self.fault(line, heading, f"There is no “{said[:60]}”. {nearest(said, names)}".strip())
        return rows.get(said.casefold())

    def code(self, line: Line, heading: str, choices) -> str:
        said = line.get(heading).casefold()
        if said and said not in choices.values:
            self.fault(line, heading, f"Write one of: {', '.join(choices.values)}.")
        return said if said in choices.values else choices.UNKNOWN.value

    def fault(self, line: Line, heading: str, sentence: str) -> None:
        self.faults.append(Fault(line.number, heading, sentence))

"""Files of who cases are about: a row for each case, several people in a cell one under the other.

Faults name rows and columns, and never what stands in them. Pure.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from audits.tables import CSV, Fault, Line, Sheet, Table, TextColumn, write_csv, write_workbook

CASE, CHILD, BORN = "case", "child", "date of birth"
# heading -> kind of identity
SEVERAL = {"siblings": "sibling", "carers": "carer", "addresses": "address"}
NUMBERS = "numbers"
OF_AGENCY = "number: "
HELD = "held already"
NO_CASE = "The audit has no case with this reference."
HELP = {
    CASE: "The reference of the case. Leave it as it is.",
    CHILD: "Name of the child the case is about, and other names used.",
    BORN: "As 31/12/2017.",
    "siblings": "Names and dates of birth, one under the other or with ; between them.",
    "carers": "Parents and carers, one under the other or with ; between them.",
    "addresses": "The present one first, one under the other or with ; between them.",
    NUMBERS: "Numbers every agency may need, such as an NHS number; ; between them.",
    HELD: "Columns already filled for this case. Leave those empty, and this one as it is.",
}
SHEET, ABOUT = "Identities", "How to fill it in"
MOST_IN_A_CELL, LONGEST = 20, 300
DAYS = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")
RULES = (
    ("A row", "Holds one case. A row with nothing beside the reference is left out."),
    ("Several", "People, addresses or numbers stand in one cell, one under the other or with a"
     " semicolon between them."),
    ("An agency’s number", "Is shown to that agency alone."),
    ("Not allowed", "Formulas, merged cells, and headings that are not in this file."),
    ("Afterwards", "Delete this file from wherever you kept it. What is brought in is encrypted,"
     " and destroyed on the audit’s own day."),
)  # fmt: skip


@dataclass
class IdentityRow:
    """`lines`: (kind, short name of the agency whose number it is or nothing, text), in order."""

    number: int
    case: str
    lines: list[tuple[str, str, str]] = field(default_factory=list)


def column_of(kind: str, agency: str) -> str:
    """The heading under which lines of this kind stand; `agency` by short name or nothing."""
    if kind == "local_number":
        return f"{OF_AGENCY}{agency}" if agency else NUMBERS
    return next((heading for heading, each in SEVERAL.items() if each == kind), CHILD)


def headings_for(agencies: Iterable[str]) -> list[str]:
    """`agencies` by short name."""
    return [*HELP, *(f"{OF_AGENCY}{name}" for name in agencies)]


def write_identity_template(
    held: Mapping[str, Collection[str]], agencies: Iterable[str], form: str
) -> bytes:
    """`held`: for the reference of each case, the headings of what is held; never what it says."""
    headings = headings_for(agencies)
    columns = tuple(
        TextColumn(name, HELP.get(name, "Shown to this agency alone."), max(16, len(name) + 4))
        for name in headings
    )
    sheet = Sheet(SHEET, columns, [_empty_row(case, held[case], headings) for case in sorted(held)])
    if form == CSV:
        return write_csv(sheet)

    def write(book) -> None:
        book.add_sheet(sheet)
        notes = [("title", "Who the cases are about", "")]
        notes += [("strong", name, text) for name, text in RULES]
        notes += [("strong", name, text) for name, text in HELP.items()]
        book.add_notes(ABOUT, notes)

    return write_workbook("Who the cases are about", write)


def _empty_row(case: str, held: Collection[str], headings: list[str]) -> list[str]:
    said = {CASE: case, HELD: ", ".join(heading for heading in headings if heading in held)}
    return [said.get(heading, "") for heading in headings]


def read_identities(
    table: Table, cases: Iterable[str], agencies: Iterable[str], today: date
) -> tuple[list[IdentityRow], list[Fault]]:
    """Every row that says something, and every fault. `cases`: references that may be named."""
    reader = _Reader(table, set(cases), list(agencies), today)
    if not reader.faults:
        for line in table.lines:
            reader.take(line)
    return reader.rows, [*table.faults, *reader.faults]


class _Reader:
    def __init__(self, table: Table, cases: set[str], agencies: list[str], today: date) -> None:
        self.cases, self.today = cases, today
        self.agencies = {f"{OF_AGENCY}{name}".casefold(): name for name in agencies}
        self.rows: list[IdentityRow] = []
        self.faults: list[Fault] = []
        self.at: dict[tuple[str, ...], int] = {}
        self.check_headings([heading for heading in table.headings if heading])

    def check_headings(self, headings: list[str]) -> None:
        known = [*HELP, *self.agencies]
        for heading in headings:
            if heading not in known:
                close = get_close_matches(heading[:60], known, n=1)
                hint = f"Did you mean “{close[0]}”?" if close else "Take the headings of the file."
                self.faults.append(Fault(1, heading[:60], f"There is no such column. {hint}"))
        if CASE not in headings:
            self.faults.append(Fault(1, CASE, "Add this column: it is missing."))

    def fault(self, line: Line, heading: str, sentence: str) -> None:
        self.faults.append(Fault(line.number, heading, sentence))

    def take(self, line: Line) -> None:
        row = IdentityRow(line.number, line.get(CASE).upper())
        row.lines += self.child(line)
        for heading, kind in SEVERAL.items():
            row.lines += [(kind, "", text) for text in self.several(line, heading)]
        row.lines += [("local_number", "", text) for text in self.several(line, NUMBERS)]
        for heading, name in self.agencies.items():
            row.lines += [("local_number", name, text) for text in self.several(line, heading)]
        if row.lines and self.is_placed(row, line):
            self.rows.append(row)

    def is_placed(self, row: IdentityRow, line: Line) -> bool:
        if not row.case:
            self.fault(line, CASE, "Fill this in: it says which case the row is about.")
        elif row.case not in self.cases:
            self.fault(line, CASE, NO_CASE)
        else:
            return self.is_first(line, CASE, row.case, "This case stands in row {} too.")
        return False

    def is_first(self, line: Line, heading: str, what: str, sentence: str) -> bool:
        row = self.at.setdefault((heading, what), line.number)
        if row != line.number:
            self.fault(line, heading, sentence.format(row))
        return row == line.number

    def child(self, line: Line) -> Iterator[tuple[str, str, str]]:
        name, born = line.get(CHILD), self.born(line)
        if born and not name:
            self.fault(line, CHILD, "Write the name beside the date of birth.")
        if len(name) > LONGEST - 30:
            self.fault(line, CHILD, f"Shorten this to {LONGEST - 30} characters or fewer.")
        elif name:
            same = f"{name.casefold()} {born}"
            self.is_first(line, CHILD, same, "The same child stands in row {} too.")
            day = f"{born.day} {born:%B %Y}" if born else ""
            yield "subject", "", f"{name}, born {day}" if day else name

    def born(self, line: Line) -> date | None:
        said = line.get(BORN)
        if not said:
            return None
        found = next(filter(None, (_day(said, form) for form in DAYS)), None)
        if found is None:
            self.fault(line, BORN, "This is no day that exists. Write it as 31/12/2017.")
        elif found > self.today or found.year < self.today.year - 120:
            self.fault(line, BORN, "Nobody was born on that day. Look at the year.")
        return found

    def several(self, line: Line, heading: str) -> list[str]:
        parts = line.cells.get(heading, "").replace(";", "\n").splitlines()
        texts = [text for text in (" ".join(part.split()) for part in parts) if text]
        if len(texts) > MOST_IN_A_CELL:
            self.fault(line, heading, f"Write at most {MOST_IN_A_CELL} in one cell.")
        if any(len(text) > LONGEST for text in texts):
            self.fault(line, heading, f"Shorten each to {LONGEST} characters or fewer.")
        return list(dict.fromkeys(texts))


def _day(said: str, form: str) -> date | None:
    try:
        return datetime.strptime(said, form).date()  # noqa: DTZ007 (a day has no zone)
    except ValueError:
        return None

"""The file to fill in: the returns that are still asked for, and the columns of the tool."""

from collections.abc import Iterable, Iterator

from audits.models import Question, ToolVersion
from audits.question_kinds import items_of, options_of
from audits.tables import CSV, Sheet, TextColumn, write_csv, write_workbook
from cases.forms import STATE_LABELS, states_allowed
from cases.imports.files.columns import (
    AGENCY,
    CASE,
    CHILD,
    HELP,
    NAMES,
    Column,
    place_headings,
    template_columns,
)
from cases.imports.files.values import HOW
from cases.models import Evidence

RETURNS, CODES, ABOUT = "Returns", "Codes", "How to fill it in"
CODE_COLUMNS = (
    TextColumn("column", width=28),
    TextColumn("number", width=9),
    TextColumn("question", width=60),
    TextColumn("write", width=40),
    TextColumn("code", width=24),
    TextColumn("words", width=48),
)
Asked = tuple[str, str, str]  # the case's reference, the agency's short name, the child's number


def write_template(version: ToolVersion, asked: Iterable[Asked], form: str) -> bytes:
    """`asked` become the first rows. Needs the tool, and its content, read."""
    returns = _returns(version, asked)
    if form == CSV:
        return write_csv(returns)

    def write(book) -> None:
        book.add_sheet(returns)
        book.add_sheet(Sheet(CODES, CODE_COLUMNS, _codes(version)))
        book.add_notes(ABOUT, _about(version))

    return write_workbook(f"Returns for {version}", write)


def _returns(version: ToolVersion, asked: Iterable[Asked]) -> Sheet:
    places = place_headings(version)
    columns = [TextColumn(name, HELP[name], len(name) + 4) for name in places]
    for question in _answered(version):
        columns += [_column(column) for column in template_columns(question)]
    rows = [_row(places, len(columns), *each) for each in asked]
    return Sheet(RETURNS, tuple(columns), rows)


def _row(places: list[str], width: int, case: str, agency: str, child: str) -> list[str]:
    said = {CASE: case, AGENCY: agency, CHILD: child}
    return [*(said.get(name, "") for name in places), *[""] * (width - len(places))]


def _column(column: Column) -> TextColumn:
    question = column.question
    help = f"{question.number} {question.text} {HOW[question.kind]}"
    if column.part:
        help = f"{question.number} {question.text} {_BESIDE[column.part]}"
    return TextColumn(column.heading, help, max(14, len(column.heading) + 2))


def _answered(version: ToolVersion) -> Iterator[Question]:
    return (question for question in version.ordered_questions if question.is_answered)


def _codes(version: ToolVersion) -> Iterator[list[str]]:
    """What each column takes; a row for each code it knows."""
    for question in _answered(version):
        number = question.number
        yield [question.key, number, question.text, HOW[question.kind], "", ""]
        for column in template_columns(question):
            if column.item:
                item = next(each for each in items_of(question) if each.code == column.item)
                yield [column.heading, number, "", "", "", item.label]
        if question.scale_id:
            for option in options_of(question):
                yield [question.key, number, "", "", option.code, option.label]
        for state in states_allowed(question):
            yield [question.key, number, "", "", STATE_LABELS[state].lower(), STATE_LABELS[state]]


_BESIDE = {
    "reason": "Why it does not apply.",
    "note": "The auditor’s note.",
    "quote": "Words said, as they were said, that may be quoted.",
    "quote_speaker": f"Whose words: {', '.join(code for code in Evidence.Speaker.values)}.",
    "quote_proposed": "yes, where the quote is offered for the briefing.",
    "good_practice": "yes, where it is an example of good practice.",
    "record_reference": "Where in the record it stands.",
}
_RULES = (
    ("A row", "Holds one return. Where the tool asks for each child, person or time, give each its"
     " own row; what is asked once stands in any one of them."),
    ("A column", "Holds one question; its heading is the question’s key. The sheet Codes says what"
     " to write. A code may be written in words."),
    ("No answer", "Leave the cell empty where nothing was answered. Write “not recorded” where the"
     " record is silent, and “not applicable” where the question does not apply, with the reason in"
     " the column that ends in .reason."),
    ("More columns", "May be added for what stands beside an answer, such as seen-alone.note:"),
    ("Left out", "Columns that nobody needs may be deleted. Their order is free."),
    ("Names", "Write nothing by which a child or family could be recognised."),
    ("Not allowed", "Formulas, merged cells, macros, and headings that are not described here."),
    ("Bringing it in", "The whole file is checked first. Each fault is named by its row and column,"
     " and nothing is kept until there is none and you have seen what would be brought in."),
)  # fmt: skip


def _about(version: ToolVersion) -> Iterator[tuple[str, str, str]]:
    yield "title", "Returns", ""
    yield "", "", f"Answers collected elsewhere, for {version}."
    for name, text in _RULES:
        yield "strong", name, text
        if name == "More columns":
            for part, help in beside_parts():
                yield "", "", f"{part}: {help}"
    yield "", "", ""
    for name in place_headings(version):
        yield "strong", name, HELP[name]


def beside_parts() -> Iterator[tuple[str, str]]:
    """(ending of the heading, what the column holds)."""
    return ((f".{NAMES[part]}", help) for part, help in _BESIDE.items())

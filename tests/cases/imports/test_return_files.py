"""What a cell of a file of returns may say, for each kind of question."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from django.core.management import load_command_class

from audits.models import Question
from audits.questions import loaded
from audits.tables import read_table
from cases.imports.files import read_returns
from cases.imports.files.columns import HELP, PARTS, answer_columns, place_headings
from cases.imports.files.values import STATE_WORDS
from cases.imports.importing import template_for
from tests.cases.answering import kinds_tool, repeating_tool
from tests.cases.imports.returns_files import csv

pytestmark = pytest.mark.django_db
CELLS = {
    "overall": "Good",
    "seen": "yes",
    "agencies": "no; YES",
    "visits": "3",
    "home[clean]": "2",
    "home[warm]": "1",
    "home[food]": "3",
    "areas[health]": "good",
    "areas[school]": "Requires",
    "last-seen": "31/03/2026",
    "began": "09/2025",
    "plan": "01/09/2025 to 31/03/2026",
    "summary": "The nurse wrote down what was said.",
    "words": "Nobody asked me.",
    "words.speaker": "Child or young person",
    "actions": "Ask again | Health visitor | 30/06/2026\nTell the school | Social worker",
}


def version():
    return loaded(kinds_tool.tool())


def read(tool, **cells):
    """(answers by key, sentences) of one row with these cells."""
    headings = ["case reference", "agency name", *cells]
    row = ["C-01", "Police", *cells.values()]
    text = ",".join(headings) + "\n" + ",".join('"{}"'.format(t.replace('"', '""')) for t in row)
    returns, faults = read_returns(read_table(text.encode(), "Returns"), tool)
    answers = {key: said.entry for each in returns for (_, key), said in each.answers.items()}
    return answers, [str(fault) for fault in faults]


def test_every_kind_of_answer_is_read_as_its_page_would_read_it():
    answers, faults = read(version(), **CELLS)
    assert faults == []
    assert {key: entry.value for key, entry in answers.items()} == kinds_tool.VALUES


def test_a_state_may_be_said_in_place_of_an_answer():
    tool = version()
    for heading in ("overall", "agencies", "visits", "home", "areas", "last-seen"):
        for words, state in (
            ("Not recorded", "not_recorded"),
            ("not applicable", "not_applicable"),
            ("N/A", "not_applicable"),
        ):
            answers, faults = read(tool, **{heading: words})
            assert faults == []
            assert (answers[heading].state, answers[heading].value) == (state, None)


UNREADABLE = [
    ({"overall": "goode"}, "Row 2, “overall”: “goode” is no answer here. Did you mean “good”?"),
    ({"visits": "three"}, "Row 2, “visits”: Enter a whole number in figures, such as 12."),
    ({"visits": "51"}, "Row 2, “visits”: Enter a number from 0 to 50."),
    ({"home[clean]": "4"}, "Row 2, “home[clean]”: Enter a number from 0 to 3."),
    ({"home": "3"}, "the answers go into the columns of the items"),
    ({"home": "not recorded", "home[clean]": "2"}, "There are answers to items as well."),
    ({"last-seen": "31/02/2026"}, "There is no such day."),
    ({"last-seen": "last week"}, "Write the date as 31/03/2026."),
    ({"began": "13/2025"}, "Give a month from 1 to 12."),
    ({"plan": "01/09/2025"}, "Write the two dates as 01/09/2025 to 31/03/2026."),
    ({"plan": "01/09/2025 to 01/08/2025"}, "Give a date that is not before the first one."),
    ({"words": "Yes", "words.speaker": "Aunt"}, "“Aunt” is nobody here."),
    ({"actions": "a | b | c | d"}, "Write a task as: what | who | by when."),
    ({"seen": "yes", "seen.reason": "x"}, "A reason goes with “not applicable”."),
    ({"seen": "yes", "seen.speaker": "child"}, "Write the quote that this is about."),
    ({"seen": "yes", "seen.good-practice": "maybe"}, "Write yes, or leave the cell empty."),
    ({"seen": "yes", "seen.note": "x" * 4001}, "Shorten this to 4,000 characters or fewer."),
    ({"sean": "yes"}, "Row 1, “sean”: There is no such column. Did you mean “seen”?"),
    ({"look-plan": "yes"}, "Row 1, “look-plan”: There is no such column."),
]


def test_what_cannot_be_read_is_said_at_its_cell():
    tool = version()
    for cells, sentence in UNREADABLE:
        _, faults = read(tool, **cells)
        assert any(sentence in fault for fault in faults), (cells, faults)


def test_what_stands_beside_an_answer_is_kept():
    beside = {
        "seen.note": "On each visit.",
        "seen.quote": "I like her.",
        "seen.speaker": "child",
        "seen.proposed": "yes",
        "seen.good-practice": "x",
        "seen.record": "Visit 3",
    }
    answers, faults = read(version(), seen="yes", **beside)
    assert faults == []
    said = answers["seen"].beside
    assert (said.note, said.quote, said.quote_speaker) == ("On each visit.", "I like her.", "child")
    assert (said.quote_proposed, said.good_practice) == (True, True)
    assert said.record_reference == "Visit 3"


def test_month_and_year_may_have_been_made_a_date_by_excel():
    tool = version()
    for typed, kept in (("01/09/2025", "2025-09"), ("2025-09", "2025-09"), ("2025", "2025")):
        assert read(tool, began=typed)[0]["began"].value == kept


def repeated(*rows: str):
    tool = loaded(repeating_tool.tool())
    table = read_table(csv(*rows), "Returns")
    returns, faults = read_returns(table, tool)
    places = {(place, key) for each in returns for place, key in each.answers}
    return places, [str(fault) for fault in faults]


def test_rows_of_one_return_answer_for_each_child_person_and_time():
    places, faults = repeated(
        "case reference,agency name,child number,asked of or when,gate,seen,heard,score",
        "C-01,Police,1,,yes,yes,,",
        "C-01,police,2,,,no,,",
        "C-01,Police,,parent,,,yes,",
        "C-01,Police,,Later,,,,7",
    )
    assert faults == []
    assert places == {
        ((None, ""), "gate"),
        ((1, ""), "seen"),
        ((2, ""), "seen"),
        ((None, "parent"), "heard"),
        ((None, "later"), "score"),
    }


@pytest.mark.parametrize(
    ("headings", "row", "sentence"),
    [
        ("case reference,agency name,seen", "C-01,Police,yes", "Say which child the answer"),
        (
            "case reference,agency name,asked of or when,heard",
            "C-01,Police,later,yes",
            "Say whose or when the answer to “heard” is: worker, parent, child.",
        ),
        ("case reference,agency name,child number,seen", "C-01,Police,0,yes", "from 1 to 30"),
        ("case reference,agency name,gate", ",Police,yes", "Fill this in"),
        ("case reference,gate", "C-01,yes", "Row 1, “agency name”: Add this column"),
    ],
)
def test_a_row_says_what_it_is_about(headings, row, sentence):
    _, faults = repeated(headings, row)
    assert any(sentence in fault for fault in faults), faults


def test_two_rows_that_say_different_things_of_one_question_are_a_fault():
    _, faults = repeated(
        "case reference,agency name,child number,gate,seen",
        "C-01,Police,1,yes,yes",
        "C-01,Police,2,no,yes",
    )
    assert faults == ["Row 3, “gate”: Row 2 says otherwise. Say it once."]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_to_fill_in_has_the_returns_not_begun_and_reads_without_fault(form):
    found = repeating_tool.new_return(children=2)
    table = read_table(template_for(found.audit, form), "Returns")
    assert [line.cells for line in table.lines] == [
        {
            "case reference": found.case.reference,
            "agency name": found.agency.short_name,
            "child number": child,
        }
        for child in ("1", "2")
    ]
    assert read_returns(table, loaded(found.tool_version))[1] == []


def test_the_workbook_says_each_code_and_state():
    found = kinds_tool.new_return()
    book = openpyxl.load_workbook(BytesIO(template_for(found.audit, "xlsx")))
    assert book.sheetnames == ["Returns", "Codes", "How to fill it in"]
    rows = {(row[0], row[4]) for row in book["Codes"].iter_rows(min_row=2, values_only=True)}
    assert {("overall", "outstanding"), ("seen", "not recorded"), ("home[clean]", None)} <= rows


PAGE = (Path(settings.BASE_DIR) / "docs" / "returns-format.md").read_text()


def test_the_page_of_the_format_names_every_column_kind_state_and_option():
    for word in [*HELP, *STATE_WORDS, *(f"key.{part}" for part in PARTS)]:
        assert word in " ".join(PAGE.split()), word
    for kind in set(Question.Kind) - {Question.Kind.PROMPT}:
        assert f"`{kind}`" in PAGE
    options = load_command_class("cases", "import_returns").create_parser("", "")
    described = set(re.findall(r"--[a-z][a-z-]+", PAGE))
    assert described == {
        option
        for action in options._actions
        if action.dest in ("source", "finished", "new_cases", "check")
        for option in action.option_strings
    }


def test_the_example_of_the_page_is_read():
    example = re.search(r"```csv\n(.+?)```", PAGE, re.DOTALL)[1]
    returns, faults = read_returns(read_table(example.encode(), "Returns"), version())
    assert faults == []
    assert [len(each.answers) for each in returns] == [2, 2]


def test_no_heading_of_a_place_can_be_a_key_of_a_question():
    tool = version()
    assert all(" " in heading for heading in place_headings(tool))
    assert not any(" " in heading for heading in answer_columns(tool))

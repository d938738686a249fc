"""Questions pasted from a spreadsheet: read by row, all made or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.pasted_questions import COLUMNS, paste_into, read_pasted
from audits.tool_definition import (
    OptionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
)
from audits.tool_parts import EditRefused, section_of

SECTORS = {"health": "Health", "police": "Police", "early_help": "Early help"}
TOOL = ToolDefinition(
    key="small",
    name="Small",
    scales=(
        ScaleDefinition(
            "seen",
            "Seen or not",
            options=(OptionDefinition("yes", "Yes"), OptionDefinition("no", "No")),
        ),
    ),
    sections=(SectionDefinition("voice", "The child’s voice"),),
)


def read(*rows):
    return read_pasted("\n".join("\t".join(row) for row in rows), TOOL, SECTORS)


def faults(*rows) -> list[str]:
    return [str(fault) for fault in read(*rows).faults]


def test_rows_become_questions_of_their_sections():
    pasted = read(
        (
            "The child’s voice",
            "Seen alone?",
            "",
            "Seen or not",
            "Look at visits.",
            "no",
            "Police; health",
        ),
        ("", "Why not?"),
        ("The record", "How many visits?", "number"),
        ("", "How bad?", "grade", "Good; Fair; Poor"),
    )
    assert pasted.faults == []
    tool = paste_into(TOOL, pasted)
    alone, why = section_of(tool, "voice").questions
    visits, bad = section_of(tool, "the-record").questions
    assert (alone.kind, alone.scale, alone.required) == ("choice", "seen", False)
    assert (alone.guidance, alone.sectors) == ("Look at visits.", ("health", "police"))
    assert (why.kind, why.required, visits.kind) == ("text", False, "number")
    assert bad.scale == "good-fair-poor"
    assert [option.code for option in tool.scales[1].options] == ["good", "fair", "poor"]


def test_a_row_of_headings_says_which_column_is_which():
    pasted = read(
        ("Question text", "Section", "Notes", "Scale"), ("Seen?", "Voice", "x", "Seen or not")
    )
    assert [(each.row, each.section) for each in pasted.questions] == [(2, "Voice")]


def test_options_that_a_scale_has_already_make_no_other_scale():
    tool = paste_into(
        TOOL,
        read(
            ("A", "One?", "", "Yes;No"),
            ("", "Two?", "", "Yes; Partly"),
            ("", "Three?", "", "Yes; Partly"),
        ),
    )
    assert [question.scale for question in tool.questions] == ["seen", "yes-partly", "yes-partly"]


def test_cells_with_line_breaks_in_quotes_are_one_cell():
    pasted = read_pasted('A\t"Seen\nalone?"\ttext\t\t"One\nTwo"\n', TOOL, SECTORS)
    assert pasted.questions[0].question.text == "Seen alone?"
    assert pasted.questions[0].question.guidance == "One\nTwo"


def test_a_block_of_items_takes_its_items_from_the_options():
    tool = paste_into(
        TOOL, read(("A", "Home conditions", "scored items with a total", "Kitchen; Bath"))
    )
    assert [item.code for item in tool.questions[0].items] == ["kitchen", "bath"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("", "Seen?"), "Name the section of the first question."),
        (("A", ""), "Write the question."),
        (("A", "x" * 301), "The question has 301 characters. Shorten it to 300."),
        (("A", "Seen?", "chioce"), "There is no kind “chioce”. Did you mean “choice”?"),
        (
            ("A", "Seen?", "choice", "Sean or not"),
            "There is no scale “Sean or not”. Did you mean “seen or not”?",
        ),
        (
            ("A", "Seen?", "choice"),
            "Name a scale, or write its options with semicolons between them.",
        ),
        (("A", "Seen?", "date", "Yes; No"), "A date has no options. Empty the cell."),
        (("A", "Seen?", "choice", "Yes; Yes"), "Two options are the same."),
        (("A", "Seen?", "profile", "Yes; No"), "A profile has items and a scale."),
        (("A", "Seen?", "text", "", "", "perhaps"), "Required is yes or no, not “perhaps”."),
        (
            ("A", "Seen?", "text", "", "", "", "Polise"),
            "There is no sector “Polise”. Did you mean “police”?",
        ),
        (
            ("A", "Seen?", "text", "", "", "", "", "more"),
            "It has more cells than the 7 columns there are.",
        ),
    ],
)
def test_each_fault_is_named_by_its_row(row, sentence):
    assert faults(row)[0].startswith(f"Row 1: {sentence}")


def test_too_many_rows_are_refused_by_the_first_that_is_too_many():
    assert faults(*[("A", "Seen?")] * 401) == ["Row 401: At most 400 questions at a time."]


def test_a_section_without_room_is_refused_with_the_row():
    with pytest.raises(EditRefused, match="Row 81: A section has at most 80 questions"):
        paste_into(TOOL, read(*[("A", "Seen?")] * 81))


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_gives_questions_or_faults_and_never_an_error(text):
    pasted = read_pasted(text, TOOL, SECTORS)
    if not pasted.faults:
        made = paste_into(TOOL, pasted)
        assert len(made.questions) == len(pasted.questions)


words = (
    st.text("abc ’?", min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
)
rows = st.tuples(words, words, st.sampled_from(["text", "number", "date", ""]))


@given(st.lists(rows, min_size=1, max_size=8))
def test_every_row_is_made_in_its_order(found):
    pasted = read(COLUMNS, *found)
    assert pasted.faults == []
    tool = paste_into(TOOL, pasted)
    asked = {title.casefold(): [] for title, _, _ in found}
    for title, text, _ in found:
        asked[title.casefold()].append(" ".join(text.split()))
    assert {
        section.title.casefold(): [each.text for each in section.questions]
        for section in tool.sections[1:]
    } == {" ".join(title.split()): texts for title, texts in asked.items()}

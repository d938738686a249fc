from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.asking import Audience
from audits.conditions import All, Answered, Any, Is, Not, PlainAnswer, holds
from audits.starter_tools import starter_tools
from audits.tool_definition import (
    ItemDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
)
from reports.blank_answers import limits_of
from reports.blank_forms import Names, Stamp, blank_form
from reports.blank_parts import DateBoxes, Prompts, Row
from reports.blank_reach import reachable

NAMES = Names(
    "Testshire Partnership",
    {"police": "Police", "health": "Health"},
    {"looked-after": "Looked after", "early-help": "Early help"},
)
STAMP = Stamp("Version 1", date(2026, 11, 26))
SCALE = ScaleDefinition(
    "seen",
    "Seen",
    options=(OptionDefinition("yes", "Yes", descriptor="Plainly."), OptionDefinition("no", "No")),
)


def question(key="alone", kind="choice", text="Seen alone?", **fields) -> QuestionDefinition:
    scale = "seen" if kind in {"choice", "choices", "grade", "profile"} else ""
    return QuestionDefinition(**{"key": key, "kind": kind, "text": text, "scale": scale} | fields)


def section(*questions, **fields) -> SectionDefinition:
    return SectionDefinition(
        **{"key": "voice", "title": "The child’s voice", "questions": questions} | fields
    )


def form_of(*sections, audience=None, **fields):
    tool = ToolDefinition(
        **{"key": "t", "name": "Tool", "scales": (SCALE,), "sections": sections} | fields
    )
    return blank_form(tool, names=NAMES, stamp=STAMP, audience=audience or Audience())


def only_question(*questions, **fields):
    [made] = form_of(section(*questions), **fields).sections
    return made.questions[-1]


def answer(kind, **fields):
    return only_question(question(kind=kind, **fields)).answer


def test_questions_keep_the_numbers_they_have_on_screen():
    form = form_of(
        section(question("a", sectors=("health",)), question("b"), question("c")),
        audience=Audience(sector="police"),
    )
    assert [each.number for each in form.sections[0].questions] == ["1.2", "1.3"]


def test_a_condition_names_the_number_and_the_answer():
    shown = question("why", "text", show_when={"question": "alone", "is": ["no"]})
    assert only_question(question(), shown).only_if == "Only if 1.1 is ‘No’"


def test_on_paper_a_link_is_followed_by_its_address():
    guidance = "Read [the guide](https://a.example/x).\n\nThen look."
    assert only_question(question(guidance=guidance)).guidance == (
        "Read the guide (https://a.example/x).",
        "Then look.",
    )


def test_what_a_sector_can_never_be_asked_is_left_out():
    asked = question(sectors=("health",))
    follow_up = question("why", "text", show_when={"question": "alone", "is": ["no"]})
    form = form_of(section(asked, follow_up, question("b")), audience=Audience(sector="police"))
    assert [each.number for each in form.sections[0].questions] == ["1.3"]


def test_a_branch_nobody_here_can_meet_is_not_printed():
    either = {"any": [{"question": "alone", "is": ["no"]}, {"question": "other", "answered": True}]}
    questions = (
        question(sectors=("health",)),
        question("other"),
        question("why", "text", show_when=either),
    )
    form = form_of(section(*questions), audience=Audience(sector="police"))
    assert form.sections[0].questions[-1].only_if == "Only if 1.2 is answered"


def test_a_section_of_which_nothing_is_left_is_not_printed():
    form = form_of(
        section(question(sectors=("health",))),
        section(question("b"), key="other"),
        audience=Audience(sector="police"),
    )
    assert [each.number for each in form.sections] == [2]


def test_who_is_asked_is_said_where_the_edition_has_not_settled_it():
    limited = question(sectors=("police", "health"), plan_types=("looked-after",), picked=True)
    assert only_question(limited).asked_of == (
        "For Police and Health. For these kinds of plan: Looked after."
        " Answer this question only if it matters for this case."
    )
    settled = Audience(sector="police", plan_type="looked-after")
    said = only_question(limited, audience=settled).asked_of
    assert said == "Answer this question only if it matters for this case."


def test_the_edition_says_whom_it_is_for():
    assert form_of(section(question())).edition == "For every sector and kind of plan"
    narrow = form_of(section(question()), audience=Audience("police", "early-help"))
    assert narrow.edition == "For Police, Early help"


def test_prompts_that_follow_each_other_become_one_list():
    prompts = question("p", "prompt", "Who saw it?"), question("q", "prompt", "And when?")
    form = form_of(section(*prompts, question()))
    first, second = form.sections[0].questions
    assert first.answer == Prompts((Row("Who saw it?"), Row("And when?")))
    assert second.number == "1.3"


def test_a_prompt_with_a_condition_stands_alone_with_it():
    prompt = question("p", "prompt", show_when={"question": "alone", "is": ["no"]})
    made = only_question(question(), prompt)
    assert (made.only_if, made.states) == ("Only if 1.1 is ‘No’", ())


def test_a_scale_is_described_once_in_a_section_and_a_grade_each_time():
    form = form_of(
        section(question("a"), question("b"), question("c", "grade"), question("d", "grade"))
    )
    described = [bool(each.answer.options[0].descriptor) for each in form.sections[0].questions]
    assert described == [True, False, True, True]


def test_each_state_has_a_box_only_where_it_is_allowed():
    assert only_question(question()).states == ("Not recorded", "Not applicable")
    assert only_question(question(not_recorded=False)).states == ("Not applicable",)
    assert only_question(question(required=False)).optional


def test_the_states_are_explained_only_where_a_question_has_them():
    without = question(not_recorded=False, not_applicable=False)
    assert any("Not recorded" in step for step in form_of(section(question())).steps)
    assert not any("Not recorded" in step for step in form_of(section(without)).steps)


@pytest.mark.parametrize(
    ("repeats", "columns"),
    [
        ("subject", ("Child 1", "Child 2", "Child 3")),
        ("respondent", ("Worker", "Parent or carer", "Child")),
        ("time_point", ("First time", "Later")),
        ("", ()),
    ],
)
def test_a_repeated_section_has_boxes_for_each_occasion(repeats, columns):
    form = form_of(section(question(), repeats=repeats))
    assert form.sections[0].questions[0].answer.columns == columns
    assert bool(form.sections[0].repeats) is bool(repeats)


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"minimum": Decimal(0), "maximum": Decimal(50), "decimals": 0}, "A whole number from 0"),
        ({"minimum": Decimal(-10), "decimals": 1}, "A number −10 or more, with one decimal place"),
        ({"maximum": Decimal("9.5")}, "A number 9.5 or less"),
        ({}, "A number"),
        ({"maximum": Decimal(100000), "minimum": Decimal(1)}, "A number from 1 to 100,000"),
    ],
)
def test_a_number_box_says_its_limits(limits, words):
    assert limits_of(question(kind="number", **limits)).startswith(words)


def test_items_have_a_total_with_its_rule():
    items = tuple(ItemDefinition(str(place), f"Line {place}") for place in range(3))
    every = answer("items", items=items)
    assert every.total == "Add up all 3 lines. If a line has no score, leave the total blank."
    scaled = answer("items", items=items, total_rule="scaled", fewest_items=2)
    assert "multiply by 3. With fewer than 2 scores" in scaled.total
    summed = answer("items", items=items, total_rule="sum", fewest_items=2)
    assert summed.total.startswith("Add up the lines that have a score.")


def test_a_profile_has_no_total():
    areas = (ItemDefinition("safe", "Safe"),)
    made = answer("profile", items=areas)
    assert not hasattr(made, "total")
    assert (len(made.rows), len(made.options)) == (1, 2)


def test_dates_have_the_boxes_of_their_kind():
    assert answer("date") == DateBoxes()
    assert [caption for caption, _ in answer("partial_date").boxes] == ["Month, if known", "Year"]
    assert answer("period").names == ("From", "To")


@pytest.mark.parametrize(("limit", "count"), [(80, 3), (800, 6), (10000, 12)])
def test_more_may_be_written_where_more_may_be_typed(limit, count):
    assert answer("text", max_length=limit, lines=3).count == count


@pytest.mark.parametrize("key", sorted(starter_tools()))
def test_every_question_of_the_library_is_drawn(key):
    tool = starter_tools()[key].definition
    form = blank_form(tool, names=NAMES, stamp=STAMP)
    drawn = sum(
        len(each.answer.rows) if each.is_prompt else 1
        for part in form.sections
        for each in part.questions
    )
    assert drawn == len(tool.questions)


def test_the_reference_box_fits_what_is_audited():
    for tool in starter_tools().values():
        form = blank_form(tool.definition, names=NAMES, stamp=STAMP)
        labels = [row.label for row in form.reference]
        assert ("Case reference" in labels) is (tool.definition.audits == "cases")
        assert "Date completed" in labels
        assert any("Write no names" in step for step in form.steps)


def test_an_adults_board_reads_its_own_word():
    tool = ToolDefinition(
        "t", "Tool", sections=(section(question("a", "text"), repeats="subject"),)
    )
    form = blank_form(tool, names=replace(NAMES, subject="adult"), stamp=STAMP)
    assert form.sections[0].questions[0].answer.columns[0] == "Adult 1"


KEYS = ("a", "b", "c")
conditions = st.recursive(
    st.sampled_from(KEYS).flatmap(
        lambda key: st.sampled_from([Answered(key), Is(key, ("yes",)), Is(key, ("no",))])
    ),
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: All(tuple(found))),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: Any(tuple(found))),
    ),
    max_leaves=6,
)


@given(conditions, st.frozensets(st.sampled_from(KEYS)), st.lists(st.booleans(), min_size=3))
def test_what_is_left_of_a_condition_holds_whenever_the_whole_does(condition, asked, given_yes):
    answers = {
        key: PlainAnswer("answered", "yes" if yes else "no") if key in asked else NOBODY
        for key, yes in zip(KEYS, given_yes, strict=False)
    }
    left = reachable(condition, asked)
    assert (left is not None and holds(left, answers)) is holds(condition, answers)


NOBODY = PlainAnswer("not_asked")

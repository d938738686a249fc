"""Edits of a draft, alone and in any order: references stay whole, keys stay as they were."""

import re
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits import list_editing, tool_editing
from audits.edit_effects import also_changed
from audits.models.fields import KEY_PATTERN
from audits.tool_definition import (
    SCALE_KINDS,
    CodeDefinition,
    ItemDefinition,
    MeasureDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ThemeDefinition,
    ToolDefinition,
)
from audits.tool_parts import EditRefused, fitted, new_key, question_of, scale_of, section_of
from tests.audits.test_tool_definition import tools

ALONE = QuestionDefinition("alone", "choice", "Seen alone?", scale="seen", rates_section=True)
WHY = QuestionDefinition(
    "why", "text", "Why not?", show_when={"not": {"question": "alone", "is": ["yes"]}}
)
VISITS = QuestionDefinition("visits", "number", "How many visits?", minimum=Decimal(0))
SEEN = ScaleDefinition(
    "seen", "Seen", options=(OptionDefinition("yes", "Yes"), OptionDefinition("no", "No"))
)
TOOL = ToolDefinition(
    key="small",
    name="Small",
    scales=(SEEN,),
    sections=(
        SectionDefinition("voice", "The child’s voice", questions=(ALONE, WHY)),
        SectionDefinition("record", "The record", questions=(VISITS,)),
    ),
    measures=(
        MeasureDefinition("alone", "Seen alone", "Alone", "alone", counts=("yes",)),
        MeasureDefinition(
            "both", "Both", "Both", "alone", also=("visits",), combines="sum", counts=("yes",)
        ),
    ),
)


def order(tool) -> list[list[str]]:
    return [[each.key for each in section.questions] for section in tool.sections]


def test_a_key_is_made_from_the_title_and_is_like_no_other():
    assert new_key("The child’s voice", ()) == "the-childs-voice"
    assert new_key("The child’s voice", {"the-childs-voice"}) == "the-childs-voice-2"
    assert new_key("¿?", ()) == "part"
    assert new_key("Été à l’école", ()) == "ete-a-lecole"


@given(st.text(max_size=200), st.sampled_from([40, 60]))
def test_every_made_key_is_a_key_of_the_length_allowed(title, longest):
    taken: set[str] = set()
    for _ in range(4):
        key = new_key(title, taken, longest)
        assert re.fullmatch(KEY_PATTERN, key)
        assert len(key) <= longest
        assert key not in taken
        taken.add(key)


def test_rewording_keeps_the_key():
    tool = tool_editing.put_question(TOOL, "alone", text="Seen on their own?", label="Own")
    assert question_of(tool, "alone").text == "Seen on their own?"
    assert tool_editing.put_section(TOOL, "voice", title="Heard").sections[0].key == "voice"


def test_a_question_past_an_end_of_its_section_goes_into_the_one_beside_it():
    down = tool_editing.shift_question(TOOL, "why", 1)
    assert order(down) == [["alone"], ["why", "visits"]]
    assert tool_editing.shift_question(down, "why", -1) == TOOL
    assert tool_editing.shift_question(TOOL, "alone", -1) == TOOL
    assert tool_editing.shift_question(TOOL, "visits", 1) == TOOL


def test_a_deleted_question_leaves_its_measures_and_takes_those_left_without_any():
    tool = tool_editing.delete_question(TOOL, "alone")
    assert [(each.key, each.question, each.also) for each in tool.measures] == [
        ("both", "visits", ())
    ]
    assert tool.measures[0].combines == ""
    assert question_of(tool, "why").show_when == WHY.show_when
    assert also_changed(TOOL, tool) == [
        "The measure ‘Seen alone’ went with it.",
        "The measure ‘Both’ counts less than before.",
        "The condition of 1.1 still names what is gone: see the checks.",
    ]


def test_another_kind_keeps_what_fits_and_drops_the_rest():
    text = tool_editing.put_question(TOOL, "alone", kind="text")
    assert (question_of(text, "alone").scale, question_of(text, "alone").rates_section) == (
        "",
        False,
    )
    assert [each.counts for each in text.measures] == [(), ()]
    several = tool_editing.put_question(TOOL, "alone", kind="choices")
    assert question_of(several, "alone").scale == "seen"
    assert several.measures == TOOL.measures


def test_another_scale_cuts_the_counts_to_the_codes_it_has():
    other = ScaleDefinition("", "Other", options=(OptionDefinition("no", "No"),))
    tool = list_editing.add_scale(TOOL, other)
    tool = tool_editing.put_question(tool, "alone", scale="other")
    assert tool.measures[0].counts == ()


def test_one_question_rates_a_section():
    new = QuestionDefinition("", "choice", "Overall?", scale="seen", rates_section=True)
    tool = tool_editing.add_question(TOOL, "voice", new)
    assert [each.rates_section for each in tool.sections[0].questions] == [False, False, True]
    assert also_changed(TOOL, tool) == ["1.1 no longer rates its section."]
    moved = tool_editing.move_question(
        tool_editing.add_question(TOOL, "record", new), "overall", "voice", 0
    )
    assert [each.key for each in moved.questions if each.rates_section] == ["alone"]


def test_a_copied_section_has_conditions_of_its_own():
    tool = tool_editing.duplicate_section(TOOL, "voice")
    copy = tool.sections[1]
    assert (copy.key, order(tool)[1]) == ("the-childs-voice", ["alone-2", "why-2"])
    assert copy.questions[1].show_when == {"not": {"question": "alone-2", "is": ["yes"]}}
    assert tool_editing.delete_section(tool, copy.key) == TOOL


def test_a_copied_question_stands_after_it_and_rates_nothing():
    tool = tool_editing.duplicate_question(TOOL, "alone")
    assert order(tool)[0] == ["alone", "seen-alone", "why"]
    assert not question_of(tool, "seen-alone").rates_section
    assert tool_editing.delete_question(tool, "seen-alone") == TOOL


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda tool: list_editing.delete_scale(tool, "seen"), "is used by 1.1"),
        (lambda tool: tool_editing.put_question(tool, "gone", text="x"), "no longer in the draft"),
        (lambda tool: tool_editing.put_question(tool, "alone", scale="gone"), "Choose another"),
        (lambda tool: tool_editing.put_question(tool, "why", kind="grade"), "needs a scale"),
        (lambda tool: list_editing.put_scale(tool, "seen", options=()), "at least one option"),
        (
            lambda tool: list_editing.put_scale(tool, "seen", options=SEEN.options * 2),
            "Two options have the code “yes”",
        ),
        (
            lambda tool: tool_editing.delete_section(
                tool_editing.delete_section(tool, "voice"), "record"
            ),
            "at least one section",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(edit, sentence):
    with pytest.raises(EditRefused, match=sentence):
        edit(TOOL)


def test_measures_and_conditions_follow_an_option_that_changes_its_code():
    options = (replace(SEEN.options[0], code="seen"), SEEN.options[1])
    tool = list_editing.put_scale(TOOL, "seen", recoded={"yes": "seen"}, options=options)
    assert tool.measures[0].counts == ("seen",)
    assert question_of(tool, "why").show_when == {"not": {"question": "alone", "is": ["seen"]}}
    assert also_changed(TOOL, tool) == []


def test_measures_lose_an_option_that_goes():
    tool = list_editing.put_scale(TOOL, "seen", options=SEEN.options[1:])
    assert tool.measures[0].counts == ()
    assert "still names what is gone" in also_changed(TOOL, tool)[-1]


def test_questions_lose_themes_and_codes_taken_off_their_lists():
    tool = list_editing.put_themes(TOOL, [ThemeDefinition("", "The child’s voice")])
    tool = list_editing.put_codes(tool, [CodeDefinition("", "Inspection", "1.2")])
    assert (tool.themes[0].key, tool.codes[0].key) == ("the-childs-voice", "inspection-1-2")
    tool = tool_editing.put_question(
        tool, "alone", theme="the-childs-voice", codes=("inspection-1-2",)
    )
    tool = list_editing.put_codes(list_editing.put_themes(tool, []), [])
    assert (question_of(tool, "alone").theme, question_of(tool, "alone").codes) == ("", ())


def test_a_theme_that_is_reworded_keeps_its_key():
    tool = list_editing.put_themes(TOOL, [ThemeDefinition("", "Voice")])
    again = list_editing.put_themes(tool, [ThemeDefinition("voice", "Being heard")])
    assert again.themes == (ThemeDefinition("voice", "Being heard"),)


def test_a_profile_loses_the_measure_of_an_item_that_goes():
    items = (ItemDefinition("a", "A"), ItemDefinition("b", "B"))
    tool = tool_editing.put_question(TOOL, "alone", kind="profile", items=items)
    tool = replace(tool, measures=(replace(tool.measures[0], item="a"),))
    less = tool_editing.put_question(tool, "alone", items=items[1:])
    assert less.measures[0].item == ""


KINDS = ("choice", "choices", "grade", "number", "items", "profile", "date", "text", "prompt")


@st.composite
def edits(draw, tool: ToolDefinition):
    """One edit of this tool that names parts it has, and now and then one it has not."""
    sections = st.sampled_from([*(each.key for each in tool.sections), "gone"])
    questions = st.sampled_from([*(each.key for each in tool.questions), "gone"])
    scales = st.sampled_from([*(each.key for each in tool.scales), "gone"])
    places, by = st.integers(-1, 9), st.sampled_from([-1, 1])
    kind = draw(st.sampled_from(KINDS))
    scale = draw(scales) if kind in SCALE_KINDS else ""
    new = QuestionDefinition("", kind, draw(st.text(max_size=20)), scale=scale)
    rates = draw(st.booleans())
    return draw(
        st.one_of(
            st.builds(lambda t: ("add_section", SectionDefinition("", t)), st.text(max_size=9)),
            st.tuples(st.just("move_section"), sections, places),
            st.tuples(st.just("shift_section"), sections, by),
            st.tuples(st.just("duplicate_section"), sections),
            st.tuples(st.just("delete_section"), sections),
            st.tuples(st.just("add_question"), sections, st.just(new), questions),
            st.tuples(st.just("move_question"), questions, sections, places),
            st.tuples(st.just("shift_question"), questions, by),
            st.tuples(st.just("duplicate_question"), questions),
            st.tuples(st.just("delete_question"), questions),
            st.builds(
                lambda key: (
                    "put_question",
                    key,
                    {"kind": kind, "scale": scale, "rates_section": rates},
                ),
                questions,
            ),
            st.tuples(st.just("shift_scale"), scales, by),
            st.tuples(st.just("duplicate_scale"), scales),
            st.tuples(st.just("delete_scale"), scales),
            st.builds(
                lambda key, options: ("put_scale", key, {"options": options}),
                scales,
                st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True).map(
                    lambda codes: tuple(OptionDefinition(code, code) for code in codes)
                ),
            ),
        )
    )


def made(tool: ToolDefinition, name: str, *parts) -> ToolDefinition:
    edit = getattr(tool_editing, name, None) or getattr(list_editing, name)
    changes = parts[-1] if parts and isinstance(parts[-1], dict) else {}
    return edit(tool, *(part for part in parts if part is not changes), **changes)


def is_whole(tool: ToolDefinition) -> bool:
    """What rows need of one another, so that the draft can be written."""
    questions = {each.key: each for each in tool.questions}
    scales = {each.key: {one.code for one in each.options} for each in tool.scales}
    assert len(questions) == len(tool.questions)
    assert len({each.key for each in tool.sections}) == len(tool.sections)
    assert len(scales) == len(tool.scales)
    for section in tool.sections:
        assert sum(each.rates_section for each in section.questions) <= 1
    for question in tool.questions:
        assert bool(question.scale) == (question.kind in SCALE_KINDS)
        assert not question.scale or question.scale in scales
        assert question == fitted(question)
    for measure in tool.measures:
        assert {measure.question, *measure.also} <= questions.keys()
        assert set(measure.counts) <= scales.get(questions[measure.question].scale, set())
    return True


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(tools(), st.data())
def test_after_any_edits_every_reference_is_whole(tool, data):
    for _ in range(data.draw(st.integers(1, 8))):
        before = tool
        with suppress(EditRefused):
            tool = made(tool, *data.draw(edits(tool)))
        assert is_whole(tool)
        assert all(sentence.endswith(".") for sentence in also_changed(before, tool))


@given(tools(), st.data())
def test_a_move_there_and_back_changes_nothing(tool, data):
    key = data.draw(st.sampled_from([each.key for each in tool.questions]))
    by = data.draw(st.sampled_from([-1, 1]))
    there = tool_editing.shift_question(tool, key, by)
    if there != tool and not question_of(tool, key).rates_section:
        assert tool_editing.shift_question(there, key, -by) == tool


def test_parts_that_are_gone_say_so():
    for find in (section_of, question_of, scale_of):
        with pytest.raises(EditRefused, match="no longer in the draft"):
            find(TOOL, "gone")

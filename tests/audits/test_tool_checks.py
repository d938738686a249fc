from dataclasses import replace

import pytest
from hypothesis import given

from audits.tool_checks import Level, checks_of
from audits.tool_definition import QuestionDefinition
from audits.two_questions import two_things
from tests.audits.small_tools import YES_NO, choice, measure, number, section, tool, tools

WELL = tool(section("voice", choice("seen")), measures=(measure("seen", "seen"),))


def sentences(found, level=None):
    return [
        f"{check.name} {check.sentence}"
        for check in checks_of(found).found
        if level is None or check.level is level
    ]


def with_first(**fields):
    return tool(section("voice", choice("seen", **fields)), measures=(measure("seen", "seen"),))


def test_a_tool_in_order_has_only_good_to_say():
    found = checks_of(WELL)
    assert not found.must
    assert not found.consider
    assert [check.sentence for check in found.fine] == [
        "Every question can say “not recorded”.",
        "Every question has guidance.",
        "Every measure can be counted.",
    ]


@given(tools())
def test_every_check_names_a_part_that_is_there_and_worst_come_first(found):
    checks = checks_of(found)
    keys = {
        "tool": {""},
        "section": {part.key for part in found.sections},
        "question": {part.key for part in found.questions},
        "measure": {part.key for part in found.measures},
    }
    assert all(check.key in keys[check.of] for check in checks.found)
    levels = [check.level for check in checks.found]
    assert levels == sorted(levels, reverse=True)
    assert len(checks.must) + len(checks.consider) + len(checks.fine) == len(levels)


@given(tools())
def test_praise_never_contradicts_advice(found):
    said = sentences(found)
    for praise, fault in (("has guidance", "has no guidance"), ("can say", "no way to say")):
        assert not (any(praise in each for each in said) and any(fault in each for each in said))


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (tool(section("voice")), "Section 1 has no questions. Add one, or delete the section."),
        (
            tool(section("voice", QuestionDefinition("look", "prompt", "Look."))),
            " This tool has no question that can be answered. Add one.",
        ),
        (
            replace(WELL, scales=(replace(YES_NO, options=()),)),
            "1.1 has no answers to choose from. Give its scale an option.",
        ),
        (
            tool(section("voice", QuestionDefinition("home", "items", "Rooms"))),
            "1.1 has no items. Add at least one.",
        ),
    ],
)
def test_what_stops_publishing(broken, sentence):
    assert sentence in sentences(broken, Level.MUST)


def test_a_condition_on_a_later_question_must_be_fixed():
    early = choice("early", show_when={"question": "late", "is": ["yes"]})
    found = checks_of(tool(section("voice", early, choice("late"))))
    assert [(check.of, check.key) for check in found.must] == [("question", "early")]
    assert "later" in found.must[0].sentence
    assert found.worst["question", "early"] is Level.MUST


def test_a_measure_that_cannot_be_counted_must_be_fixed():
    found = checks_of(tool(section("v", number("visits")), measures=(measure("m", "visits"),)))
    assert [(check.of, check.key) for check in found.must] == [("measure", "m")]


def test_a_section_for_each_child_needs_a_tool_for_cases():
    repeated = replace(section("voice", choice("seen")), repeats="subject")
    sentence = "Section 1 is for each child of a case, and this tool has none: never asked."
    for audits, said in (("organisations", True), ("respondents", True), ("own_cases", False)):
        found = replace(tool(repeated), audits=audits)
        assert (sentence in sentences(found, Level.MUST)) is said


def test_a_condition_that_can_never_or_always_hold_is_said_at_its_level():
    opposites = [{"question": "seen", "is": [code]} for code in ("yes", "no")]
    for name, level in (("all", Level.MUST), ("any", Level.CONSIDER)):
        show_when = {name: opposites}
        if name == "any":
            show_when = {"any": [opposites[0], {"not": opposites[0]}]}
        found = tool(section("voice", choice("seen"), choice("why", show_when=show_when)))
        says = {"all": "It can never hold", "any": "It always holds"}[name]
        assert [each for each in sentences(found, level) if f"1.2 {says}" in each]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"guidance": ""}, "1.1 has no guidance."),
        ({"not_recorded": False}, "1.1 has no way to say “not recorded”."),
        (
            {"text": "Was the child seen and heard?"},
            "1.1 asks two things: seen and heard.",
        ),
        (
            {"kind": "text", "scale": ""},
            "1.1 needs writing before a return can be submitted. May it be left blank?",
        ),
    ],
)
def test_what_is_worth_considering(fields, sentence):
    assert sentence in sentences(with_first(**fields), Level.CONSIDER)


def test_a_countable_question_without_a_measure_is_named_and_a_text_is_not():
    text = QuestionDefinition("why", "text", "Why?", guidance="Say.", required=False)
    found = tool(section("voice", choice("seen"), text))
    assert [each for each in sentences(found) if "no measure" in each] == [
        "1.1 is used by no measure."
    ]


def test_the_same_words_twice_are_named_with_the_first_place():
    found = tool(section("v", choice("a", text="Was it so?"), choice("b", text="Was it  SO?")))
    assert "1.2 has the same words as 1.1." in sentences(found)


def test_a_section_people_get_lost_in_is_named():
    found = tool(section("v", *(choice(f"q{at}") for at in range(21))))
    assert "Section 1 has 21 questions. People lose their place after about 20." in sentences(found)


@pytest.mark.parametrize(
    "text",
    [
        "Was the child seen and heard?",
        "Was the plan reviewed and updated?",
        "Was there an interpreter or advocate?",
        "Was the risk assessed / shared?",
    ],
)
def test_two_questions_in_one_are_seen(text):
    assert two_things(text)


@pytest.mark.parametrize(
    "text",
    [
        "Were the child’s wishes and feelings recorded?",
        "Was a parent or carer told?",
        "How often was the child seen and where?",
        "Did health and police share what they knew?",
        "Was contact kept between the child and her father?",
        "What was done well that others could learn from?",
        "Was the child’s mother and father spoken to?",
        "Seen and heard",
        "Was it in writing, by e-mail and by post, and in time?",
    ],
)
def test_one_question_with_an_and_in_it_is_let_be(text):
    assert two_things(text) is None

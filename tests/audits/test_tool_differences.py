from dataclasses import replace

import pytest
from hypothesis import given

from audits.comparability import Change, Verdict
from audits.tool_definition import OptionDefinition
from audits.tool_differences import compare
from tests.audits.small_tools import (
    YES_NO,
    choice,
    measure,
    number,
    section,
    tool,
    tools,
    with_question,
)

BEFORE = tool(
    section("voice", choice("seen"), choice("alone"), number("visits")),
    section("work", choice("drift")),
    measures=(measure("seen", "seen"), measure("drift", "drift")),
)


def difference(after, key, of="question"):
    found = compare(BEFORE, after).everything
    return next(each for each in found if each.of == of and each.key == key)


@given(tools())
def test_a_version_does_not_differ_from_itself(same):
    assert not [each for each in compare(same, same).everything if each.differs]


@given(tools(), tools())
def test_every_part_of_either_version_appears_once(before, after):
    found = compare(before, after)
    keys = [each.key for each in found.questions]
    either = {q.key for q in before.questions} | {q.key for q in after.questions}
    assert sorted(keys) == sorted(either)
    measures = {m.key for m in before.measures} | {m.key for m in after.measures}
    assert sorted(each.key for each in found.measures) == sorted(measures)


@given(tools(), tools())
def test_what_is_added_one_way_is_removed_the_other_way(before, after):
    def keys(found, change):
        return {each.key for each in found.questions if change in each.changes}

    forth, back = compare(before, after), compare(after, before)
    assert keys(forth, Change.ADDED) == keys(back, Change.REMOVED)
    assert keys(forth, Change.POPULATION) == keys(back, Change.POPULATION)
    assert keys(forth, Change.MOVED) == keys(back, Change.MOVED)


@given(tools(), tools())
def test_what_is_not_comparable_says_why(before, after):
    for each in compare(before, after).everything:
        assert each.meaning.endswith(".")
        assert (each.verdict is Verdict.COMPARABLE) == (each.meaning == "Comparable.")


@pytest.mark.parametrize(
    ("fields", "change", "meaning"),
    [
        (
            {"text": "Was the child seen?"},
            Change.REWORDED,
            "Comparable only if a person says so: the wording changed.",
        ),
        (
            {"sectors": ("police",)},
            Change.POPULATION,
            "Comparable only if a person says so: who is asked changed.",
        ),
        (
            {"plan_types": ("child-protection",)},
            Change.POPULATION,
            "Comparable only if a person says so: who is asked changed.",
        ),
        (
            {"show_when": {"question": "seen", "is": ["yes"]}},
            Change.POPULATION,
            "Comparable only if a person says so: who is asked changed.",
        ),
        (
            {"kind": "text", "scale": ""},
            Change.KIND,
            "Not comparable: the scale changed and the kind of answer changed.",
        ),
        (
            {"not_recorded": False},
            Change.RANGE,
            "Comparable only if a person says so: the answers that can be given changed.",
        ),
        ({"label": "Alone"}, Change.DETAILS, "Comparable."),
    ],
)
def test_a_changed_question_says_what_changed_and_what_that_means(fields, change, meaning):
    found = difference(with_question(BEFORE, "alone", **fields), "alone")
    assert change in found.changes
    assert found.meaning == meaning
    assert found.details


def test_only_the_question_that_is_moved_past_another_is_said_to_have_moved_with_it():
    voice, work = BEFORE.sections
    seen, alone, visits = voice.questions
    after = replace(BEFORE, sections=(replace(voice, questions=(alone, seen, visits)), work))
    moved = [each.key for each in compare(BEFORE, after).questions if Change.MOVED in each.changes]
    assert moved == ["alone", "seen"]
    assert difference(after, "alone").meaning == "Comparable."


def test_questions_after_a_new_one_have_not_moved():
    voice, work = BEFORE.sections
    new = replace(voice, questions=(choice("new"), *voice.questions))
    after = replace(BEFORE, sections=(new, work))
    assert difference(after, "new").meaning == "New: there is no earlier figure."
    assert difference(after, "seen").changes == (Change.UNCHANGED,)


def test_a_removed_question_is_named_with_its_old_number():
    voice, work = BEFORE.sections
    after = replace(BEFORE, sections=(voice, replace(work, questions=())), measures=())
    found = difference(after, "drift")
    assert (found.number, found.verdict) == ("2.1", Verdict.GONE)


def test_a_section_that_is_limited_changes_who_is_asked_each_of_its_questions():
    voice, work = BEFORE.sections
    after = replace(BEFORE, sections=(voice, replace(work, sectors=("police",))))
    assert Change.POPULATION in difference(after, "drift").changes
    assert not difference(after, "seen").differs


def test_an_option_added_to_a_scale_makes_every_question_on_it_not_comparable():
    partly = OptionDefinition("partly", "Partly", "partial")
    after = replace(BEFORE, scales=(replace(YES_NO, options=(*YES_NO.options, partly)),))
    assert difference(after, "seen").meaning == "Not comparable: the scale changed."
    assert difference(after, "yes-no", "scale").verdict is Verdict.NOT_COMPARABLE
    assert difference(after, "visits").verdict is Verdict.COMPARABLE


def test_an_option_that_counts_differently_is_another_scale_and_a_reworded_one_is_not():
    yes, no = YES_NO.options
    worth = replace(YES_NO, options=(yes, replace(no, counts_as="neutral")))
    said = replace(YES_NO, options=(yes, replace(no, label="Not at all")))
    assert difference(replace(BEFORE, scales=(worth,)), "seen").verdict is Verdict.NOT_COMPARABLE
    assert difference(replace(BEFORE, scales=(said,)), "seen").verdict is Verdict.ASK


def test_a_scale_under_another_key_with_the_same_options_is_the_same_scale():
    copied = replace(YES_NO, key="copied")
    after = with_question(replace(BEFORE, scales=(YES_NO, copied)), "seen", scale="copied")
    assert not difference(after, "seen").differs


def test_a_measure_is_no_more_comparable_than_its_question():
    after = with_question(BEFORE, "seen", text="Other words?")
    assert difference(after, "seen", "measure").verdict is Verdict.ASK
    assert difference(after, "drift", "measure").verdict is Verdict.COMPARABLE


def test_a_measure_that_counts_other_answers_is_not_comparable_and_a_renamed_one_is():
    counted = replace(BEFORE.measures[0], counts=("no",))
    named = replace(BEFORE.measures[0], name="Seen at home")
    rest = BEFORE.measures[1:]
    found = difference(replace(BEFORE, measures=(counted, *rest)), "seen", "measure")
    assert found.meaning == "Not comparable: what is counted changed."
    found = difference(replace(BEFORE, measures=(named, *rest)), "seen", "measure")
    assert found.meaning == "Comparable."


def test_a_total_of_questions_by_meaning_adds_up():
    after = with_question(BEFORE, "seen", text="Other words?")
    assert compare(BEFORE, after).counts() == {Verdict.COMPARABLE: 3, Verdict.ASK: 1}

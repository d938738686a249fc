from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.asking import (
    Audience,
    QuestionRule,
    QuestionWords,
    SectionRule,
    asked,
    check_references,
    describe,
)
from audits.conditions import All, Answered, Any, AtLeast, Is, Not, PlainAnswer, questions_in

YES, NO = PlainAnswer("answered", "yes"), PlainAnswer("answered", "no")
CODES = ("yes", "partly", "no")


def choice(key: str, show_when=None, sectors=()) -> QuestionRule:
    return QuestionRule(key, "choice", CODES, sectors, show_when=show_when)


def section(key: str, *questions: QuestionRule, show_when=None, sectors=()) -> SectionRule:
    return SectionRule(key, questions, sectors, show_when=show_when)


CHAIN = [
    section(
        "voice",
        choice("seen"),
        choice("seen-alone", Is("seen", ("yes",))),
        choice("why-not", Not(Is("seen-alone", ("yes",)))),
    ),
    section("police", choice("protection"), sectors=("police",)),
    section("follow-up", choice("delay"), show_when=Is("protection", ("yes",))),
]


def test_a_question_that_depends_on_one_not_asked_is_not_asked_either():
    assert asked(CHAIN, Audience("health"), {"seen": NO}) == {"seen"}
    assert asked(CHAIN, Audience("health"), {"seen": YES}) == {"seen", "seen-alone", "why-not"}


def test_an_answer_kept_from_before_its_question_was_switched_off_decides_nothing():
    kept = {"seen": NO, "seen-alone": NO}
    assert asked(CHAIN, Audience("health"), kept) == {"seen"}


def test_a_question_switched_on_again_is_open_whatever_its_row_said():
    answers = {"seen": YES, "seen-alone": PlainAnswer("not_asked")}
    assert asked(CHAIN, Audience("health"), answers) == {"seen", "seen-alone", "why-not"}


def test_a_section_is_put_only_to_its_sectors_and_so_is_what_hangs_on_it():
    answers = {"seen": NO, "protection": YES}
    assert asked(CHAIN, Audience("police"), answers) == {"seen", "protection", "delay"}
    assert asked(CHAIN, Audience("health"), answers) == {"seen"}


def test_without_a_sector_only_conditions_decide():
    assert asked(CHAIN, Audience(None), {"seen": NO, "protection": YES}) == {
        "seen",
        "protection",
        "delay",
    }


SECTORS = ("health", "police", "education")
ANSWERS = st.one_of(
    st.sampled_from(CODES).map(lambda code: PlainAnswer("answered", code)),
    st.sampled_from(["missing", "not_recorded", "not_applicable", "not_asked"]).map(PlainAnswer),
)


@st.composite
def tools(draw, with_any=True):
    """A tool of up to ten questions, each condition referring to earlier ones only."""
    keys: list[str] = []
    sections = []
    for at in range(draw(st.integers(1, 3))):
        show_when = draw(st.none() | conditions(tuple(keys), with_any)) if keys else None
        questions = []
        for _ in range(draw(st.integers(1, 3))):
            when = draw(st.none() | conditions(tuple(keys), with_any)) if keys else None
            sectors = draw(st.lists(st.sampled_from(SECTORS), max_size=2, unique=True))
            questions.append(choice(f"q{len(keys)}", when, tuple(sectors)))
            keys.append(questions[-1].key)
        sections.append(section(f"s{at}", *questions, show_when=show_when))
    return sections


def conditions(keys: tuple[str, ...], with_any: bool):
    comparison = st.builds(
        Is, st.sampled_from(keys), st.lists(st.sampled_from(CODES), min_size=1).map(tuple)
    ) | st.builds(Answered, st.sampled_from(keys))
    simple = comparison | st.builds(Not, comparison)
    parts = st.lists(simple, min_size=1, max_size=3).map(tuple)
    several = st.builds(All, parts)
    return simple | several | st.builds(Any, parts) if with_any else simple | several


ANY_ANSWERS = st.dictionaries(st.sampled_from([f"q{at}" for at in range(9)]), ANSWERS)


def rules_of(tool: list[SectionRule]):
    for each in tool:
        for question in each.questions:
            yield question, [when for when in (each.show_when, question.show_when) if when]


@given(tools(with_any=False), st.sampled_from(SECTORS), ANY_ANSWERS)
def test_nothing_is_asked_on_the_strength_of_a_question_not_asked(tool, sector, answers):
    keys = asked(tool, Audience(sector), answers)
    for question, conditions_met in rules_of(tool):
        if question.key in keys:
            assert all(questions_in(condition) <= keys for condition in conditions_met)


@given(tools(), st.sampled_from(SECTORS), ANY_ANSWERS, st.data())
def test_answers_to_questions_not_asked_change_nothing(tool, sector, answers, data):
    keys = asked(tool, Audience(sector), answers)
    others = {q.key: data.draw(ANSWERS) for q, _ in rules_of(tool) if q.key not in keys}
    assert asked(tool, Audience(sector), {**answers, **others}) == keys


@given(tools(), st.sampled_from(SECTORS), ANY_ANSWERS)
def test_no_sector_is_asked_a_question_meant_for_others(tool, sector, answers):
    keys = asked(tool, Audience(sector), answers)
    for question, _ in rules_of(tool):
        assert question.key not in keys or sector in (question.sectors or SECTORS)


@given(tools())
def test_a_tool_that_looks_only_backwards_has_no_reference_out_of_order(tool):
    assert not [
        p for p in check_references(tool) if "later" in p.sentence or "itself" in p.sentence
    ]


WORDS = {
    "seen": QuestionWords("Was the child seen alone?", {"no": "No", "partly": "Partly"}),
    "weeks": QuestionWords("How many weeks?"),
    "needs": QuestionWords("Which needs?", {"sleep": "Sleep", "food": "Food"}, "choices"),
    "score": QuestionWords("The home", kind="items"),
}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Is("seen", ("no", "partly")), "‘Was the child seen alone?’ is ‘No’ or ‘Partly’"),
        (Not(Is("seen", ("no",))), "‘Was the child seen alone?’ is not ‘No’"),
        (Not(Not(Answered("weeks"))), "‘How many weeks?’ is answered"),
        (
            Not(Is("seen", ("no", "partly"))),
            "‘Was the child seen alone?’ is neither ‘No’ nor ‘Partly’",
        ),
        (Is("needs", ("sleep", "food")), "‘Which needs?’ includes ‘Sleep’ or ‘Food’"),
        (Not(Is("needs", ("sleep",))), "‘Which needs?’ does not include ‘Sleep’"),
        (AtLeast("score", Decimal(12)), "the total of ‘The home’ is at least 12"),
        (Answered("score"), "‘The home’ is answered"),
        (
            All((Answered("x"), Not(Any((Answered("y"), Not(Answered("z"))))))),
            "‘x’ is answered and (‘y’ is not answered and ‘z’ is answered)",
        ),
        (
            Any((AtLeast("weeks", Decimal(3)), All((Answered("x"), Is("seen", ("no",)))))),
            "‘How many weeks?’ is at least 3 or (‘x’ is answered and"
            " ‘Was the child seen alone?’ is ‘No’)",
        ),
        (
            Not(All((Answered("weeks"), Is("seen", ("no",))))),
            "‘How many weeks?’ is not answered or ‘Was the child seen alone?’ is not ‘No’",
        ),
    ],
)
def test_a_condition_is_said_in_the_words_of_its_questions(condition, words):
    assert describe(condition, WORDS) == f"Shown when {words}"

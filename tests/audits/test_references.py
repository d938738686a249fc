"""Faults of conditions and audiences, each named at its section or question."""

from decimal import Decimal

import pytest
from hypothesis import given

from audits.asking import check_references
from audits.conditions import All, Answered, Any, AtLeast, AtMost, Is, Not
from audits.rules import CONSIDER, MUST_FIX, QuestionRule, SectionRule
from audits.totals import TotalRule
from tests.audits.test_asking import CHAIN, choice, section, tools


@given(tools())
def test_a_tool_that_looks_only_backwards_has_no_reference_out_of_order(tool):
    assert not [
        p for p in check_references(tool) if "later" in p.sentence or "itself" in p.sentence
    ]


WEEKS = QuestionRule("weeks", "number", minimum=Decimal(0), maximum=Decimal(50), decimals=0)
SCORE = QuestionRule("score", "items", maximum=Decimal(5), total=TotalRule(tuple("abcd")))
FIRST = section(
    "first",
    choice("seen"),
    WEEKS,
    SCORE,
    choice("for-police", sectors=("police",)),
    QuestionRule("for-plan", "choice", ("yes",), plan_types=("plan",)),
    choice("seen-alone", Is("seen", ("yes",))),
    QuestionRule("think", "prompt"),
    QuestionRule("seen-on", "date"),
)
EACH = SectionRule("each-child", (choice("of-child"),), repeats="subject")


def at_least(key, number):
    return AtLeast(key, Decimal(number))


def at_most(key, number):
    return AtMost(key, Decimal(number))


@pytest.mark.parametrize(
    ("show_when", "says"),
    [
        (Is("nowhere", ("yes",)), "which this tool does not have"),
        (Is("after", ("yes",)), "comes later"),
        (Is("here", ("yes",)), "refers to itself"),
        (Is("seen", ("maybe",)), "“maybe” is not an option of “seen” (yes, partly, no)"),
        (Is("weeks", ("yes",)), "“weeks” is of kind number"),
        (Is("seen-on", ("yes",)), "“seen-on” is of kind date"),
        (at_least("seen", 3), "“seen” is of kind choice"),
        (Answered("think"), "“think” is a prompt, which is never answered"),
        (Answered("for-police"), "No sector is asked both"),
        (Answered("for-plan"), "No plan type is asked both"),
        (Answered("of-child"), "“of-child” is in a section that repeats"),
        (at_least("weeks", 51), "“weeks” is at least 0 and at most 50, so it is never at least 51"),
        (at_most("weeks", -1), "it is never at most -1"),
        (at_least("score", 21), "The total of “score” is at most 20, so it is never at least 21"),
        (All((Answered("seen"), Not(Any((Is("nowhere", ("x",)),))))), "does not have"),
        (All((Is("seen", ("yes",)), Is("seen", ("no",)))), "its parts contradict each other"),
        (All((Answered("seen"), Not(Answered("seen")))), "its parts contradict each other"),
        (All((at_least("weeks", 5), at_most("weeks", 3))), "its parts contradict each other"),
        (All((at_least("weeks", "3.2"), at_most("weeks", "3.8"))), "contradict each other"),
        (
            All((Is("seen", ("no",)), Answered("seen-alone"))),
            "it contradicts the conditions of “seen-alone”",
        ),
        (
            All((Is("seen", ("no",)), Not(Answered("seen-alone")))),
            "it contradicts the conditions of “seen-alone”",
        ),
    ],
)
def test_a_condition_that_asks_for_what_it_cannot_have_is_named(show_when, says):
    own = section(
        "second",
        QuestionRule("here", "choice", ("yes", "no"), ("health",), ("other",), show_when=show_when),
        choice("after"),
        sectors=("health",),
    )
    [problem] = check_references([FIRST, EACH, own])
    assert (problem.owner_kind, problem.owner, problem.level) == ("question", "here", MUST_FIX)
    assert says in problem.sentence


@pytest.mark.parametrize(
    "show_when",
    [
        Any((Is("seen", ("no",)), Answered("seen-alone"))),
        All((at_least("weeks", 3), at_most("weeks", 3))),
        Not(Answered("seen-alone")),
        at_least("score", 20),
        All((Is("for-police", ("yes",)), Is("for-plan", ("yes",)))),
    ],
)
def test_a_condition_that_somebody_can_meet_is_no_problem(show_when):
    assert check_references([FIRST, section("second", choice("here", show_when))]) == []


def test_a_condition_that_contradicts_its_sections_is_impossible():
    second = section("second", choice("here", Is("seen", ("no",))), show_when=Is("seen", ("yes",)))
    [problem] = check_references([FIRST, second])
    assert "it contradicts the condition of “second”" in problem.sentence


def test_a_condition_on_questions_that_no_one_is_asked_together_is_impossible():
    first = section(
        "first",
        choice("health-only", sectors=("health",)),
        choice("police-only", sectors=("police",)),
    )
    both = All((Answered("health-only"), Answered("police-only")))
    [problem] = check_references([first, section("second", choice("here", both))])
    assert "nobody is asked both this and all it needs" in problem.sentence


@pytest.mark.parametrize(
    ("limits", "says"),
    [({"sectors": ("police",)}, "other sectors"), ({"plan_types": ("plan",)}, "other plan types")],
)
def test_a_question_for_others_than_its_section_is_never_asked(limits, says):
    own = SectionRule(
        "own", (QuestionRule("here", "text", **limits),), sectors=("health",), plan_types=("other",)
    )
    [problem] = check_references([own])
    assert (problem.owner, problem.level) == ("here", MUST_FIX)
    assert says in problem.sentence


@pytest.mark.parametrize(
    "show_when",
    [
        Any((Answered("seen"), Not(Answered("seen")))),
        Any((Is("seen", ("yes",)), Not(Is("seen", ("yes",))))),
        Not(All((Is("seen", ("yes",)), Is("seen", ("no",))))),
    ],
)
def test_a_condition_that_always_holds_is_something_to_consider(show_when):
    [problem] = check_references([FIRST, section("second", choice("here", show_when))])
    assert problem.level == CONSIDER
    assert "It always holds" in problem.sentence


def test_what_is_not_asked_decides_nothing_so_neither_opposite_always_holds():
    either = Any((Answered("seen-alone"), Not(Answered("seen-alone"))))
    assert check_references([FIRST, section("second", choice("here", either))]) == []


def test_a_fault_is_named_once_and_not_again_by_all_that_hangs_on_it():
    never = All((Is("seen", ("yes",)), Is("seen", ("no",))))
    tool = [FIRST, section("second", choice("one", never), choice("two", Answered("one")))]
    assert [problem.owner for problem in check_references(tool)] == ["one"]


def test_a_section_may_not_depend_on_its_own_questions():
    tool = [section("voice", choice("seen"), show_when=Is("seen", ("yes",)))]
    [problem] = check_references(tool)
    assert (problem.owner_kind, problem.owner) == ("section", "voice")
    assert "comes later" in problem.sentence


def test_a_repeated_section_looks_at_its_own_answers_and_at_those_asked_once():
    own = SectionRule(
        "each",
        (choice("one", Answered("seen")), choice("two", Answered("one"))),
        repeats="respondent",
    )
    assert check_references([FIRST, own]) == []
    other = SectionRule("other", (choice("three", Answered("one")),), repeats="respondent")
    [problem] = check_references([FIRST, own, other])
    assert (problem.owner, "repeats" in problem.sentence) == ("three", True)


def test_two_conditions_that_wait_for_each_other_are_refused():
    tool = [section("a", choice("one", Is("two", ("yes",))), choice("two", Is("one", ("yes",))))]
    assert [problem.owner for problem in check_references(tool)] == ["one"]


def test_a_circle_of_fifty_is_refused_at_the_one_that_looks_ahead():
    ring = [choice(f"q{at}", Answered(f"q{(at - 1) % 50}")) for at in range(50)]
    assert [problem.owner for problem in check_references([section("a", *ring)])] == ["q0"]


def test_a_sound_tool_has_no_problems():
    assert check_references(CHAIN[:2]) == []


def test_a_sound_tool_of_the_largest_size_has_no_problems():
    chain = [choice("q0")]
    for at in range(1, 150):
        earlier = f"q{at - 1}"
        either = Any((Is(earlier, ("yes",)), Is(earlier, ("partly",))))
        chain.append(choice(f"q{at}", All((either, Not(Is("q0", ("no",)))))))
    assert check_references([section("a", *chain)]) == []

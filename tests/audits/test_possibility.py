"""Whether a condition can hold at all: against every audience and every answer, one by one."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audits.asking import asked
from audits.conditions import All, Answered, Any, AtLeast, AtMost, Is, Not, PlainAnswer, holds
from audits.possibility import MOST_STEPS, Comes, ForAudience, Possibility, Wanted
from audits.rules import Audience, QuestionRule, SectionRule
from audits.totals import TotalRule

CODES = ("a", "b")
SECTORS = ("health", "police")
PLANS = ("early",)
# Every answer that comparisons with these kinds can tell apart.
DOMAINS = {
    "choice": [PlainAnswer("answered", "a"), PlainAnswer("answered", "b"), PlainAnswer("missing")],
    "choices": [
        *(PlainAnswer("answered", chosen) for chosen in (["a"], ["b"], ["a", "b"])),
        PlainAnswer("not_recorded"),
    ],
    "number": [*(PlainAnswer("answered", number) for number in range(3)), PlainAnswer("missing")],
    "items": [
        *(PlainAnswer("answered", {"x": total // 2, "y": (total + 1) // 2}) for total in range(3)),
        PlainAnswer("answered", {"x": 1}),
        PlainAnswer("missing"),
    ],
    "text": [PlainAnswer("answered", "words"), PlainAnswer("missing")],
}


def question(key, kind, show_when=None, **fields) -> QuestionRule:
    highest = Decimal(1 if kind == "items" else 2)
    limits = {"minimum": Decimal(0), "maximum": highest, "decimals": 0}
    return QuestionRule(
        key,
        kind,
        CODES if kind.startswith("choice") else (),
        show_when=show_when,
        total=TotalRule(("x", "y"), decimals=0) if kind == "items" else None,
        **(limits if kind in ("number", "items") else {}),
        **fields,
    )


@st.composite
def comparisons(draw, earlier):
    target = draw(st.sampled_from(earlier))
    if draw(st.integers(0, 3)) == 0 or target.kind == "text":
        return Answered(target.key)
    if target.kind.startswith("choice"):
        return Is(target.key, draw(st.sampled_from([("a",), ("b",), ("a", "b")])))
    number = Decimal(draw(st.sampled_from(["-1", "0", "0.5", "1", "2", "3"])))
    return draw(st.sampled_from([AtLeast, AtMost]))(target.key, number)


def conditions(earlier, depth=3):
    comparison = comparisons(earlier)
    if depth == 1:
        return comparison
    inner = conditions(earlier, depth - 1)
    parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return comparison | st.builds(Not, inner) | st.builds(All, parts) | st.builds(Any, parts)


AUDIENCES = st.fixed_dictionaries(
    {
        "sectors": st.sampled_from([(), (), ("health",), ("police",), SECTORS]),
        "plan_types": st.sampled_from([(), (), PLANS]),
        "picked": st.sampled_from([False, False, True]),
    }
)


@st.composite
def tools(draw):
    """Up to three questions in two sections, and a last one with a condition to judge."""
    earlier, sections = [], []
    for at in range(draw(st.integers(1, 2))):
        when = draw(st.none() | conditions(earlier, 2)) if earlier else None
        questions = []
        for number in range(draw(st.integers(1, 3 - at))):
            kind = draw(st.sampled_from(sorted(DOMAINS)))
            own = draw(st.none() | conditions(earlier, 2)) if earlier else None
            questions.append(question(f"q{at}{number}", kind, own, **draw(AUDIENCES)))
            earlier.append(questions[-1])
        sections.append(SectionRule(f"s{at}", tuple(questions), show_when=when, **draw(AUDIENCES)))
    last = question("last", "text", draw(conditions(earlier)), **draw(AUDIENCES))
    when = draw(st.none() | conditions(earlier, 2))
    return [*sections, SectionRule("end", (last,), show_when=when, **draw(AUDIENCES))]


def situations(tool):
    questions = [each for section in tool for each in section.questions]
    pickable = [rule.key for rule in [*tool, *questions] if rule.picked]
    audiences = [
        Audience(
            sector,
            plan,
            frozenset(key for key, is_picked in zip(pickable, picks, strict=True) if is_picked),
        )
        for sector, plan, picks in product(
            ("health", "police", "other"),
            ("early", ""),
            product([False, True], repeat=len(pickable)),
        )
    ]
    every = list(product(*(DOMAINS[each.kind] for each in questions[:-1])))
    keys = [each.key for each in questions[:-1]]
    return audiences, [dict(zip(keys, answers, strict=True)) for answers in every]


def is_ever_asked(tool) -> bool:
    audiences, answers = situations(tool)
    return any(
        "last" in asked(tool, audience, given) for audience in audiences for given in answers
    )


def goals_of(tool, wanted):
    end, [last] = tool[-1], tool[-1].questions
    around = [Comes(end.show_when, Wanted.TRUE)] if end.show_when else []
    return [Comes(last.show_when, wanted), ForAudience(last, True), ForAudience(end, True), *around]


@settings(max_examples=200, deadline=None)
@given(tools())
def test_a_condition_can_hold_exactly_where_some_answers_make_it(tool):
    assert Possibility(tool).can(*goals_of(tool, Wanted.TRUE)) == is_ever_asked(tool)


@settings(max_examples=200, deadline=None)
@given(tools())
def test_a_condition_can_fail_exactly_where_some_answers_make_it(tool):
    end, [last] = tool[-1], tool[-1].questions
    without = [*tool[:-1], replace(end, questions=(replace(last, show_when=None),))]
    audiences, answers = situations(tool)
    fails = any(
        "last" in asked(without, audience, given) and "last" not in asked(tool, audience, given)
        for audience in audiences
        for given in answers
    )
    assert Possibility(tool).can(*goals_of(tool, Wanted.NOT_TRUE)) == fails


def test_a_condition_that_would_take_for_ever_to_decide_is_called_possible_soon():
    """Nine children in eight beds, no two in the same: impossible, but slow to prove."""
    beds = tuple(f"bed-{at}" for at in range(8))
    children = [QuestionRule(f"child-{at}", "choice", beds) for at in range(9)]
    apart = [
        Any((Not(Is(one.key, (bed,))), Not(Is(other.key, (bed,)))))
        for one, other in combinations(children, 2)
        for bed in beds
    ]
    puzzle = All((*(Answered(child.key) for child in children), *apart))
    search = Possibility([SectionRule("s", tuple(children))])
    assert search.can(Comes(puzzle, Wanted.TRUE))
    assert search.steps <= MOST_STEPS + len(beds) * len(apart)


@pytest.mark.parametrize("wanted", [True, False])
def test_an_answer_between_two_whole_numbers_is_not_possible(wanted):
    weeks = QuestionRule("weeks", "number", decimals=0)
    between = All((AtLeast("weeks", Decimal("3.2")), AtMost("weeks", Decimal("3.8"))))
    finer = QuestionRule("weeks", "number", decimals=1)
    tool = [SectionRule("s", (finer if wanted else weeks,))]
    assert Possibility(tool).can(Comes(between, Wanted.TRUE)) is wanted
    assert holds(between, {"weeks": PlainAnswer("answered", "3.5")})


def test_what_a_section_needs_is_held_against_its_question_without_a_long_search():
    """Its section is asked only where q11 is answered, so its own condition cannot fail."""
    block = question("q00", "items")
    either = Any((AtLeast("q00", Decimal(-1)), Answered("q01"), Answered("q10")))
    pair = (question("q10", "choice", Answered("q00")), question("q11", "choice", either))
    last = question("last", "text", Any((Is("q10", ("a",)), Answered("q11"))))
    tool = [
        SectionRule("s0", (block, question("q01", "choice"))),
        SectionRule("s1", pair, plan_types=PLANS, picked=True),
        SectionRule("end", (last,), show_when=Answered("q11")),
    ]
    search = Possibility(tool)
    assert not search.can(*goals_of(tool, Wanted.NOT_TRUE))
    assert search.steps < 200

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.conditions import (
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    ConditionError,
    Is,
    Not,
    PlainAnswer,
    as_number,
    dump,
    holds,
    parse,
    questions_in,
)

KEYS = st.sampled_from(["seen-alone", "chronology", "weeks", "toolkit"])
CODES = st.lists(st.sampled_from(["yes", "partly", "no"]), min_size=1, max_size=3).map(tuple)
NUMBERS = st.decimals(-1000, 1000, places=2)
COMPARISONS = (
    st.builds(Is, KEYS, CODES)
    | st.builds(Answered, KEYS)
    | st.builds(AtLeast, KEYS, NUMBERS)
    | st.builds(AtMost, KEYS, NUMBERS)
)


def branches(depth: int):
    if depth == 1:
        return COMPARISONS
    parts = st.lists(branches(depth - 1), min_size=1, max_size=3).map(tuple)
    nested = st.builds(All, parts) | st.builds(Any, parts) | st.builds(Not, branches(depth - 1))
    return COMPARISONS | nested


CONDITIONS = branches(4)
PLAIN_ANSWERS = st.one_of(
    st.builds(PlainAnswer, st.just("answered"), st.sampled_from(["yes", "no", 3, "12.5"])),
    st.builds(
        PlainAnswer, st.sampled_from(["missing", "not_recorded", "not_applicable", "not_asked"])
    ),
)


@given(CONDITIONS)
def test_a_condition_written_out_reads_back_the_same(condition):
    assert parse(dump(condition)) == condition


@given(CONDITIONS, st.dictionaries(KEYS, PLAIN_ANSWERS))
def test_what_holds_never_has_an_opposite_that_holds_too(condition, answers):
    assert not (holds(condition, answers) and holds(Not(condition), answers))


@given(CONDITIONS, st.dictionaries(KEYS, PLAIN_ANSWERS), PLAIN_ANSWERS)
def test_only_the_questions_it_names_decide_a_condition(condition, answers, other):
    for key in {"seen-alone", "chronology", "weeks", "toolkit"} - questions_in(condition):
        assert holds(condition, {**answers, key: other}) == holds(condition, answers)


@pytest.mark.parametrize(
    ("tree", "path", "says"),
    [
        (None, (), "not as nothing"),
        ([], (), "not as a list"),
        ("yes", (), "not as text"),
        ({}, (), "none of them"),
        ({1: 2}, (), "exactly one of"),
        ({"either": []}, (), "“either”"),
        ({"all": []}, ("all",), "at least one condition"),
        ({"any": {}}, ("any",), "at least one condition"),
        ({"all": [{"question": "a", "is": ["x"]}], "any": []}, (), "“all”, “any”"),
        ({"not": []}, ("not",), "not as a list"),
        ({"question": "a"}, (), "exactly one of"),
        ({"question": "a", "is": ["x"], "answered": True}, (), "exactly one of"),
        ({"question": "a", "equals": ["x"]}, (), "“equals”"),
        ({"question": "a", "is": ["x"], "all": []}, (), "exactly one of"),
        ({"question": 4, "is": ["x"]}, ("question",), "lower-case"),
        ({"question": "Not A Key", "is": ["x"]}, ("question",), "lower-case"),
        ({"question": "a\n", "is": ["x"]}, ("question",), "lower-case"),
        ({"question": "a", "is": "x"}, ("is",), "list"),
        ({"question": "a", "is": []}, ("is",), "list"),
        ({"question": "a", "is": ["x", True]}, ("is", 1), "Put quotes round"),
        ({"question": "a", "is": [["x"]]}, ("is", 0), "not a list"),
        ({"question": "a", "is": [""]}, ("is", 0), "text in quotes"),
        ({"question": "a", "answered": False}, ("answered",), "use “not”"),
        ({"question": "a", "at_least": True}, ("at_least",), "needs a number"),
        ({"question": "a", "at_least": "many"}, ("at_least",), "needs a number"),
        ({"question": "a", "at_most": float("nan")}, ("at_most",), "needs a number"),
        ({"question": "a", "at_most": 10**5000}, ("at_most",), "needs a number"),
        ({"any": [{"question": "a", "is": ["x"]}, {"no": 1}]}, ("any", 1), "“no”"),
    ],
)
def test_a_malformed_tree_is_refused_with_the_place_of_the_fault(tree, path, says):
    with pytest.raises(ConditionError) as refusal:
        parse(tree)
    assert refusal.value.path == path
    assert says in refusal.value.sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["question", "is", "all", "any", "not", "at_least", "x"]), inner
        )
    ),
)


@given(JSON)
def test_any_tree_is_either_read_or_refused_as_a_condition(tree):
    try:
        condition = parse(tree)
    except ConditionError:
        return
    assert parse(dump(condition)) == condition


def nested(depth: int) -> dict:
    tree: dict = {"question": "a", "answered": True}
    for _ in range(depth - 1):
        tree = {"not": tree}
    return tree


def test_ten_levels_are_read_and_eleven_are_refused():
    assert parse(nested(10))
    with pytest.raises(ConditionError, match="10 levels"):
        parse(nested(11))


def test_a_bottomless_tree_is_refused_without_exhausting_the_stack():
    with pytest.raises(ConditionError, match="10 levels"):
        parse(nested(100_000))


def test_a_tree_that_repeats_one_part_without_end_is_refused():
    tree: dict = {"question": "a", "answered": True}
    for _ in range(9):
        tree = {"all": [tree] * 50}
    with pytest.raises(ConditionError, match="500 parts"):
        parse(tree)


YES = PlainAnswer("answered", "yes")


@pytest.mark.parametrize("state", ["missing", "not_recorded", "not_applicable", "not_asked"])
def test_no_comparison_holds_on_a_question_without_an_answer(state):
    answers = {"a": PlainAnswer(state, "yes")}
    for tree in ({"is": ["yes"]}, {"answered": True}, {"at_least": 0}, {"at_most": 9}):
        assert not holds(parse({"question": "a", **tree}), answers)


@pytest.mark.parametrize("state", ["missing", "not_recorded", "not_applicable"])
def test_not_holds_where_the_question_was_asked_and_has_another_state(state):
    assert holds(Not(Is("a", ("yes",))), {"a": PlainAnswer(state)})


def test_a_question_never_reached_is_as_good_as_missing():
    assert not holds(Is("a", ("yes",)), {})
    assert holds(Not(Is("a", ("yes",))), {})


def test_a_question_that_was_not_asked_decides_nothing_either_way():
    answers = {"off": PlainAnswer("not_asked"), "on": YES}
    off, on = Is("off", ("yes",)), Is("on", ("yes",))
    assert not holds(Not(off), answers)
    assert not holds(All((Not(off), on)), answers)
    assert holds(Any((off, on)), answers)
    assert not holds(Not(Any((off, on))), answers)


def test_is_holds_when_any_chosen_option_is_listed():
    both = {"a": PlainAnswer("answered", ["drugs", "alcohol"])}
    assert holds(Is("a", ("alcohol", "gambling")), both)
    assert not holds(Is("a", ("gambling",)), both)


def test_numbers_are_compared_exactly_and_include_the_limit():
    twelve_and_a_half = {"weeks": PlainAnswer("answered", "12.5")}
    assert holds(parse({"question": "weeks", "at_least": "12.5"}), twelve_and_a_half)
    assert holds(parse({"question": "weeks", "at_most": 12.5}), twelve_and_a_half)
    assert not holds(parse({"question": "weeks", "at_least": 13}), twelve_and_a_half)
    assert not holds(parse({"question": "weeks", "at_least": 0}), {"weeks": YES})


def test_a_number_is_read_exactly_or_not_at_all():
    assert as_number("0.10") == Decimal("0.1")
    for other in (True, None, [], "1e9", "٣", "", "12 ", float("inf"), 10**12):
        assert as_number(other) is None

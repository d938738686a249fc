"""The total of a block of items: exact, and there only when its rule allows it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.totals import EVERY, SCALED, SUM, TotalRule, stored_number

CODES = tuple(f"item-{number}" for number in range(1, 61))
numbers = st.integers(-(10**14), 10**14).map(lambda thousandths: Decimal(thousandths) / 1000)


@st.composite
def blocks(draw) -> tuple[TotalRule, dict]:
    """A rule, and a stored value that answers some of its items."""
    items = CODES[: draw(st.integers(1, 60))]
    rule = draw(st.sampled_from([EVERY, SUM, SCALED]))
    fewest = None if rule == EVERY else draw(st.integers(1, 60))
    value = draw(st.dictionaries(st.sampled_from(items), numbers.map(stored_number)))
    return TotalRule(items, rule, fewest, decimals=draw(st.integers(0, 3))), value


@given(blocks())
def test_there_is_a_total_exactly_when_enough_items_are_answered(block):
    rule, value = block
    enough = len(value) >= (len(rule.items) if rule.rule == EVERY else min(
        rule.fewest, len(rule.items)
    ))  # fmt: skip
    assert (rule.total(value) is not None) == enough


@given(blocks())
def test_a_sum_is_exact(block):
    rule, value = block
    total = rule.total(value)
    if total is not None and rule.rule != SCALED:
        assert isinstance(total, Decimal)
        assert Fraction(total) == sum(Fraction(str(number)) for number in value.values())


@given(blocks())
def test_a_scaled_total_is_off_by_at_most_half_of_its_last_place(block):
    rule, value = block
    total = rule.total(value)
    if total is not None and rule.rule == SCALED:
        exact = sum(Fraction(str(n)) for n in value.values()) * len(rule.items) / len(value)
        assert -Fraction(1, 2) < (exact - Fraction(total)) * 10**rule.places <= Fraction(1, 2) or (
            abs((exact - Fraction(total)) * 10**rule.places) == Fraction(1, 2)
        )
        assert -total.as_tuple().exponent <= rule.places


@given(blocks())
def test_with_every_item_answered_all_rules_agree(block):
    rule, value = block
    full = {code: value.get(code, 0) for code in rule.items}
    totals = {TotalRule(rule.items, name, 1, 3).total(full) for name in (EVERY, SUM, SCALED)}
    assert len(totals) == 1


@given(blocks(), st.dictionaries(st.text(max_size=8), st.none() | st.text() | st.lists(st.text())))
def test_what_is_no_item_or_no_number_changes_nothing(block, noise):
    rule, value = block
    stray = {code: what for code, what in noise.items() if code not in rule.items}
    assert rule.total(stray | value) == rule.total(value)


@pytest.mark.parametrize(
    ("rule", "fewest", "total"),
    [(EVERY, None, None), (SUM, 2, 5), (SUM, 4, None), (SCALED, 3, Decimal("6.7"))],
)
def test_three_items_of_four(rule, fewest, total):
    value = {"a": 2, "b": "2.5", "c": "0.5"}
    assert TotalRule(("a", "b", "c", "d"), rule, fewest, decimals=0).total(value) == total


def test_the_items_without_a_number_are_named():
    assert TotalRule(("a", "b", "c")).missing({"b": 1}) == ("a", "c")


@pytest.mark.parametrize("value", [None, [], "3", 3])
def test_what_is_no_block_has_no_total(value):
    assert TotalRule(("a",), SUM, 1).total(value) is None

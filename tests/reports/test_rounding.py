from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rounding import is_possible_percent, percents_possible, round_half_up

COUNTS = st.integers(1, 5000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@given(COUNTS, st.integers(0, 3))
def test_a_rounded_number_is_within_half_a_step_and_ties_go_up(counts, places):
    n, d = counts
    rounded = Fraction(round_half_up(n, d, places)) * 10**places
    distance = rounded - Fraction(n, d) * 10**places
    assert Fraction(-1, 2) < distance <= Fraction(1, 2)
    assert rounded.denominator == 1


@pytest.mark.parametrize(
    ("n", "d", "places", "rounded"),
    [
        (100 * 293, 993, 0, "30"),
        (100 * 293, 993, 1, "29.5"),
        (100 * 1, 8, 0, "13"),
        (100 * 1, 200, 0, "1"),
        (100 * 199, 200, 0, "100"),
        (10_000 * 792, 159_000, 1, "49.8"),
        (0, 7, 1, "0.0"),
    ],
)
def test_halves_go_up(n, d, places, rounded):
    assert str(round_half_up(n, d, places)) == rounded


def test_numbers_beyond_any_precision_stay_exact():
    assert round_half_up(10**40 + 1, 1, 2) == Decimal(10**40 + 1)


@pytest.mark.parametrize(("n", "d"), [(-1, 5), (1, 0), (1, -5)])
def test_rounding_refuses_what_is_not_a_count(n, d):
    with pytest.raises(ValueError, match="out of 1 or more"):
        round_half_up(n, d)


@pytest.mark.parametrize("percent", [37, 26])
def test_eighteen_cases_cannot_give_the_published_shares(percent):
    assert not is_possible_percent(percent, 18)


def test_no_denominator_up_to_63_gives_all_four_published_per_cents():
    assert not [d for d in range(1, 64) if {37, 66, 26, 88} <= percents_possible(d)]


def test_62_gives_every_published_per_cent_but_one():
    assert {37, 66, 26, 50, 71, 69} <= percents_possible(62)
    assert not is_possible_percent(88, 62)


def test_one_decimal_is_checked_to_one_decimal():
    assert is_possible_percent(Decimal("29.5"), 993, places=1)
    assert not is_possible_percent(Decimal("29.4"), 18, places=1)


def test_nothing_in_the_denominator_gives_no_per_cent():
    assert percents_possible(0) == frozenset()

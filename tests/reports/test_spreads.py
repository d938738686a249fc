import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.partitions import Part, Partition
from reports.spreads import Numbers, Spread
from tests.reports.figure_builders import rule, spread

VALUES = st.decimals(-1000, 1000, places=2, allow_nan=False)
ANSWERS = st.lists(
    st.tuples(st.just(Part.COUNTED), VALUES)
    | st.tuples(st.sampled_from(sorted(set(Part) - {Part.COUNTED, Part.NOT_COUNTED})), st.none())
)


@given(ANSWERS)
def test_numbers_and_all_that_have_none_add_up_to_what_was_expected(answers):
    found = Spread(rule(kind="total"), Numbers.of(answers))
    assert found.expected == len(answers)
    assert found.d + sum(found.left_out.values()) == found.expected


@given(st.lists(VALUES, min_size=1))
def test_half_the_values_lie_on_either_side_of_the_median(values):
    numbers = spread(*values).whole
    at_most = sum(value <= numbers.median for value in values)
    at_least = sum(value >= numbers.median for value in values)
    assert 2 * at_most >= len(values)
    assert 2 * at_least >= len(values)
    assert numbers.lowest == min(values)
    assert numbers.highest == max(values)


@pytest.mark.parametrize(
    ("values", "median"), [((3,), 3), ((1, 2), Decimal("1.5")), ((0, 9, 10), 9), ((), None)]
)
def test_the_median_of_an_even_number_of_values_is_half_way(values, median):
    assert spread(*values).whole.median == median


@given(st.lists(ANSWERS, min_size=1, max_size=4))
def test_a_breakdown_adds_up_and_survives_json(groups):
    breakdown = {str(at): Numbers.of(answers) for at, answers in enumerate(groups)}
    whole = sum(breakdown.values(), Numbers())
    kept = Spread(rule(kind="total"), whole, breakdown, Decimal(40), "points")
    assert Spread.from_json(json.loads(json.dumps(kept.as_json()))) == kept


def test_a_breakdown_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="does not add up"):
        Spread(rule(kind="total"), spread(1).whole, {"Health": spread(2).whole})


def test_every_number_is_counted_once():
    with pytest.raises(ValueError, match="counted once"):
        Numbers((Decimal(1),), Partition(counted=2))
    with pytest.raises(ValueError, match="in order"):
        Numbers((Decimal(2), Decimal(1)), Partition(counted=2))


@pytest.mark.parametrize("change", [{"median": "3"}, {"whole": {}}, {"maximum": "x"}, {"rule": 1}])
def test_a_stored_spread_that_does_not_agree_with_itself_is_refused(change):
    with pytest.raises(ValueError, match="stored spread"):
        Spread.from_json(spread(1, 2).as_json() | change)


def test_per_cent_of_the_maximum_is_given_only_where_it_is_asked_for():
    assert spread(14, maximum=40).per_cent(Decimal(14)) is None
    assert spread(14, maximum=40, percent_of_maximum=True).per_cent(Decimal(14)) == 35
    assert spread(14, percent_of_maximum=True).per_cent(Decimal(14)) is None

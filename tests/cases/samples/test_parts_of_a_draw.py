"""A draw by two dimensions is laid out like its form; reserves say for each what they are kept."""

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes
from tests import factories
from tests.cases.samples.planned_samples import in_areas, person, planned
from tests.cases.samples.test_sample_pages import rows_of
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(as_):
    factories.partnership()
    return as_(factories.coordinator())


@pytest.fixture
def draw():
    """Three under five on each plan, three teenagers on one of them; two asked for of each."""
    with acting_as_system():
        by, plans = factories.coordinator(), [factories.plan_type(name=name) for name in PLANS]
        found = begin_draw(audit=planned(), by=by)
        set_rules(draw=found, by=by, dimensions=["sample_group", "plan_type"])
        places = [("Under 5", plans[0]), ("Under 5", plans[1]), ("Teenage", plans[0])]
        people = [
            person(10 * at + n, sample_group=group, plan_type=plan)
            for at, (group, plan) in enumerate(places)
            for n in range(3)
        ]
        add_candidates(draw=found, people=people, by=by)
        asked = {(group, name): 2 for group in ("Under 5", "Teenage") for name in PLANS}
        set_sizes(draw=found, asked=asked, reserves=1, by=by)
    return found


PLANS = ("Child in need", "Looked after")
HEAD = ["Group and Plan type", *PLANS]


def page(draw, name: str) -> str:
    return reverse(f"cases:{name}", args=[draw.audit_id, draw.number])


@pytest.mark.parametrize("name", ["draw", "make_draw"])
def test_two_dimensions_are_a_grid_before_the_draw(coordinator, draw, name):
    rows = rows_of(coordinator.get(page(draw, name)))
    assert rows[0] == HEAD
    assert rows[1] == ["Teenage", "2 of 3", "2 of 0"]
    assert rows[2] == ["Under 5", "2 of 3", "2 of 3"]


def test_what_came_out_of_two_dimensions_is_a_grid_too(coordinator, draw):
    with acting_as_system():
        draw_sample(draw=draw, by=factories.coordinator(), accepts_fewer=True)
    rows = rows_of(coordinator.get(page(draw, "draw")))
    assert rows[0] == HEAD
    assert rows[1] == ["Teenage", "2 of 2 3 could be drawn", "0 of 2 Empty 0 could be drawn"]
    assert rows[2] == ["Under 5", "2 of 2 3 could be drawn", "2 of 2 3 could be drawn"]


def test_reserves_say_for_each_what_they_are_kept(coordinator, draw):
    sizes = text_of(coordinator.get(page(draw, "draw_sizes")))
    assert "Reserves for each group and plan type" in sizes
    for name in ("draw", "make_draw"):
        assert "1 reserve for each group and plan type" in text_of(
            coordinator.get(page(draw, name))
        )


def test_where_all_are_drawn_alike_reserves_are_for_the_whole_draw(coordinator):
    with acting_as_system():
        by = factories.coordinator()
        found = begin_draw(audit=planned(), by=by)
        add_candidates(draw=found, people=[person(n) for n in range(4)], by=by)
        set_sizes(draw=found, asked={(): 2}, reserves=2, by=by)
    assert "Reserves for the whole draw" in text_of(coordinator.get(page(found, "draw_sizes")))
    assert "2 reserves for the whole draw" in text_of(coordinator.get(page(found, "make_draw")))


def test_one_dimension_stays_a_list(coordinator):
    with acting_as_system():
        found, _ = in_areas({"Leicester": 4})
    assert rows_of(coordinator.get(page(found, "make_draw")))[1] == ["Leicester", "12", "4"]

"""The list of candidates read to choose one by hand, without saying who anybody is."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.models import Activity
from agencies.rls import acting_as_system
from cases.models import Candidate
from cases.samples.candidates import Person
from cases.samples.frames import add_candidates, begin_draw
from tests import factories
from tests.cases.samples.planned_samples import in_areas, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db
ADA = Person("LOC-1", "Ada Quillfeather", date(2015, 7, 1), {}, {"sex": "female"})


@pytest.fixture
def coordinator(as_):
    return as_(factories.coordinator())


@pytest.fixture
def draw():
    by = factories.coordinator()
    draw = begin_draw(audit=planned(), by=by)
    add_candidates(draw=draw, people=[ADA, Person("LOC-2")], by=by)
    return draw


def page(draw, name: str = "candidates") -> str:
    return reverse(f"cases:{name}", args=[draw.audit_id, draw.number])


def test_the_list_says_age_and_sex_of_each(coordinator, draw):
    shown = text_of(coordinator.get(page(draw)))
    assert "10 years Female" in shown
    assert "Not given" in shown
    assert "Quillfeather" not in shown


def test_one_part_of_the_sample_is_listed_alone(coordinator):
    with acting_as_system():
        draw, _ = in_areas({"Lakeside": 1, "Moorland": 1}, each=2)
    assert len(coordinator.get(page(draw)).context["rows"]) == 4
    one = coordinator.get(page(draw), {"part": "1"})
    assert [row["stratum"] for row in one.context["rows"]] == ["Moorland"] * 2
    for unknown in ("9", "-1", "x"):
        assert len(coordinator.get(page(draw), {"part": unknown}).context["rows"]) == 4


@pytest.mark.parametrize(
    "typed",
    [
        {"who": " loc-1 "},
        {"who": "ada  QUILLFEATHER", "birth": "1 7 2015"},
    ],
)
def test_one_is_found_without_saying_who_it_is_and_the_look_is_recorded(coordinator, draw, typed):
    answer = coordinator.post(page(draw, "find_candidate"), typed, follow=True)
    with acting_as_system():
        assert answer.context["candidate"] == Candidate.objects.get(sex="female")
        looked = Activity.objects.get(verb="looked for a candidate")
    assert looked.detail == "found"
    assert "Quillfeather" not in answer.content.decode()
    assert "LOC-1" not in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"who": "LOC-9"}, "Nobody on this list has that."),
        ({"who": "Ada Quillfeather"}, "with a name, give the date of birth too"),
        ({"who": "Ada Quillfeather", "birth": "2 7 2015"}, "Nobody on this list has that."),
        ({"who": ""}, "Enter the local identifier, or the name"),
        ({"who": "Ada", "birth": "soon"}, "Write the date in figures"),
    ],
)
def test_who_is_not_there_is_told_and_what_was_typed_stays(coordinator, draw, typed, sentence):
    answer = coordinator.post(page(draw, "find_candidate"), typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert answer.context["find_form"]["who"].value() == typed["who"]
    with acting_as_system():
        details = Activity.objects.filter(verb="looked for a candidate")
        assert not any("Ada" in each.detail or "LOC" in each.detail for each in details)

"""Who is kept to replace a case: let go only when asked, and offered only where they can."""

import pytest
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.models import Candidate, Case
from cases.samples.drawing import draw_sample
from cases.samples.frames import set_sizes
from tests import factories
from tests.cases.samples.planned_samples import in_areas
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(as_):
    factories.partnership()
    return as_(factories.coordinator())


@pytest.fixture
def draw():
    """Two cases of Leicester with one reserve, two of Rutland with none left."""
    with acting_as_system():
        prepared, by = in_areas({"Leicester": 2, "Rutland": 2}, each=3)
        asked = {("Leicester",): 2, ("Rutland",): 2}
        set_sizes(draw=prepared, asked=asked, reserves=1, by=by)
        draw_sample(draw=prepared, by=by)
        Candidate.objects.filter(area__name="Rutland").delete()
    return prepared


def url(draw, page: str, *more) -> str:
    return reverse(f"cases:{page}", args=[draw.audit_id, *more])


def kept() -> int:
    with acting_as_system():
        return Candidate.objects.count()


def test_reserves_are_deleted_for_ever_only_after_a_page_that_asks(coordinator, draw):
    page = url(draw, "drop_reserves", 1)
    made = coordinator.get(url(draw, "draw", 1)).content.decode()
    assert f'href="{page}"' in made
    assert f'action="{page}"' not in made
    asks = text_of(coordinator.get(page))
    assert "Delete 1 reserve of the first draw?" in asks
    assert "This cannot be undone." in asks
    assert kept() == 1
    assert "1 reserve deleted." in text_of(coordinator.post(page, follow=True))
    assert kept() == 0


def test_where_no_reserve_is_kept_nothing_is_asked(coordinator, draw):
    page = url(draw, "drop_reserves", 1)
    coordinator.post(page)
    response = coordinator.get(page, follow=True)
    assert response.redirect_chain
    assert "No reserve of this draw is kept." in text_of(response)

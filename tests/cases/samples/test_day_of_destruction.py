"""Nobody is entered or drawn before it is said until when identities are kept."""

import pytest
from django.urls import reverse

from audits.models import Audit
from audits.planning import timetable_of
from cases.identities.destroying import keep_identities_until
from cases.models import Candidate, Case
from cases.moving_timetable import set_days_of_audit
from cases.samples.case_changes import add_case_by_hand
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw
from cases.transitions import Refused
from tests import factories
from tests.cases.samples.planned_samples import DESTROYED_ON, in_areas, person, planned
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SAID = "Say first until when identities are kept"


@pytest.fixture
def coordinator():
    factories.partnership()
    return factories.coordinator()


@pytest.fixture
def audit():
    return planned(identities_until=None)


def test_nobody_becomes_a_candidate_or_a_case_before_the_day_is_set(coordinator, audit):
    draw = begin_draw(audit=audit, by=coordinator)
    with pytest.raises(Refused, match=SAID):
        add_candidates(draw=draw, people=[person(1)], by=coordinator)
    with pytest.raises(Refused, match=SAID):
        add_case_by_hand(audit=audit, person=person(1), reason="Asked for.", by=coordinator)
    keep_identities_until(audit=audit, day=DESTROYED_ON, by=coordinator)
    assert add_candidates(draw=draw, people=[person(1)], by=coordinator) == 1


def test_candidates_of_before_are_not_drawn_without_the_day():
    draw, by = in_areas({"Leicester": 2})
    Audit.objects.update(identities_until=None)
    with pytest.raises(Refused, match=SAID):
        draw_sample(draw=draw, by=by)
    assert Candidate.objects.count() == 12
    assert not Case.objects.exists()


@pytest.mark.parametrize("is_drawn", [False, True])
def test_the_day_is_not_taken_away_while_somebody_is_entered(is_drawn):
    draw, by = in_areas({"Leicester": 2})
    if is_drawn:
        draw_sample(draw=draw, by=by)
    audit = Audit.objects.get()
    days = timetable_of(audit) | {"identities_until": None}
    with pytest.raises(Refused, match="at once, or never"):
        set_days_of_audit(audit=audit, version=audit.plan_version, days=days, by=by)
    assert Audit.objects.get().identities_until == DESTROYED_ON


def test_every_page_on_the_way_says_so_and_leads_to_where_it_is_set(as_, coordinator, audit):
    client = as_(coordinator)
    begin_draw(audit=audit, by=coordinator)
    where = reverse("cases:vault", args=[audit.pk])
    pages = [("sample",), ("draw", 1), ("candidates", 1), ("add_candidate", 1), ("make_draw", 1)]
    for name, *more in [*pages, ("add_sampled_case",)]:
        page = reverse(f"cases:{name}", args=[audit.pk, *more])
        before = client.get(page)
        assert "Nobody has said yet when identities are destroyed" in text_of(before), name
        assert f'<a href="{where}">on the page Identities</a>' in before.content.decode()
    Audit.objects.update(identities_until=DESTROYED_ON)
    assert "Nobody has said yet" not in text_of(client.get(page))

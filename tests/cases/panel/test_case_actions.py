"""Actions a panel gives an agency: counted, changed, told of, and gone while a page was open."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from cases.models import AgencyAction, CaseAction
from cases.panel.notes import add_case_action
from tests import factories
from tests.cases.panel.panels import item, two_returns
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def three():
    return two_returns()


@pytest.fixture
def lead(three):
    return factories.lead(three[1].agency)


def give(case, agency, by, text="See her alone.", days=None) -> CaseAction:
    """Due so many days from today, also before it."""
    due_on = None if days is None else timezone.localdate() + timedelta(days=days)
    return add_case_action(item=item(case), agency=agency, text=text, due_on=due_on, by=by)


@pytest.fixture
def action(three, moderator):
    case, health, _ = three
    return give(case, health.agency, moderator, days=30)


class TestCounts:
    def test_the_list_counts_what_panels_gave_with_the_agencys_own(
        self, as_, three, moderator, lead
    ):
        case, health, police = three
        AgencyAction.objects.create(agency=health.agency, text="Ring the school")
        give(case, health.agency, moderator, days=-1)
        give(case, health.agency, moderator, days=9)
        give(case, police.agency, moderator, days=-1)
        page = as_(lead).get(reverse("cases:agency_actions", args=[health.agency_id]))
        shown = text_of(page)
        assert "To do 3" in shown
        assert "Late 1" in shown
        assert "Done 0" in shown

    def test_a_list_of_panel_actions_alone_does_not_say_there_are_none(self, as_, lead, action):
        address = reverse("cases:agency_actions", args=[action.agency_id])
        for show in ("to_do", "late", "done"):
            assert "No actions yet" not in text_of(as_(lead).get(address, {"show": show}))

    def test_my_agency_says_how_many_are_to_do_and_late(self, as_, three, moderator, lead):
        case, health, _ = three
        yesterday = timezone.localdate() - timedelta(days=1)
        AgencyAction.objects.create(agency=health.agency, text="Ring", due_on=yesterday)
        give(case, health.agency, moderator, days=-1)
        give(case, health.agency, moderator, days=9)
        assert "3 to do, 2 late" in text_of(as_(lead).get(reverse("cases:agency")))

    def test_my_agency_takes_the_same_queries_for_many(self, as_, three, moderator, lead, action):
        client, page = as_(lead), reverse("cases:agency")
        client.get(page)
        one = queries_of(client, page)
        for number in range(5):
            give(three[0], action.agency, moderator, text=f"Step {number}")
        assert queries_of(client, page) == one

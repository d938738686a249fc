"""Planning an audit in Chromium: every page of it, and from a plan to its start by keyboard."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Sector
from agencies.rls import acting_as_system
from audits.models import Audit
from audits.timetable import default_timetable
from cases.models import Involvement
from tests import factories
from tests.browser.checks import opens_and_passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def audit(live_server):
    with acting_as_system():
        factories.partnership()
        made = factories.audit(
            status=Audit.Status.PLANNING,
            programme=factories.programme(),
            series=factories.series(),
            key_lines="Recognition\nResponse",
            **default_timetable(timezone.localdate()),
        )
        factories.case(made)
        made.programme.quotas.create(number=4, theme="Neglect")
        for sector in (Sector.POLICE, Sector.HEALTH):
            factories.lead(factories.agency(sector))
        return made


@pytest.fixture
def coordinator(sign_in):
    with acting_as_system():
        person = factories.coordinator()
    return sign_in(person)


def test_each_page_of_a_plan_passes_axe_fits_and_is_silent(
    coordinator, audit, live_server, complaints
):
    with acting_as_system():
        school = factories.agency(Sector.EDUCATION)
        audit.participations.create(agency=school, chosen_cases=True)
        quota, guest = audit.programme.quotas.get(), factories.agency(is_guest=True)
        factories.audit().participations.create(agency=guest, is_guest=True)
        invited = factories.agency(is_guest=True)
        audit.participations.create(agency=invited, is_guest=True)
    for name, *args in (
        ("audits:list",),
        ("audits:new_audit",),
        ("audits:plan", audit.pk),
        ("audits:edit_plan", audit.pk),
        ("cases:agencies_of_audit", audit.pk),
        ("cases:guest", audit.pk),
        ("cases:guest_auditor", audit.pk, invited.pk),
        ("cases:chosen_cases", audit.pk, school.pk),
        ("cases:timetable", audit.pk),
        ("cases:start", audit.pk),
        ("reports:terms", audit.pk),
        ("audits:programmes",),
        ("audits:programme", audit.programme_id),
        ("audits:edit_quota", audit.programme_id, quota.pk),
        ("audits:remove_programme", audit.programme_id),
        ("audits:series", audit.series_id),
        ("cases:guest_again", audit.pk, guest.pk),
    ):
        opens_and_passes(coordinator, live_server.url + reverse(name, args=args), complaints)


def test_agencies_are_ticked_and_the_audit_started_by_keyboard(coordinator, audit, live_server):
    page = coordinator
    page.goto(live_server.url + reverse("cases:agencies_of_audit", args=[audit.pk]))
    with acting_as_system():
        agencies = list(Agency.objects.all())
    for agency in agencies:
        page.get_by_label(agency.name, exact=True).focus()
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("is saved").wait_for()
    page.goto(live_server.url + reverse("cases:start", args=[audit.pk]))
    page.get_by_label("I have read what is still open").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{reverse('cases:audit', args=[audit.pk])}")
    with acting_as_system():
        assert Involvement.objects.filter(case__audit=audit).count() == len(agencies)

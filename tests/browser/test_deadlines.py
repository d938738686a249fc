"""My returns, reminders, exemptions and due dates in Chromium."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.rls import acting_as_system
from cases.due_dates import move_due_date
from cases.exempting import ask_exemption, exempt_return
from cases.models import AuditReturn
from cases.reminders.sending import remind_everybody_late
from cases.reviewing import send_back_return
from tests import factories
from tests.browser.checks import opens_and_passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "A reason that is as long as somebody in a hurry would write it, twice over. " * 4


@pytest.fixture
def people(live_server):
    """A coordinator, an agency's lead and its auditor, with returns in every state of theirs."""
    with acting_as_system():
        factories.partnership()
        today = timezone.localdate()
        coordinator, agency = factories.coordinator(), factories.agency()
        lead, auditor = factories.lead(agency), factories.auditor(agency)
        late = today - timedelta(days=3)
        audit = factories.audit(due_on=today + timedelta(days=5))
        given = {"audit": audit, "agency_": agency, "auditor": auditor}
        factories.answered_return(**given, due_on=late)
        asked, moved, exempt = (factories.audit_return(**given) for _ in range(3))
        ask_exemption(audit_return=asked, reason=LONG, by=auditor)
        exempt_return(audit_return=exempt, reason=LONG, by=coordinator)
        day = today + timedelta(days=9)
        move_due_date(
            audit_return=moved, due_on=day, reason=LONG[:300], by=coordinator, today=today
        )
        back = factories.submitted_return(**given)
        send_back_return(audit_return=back, reason=LONG, by=lead)
        factories.query(back, by=lead)
        handed_in = factories.submitted_return(**given)
        factories.query(handed_in, by=lead)
        remind_everybody_late(audit=audit, by=coordinator, today=today)
        return {"coordinator": coordinator, "lead": lead, "auditor": auditor}


PAGES = [
    ("auditor", "cases:my_returns", None),
    ("auditor", "agencies:messages", None),
    ("auditor", "cases:ask_exemption", "moved"),
    ("auditor", "cases:ask_exemption", "asked"),
    ("auditor", "cases:return", "asked"),
    ("lead", "cases:agency", None),
    ("coordinator", "cases:exempt", "asked"),
    ("coordinator", "cases:exempt", "exempt"),
    ("coordinator", "cases:due_date", "moved"),
    ("coordinator", "cases:due_dates", "audit"),
    ("coordinator", "cases:reminders", "audit"),
    ("coordinator", "cases:case", "case"),
]


def arguments(of: str | None) -> list:
    returns = AuditReturn.objects.all()
    if of is None:
        return []
    found = {
        "asked": returns.exclude(exemption_asked=""),
        "exempt": returns.filter(status="exempt"),
        "moved": returns.exclude(due_reason=""),
        "audit": returns,
        "case": returns.filter(status="exempt"),
    }[of].first()
    return {"audit": [found.audit_id], "case": [found.audit_id, found.case_id]}.get(of, [found.pk])


def test_each_page_passes_axe_fits_and_is_silent(people, sign_in, live_server, complaints):
    for who, view, of in PAGES:
        with acting_as_system():
            address = live_server.url + reverse(view, args=arguments(of))
        opens_and_passes(sign_in(people[who]), address, complaints)


def test_an_exemption_is_asked_and_granted_by_keyboard(people, sign_in, live_server):
    with acting_as_system():
        address = live_server.url + reverse("cases:return", args=arguments("moved"))
    page = sign_in(people["auditor"])
    page.goto(address)
    page.get_by_role("link", name="Ask for this return to be exempt").press("Enter")
    page.get_by_label("Why should no return be expected?").press_sequentially("We hold no file.")
    page.get_by_role("button", name="Ask the coordinator").press("Enter")
    page.get_by_text("Until they decide, the return stays expected.").wait_for()
    page = sign_in(people["coordinator"])
    with acting_as_system():
        found = AuditReturn.objects.get(exemption_asked="We hold no file.")
        place = reverse("cases:case", args=[found.audit_id, found.case_id])
    page.goto(live_server.url + place)
    page.get_by_role("link", name="Decide").press("Enter")
    page.get_by_role("button", name="Make it exempt").press("Enter")
    page.get_by_text("is exempt, so nothing is expected of it.").wait_for()

"""Assigning, declaring, writing to everybody late and taking progress to a meeting, in Chromium."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.account_links import password_link
from agencies.rls import acting_as_system
from cases.interests import declare_interest
from cases.models import AuditReturn, DeclaredInterest
from tests import factories
from tests.browser.checks import (
    axe_violations,
    opens_and_passes,
    passes_at_each_width,
    scrolls_sideways,
)
from tests.cases.matrix.grids import grid

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def audit(live_server):
    """Late returns, some with nobody to answer them, and an auditor who is involved."""
    with acting_as_system():
        factories.partnership()
        audit = grid(4, 6, due_on=timezone.localdate() - timedelta(days=4))
        open_ = audit.returns.outstanding().order_by("case__reference")
        involved = open_.first()
        lead = factories.lead(involved.agency)
        AuditReturn.objects.filter(pk__in=[each.pk for each in open_[:3]]).update(auditor=None)
        declare_interest(
            audit_return=involved,
            person=factories.auditor(involved.agency, name="Involved Example"),
            kind=DeclaredInterest.Kind.MANAGES,
            reason="I supervise the worker.",
            by=lead,
        )
        factories.auditor(involved.agency, name="Free Example")
        return audit


@pytest.fixture
def coordinator(sign_in):
    with acting_as_system():
        person = factories.coordinator()
    return sign_in(person)


def address(live_server, name, *args):
    return live_server.url + reverse(name, args=args)


def test_each_page_passes_axe_fits_and_is_silent(coordinator, audit, live_server, complaints):
    with acting_as_system():
        involved = audit.returns.get(interests__isnull=False)
        token = password_link(factories.user()).rstrip("/").rsplit("/", 1)[1]
    for page in (
        ("cases:spread", audit.pk),
        ("cases:interests", involved.pk),
        ("cases:assign", involved.pk),
        ("cases:progress", audit.pk),
        ("reports:progress_sheet", audit.pk),
    ):
        opens_and_passes(coordinator, address(live_server, *page), complaints)
    # Chromium wants the address beside a password; whoever holds the link is not told it.
    coordinator.goto(address(live_server, "agencies:account_link", token))
    assert axe_violations(coordinator) == []
    assert not scrolls_sideways(coordinator)


def test_everybody_late_is_written_to_after_a_look(coordinator, audit, live_server, complaints):
    page = coordinator
    page.goto(address(live_server, "cases:audit", audit.pk))
    page.get_by_role("link", name="Message everybody late").first.click()
    page.get_by_label("What do you want to say?").fill("The panel needs your answers.")
    page.get_by_role("button", name="Look at it first").click()
    assert page.get_by_text("The panel needs your answers.").last.is_visible()
    passes_at_each_width(page, complaints)
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="Messages to everybody late").is_visible()
    passes_at_each_width(page, complaints)

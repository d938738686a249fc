"""From any page of a return to an immediate concern, and what its contact does with it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import ConcernContact
from agencies.rls import acting_as_system
from agencies.roles import Role
from cases.models import Concern
from tests import factories
from tests.browser.checks import WIDTHS, asks_to_stay, passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", WIDTHS)
def test_an_auditor_raises_one_from_a_section(width, auditor, audit_return, return_url, complaints):
    with acting_as_system():
        factories.coordinator()
    page = auditor
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(return_url("section", "voice"))
    page.get_by_role("link", name="Immediate concern").click()
    assert page.get_by_role("heading", name="Refer now, or ring 999").is_visible()
    passes(page, complaints)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("What worries you?").fill("Nobody has seen the child.")
    page.get_by_label("For whom?").fill("The child of this case")
    page.get_by_label("Whom have you told?").fill("Social care")
    page.get_by_label("At what time?").fill(f"{timezone.localtime():%H:%M}")
    page.get_by_role("button", name="Record this concern").click()
    page.get_by_text("the people named for it are told").wait_for()
    passes(page, complaints)
    with acting_as_system():
        assert Concern.objects.get().audit_return == audit_return


@pytest.mark.parametrize("width", WIDTHS)
def test_a_contact_sees_it_and_closes_it(width, audit_return, sign_in, live_server, complaints):
    with acting_as_system():
        concern = factories.concern(audit_return)
        contact = factories.user(Role.VIEWER)
        ConcernContact.objects.create(user=contact)
        page = sign_in(contact)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + reverse("cases:concern", args=[concern.pk]))
    page.get_by_role("button", name="I have seen it, and am acting").click()
    page.get_by_text("You have said that you have seen it.").wait_for()
    page.get_by_label("What came of it?").fill("Seen at home today.")
    page.get_by_role("button", name="Close this concern").click()
    page.get_by_text("The concern is closed.").wait_for()
    passes(page, complaints)


def test_nobody_leaves_a_concern_that_was_not_sent_unasked(auditor, return_url):
    page = auditor
    page.goto(return_url("section", "voice"))
    page.get_by_role("link", name="Immediate concern").click()
    worries = page.get_by_label("What worries you?")
    worries.press_sequentially("Nobody has seen the child.")
    asks_to_stay(page, page.get_by_role("link", name="My returns").first.click)
    assert worries.input_value() == "Nobody has seen the child."
    page.get_by_role("button", name="Record this concern").click()
    page.get_by_text("There is a problem").first.wait_for()
    page.get_by_label("For whom?").press_sequentially("The child")
    asks_to_stay(page, page.get_by_role("link", name="My returns").first.click)

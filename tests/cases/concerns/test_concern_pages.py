"""The pages on which an immediate concern is raised and answered."""

import pytest
from django.urls import reverse

from agencies.models import Activity
from agencies.roles import Role
from cases.models import Concern
from tests import factories
from tests.cases.concerns.raising import SECRET, contact, page_for, raised, sent
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_an_auditor_raises_one_from_a_return_in_one_page(client, found, coordinator):
    client.force_login(found.auditor)
    shown = text_of(client.get(page_for(found)))
    assert "Refer now, or ring 999" in shown
    assert "This is not a referral" in shown
    answer = client.post(page_for(found), sent(), follow=True)
    assert "the people named for it are told" in text_of(answer)
    concern = Concern.objects.get()
    assert (concern.audit_return, concern.case, concern.agency) == (found, found.case, found.agency)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"what": " "}, "Say what worries you."),
        ({"told_whom": ""}, "Refer first, and then say whom you have told."),
        ({"told_on": "31/02/2026"}, "Write the day as day, month and year"),
        ({"told_on": "01/01/2099"}, "You cannot have told them later than now."),
        ({"told_on": "01/01/2001"}, "more than a month ago"),
        ({"told_time": ""}, "Say at what time you told them."),
        ({"told_time": "25:00"}, "Write the time as hours and minutes"),
        ({"key": "x"}, "This page was damaged on its way."),
    ],
)
def test_a_fault_is_a_sentence_and_loses_nothing(client, found, changes, sentence):
    client.force_login(found.auditor)
    answer = client.post(page_for(found), sent(**changes))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "The youngest" in answer.content.decode()
    assert not Concern.objects.exists()


def test_when_they_were_told_is_never_filled_in_as_when_the_page_was_opened(client, found):
    client.force_login(found.auditor)
    page = Page(client.get(page_for(found)).content.decode())
    fields = {each.attributes.get("name"): each.attributes for each in page.all("input")}
    assert not fields["told_time"].get("value")


def test_from_no_case_the_audit_is_chosen(client, found, coordinator):
    client.force_login(found.auditor)
    address = reverse("cases:raise_concern")
    assert "Choose the audit." in text_of(client.post(address, sent()))
    client.post(address, sent(audit=found.audit_id))
    assert Concern.objects.get().audit == found.audit


def test_a_contact_reads_it_notes_what_was_done_and_closes_it(client, found, area):
    concern = raised(found)
    client.force_login(contact(area))
    page = reverse("cases:concern", args=[concern.pk])
    assert SECRET in text_of(client.get(page))
    assert Activity.objects.filter(verb="read a concern").exists()
    client.post(reverse("cases:concern_acknowledge", args=[concern.pk]))
    client.post(reverse("cases:concern_note", args=[concern.pk]), {"text": "Rang the team."})
    client.post(reverse("cases:concern_close", args=[concern.pk]), {"outcome": "Seen today."})
    shown = text_of(client.get(page))
    assert "Rang the team." in shown
    assert "Seen today." in shown
    assert "Closed" in shown


def test_closing_without_an_outcome_is_refused_in_words(client, found, coordinator):
    concern = raised(found)
    client.force_login(coordinator)
    answer = client.post(reverse("cases:concern_close", args=[concern.pk]), {"outcome": ""})
    assert answer.status_code == 422
    assert "Say what came of it" in text_of(answer)


def test_every_page_of_a_return_has_the_button(client, found):
    client.force_login(found.auditor)
    section = found.tool_version.sections.first().key
    copy = client.post(reverse("reports:copy_return", args=[found.pk]), {"file_format": "pdf"})
    pages = [
        reverse("cases:return", args=[found.pk]),
        reverse("cases:section", args=[found.pk, section]),
        reverse("cases:check", args=[found.pk]),
        reverse("reports:copy_return", args=[found.pk]),
        copy.url,
        reverse("cases:remove_file", args=[factories.evidence_file(found).pk]),
    ]
    for page in pages:
        assert client.get(page).content.decode().count(page_for(found)) == 1, page


def test_a_viewer_and_an_admin_have_no_button(client, found):
    for role in (Role.VIEWER, Role.ADMIN):
        client.force_login(factories.user(role))
        assert "concern-button" not in client.get(reverse("agencies:messages")).content.decode()


def test_the_audits_page_says_that_one_is_open(client, found, coordinator):
    raised(found)
    client.force_login(coordinator)
    said = text_of(client.get(reverse("cases:audit", args=[found.audit_id])))
    assert "1 immediate concern is open." in said

"""Who was told of a concern, who finds it, and where it stands out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from agencies.models import ConcernContact, Message
from agencies.roles import Role
from cases.concerns import acknowledge_concern, close_concern, escalate_due
from tests import factories
from tests.cases.concerns.raising import contact, later, raised, sent
from tests.cost import own_statements
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def card_of(client, concern) -> str:
    """What the page of a concern says under Who was told."""
    said = text_of(client.get(reverse("cases:concern", args=[concern.pk])))
    return said.partition("Who was told")[2]


def test_the_page_names_those_who_were_told_whoever_is_a_contact_today(
    client, found, area, coordinator
):
    named, gone = contact(area, name="Ada Named"), contact(area, name="Bea Gone")
    ConcernContact.objects.create(user=found.auditor, area=area)
    concern = raised(found)
    gone.concern_contacts.all().delete()
    contact(area, name="Cy Later")
    client.force_login(named)
    said = card_of(client, concern)
    for person in (named, gone, coordinator):
        assert f"{person.name}, by an e-mail of" in said
    assert "Cy Later" not in said
    assert found.auditor.name not in said


def test_the_page_says_when_each_e_mail_went_out_and_who_was_told_on_escalation(
    client, found, area, coordinator
):
    contact(area, "escalation", name="Di Last")
    concern = raised(found)
    Message.objects.update(
        written_at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        sent_at=datetime(2026, 3, 2, 9, 1, tzinfo=UTC),
    )
    client.force_login(coordinator)
    sent_once = f"{coordinator.name}, by e-mail on 2 March 2026 at 09:01"
    assert sent_once in card_of(client, concern)
    assert "Di Last" not in card_of(client, concern)
    escalate_due(later(61))
    said = card_of(client, concern)
    assert sent_once in said
    assert said.count(coordinator.name) == 2
    assert "Di Last, by an e-mail of" in said


def test_where_nobody_was_told_no_page_says_that_somebody_was(client, area):
    only = factories.coordinator()
    found = factories.audit_return()
    client.force_login(only)
    answer = client.post(reverse("cases:raise_concern"), sent(audit=found.audit_id), follow=True)
    said = text_of(answer)
    assert "are told" not in said
    assert said.count("Nobody was told by e-mail") == 2


LIST = reverse_lazy("cases:concerns")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN])
def test_a_contact_without_case_work_finds_what_they_must_answer(client, found, area, role):
    person = factories.user(role)
    client.force_login(person)
    assert client.get(LIST).status_code == 403
    ConcernContact.objects.create(user=person, area=area)
    concern = raised(found)
    page = Page(client.get(reverse("agencies:messages")).content.decode())
    assert str(LIST) in {link.attributes["href"] for link in page.all("a")}
    answer = client.get(LIST)
    assert reverse("cases:concern", args=[concern.pk]) in answer.content.decode()
    assert "Record an immediate concern" not in text_of(answer)
    crumbs = Page(client.get(reverse("cases:concern", args=[concern.pk])).content.decode())
    assert str(LIST) in {link.attributes["href"] for link in crumbs.all("a")}


def test_who_is_no_contact_and_does_no_case_work_is_led_to_no_list_of_concerns(client, found):
    client.force_login(factories.user(Role.VIEWER))
    assert str(LIST) not in client.get(reverse("agencies:messages")).content.decode()


# Where it stands out


def place_of(client, address=None) -> str:
    """What the navigation says of concerns."""
    page = Page(client.get(address or reverse("agencies:messages")).content.decode())
    links = [link for link in page.all("a") if link.attributes.get("href") == str(LIST)]
    return " ".join(links[0].text.split()) if links else ""


def test_the_coordinators_home_says_how_many_are_open_and_unseen(client, found, coordinator):
    client.force_login(coordinator)
    home = reverse("audits:list")
    assert "immediate concern" not in text_of(client.get(home))
    first = raised(found)
    assert "1 immediate concern is open. Nobody has seen it yet." in text_of(client.get(home))
    raised(found)
    raised(found)
    assert "3 immediate concerns are open. Nobody has seen them yet." in text_of(client.get(home))
    acknowledge_concern(concern=first, by=coordinator)
    said = text_of(client.get(home))
    assert "3 immediate concerns are open. Nobody has seen 2 of them yet." in said
    assert place_of(client, home) == "Concerns 3 open"


def test_what_is_closed_is_counted_nowhere(client, found, coordinator):
    close_concern(concern=raised(found), outcome="Safe.", by=coordinator)
    client.force_login(coordinator)
    assert place_of(client) == "Concerns"


def test_a_lead_who_is_a_contact_is_led_to_what_is_open_from_every_page(client, found, area):
    lead = factories.lead(factories.agency())
    ConcernContact.objects.create(user=lead, area=area)
    elsewhere = factories.audit_return()
    elsewhere.case.area = factories.area()
    elsewhere.case.save()
    raised(found)
    raised(elsewhere)
    client.force_login(lead)
    assert place_of(client) == "Concerns 1 open"
    assert "1 immediate concern is open." in text_of(client.get(reverse("cases:agency")))


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.APPROVER])
def test_whoever_may_raise_one_finds_their_own_and_counts_only_what_they_answer(
    client, found, role
):
    person = factories.user(role)
    raised(found, by=person)
    client.force_login(person)
    assert place_of(client) == "Concerns"
    assert found.reference in text_of(client.get(LIST))


def test_nobodys_home_is_the_list_of_concerns(client):
    for role in (Role.MODERATOR, Role.APPROVER, Role.COORDINATOR):
        client.force_login(factories.user(role))
        assert client.get(reverse("home")).headers["Location"] != str(LIST)


def test_every_page_asks_once_for_what_is_open_however_much_that_is(client, found, area):
    lead = factories.lead(factories.agency())
    ConcernContact.objects.create(user=lead, area=area)
    client.force_login(lead)
    costs = set()
    for _ in range(3):
        raised(found)
        with CaptureQueriesContext(connection) as queries:
            assert place_of(client, reverse("agencies:messages"))
        asked = [
            each
            for each in own_statements(queries)
            if '_concern"' in each or "_concerncontact" in each
        ]
        costs.add(len(asked))
    assert costs == {1}


def test_a_concern_of_this_minute_was_raised_just_now(client, found, coordinator):
    concern = raised(found)
    client.force_login(coordinator)
    said = text_of(client.get(LIST))
    assert "just now" in said
    assert "0\xa0minutes" not in client.get(LIST).content.decode()
    concern.raised_at -= timedelta(minutes=62)
    concern.save()
    assert "1\xa0hour, 2\xa0minutes ago" in client.get(LIST).content.decode()


def test_the_link_to_several_concerns_does_not_speak_of_one(client, found, coordinator):
    raised(found)
    raised(found)
    client.force_login(coordinator)
    said = text_of(client.get(reverse("cases:audit", args=[found.audit_id])))
    assert "2 immediate concerns are open." in said
    assert "Look at it" not in said

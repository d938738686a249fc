"""Immediate concerns: told at once and without a word of what they are, until somebody answers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse, reverse_lazy
from django.utils import timezone

from agencies.models import Activity, ConcernContact, Message
from agencies.rls import Scope, acting, scope_of
from agencies.roles import Role
from audits.models import Audit
from cases.concerns import (
    acknowledge_concern,
    close_concern,
    escalate_due,
    note_on_concern,
    raise_concern,
    reasons_not_to_close,
)
from cases.models import Concern, ConcernNote
from cases.tasks import escalate_concerns
from cases.transitions import Refused
from tests import factories
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db
SECRET = "The kestrel was not fed"


@pytest.fixture
def area():
    factories.partnership()
    return factories.area(name="Lakeside")


@pytest.fixture
def found(area):
    made = factories.audit_return()
    made.case.area = area
    made.case.save()
    return made


@pytest.fixture
def coordinator(area):
    return factories.coordinator()


def contact(area=None, kind="contact", **fields):
    person = factories.user(Role.VIEWER, **fields)
    ConcernContact.objects.create(user=person, area=area, kind=kind)
    return person


def raised(found, by=None, **fields) -> Concern:
    return raise_concern(
        **{
            "key": uuid4(),
            "audit": found.audit,
            "audit_return": found,
            "what": SECRET,
            "for_whom": "The youngest",
            "told_whom": "Children’s social care",
            "told_at": timezone.now(),
            "by": by or found.auditor,
        }
        | fields
    )


def told() -> set:
    return set(Message.objects.values_list("recipient", flat=True))


def test_contacts_deputies_and_coordinators_are_told_at_once(found, area, coordinator):
    named, deputy, everywhere = contact(area), contact(area, "deputy"), contact(None)
    contact(factories.area())
    contact(area, "escalation")
    contact(area, is_active=False)
    raised(found)
    assert told() == {each.pk for each in (named, deputy, everywhere, coordinator)}


def test_no_mail_says_what_the_concern_is_or_who_the_child_is(found, area, coordinator):
    contact(area)
    raised(found)
    for message in Message.objects.all():
        words = message.subject + message.body
        assert found.reference in words
        for secret in (SECRET, "youngest", "kestrel", "social care"):
            assert secret not in words


def test_without_a_contact_the_coordinator_is_told_so(found, coordinator):
    raised(found)
    assert "No named contact is set up" in Message.objects.get().body


def test_sent_twice_it_is_one_concern(found, coordinator):
    key = uuid4()
    raised(found, key=key)
    raised(found, key=key)
    assert Concern.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_key_of_somebody_elses_concern_makes_one_of_ones_own(found, coordinator):
    there = raised(found)
    mine = raised(found, key=there.pk, by=coordinator)
    assert mine.pk != there.pk
    assert mine.raised_by == coordinator


def test_a_viewer_cannot_raise_one(found):
    with pytest.raises(PermissionDenied):
        raised(found, by=factories.user(Role.VIEWER))


# Escalation


def later(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def test_what_nobody_has_seen_in_time_also_reaches_those_told_last(found, area, coordinator):
    named, last = contact(area), contact(area, "escalation")
    raised(found)
    assert escalate_due(later(59)) == 0
    assert escalate_due(later(61)) == 1
    again = Message.objects.filter(subject__startswith="Nobody has seen")
    assert set(again.values_list("recipient", flat=True)) == {named.pk, last.pk, coordinator.pk}
    assert Concern.objects.get().escalated_at


def test_it_is_told_once_a_day_until_somebody_has_seen_it(found, coordinator):
    concern = raised(found)
    assert escalate_due(later(61)) == 1
    assert escalate_due(later(62)) == 0
    assert escalate_due(later(61 + 24 * 60)) == 1
    acknowledge_concern(concern=concern, by=coordinator)
    assert escalate_due(later(61 + 72 * 60)) == 0


def test_the_wait_is_an_hour_also_when_the_clocks_change(found, coordinator):
    raised(found)
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    Concern.objects.update(raised_at=before)
    assert escalate_due(before + timedelta(minutes=59)) == 0
    assert escalate_due(before + timedelta(minutes=60)) == 1


def test_the_task_of_the_beat_escalates(found, coordinator):
    raised(found)
    Concern.objects.update(raised_at=timezone.now() - timedelta(hours=2))
    escalate_concerns()
    assert Message.objects.filter(subject__startswith="Nobody has seen").count() == 1


# Answering


def test_a_contact_of_the_area_answers_and_others_do_not(found, area):
    concern = raised(found)
    stranger = contact(factories.area())
    for person in (stranger, factories.lead(found.agency)):
        with pytest.raises(PermissionDenied):
            acknowledge_concern(concern=concern, by=person)
    acknowledge_concern(concern=concern, by=contact(area))
    concern.refresh_from_db()
    assert concern.is_acknowledged


def test_who_raised_it_answers_only_where_nobody_else_can(area):
    only = factories.coordinator()
    found = factories.audit_return()
    concern = raised(found, by=only)
    acknowledge_concern(concern=concern, by=only)
    other = raised(found, by=only)
    factories.coordinator()
    with pytest.raises(PermissionDenied):
        acknowledge_concern(concern=other, by=only)


def test_closing_says_what_came_of_it_and_is_final(found, coordinator):
    concern = raised(found)
    close_concern(concern=concern, outcome="Referred and seen.", by=coordinator)
    concern.refresh_from_db()
    assert (concern.acknowledged_by, concern.closed_by) == (coordinator, coordinator)
    with pytest.raises(Refused, match="closed already"):
        close_concern(concern=concern, outcome="Again.", by=coordinator)


def test_the_audit_cannot_be_closed_while_one_is_open(found, coordinator):
    concern = raised(found)
    assert reasons_not_to_close(found.audit) == [
        "1 immediate concern is open. The audit cannot be closed until somebody says what came of"
        " it."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.filter(pk=found.audit_id).update(status="closed")
    close_concern(concern=concern, outcome="Safe.", by=coordinator)
    assert reasons_not_to_close(found.audit) == []
    Audit.objects.filter(pk=found.audit_id).update(status="closed")


# The wall


def seen_by(person) -> list:
    with acting(scope_of(person)):
        return list(Concern.objects.visible_to(person))


def test_who_may_see_one_in_query_and_behind_the_wall(found, area, coordinator):
    concern = raised(found)
    welcome = [
        coordinator,
        contact(area),
        contact(None),
        found.auditor,
        factories.lead(found.agency),
    ]
    strangers = [
        contact(factories.area()),
        factories.lead(factories.agency()),
        factories.auditor(found.agency),
        factories.user(Role.VIEWER),
    ]
    for person in welcome:
        assert seen_by(person) == [concern], person
    for person in strangers:
        assert seen_by(person) == [], person


def test_a_forgotten_filter_shows_nothing_to_another_agency(found, coordinator):
    note_on_concern(concern=raised(found), text="Rang.", by=found.auditor)
    with acting(Scope(agencies=frozenset({str(factories.agency().pk)}))):
        assert not Concern.objects.exists()
        assert not ConcernNote.objects.exists()


# Pages


def sent(**changes) -> dict:
    now = timezone.localtime()
    return {
        "key": str(uuid4()),
        "what": SECRET,
        "for_whom": "The youngest",
        "told_whom": "Social care",
        "told_on": f"{now:%d/%m/%Y}",
        "told_time": f"{now:%H:%M}",
    } | changes


def page_for(found) -> str:
    return reverse("cases:return_concern", args=[found.pk])


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
    pages = [
        reverse("cases:return", args=[found.pk]),
        reverse("cases:section", args=[found.pk, section]),
        reverse("cases:check", args=[found.pk]),
        reverse("reports:copy_return", args=[found.pk]),
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

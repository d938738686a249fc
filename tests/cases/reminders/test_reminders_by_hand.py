"""Reminders that a coordinator sees and sends by hand, and how often an admin lets them go."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Message, Partnership
from agencies.rls import acting_as_system
from cases.models import AuditReturn, Reminder
from cases.reminders.sending import (
    facts_of,
    people_to_chase,
    remind_everybody_late,
    send_due_reminders,
    upcoming,
)
from cases.transitions import Refused
from tests import factories
from tests.at_once import at_once
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LONDON)


@pytest.fixture
def coordinator(as_):
    person = factories.coordinator()
    as_(person)
    return person


def page(client, audit) -> str:
    return text_of(client.get(reverse("cases:reminders", args=[audit.pk])))


def late_audit() -> AuditReturn:
    return factories.audit_return(due_on=timezone.localdate() - timedelta(days=2))


def test_a_coordinator_reminds_everybody_late_once_a_day(client, coordinator):
    found = late_audit()
    assert "Remind 1 person now" in page(client, found.audit)
    send_now = reverse("cases:remind", args=[found.audit.pk])
    assert "1 person is reminded." in text_of(client.post(send_now, follow=True))
    refused = text_of(client.post(send_now, follow=True))
    assert "Everybody who is late has been reminded today." in refused
    (message,) = Message.objects.filter(recipient=found.auditor)
    assert message.subject == "1 return late"
    assert f"by {coordinator.name}" in page(client, found.audit)


def test_whoever_had_todays_digest_is_not_reminded_again():
    found, today = late_audit(), timezone.localdate()
    AuditReturn.objects.update(due_on=today - timedelta(days=1))
    send_due_reminders(now=at(today))
    (chased,) = people_to_chase(found.audit, facts_of([found.audit]), today)
    assert chased.was_told
    with pytest.raises(Refused, match="has been reminded today"):
        remind_everybody_late(audit=found.audit, by=factories.coordinator(), today=today)


def test_nobody_is_reminded_by_hand_when_nothing_is_late():
    found = factories.audit_return()
    with pytest.raises(Refused, match="Nothing of this audit is late"):
        remind_everybody_late(audit=found.audit, by=factories.coordinator(), today=TODAY)


def test_leads_are_chased_where_nobody_can_answer():
    found = late_audit()
    lead = factories.lead(found.agency)
    AuditReturn.objects.update(auditor=None)
    told = remind_everybody_late(
        audit=found.audit, by=factories.coordinator(), today=timezone.localdate()
    )
    assert told == [lead]


def test_what_nobody_can_be_reminded_of_is_said(client, coordinator):
    found = late_audit()
    AuditReturn.objects.update(auditor=None)
    assert f"Nobody can be reminded of {found.case.reference}" in page(client, found.audit)


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_once_remind_each_person_once():
    with acting_as_system():
        found, today = late_audit(), timezone.localdate()
        both = [factories.coordinator() for _ in range(2)]

    def remind_now(by):
        remind_everybody_late(audit=found.audit, by=by, today=today)

    said = at_once([(person, remind_now) for person in both])
    assert [type(error) for error in said if error] == [Refused]
    with acting_as_system():
        assert Message.objects.count() == Reminder.objects.count() == 1


def test_a_coordinator_sees_what_was_sent_and_what_comes_next(client, coordinator):
    found = factories.audit_return(due_on=timezone.localdate() + timedelta(days=9))
    said = page(client, found.audit)
    assert "No reminder of this audit has been sent yet." in said
    day = found.due_on - timedelta(days=7)
    assert f"{day:%A} {day.day} {day:%B} {found.auditor.name}: {found.case.reference}" in said
    send_due_reminders(now=at(day))
    assert "1 return due soon" in page(client, found.audit)


def test_what_comes_next_leaves_out_who_was_told_today():
    found = factories.audit_return(due_on=TODAY)
    assert upcoming(facts_of([found.audit]), at(TODAY))[0].day == TODAY
    send_due_reminders(now=at(TODAY))
    assert upcoming(facts_of([found.audit]), at(TODAY))[0].day == TODAY + timedelta(days=1)


def test_the_page_costs_the_same_however_many_are_late(client, coordinator):
    found = late_audit()
    address = reverse("cases:reminders", args=[found.audit.pk])
    queries_of(client, address)
    few = queries_of(client, address)
    for _ in range(5):
        factories.audit_return(audit=found.audit, due_on=timezone.localdate() - timedelta(days=2))
    assert queries_of(client, address) == few


def test_an_admin_sets_how_often_people_are_reminded(client, admin):
    factories.partnership()
    address = reverse("agencies:partnership")
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    client.post(address, data | {"reminder_days": "1, 10, 3", "overdue_reminder_days": 5})
    found = Partnership.objects.get()
    assert (found.reminder_days, found.overdue_reminder_days) == ([10, 3, 1], 5)


@pytest.mark.parametrize("days", ["soon", "1, 1, 1000", "-1", "1,2,3,4,5,6"])
def test_days_that_make_no_sense_are_refused_in_words(client, admin, days):
    factories.partnership()
    address = reverse("agencies:partnership")
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields} | {"reminder_days": days}
    assert "days from 1 to 60" in client.post(address, data).content.decode()
    assert Partnership.objects.get().reminder_days == [7, 1]

"""Reminders on a real database: who is told, once, of what, with the clock moved."""

from datetime import date, datetime, time, timedelta
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.models import Message
from agencies.rls import acting_as_system
from agencies.tasks import deliver_waiting_messages
from audits.models import Audit
from cases.assigning import name_substitute
from cases.models import AuditReturn, Identity, Involvement, Reminder
from cases.reminders.sending import (
    facts_of,
    send_due_reminders,
    upcoming,
)
from cases.tasks import send_due_reminders as task
from tests import factories
from tests.reports.worker import until, working

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def due(number: int, **fields) -> AuditReturn:
    """A return that is due so many days after today; its agency has no lead."""
    return factories.audit_return(due_on=TODAY + timedelta(days=number), **fields)


def send(day: date = TODAY, hour: int = 8) -> list[str]:
    """Sends what is due, and says to whom."""
    before = set(Message.objects.values_list("pk", flat=True))
    send_due_reminders(now=at(day, hour))
    new = Message.objects.exclude(pk__in=before).select_related("recipient")
    return sorted(message.recipient.name for message in new)


# who


@pytest.mark.parametrize("number", [7, 1, 0, -1, -4])
def test_an_auditor_is_reminded_before_on_and_after_the_day(number):
    found = due(number)
    assert send() == [found.auditor.name]


@pytest.mark.parametrize("number", [8, 6, 2, -2, -3])
def test_no_mail_when_nothing_is_due(number):
    due(number)
    assert send() == []


def test_a_substitute_is_reminded_as_the_auditor_is():
    found = due(1)
    stands_in = factories.auditor(found.agency)
    name_substitute(audit_return=found, substitute=stands_in, by=factories.lead(found.agency))
    assert set(send()) >= {found.auditor.name, stands_in.name}


@pytest.mark.parametrize(
    "status", [Status.SUBMITTED, Status.APPROVED, Status.HELD, Status.LOCKED, Status.EXEMPT]
)
def test_nobody_is_reminded_of_what_is_handed_in_or_exempt(status):
    found = factories.move(due(-1), status)
    AuditReturn.objects.filter(pk=found.pk).update(submitted_at=at(TODAY))
    assert found.auditor.name not in send()


@pytest.mark.parametrize(
    "status", [each for each in Audit.Status if each != Audit.Status.COLLECTING]
)
def test_only_an_audit_that_collects_reminds(status):
    due(0, audit=factories.audit(status=status))
    assert send() == []


def test_closed_accounts_and_former_auditors_are_not_written_to():
    closed, former = due(0), due(0)
    closed.auditor.is_active = False
    closed.auditor.save()
    former.auditor.memberships.all().delete()
    assert send() == []


def test_a_return_that_came_back_is_reminded_of_too():
    found = factories.move(due(-1), Status.CHANGES_REQUESTED)
    send()
    message = Message.objects.get(recipient=found.auditor)
    assert "sent back to you" in message.body
    assert found.reason not in message.body


def test_one_digest_a_person_a_day_whatever_they_owe_and_lead():
    found = due(-1)
    both = found.auditor
    factories.membership(both, "lead", found.agency)
    due(0, agency_=found.agency, auditor=both)
    due(7, agency_=found.agency, auditor=None)
    assert send() == [both.name]
    body = Message.objects.get().body
    assert "To hand in:" in body
    assert "choose an auditor" in body


def test_a_lead_is_told_what_waits_for_them():
    agency = factories.agency()
    lead = factories.lead(agency)
    audit = factories.audit(due_on=TODAY + timedelta(days=7))
    handed_in = factories.submitted_return(audit=audit, agency_=agency)
    AuditReturn.objects.filter(pk=handed_in.pk).update(submitted_at=at(TODAY - timedelta(days=1)))
    late = due(-1, audit=audit, agency_=agency)
    alone = due(7, audit=audit, agency_=agency, auditor=None)
    asked = factories.involvement(
        factories.case(audit), agency, Involvement.State.TO_CONFIRM, decided_at=at(TODAY)
    )
    assert lead.name in send()
    body = Message.objects.get(recipient=lead).body
    for found in (handed_in, late, alone, asked):
        assert found.case.reference in body


def test_a_lead_is_not_reminded_of_their_own_work():
    agency = factories.agency()
    lead = factories.lead(agency)
    found = factories.submitted_return(agency_=agency, auditor=lead)
    AuditReturn.objects.filter(pk=found.pk).update(submitted_at=at(TODAY - timedelta(days=1)))
    assert send() == []


def test_leads_of_other_agencies_hear_nothing():
    due(-1)
    stranger = factories.lead(factories.agency())
    assert stranger.name not in send()


# once


def test_nothing_goes_out_before_seven_and_a_missed_hour_loses_nothing():
    found = due(0)
    assert send(hour=6) == []
    assert send(hour=22) == [found.auditor.name]


def test_the_same_day_sends_once_however_often_it_is_asked():
    due(0)
    for hour in (7, 8, 12, 23):
        send_due_reminders(now=at(TODAY, hour))
    assert Message.objects.count() == Reminder.objects.count() == 1


def test_a_partnership_sets_its_own_days():
    factories.partnership(reminder_days=[3], overdue_reminder_days=10)
    found = due(3)
    assert send() == [found.auditor.name]
    assert send(TODAY + timedelta(days=2)) == []
    assert send(TODAY + timedelta(days=14)) == [found.auditor.name]


def test_a_reminder_says_of_which_audit_and_returns_it_was():
    found = due(0)
    send()
    (kept,) = Reminder.objects.all()
    assert (kept.audit, kept.agency, kept.references, kept.on) == (
        found.audit, found.agency, [found.case.reference], TODAY,
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_one_message_each():
    with acting_as_system():
        for _ in range(3):
            due(0)
    ready = Barrier(4)

    def run():
        try:
            ready.wait()
            send_due_reminders(now=at(TODAY))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as_system():
        assert Message.objects.count() == Reminder.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_runs_the_task_of_the_schedule(monkeypatch):
    monkeypatch.setenv("REMINDERS_FROM", "00:00")  # the worker's clock cannot be moved
    name = settings.CELERY_BEAT_SCHEDULE["send-due-reminders"]["task"]
    assert name == task.name
    with acting_as_system():
        found = factories.audit_return(due_on=timezone.localdate())
    with working():
        task.delay()
        until(lambda: Message.objects.filter(recipient=found.auditor).exclude(sent_at=None))
    with acting_as_system():
        assert Reminder.objects.count() == 1


# a day on which nothing ran


@pytest.fixture
def running():
    """Reminders ran until two days ago, and not yesterday."""
    return factories.partnership(reminded_on=TODAY - timedelta(days=2))


def test_a_whole_day_that_was_missed_is_caught_up_once(running):
    found = due(6)
    assert send() == [found.auditor.name]
    assert send() == []
    assert send(TODAY + timedelta(days=1)) == []
    body = Message.objects.get(recipient=found.auditor).body
    assert "in 6 days" in body


def test_a_day_that_ran_is_not_caught_up(running):
    send(TODAY - timedelta(days=1))
    due(6)
    assert send() == []


def test_an_installation_that_never_reminded_has_nothing_to_catch_up():
    factories.partnership()
    due(6)
    assert send() == []


def test_a_day_that_broke_off_halfway_is_caught_up_for_the_others_only(running):
    first, second = due(6), due(6)
    yesterday = TODAY - timedelta(days=1)
    mine = Message.objects.filter(recipient=first.auditor)
    send(yesterday)
    Message.objects.exclude(pk__in=mine).delete()
    running.reminded_on = TODAY - timedelta(days=2)
    running.save()
    assert send() == [second.auditor.name]


def test_a_day_missed_before_seven_waits_until_then(running):
    found = due(6)
    assert send(hour=6) == []
    assert send(hour=7) == [found.auditor.name]


def test_the_coordinator_reads_that_today_catches_up(running):
    found = due(6)
    with acting_as_system():
        first = upcoming(facts_of([found.audit]), at(TODAY))[0]
    assert (first.day, [person for person, _ in first.people]) == (TODAY, [found.auditor])


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("off", [0, 1])
def test_a_missed_day_of_a_weekend_on_which_the_hour_changes_is_caught_up(sunday, off):
    """Nothing runs on the Saturday, or on the Sunday; the return is due on the Sunday."""
    saturday = sunday - timedelta(days=1)
    factories.partnership(reminded_on=saturday - timedelta(days=1))
    factories.audit_return(due_on=sunday)
    missed = saturday + timedelta(days=off)
    moment = at(saturday, 0).astimezone(ZoneInfo("UTC"))
    while moment < at(sunday + timedelta(days=3), 0):
        if moment.astimezone(LONDON).date() != missed:
            send_due_reminders(now=moment)
        moment += timedelta(minutes=30)
    said = Reminder.objects.order_by("on").values_list("on", "message__subject")
    monday = sunday + timedelta(days=1)
    ran = [(sunday, "1 return due today"), (saturday, "1 return due soon")][off]
    assert list(said) == [ran, (monday, "1 return late")]


# the change of the hour


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_weekend_on_which_the_hour_changes_sends_each_day_once(sunday):
    """Asked every quarter of an hour from Saturday to Monday; each time at seven, local time."""
    found = factories.audit_return(due_on=sunday)
    moment = at(sunday - timedelta(days=1), 0).astimezone(ZoneInfo("UTC"))
    end = at(sunday + timedelta(days=2), 0)
    sent_at = []
    while moment < end:
        if send_due_reminders(now=moment):
            sent_at.append(moment.astimezone(LONDON))
        moment += timedelta(minutes=15)
    assert [moment.replace(tzinfo=None) for moment in sent_at] == [
        datetime.combine(sunday + timedelta(days=number), time(7)) for number in (-1, 0, 1)
    ]
    said = [(reminder.on, reminder.message.subject) for reminder in
            Reminder.objects.select_related("message").order_by("on")]  # fmt: skip
    assert said == [
        (sunday - timedelta(days=1), "1 return due soon"),
        (sunday, "1 return due today"),
        (sunday + timedelta(days=1), "1 return late"),
    ]
    assert Message.objects.filter(recipient=found.auditor).count() == 3


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_deadline_ends_at_local_midnight_on_the_day_the_hour_changes(sunday):
    found = factories.audit_return(due_on=sunday)
    last = at(sunday, 23, 59)
    assert found.days_late(timezone.localdate(last)) == 0
    assert found.days_late(timezone.localdate(last + timedelta(minutes=2))) == 1


# what is in them


def test_an_email_names_no_child_whatever_is_kept_of_them():
    canaries = ("Clementine Canary", "12 Feather Lane", "9434765919")
    found = factories.move(due(-1), Status.CHANGES_REQUESTED)
    for kind, text in zip(("subject", "address", "local_number"), canaries, strict=True):
        Identity.objects.create(case=found.case, kind=kind, text=text)
    factories.answer(found, found.tool_version.questions.first(), "yes", note=canaries[0])
    AuditReturn.objects.filter(pk=found.pk).update(
        reason=f"{canaries[0]} again", due_reason=canaries[1], exemption_asked=canaries[2]
    )
    factories.lead(found.agency)
    send()
    deliver_waiting_messages()
    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        for canary in canaries:
            assert canary not in sent.subject + sent.body
        assert found.case.reference in sent.body


def test_links_are_those_of_this_installation():
    due(0)
    send()
    address = settings.SITE_URL + reverse("cases:my_returns")
    assert address in Message.objects.get().body


def test_the_facts_cost_the_same_for_many_returns_as_for_one():
    def cost():
        with CaptureQueriesContext(connection) as queries:
            facts_of()
        return len(queries)

    audit, agency = factories.audit(), factories.agency()
    due(0, audit=audit, agency_=agency)
    factories.submitted_return(audit=audit, agency_=agency)
    few = cost()
    for _ in range(6):
        due(0, audit=audit, agency_=agency)
        factories.submitted_return(audit=audit, agency_=agency)
    assert cost() == few

"""Reminders by e-mail: who is due what today, each told once, and what was sent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone

from agencies.access import require
from agencies.account_links import way_in
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Message, Partnership, User
from agencies.rls import acting_as_system
from agencies.roles import Permission
from audits.models import Audit
from cases.models import AuditReturn, Reminder
from cases.reminders.days import (
    Digest,
    Facts,
    Owed,
    Rhythm,
    digests_on,
    late_digests,
    next_days,
)
from cases.reminders.facts import facts_of
from cases.reminders.words import body_of, subject_of
from cases.transitions import Refused

Status = AuditReturn.Status


def rhythm() -> Rhythm:
    found = Partnership.objects.only("reminder_days", "overdue_reminder_days").first()
    if found is None:
        return Rhythm()
    return Rhythm(frozenset(found.reminder_days), found.overdue_reminder_days)


# Sending


def send_due_reminders(*, now: datetime) -> int:
    """What is due on this local day, to everybody who has not had it; says how many were written.

    Called often: what an hour missed the next one sends, what a day missed the next day that is
    called, and nobody is told twice.
    """
    local = timezone.localtime(now)
    if local.time() < settings.REMINDERS_FROM:
        return 0
    today = local.date()
    with acting_as_system():
        told = told_on(today)
        digests = digests_on(facts_of(), today, rhythm(), days_missed(today))
        people = User.objects.filter(is_active=True).in_bulk(digests.keys() - told)
    sent = 0
    for pk, person in people.items():
        with acting_as_system():
            sent += send_digest(person, digests[pk], today, once=once_of(pk, today))
    with acting_as_system():
        Partnership.objects.update(reminded_on=today)
    return sent


def once_of(user_pk, day: date) -> str:
    return f"reminder:{user_pk}:{day}"


def told_on(day: date) -> set:
    """Who has had the digest of that day."""
    sent = Message.objects.filter(once__startswith="reminder:", once__endswith=f":{day}")
    return set(sent.values_list("recipient_id", flat=True))


def days_missed(today: date) -> dict[date, set]:
    """Days since the last whose reminders were all written, each with those who had theirs."""
    last = Partnership.objects.values_list("reminded_on", flat=True).first() or today
    found = {last + timedelta(days=number): set() for number in range(1, (today - last).days)}
    rows = Reminder.objects.filter(on__in=found, asked_by=None)
    for day, person in rows.values_list("on", "message__recipient"):
        found[day].add(person)
    return found


def body_for(digest: Digest, day: date, words: str = "") -> str:
    """`words`: what a coordinator adds, before the list."""
    listed = body_of(
        digest,
        day,
        my_returns=settings.SITE_URL + reverse("cases:my_returns"),
        my_agency=settings.SITE_URL + reverse("cases:agency"),
    )
    return f"{words.strip()}\n\n{listed}" if words.strip() else listed


@transaction.atomic
def send_digest(
    person: User, digest: Digest, day: date, *, once: str, asked_by=None, words: str = ""
) -> bool:
    body = body_for(digest, day, words) + way_in(person)
    message = send_message(to=person, subject=subject_of(digest, day), body=body, once=once)
    if message is None:
        transaction.set_rollback(True)  # with it goes the link that nobody was sent
        return False
    Reminder.objects.bulk_create(
        Reminder(
            message=message,
            audit_id=place.audit,
            agency_id=place.agency,
            on=day,
            references=references,
            asked_by=asked_by,
        )
        for place, references in digest.by_place.items()
    )
    return True


# What a coordinator sees and does


@dataclass(frozen=True)
class Chased:
    """Somebody who can be reminded of what is late, and whether they were today."""

    person: User
    references: list[str]
    has_auditor: bool
    was_told: bool


def people_to_chase(audit: Audit, facts: Facts, today: date) -> list[Chased]:
    """Whoever owes a late return, and the leads of an agency where nobody can answer it."""
    digests = late_digests(facts, today)
    told = told_of(audit, today)
    people = User.objects.filter(is_active=True).in_bulk(digests.keys())
    found = [
        Chased(
            person,
            [each.reference for each in digests[pk].everything],
            bool(digests[pk].own),
            pk in told,
        )
        for pk, person in people.items()
    ]
    return sorted(found, key=lambda each: (each.was_told, each.person.name))


def beyond_reach(facts: Facts, today: date) -> list[Owed]:
    """Late, with nobody to answer and no lead to choose somebody: no reminder can help."""
    return [
        owed
        for owed in facts.owed
        if owed.due_on < today and not owed.people and not facts.leads_of(owed)
    ]


def told_of(audit: Audit, day: date) -> set:
    rows = Reminder.objects.filter(audit=audit, on=day)
    return set(rows.values_list("message__recipient", flat=True))


@transaction.atomic
def remind_everybody_late(*, audit: Audit, by: User, today: date) -> list[User]:
    """Those of this audit who have not been reminded of it today; says who was.

    Raises Refused where nobody is left to remind.
    """
    require(by, Permission.RUN_AUDITS)
    if audit.status != Audit.Status.COLLECTING:
        raise Refused("Reminders are sent only while an audit is collecting returns.")
    digests = late_digests(facts_of([audit]), today)
    if not digests:
        raise Refused("Nothing of this audit is late, so nobody is reminded.")
    people = User.objects.filter(is_active=True).in_bulk(digests.keys() - told_of(audit, today))
    told = [
        person
        for pk, person in people.items()
        if send_digest(
            person, digests[pk], today, once=f"late:{audit.pk}:{pk}:{today}", asked_by=by
        )
    ]
    if not told:
        raise Refused("Everybody who is late has been reminded today. Try again tomorrow.")
    record("reminded everybody late", audit, by=by, audit_id=audit.pk, detail=f"{len(told)} people")
    return told


@dataclass(frozen=True)
class Upcoming:
    day: date
    people: list[tuple[User, list[str]]]


def upcoming(facts: Facts, now: datetime, most: int = 3) -> list[Upcoming]:
    """The next days on which anybody is reminded of this, if nothing changes until then."""
    today = timezone.localdate(now)
    days = next_days(facts, today, rhythm(), skipped=told_on(today), missed=days_missed(today))[
        :most
    ]
    people = User.objects.in_bulk({pk for _, digests in days for pk in digests})
    return [Upcoming(day, _named(digests, people)) for day, digests in days]


def _named(digests: dict, people: dict) -> list[tuple[User, list[str]]]:
    named = [
        (people[pk], [each.reference for each in digest.everything])
        for pk, digest in digests.items()
    ]
    return sorted(named, key=lambda pair: pair[0].name)


def told_of_audit() -> ArraySubquery:
    """What was reminded of an audit, read with its row; `reminded_days` makes sense of it."""
    row = JSONObject(agency="agency", references="references", on="on")
    return ArraySubquery(Reminder.objects.filter(audit=OuterRef("pk")).order_by().values(row=row))


def reminded_days(rows: Iterable[dict]) -> dict[tuple, list[date]]:
    """On which days somebody was reminded of what, by agency and reference; the latest last."""
    found = defaultdict(set)
    for row in rows:
        for reference in row["references"]:
            found[UUID(row["agency"]), reference].add(date.fromisoformat(row["on"]))
    return {place: sorted(days) for place, days in found.items()}


def reminders_of(audit: Audit):
    """What was sent about this audit, the newest first."""
    rows = Reminder.objects.filter(audit=audit)
    return rows.select_related("message__recipient", "agency", "asked_by")

"""A message to everybody late, in a coordinator's own words, written by a job."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.jobs import JobFailed, Run, request_job
from agencies.models import Job, User
from agencies.plurals import plural
from agencies.rls import acting_as_system
from agencies.roles import Permission
from audits.models import Audit
from cases.identifiers import identifiers_in, names_of
from cases.models import Identity, Reminder
from cases.reminders.days import Digest, late_for
from cases.reminders.facts import facts_of
from cases.reminders.sending import body_for, send_digest, told_of
from cases.reminders.words import subject_of
from cases.transitions import Refused

MESSAGE_LATE = "audit.message_late"
OVER = "Messages are sent only while an audit is collecting returns."


@dataclass(frozen=True)
class Whom:
    """`again`: also those who were reminded of this audit today."""

    auditors: bool = True
    leads: bool = False
    again: bool = False


@dataclass(frozen=True)
class Letter:
    """What one person would be sent."""

    person: User
    digest: Digest
    subject: str
    body: str


def letters_to(audit: Audit, whom: Whom, words: str, today: date) -> list[Letter]:
    """By name; from a constant number of queries."""
    digests = late_for(facts_of([audit]), today, auditors=whom.auditors, leads=whom.leads)
    told = set() if whom.again else told_of(audit, today)
    people = User.objects.filter(pk__in=digests.keys() - told, is_active=True).order_by("name")
    return [
        Letter(
            person,
            digests[person.pk],
            subject_of(digests[person.pk], today),
            body_for(digests[person.pk], today, words),
        )
        for person in people
    ]


def check_words(audit: Audit, words: str) -> None:
    """Raises Refused where they could tell somebody by e-mail which child a case is about."""
    known = Identity.objects.filter(case__audit=audit)
    found = identifiers_in(words, names_of(identity.text for identity in known))
    if found:
        said = " ".join(dict.fromkeys(each.sentence for each in found))
        raise Refused(f"{said} An e-mail names nobody: write the reference of the case instead.")


@transaction.atomic
def message_everybody_late(*, audit: Audit, whom: Whom, words: str, by: User) -> Job:
    """Raises Refused where nobody would be sent anything, or the words hold an identifier."""
    require(by, Permission.RUN_AUDITS)
    if audit.status != Audit.Status.COLLECTING:
        raise Refused(OVER)
    check_words(audit, words)
    letters = letters_to(audit, whom, words, timezone.localdate())
    if not letters:
        raise Refused("Nobody is left to send this to. Choose others, or try again tomorrow.")
    job = request_job(
        kind=MESSAGE_LATE,
        by=by,
        subject_id=audit.pk,
        words=words.strip(),
        auditors=whom.auditors,
        leads=whom.leads,
        again=whom.again,
    )
    record("messaged everybody late", audit, by=by, audit_id=audit.pk, detail=str(len(letters)))
    return job


def send_letters(run: Run) -> None:
    """Each in a transaction of its own; whoever has theirs gets no second one if this starts anew.

    Who is late is asked again: what was handed in meanwhile is not chased.
    """
    asked = run.job.parameters
    audit = Audit.objects.filter(pk=run.job.subject_id).first()
    if audit is None or audit.status != Audit.Status.COLLECTING:
        raise JobFailed(OVER)
    today = timezone.localtime(run.job.queued_at).date()
    whom = Whom(asked["auditors"], asked["leads"], again=True)
    with acting_as_system():
        left_out = _told_before(audit, run.job, today) if not asked["again"] else set()
        letters = [
            each
            for each in letters_to(audit, whom, asked["words"], today)
            if each.person.pk not in left_out
        ]
    for number, letter in enumerate(letters):
        run.progress(number, len(letters), f"{number} of {len(letters)} messages are written.")
        with acting_as_system():
            send_digest(
                letter.person,
                letter.digest,
                today,
                once=once_of(run.job, letter.person),
                asked_by=run.job.requested_by,
                words=asked["words"],
            )
    run.progress(len(letters), len(letters))
    run.close(f"{plural(len(letters), 'message is', 'messages are')} written.")


def once_of(job: Job, person: User) -> str:
    return f"late:{job.pk}:{person.pk}"


def _told_before(audit: Audit, job: Job, today: date) -> set:
    """Reminded on that day, but not by this very job."""
    rows = Reminder.objects.filter(audit=audit, on=today)
    others = rows.exclude(message__once__startswith=f"late:{job.pk}:")
    return set(others.values_list("message__recipient", flat=True))


def sent_by(job: Job):
    """What this job wrote so far, by name."""
    rows = Reminder.objects.filter(message__once__startswith=f"late:{job.pk}:")
    return rows.select_related("message__recipient", "agency").order_by(
        "message__recipient__name", "agency__position"
    )

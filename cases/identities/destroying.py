"""When the identities of an audit are destroyed, while the audit itself lives on."""

from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import Candidate, CandidateFile, Destruction, DestructionDate, Identity
from cases.transitions import Refused

PAST = "Choose today or a later day. To destroy the identities now, use the box below."
NO_REASON = "Say why the identities must be kept longer than was said."
NOT_BY_PLAN = (
    "Identities would be destroyed at once, or never. Choose today or a later day; the page "
    "Identities destroys them now."
)
KEPT_LONGER = (
    "Identities would be kept longer than agencies were told. Move that day on the page "
    "Identities, and say why."
)
BEFORE_IT_STARTED = "Moved with the plan, before the audit started."
NOT_CONFIRMED = "Type {} to confirm. Nothing was destroyed."


@transaction.atomic
def keep_identities_until(*, audit: Audit, day: date, by: User, reason: str = "") -> None:
    """Set the last day on which they are kept. Raises Refused for a later one without a reason."""
    require(by, Permission.RUN_AUDITS)
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    before, reason = audit.identities_until, reason.strip()
    if day < timezone.localdate():
        raise Refused(PAST)
    if before and day > before and not reason:
        raise Refused(NO_REASON)
    if day == before:
        return
    _set(audit, day, by, reason)
    record("moved the destruction of identities", audit, by=by, audit_id=audit.pk, detail=str(day))


def note_day_moved(*, audit: Audit, before: date | None, by: User, reason: str = "") -> None:
    """The plan has moved it from `before`. Raises Refused for what a plan alone may not move."""
    day, is_planning = audit.identities_until, audit.status == Audit.Status.PLANNING
    if day == before or (day is None and is_planning and not _holds_anybody(audit)):
        return
    if day is None or day < timezone.localdate():
        raise Refused(NOT_BY_PLAN)
    if before and day > before and not reason:
        if not is_planning:
            raise Refused(KEPT_LONGER)
        reason = BEFORE_IT_STARTED
    DestructionDate.objects.create(audit=audit, before=before, day=day, reason=reason, set_by=by)


def _holds_anybody(audit: Audit) -> bool:
    held = Identity.objects.filter(case__audit=audit), Candidate.objects.filter(draw__audit=audit)
    return any(rows.exists() for rows in held)


def _set(audit: Audit, day: date, by: User, reason: str) -> None:
    DestructionDate.objects.create(
        audit=audit, before=audit.identities_until, day=day, reason=reason, set_by=by
    )
    audit.identities_until = day
    audit.save(update_fields=["identities_until"])


@transaction.atomic
def destroy_identities_now(*, audit: Audit, reference: str, by: User) -> int:
    """Before their day, confirmed by the reference of the audit. Gives how many are gone."""
    require(by, Permission.RUN_AUDITS)
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    if reference.strip().upper() != audit.reference_prefix:
        raise Refused(NOT_CONFIRMED.format(audit.reference_prefix))
    if not is_over(audit):
        _set(audit, timezone.localdate() - timedelta(days=1), by, "")
    return _destroy(audit, by)


def destroy_due_identities(today: date) -> int:
    """Of every audit whose last day has passed."""
    due = Audit.objects.filter(identities_until__lt=today)
    return sum(_destroy_in_turn(audit) for audit in due)


@transaction.atomic
def _destroy_in_turn(audit: Audit) -> int:
    """Whoever is entering an identity meanwhile has finished, or will find the audit over."""
    return _destroy(Audit.objects.select_for_update().get(pk=audit.pk), None)


def is_over(audit: Audit) -> bool:
    """Nothing that identifies may be kept for it any more."""
    return bool(audit.identities_until) and audit.identities_until < timezone.localdate()


def _destroy(audit: Audit, by: User | None) -> int:
    """Of its cases, of those kept to be drawn next, and what a file says that still waits."""
    audit.identity_imports.all().delete()
    CandidateFile.objects.filter(draw__audit=audit).delete()
    candidates, _ = Candidate.objects.filter(draw__audit=audit).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_destroy_due_identities(%s)", [audit.pk])
        [(number,)] = cursor.fetchall()
    number += candidates
    if number or by:
        Destruction.objects.create(audit=audit, number=number, destroyed_by=by)
        record("destroyed identities", audit, by=by, audit_id=audit.pk, detail=str(number))
    return number

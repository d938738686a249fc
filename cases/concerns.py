"""Immediate concerns: told at once, and not let go of until somebody has said what came of them.

Raising one is not a referral. No e-mail says what the concern is, only where to read it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import Area, ConcernContact, Partnership, User
from agencies.plurals import plural
from agencies.roles import Permission, Role
from audits.models import Audit
from cases.concern_mail import tell, tell_raiser
from cases.models import AuditReturn, Case, Concern, ConcernNote
from cases.transitions import Refused

REPEAT_AFTER = timedelta(days=1)
NO_CONTACT = "\nNo named contact is set up for its area, so only coordinators are told.\n"
ESCALATED = "\nNobody has said yet that they have seen it.\n"


@transaction.atomic
def raise_concern(
    *,
    key: UUID,
    audit: Audit,
    case: Case | None = None,
    audit_return: AuditReturn | None = None,
    what: str,
    for_whom: str,
    told_whom: str,
    told_at: datetime,
    by: User,
) -> Concern:
    """Record a concern and tell the contacts of its area, their deputies and the coordinators.

    `key` is the page's: sent twice by one person, it is one concern. A return or case says the
    agency and area.
    """
    require(by, Permission.RAISE_CONCERNS)
    key = uuid5(by.pk, str(key))  # somebody else's page never names the same row
    if there := Concern.objects.filter(pk=key).first():
        return there
    case = audit_return.case if audit_return else case
    concern = Concern.objects.create(
        pk=key,
        audit=audit,
        case=case,
        audit_return=audit_return,
        agency=audit_return.agency if audit_return else None,
        area=case.area if case else None,
        what=what,
        for_whom=for_whom,
        told_whom=told_whom,
        told_at=told_at,
        raised_by=by,
    )
    record("raised a concern", concern, by=by, audit_id=audit.pk)
    more = "" if contacts_of(concern.area).exists() else NO_CONTACT
    tell(concern, _told_at_once(concern), subject="Immediate concern", more=more, when="raised")
    return concern


def contacts_of(area: Area | None):
    """Named contacts and deputies; of every area where none is known."""
    kinds = [ConcernContact.Kind.CONTACT, ConcernContact.Kind.DEPUTY]
    return _contacts(area).filter(kind__in=kinds)


def _contacts(area: Area | None):
    held = ConcernContact.objects.filter(user__is_active=True)
    return held.filter(Q(area=area) | Q(area=None)) if area else held


def _told_at_once(concern: Concern) -> list[User]:
    people = User.objects.filter(
        Q(pk__in=contacts_of(concern.area).values("user")) | Q(memberships__role=Role.COORDINATOR),
        is_active=True,
    )
    return list(people.exclude(pk=concern.raised_by_id).distinct())


def may_act_on(concern: Concern, user: User) -> bool:
    """Its contacts and the coordinators; who raised it only where there is nobody else."""
    answers = Permission.RUN_AUDITS in user.permissions or (
        _contacts(concern.area).filter(user=user).exists()
    )
    return answers and (user.pk != concern.raised_by_id or not _told_at_once(concern))


def require_acting(concern: Concern, by: User, *, as_raiser: bool = False) -> None:
    """Raises PermissionDenied. `as_raiser`: who raised it may do this too."""
    if not (may_act_on(concern, by) or (as_raiser and by.pk == concern.raised_by_id)):
        raise PermissionDenied("Somebody else has to answer this concern.")


def _held(concern: Concern, by: User) -> Concern:
    require_acting(concern, by)
    held = Concern.objects.select_for_update().get(pk=concern.pk)
    if not held.is_open:
        raise Refused("This concern is closed already.")
    return held


@transaction.atomic
def acknowledge_concern(*, concern: Concern, by: User) -> None:
    """Say that it has been seen; from then on it does not escalate."""
    held = _held(concern, by)
    if held.acknowledged_at is None:
        held.acknowledged_at, held.acknowledged_by = timezone.now(), by
        held.save(update_fields=["acknowledged_at", "acknowledged_by"])
        record("acknowledged a concern", held, by=by)
        tell_raiser(concern, by=by, answered="has been seen")


@transaction.atomic
def note_on_concern(*, concern: Concern, text: str, by: User) -> None:
    """Write down what somebody did; who raised it may as well."""
    require_acting(concern, by, as_raiser=True)
    held = Concern.objects.select_for_update().get(pk=concern.pk)
    if not held.is_open:
        raise Refused("This concern is closed already.")
    ConcernNote.objects.create(concern=held, author=by, text=text)
    record("wrote a note on a concern", held, by=by)


@transaction.atomic
def close_concern(*, concern: Concern, outcome: str, by: User) -> None:
    """Say what came of it. Closing also says that it was seen."""
    held = _held(concern, by)
    now = timezone.now()
    if held.acknowledged_at is None:
        held.acknowledged_at, held.acknowledged_by = now, by
    held.closed_at, held.closed_by, held.outcome = now, by, outcome
    held.save()
    record("closed a concern", held, by=by)
    tell_raiser(concern, by=by, answered="is closed")


def escalate_due(now: datetime) -> int:
    """Tell everybody again of what nobody has seen in time, and then once a day; how many.

    For background work, in the system's scope. What is due follows from the rows, so a worker that
    was away catches up.
    """
    minutes = Partnership.objects.values_list("concern_minutes", flat=True).first() or 60
    due = Concern.objects.unacknowledged(now, minutes).filter(
        Q(escalated_at=None) | Q(escalated_at__lte=now - REPEAT_AFTER)
    )
    keys = list(due.values_list("pk", flat=True))
    return sum(_escalate(key, now) for key in keys)


@transaction.atomic
def _escalate(key: UUID, now: datetime) -> bool:
    held = Concern.objects.select_for_update(skip_locked=True, of=("self",))
    concern = held.select_related("audit", "case", "audit_return__case").filter(pk=key).first()
    if concern is None or concern.acknowledged_at or not concern.is_open:
        return False
    if concern.escalated_at and concern.escalated_at > now - REPEAT_AFTER:
        return False
    concern.escalated_at = now
    concern.save(update_fields=["escalated_at"])
    last = User.objects.filter(pk__in=_contacts(concern.area).values("user"))
    people = {*_told_at_once(concern), *last.exclude(pk=concern.raised_by_id)}
    when = f"escalated-{now:%Y-%m-%dT%H:%M}"
    subject = "Nobody has seen an immediate concern"
    tell(concern, sorted(people, key=str), subject=subject, more=ESCALATED, when=when)
    record("escalated a concern", concern)
    return True


@dataclass(frozen=True)
class Waiting:
    """How many open concerns somebody is asked to answer, and how many of them nobody has seen."""

    open: int
    unseen: int

    def __str__(self):
        are_open = plural(self.open, "immediate concern is open", "immediate concerns are open")
        return f"{are_open}. {self._seen}"

    @property
    def _seen(self) -> str:
        if self.unseen == 0:
            return "Somebody is acting."
        if self.unseen == self.open:
            return "Nobody has seen it yet." if self.open == 1 else "Nobody has seen them yet."
        return f"Nobody has seen {self.unseen} of them yet."


def waiting_for(user: User) -> Waiting:
    """In one statement, as every page asks; in none for those who answer no concern."""
    if not (Permission.RUN_AUDITS in user.permissions or user.is_concern_contact):
        return Waiting(0, 0)
    asked = Concern.objects.to_answer(user).open()
    unseen = Count("pk", filter=Q(acknowledged_at=None))
    return Waiting(**asked.aggregate(open=Count("pk"), unseen=unseen))


def reasons_not_to_close(open_concerns: int) -> list[str]:
    """Sentences on what is open; a trigger refuses to close the audit meanwhile."""
    if not open_concerns:
        return []
    concerns = plural(open_concerns, "immediate concern is", "immediate concerns are")
    return [f"{concerns} open. The audit cannot be closed until somebody says what came of it."]

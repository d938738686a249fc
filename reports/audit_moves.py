"""Taking an audit from one step to the next, cancelling it and reopening it."""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from agencies.access import require
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import User
from agencies.roles import Permission, Role
from audits.models import Audit
from audits.transitions import Refused, check_audit_move
from cases.locking_returns import lock_returns, unlock_returns
from cases.models import AuditStep
from reports.next_step import Open, open_before

Status = Audit.Status
BY_PLAN = "Collecting is started from the plan, where every agency is asked."
DONE = {
    Status.MODERATING: "started moderating",
    Status.ANALYSING: "started analysing",
    Status.CLOSED: "closed an audit",
    Status.CANCELLED: "cancelled an audit",
}
REOPENED = "reopened an audit"
TOLD = {
    "closed": "The audit {audit} is closed. Its approved returns are locked, and nothing more is "
    "expected from your agency.",
    "cancelled": "The audit {audit} is cancelled. Nothing more is expected from your agency; what "
    "was answered is kept and counted nowhere.",
    "reopened": "The audit {audit} is open again, so its approved returns can be changed once more "
    "if something was wrong. Whoever is asked for something is told of it.",
}
LINK = "\n\nSign in and open My agency to see how your returns stand:\n{link}\n"


class NotConfirmed(Exception):
    """Something is open that nobody has confirmed; `left` is all of it as it is now."""

    def __init__(self, left: list[Open]):
        super().__init__("Read what is still open, and confirm each before you go on.")
        self.left = left


@transaction.atomic
def move_audit(
    *, audit: Audit, to: str, by: User, reason: str = "", confirmed: Iterable[str] = ()
) -> Audit:
    """`confirmed`: headings of what is left open, as they were shown.

    Raises Refused with a sentence where the table has no such move, a reason is missing or
    something stops it, and NotConfirmed where something is open that was not confirmed.
    """
    require(by, Permission.RUN_AUDITS)
    Audit.objects.select_for_update().get(pk=audit.pk)
    stored = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    move = check_audit_move(stored, to, reason)
    if to == Status.COLLECTING:
        raise Refused(BY_PLAN)
    left = [] if stored.status == Status.CLOSED else open_before(stored, to, by)
    _check_left(left, set(confirmed))
    before, stored.status = Status(stored.status), Status(to)
    stored.save(update_fields=["status"])
    AuditStep.objects.create(
        audit=stored,
        before=before,
        after=to,
        reason=reason.strip() if move else "",
        accepted=[each.heading for each in left],
        by=by,
    )
    _lock_or_unlock(stored, before, by)
    said = REOPENED if before == Status.CLOSED else DONE[stored.status]
    record(said, stored, by=by, audit_id=stored.pk)
    return stored


def _check_left(left: list[Open], confirmed: set[str]) -> None:
    if stopping := [each.heading for each in left if each.stops]:
        raise Refused(f"{'. '.join(stopping)}. The audit cannot go on meanwhile.")
    if any(each.heading not in confirmed for each in left):
        raise NotConfirmed(left)


def _lock_or_unlock(audit: Audit, before: Status, by: User) -> None:
    if audit.status == Status.CLOSED:
        lock_returns(audit, by)
        _tell_agencies(audit, "closed", by)
    elif before == Status.CLOSED:
        unlock_returns(audit, by)
        _tell_agencies(audit, "reopened", by)
    elif audit.status == Status.CANCELLED and before != Status.PLANNING:
        _tell_agencies(audit, "cancelled", by)


def _tell_agencies(audit: Audit, what: str, by: User) -> None:
    """The leads of every agency that takes part; names the audit and no case."""
    leads = User.objects.filter(
        memberships__role=Role.LEAD,
        memberships__agency__in=audit.agencies.all(),
        is_active=True,
    )
    page = settings.SITE_URL + reverse("cases:agency")
    for lead in leads.exclude(pk=by.pk).distinct():
        send_message(
            to=lead,
            subject=f"{audit.name} is {'open again' if what == 'reopened' else what}",
            body=TOLD[what].format(audit=audit.name) + LINK.format(link=page),
        )

"""When returns are due: moved for one or for many, with a reason, and the auditors told."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count

from agencies.access import require
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Agency, User
from agencies.plurals import plural
from agencies.roles import Permission, Role
from audits.models import Audit
from audits.working_days import next_working_day
from cases.locking import locked
from cases.models import AuditReturn, Draw, Involvement, ReturnStep
from cases.overview import listed
from cases.return_mail import SIGN_IN
from cases.steps import note_step
from cases.transitions import Refused, check_transition

Status = AuditReturn.Status
DRAW_OVER = (
    "Returns of draw {number} would be due on a day that is over. Give that draw another day first."
)
ENDED = "This audit has ended, so its due dates stay as they are."


def due_days_of(audit: Audit) -> list[tuple[date, int]]:
    """Each day on which returns still to be handed in are due, and how many."""
    open_ = audit.returns.outstanding().order_by()
    return list(open_.values_list("due_on").annotate(Count("pk")).order_by("due_on"))


@transaction.atomic
def move_due_date(
    *, audit_return: AuditReturn, due_on: date, reason: str, by: User, today: date
) -> None:
    """Give one return another day.

    Raises Refused for a day that is over, without a reason, and once it was handed in.
    """
    require(by, Permission.RUN_AUDITS)
    audit_return = locked(audit_return)
    reason = _checked(due_on, reason, today)
    if not audit_return.audit.is_open:
        raise Refused(ENDED)
    if not audit_return.is_open:
        check_transition(audit_return, Status.IN_PROGRESS)
    if audit_return.due_on == due_on:
        raise Refused("It is due on that day already. Choose another.")
    _move(audit_return, due_on, reason, by)
    _tell([audit_return], due_on, by)


@transaction.atomic
def move_due_dates(
    *,
    audit: Audit,
    due_on: date,
    reason: str,
    by: User,
    today: date,
    agency: Agency | None = None,
    due_now: date | None = None,
) -> list[AuditReturn]:
    """Give another day to every return still to be handed in, and say which were moved.

    With `agency` only that agency's, with `due_now` only those due on that day. For all agencies
    the audit's own day and those of its draws move too, unless they are not the one that was
    chosen: returns expected later are due then.
    """
    require(by, Permission.RUN_AUDITS)
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    reason = _checked(due_on, reason, today)
    if not audit.is_open:
        raise Refused(ENDED)
    moved = _to_move(audit, agency, due_now, due_on)
    moves_audit = agency is None and due_now in (None, audit.due_on) and audit.due_on != due_on
    draws = _draws_to_move(audit, due_now, due_on) if agency is None else Draw.objects.none()
    if not moved and not moves_audit and not draws.exists():
        raise Refused("No return still to be handed in would move. Choose others, or another day.")
    for found in moved:
        _move(found, due_on, reason, by)
    if moves_audit:
        audit.due_on = due_on
        audit.save(update_fields=["due_on"])
    draws.update(due_on=due_on)
    detail = f"{due_on:%Y-%m-%d}, {plural(len(moved), 'return')}"
    record("moved due dates", audit, by=by, audit_id=audit.pk, detail=detail)
    _tell(moved, due_on, by)
    return moved


@transaction.atomic
def shift_due_dates(*, audit: Audit, days: int, reason: str, by: User, today: date) -> int:
    """Every return still to be handed in, so many days from its own day, on a working day.

    The days of draws move with them. Says how many returns moved; raises Refused as moving one.
    """
    by_day = defaultdict(list)
    for found in _to_move(audit, None, None, None):
        by_day[next_working_day(found.due_on + timedelta(days=days))].append(found)
    for due_on, rows in by_day.items():
        said = _checked(due_on, reason, today)
        for found in rows:
            _move(found, due_on, said, by)
        _tell(rows, due_on, by)
    _shift_draws(audit, days, today)
    return sum(map(len, by_day.values()))


def _shift_draws(audit: Audit, days: int, today: date) -> None:
    for draw in audit.draws.exclude(due_on=None):
        if draw.is_drawn and draw.due_on < today and not _is_waited_for(draw):
            continue
        draw.due_on = next_working_day(draw.due_on + timedelta(days=days))
        if draw.due_on < today and not draw.is_drawn:
            raise Refused(DRAW_OVER.format(number=draw.number))
        draw.save(update_fields=["due_on"])


def _is_waited_for(draw: Draw) -> bool:
    """Returns of its cases are still to come, or may be."""
    asked = Involvement.objects.filter(case__draw=draw, state=Involvement.State.TO_CONFIRM)
    return asked.exists() or draw.audit.returns.outstanding().filter(case__draw=draw).exists()


def _to_move(audit, agency, due_now, due_on) -> list[AuditReturn]:
    rows = audit.returns.outstanding().exclude(due_on=due_on)
    if agency is not None:
        rows = rows.filter(agency=agency)
    if due_now is not None:
        rows = rows.filter(due_on=due_now)
    pks = list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    read = AuditReturn.objects.select_related("audit", "case", "agency", "auditor", "substitute")
    return list(read.filter(pk__in=pks))


def _draws_to_move(audit, due_now, due_on):
    """Those with a day of their own."""
    rows = audit.draws.exclude(due_on=None).exclude(due_on=due_on)
    return rows if due_now is None else rows.filter(due_on=due_now)


def _checked(due_on: date, reason: str, today: date) -> str:
    if due_on < today:
        raise Refused("That day is over. Choose today or a later day.")
    if not reason.strip():
        raise Refused("Say why the date moves, so that everybody who reads it knows.")
    return reason.strip()


def _move(audit_return: AuditReturn, due_on: date, reason: str, by: User) -> None:
    said = f"{_day(audit_return.due_on)} to {_day(due_on)}: {reason}"
    audit_return.due_on, audit_return.due_reason = due_on, reason
    audit_return.save(update_fields=["due_on", "due_reason"])
    note_step(audit_return, ReturnStep.Kind.DUE_MOVED, by, said)
    record("moved a due date", audit_return, by=by, detail=f"{due_on:%Y-%m-%d}")


def _tell(moved: Iterable[AuditReturn], due_on: date, by: User) -> None:
    """One e-mail a person; the leads of an agency where a return has no auditor."""
    told = defaultdict(list)
    for found in moved:
        for person in _people(found):
            told[person].append(found.reference)
    for person, references in told.items():
        if person == by:
            continue
        are = "is" if len(references) == 1 else "are"
        named = listed(references) if len(references) <= 3 else f"{len(references)} returns"
        send_message(
            to=person,
            subject=f"{named} {are} now due on {_day(due_on)}",
            body=f"The coordinator has moved the due date. Due on {due_on:%A} {_day(due_on)} "
            f"from now on: {', '.join(references)}.\n\n{SIGN_IN['auditor']}\n",
        )


def _people(found: AuditReturn) -> list[User]:
    able = [each for each in (found.auditor, found.substitute) if each and each.is_active]
    return able or list(User.objects.holding(Role.LEAD, found.agency))


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

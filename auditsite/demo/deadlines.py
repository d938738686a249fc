"""Of the demo's audit that is collecting: what was reminded, asked for and moved."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agencies.models import Message, User
from agencies.roles import Role
from audits.models import Audit
from auditsite.demo.people import COORDINATOR
from cases.due_dates import move_due_date
from cases.exempting import ask_exemption
from cases.interests import declare_interest
from cases.models import AuditReturn, DeclaredInterest, Reminder
from cases.reminders.sending import send_due_reminders

ASKS = ("NEG26-18", "housing", "The tenancy began in the last week of the period.")
MOVED = ("NEG26-17", "education", "The school was closed for two weeks after a flood.")
INVOLVED = ("NEG26-14", "health", "She supervises the nurse who visited the family.")
# The first cases were due four days ago: reminders of that day and of the day after.
REMINDED_BEFORE = (4, 3)


def load_deadlines(audit: Audit, staff: dict[str, User], today: date) -> None:
    for number in REMINDED_BEFORE:
        _remind(today - timedelta(days=number))
    _declare(audit)
    reference, sector, reason = ASKS
    asking = _return(audit, reference, sector)
    ask_exemption(audit_return=asking, reason=reason, by=asking.auditor)
    reference, sector, reason = MOVED
    moved = _return(audit, reference, sector)
    move_due_date(
        audit_return=moved,
        due_on=moved.due_on + timedelta(days=7),
        reason=reason,
        by=staff[COORDINATOR.name],
        today=today,
    )


def _declare(audit: Audit) -> None:
    """A lead says of an auditor who might have been chosen that they are involved."""
    reference, sector, reason = INVOLVED
    found = _return(audit, reference, sector)
    others = User.objects.holding(Role.AUDITOR, found.agency).exclude(pk=found.auditor_id)
    lead = User.objects.holding(Role.LEAD, found.agency).first()
    if (person := others.first()) is not None:
        kind = DeclaredInterest.Kind.MANAGES
        declare_interest(audit_return=found, person=person, kind=kind, reason=reason, by=lead)


def _remind(day: date) -> None:
    """As the reminders of that day would have gone out, and dated so."""
    send_due_reminders(now=_at(day, time(8)))
    sent = _at(day, time(7, 2))
    Message.objects.filter(reminders__on=day).update(written_at=sent, sent_at=sent, attempts=1)
    Reminder.objects.filter(on=day).update(written_at=sent)


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def _return(audit: Audit, reference: str, sector: str) -> AuditReturn:
    rows = audit.returns.select_related("audit", "case", "agency", "auditor")
    return rows.get(case__reference=reference, agency__sector=sector)

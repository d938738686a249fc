"""Where a return stands today, as one status key and the words that go with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.plurals import plural
from cases.models import AuditReturn, Involvement

Status = AuditReturn.Status
OVERDUE = "overdue"
# What the agency owes comes last to be said, so a lead reads what waits for them first.
MOST_PRESSING = (
    Status.SUBMITTED,
    OVERDUE,
    Status.CHANGES_REQUESTED,
    Status.IN_PROGRESS,
    Status.NOT_STARTED,
    Status.HELD,
    Status.APPROVED,
    Status.LOCKED,
    Status.EXEMPT,
)


@dataclass(frozen=True)
class Standing:
    """`status` is a key of the status vocabulary: a return's own, or overdue."""

    status: str
    label: str


def standing_of(audit_return: AuditReturn, today: date) -> Standing:
    """A return sent back says so even when its due date has passed: it was once handed in.

    What the coordinator accepted in an agency’s place, or brought in, is not said to be approved.
    """
    status = Status(audit_return.status)
    if status == Status.CHANGES_REQUESTED:
        return Standing(status, "Sent back")
    if late := audit_return.days_late(today):
        return Standing(OVERDUE, lateness(late))
    if audit_return.lacks_agency_approval:
        return Standing(status, "Accepted" if audit_return.approved_for_agency else "Brought in")
    return Standing(status, status.label)


def involvement_standing(involvement: Involvement) -> Standing:
    return Standing(involvement.state, involvement.get_state_display())


def lateness(days: int) -> str:
    return f"{plural(days, 'day')} late"


def by_urgency(returns: Iterable[AuditReturn], today: date) -> list[AuditReturn]:
    """What waits for the lead first, then what is late, and what is finished last."""
    return sorted(
        returns,
        key=lambda found: (
            MOST_PRESSING.index(standing_of(found, today).status),
            found.due_on,
            found.reference,
        ),
    )

"""Which status a return or a query may move to; the docs' diagrams are made from these tables."""

from audits.models import Audit
from audits.transitions import Refused
from cases.models import AuditReturn, Query

Status = AuditReturn.Status

RETURN_TRANSITIONS = {
    Status.NOT_STARTED: {Status.IN_PROGRESS, Status.EXEMPT},
    Status.IN_PROGRESS: {Status.SUBMITTED, Status.EXEMPT},
    Status.SUBMITTED: {Status.APPROVED, Status.HELD, Status.CHANGES_REQUESTED},
    Status.HELD: {Status.APPROVED, Status.CHANGES_REQUESTED},
    Status.CHANGES_REQUESTED: {Status.SUBMITTED, Status.EXEMPT},
    Status.APPROVED: {Status.LOCKED, Status.CHANGES_REQUESTED},
    Status.LOCKED: {Status.APPROVED},  # by reopening its audit, in no other way
    Status.EXEMPT: {Status.NOT_STARTED},
}

QUERY_TRANSITIONS = {
    Query.Status.ASKED: {Query.Status.ANSWERED, Query.Status.CLOSED},
    Query.Status.ANSWERED: {Query.Status.ASKED, Query.Status.CLOSED},
    Query.Status.CLOSED: set(),
}
GONE = "This query is closed. Whoever asked can ask anew if something is still unclear."

REFUSALS = {
    Status.NOT_STARTED: "This return has not been started.",
    Status.IN_PROGRESS: "This return is still being answered.",
    Status.SUBMITTED: "This return has been submitted. Ask your agency lead to send it back if "
    "something must change.",
    Status.CHANGES_REQUESTED: "This return was sent back and is waiting for its auditor.",
    Status.HELD: "This return has been approved and is held by your agency. Ask your agency "
    "lead to send it back if something must change.",
    Status.APPROVED: "This return has been approved. Ask your agency lead to send it back if "
    "something must change.",
    Status.LOCKED: "This return is locked because its audit has moved on.",
    Status.EXEMPT: "This return is exempt, so nothing is expected of it.",
}


def moves_of(audit_return: AuditReturn) -> set[Status]:
    """Where people may move it; a locked one goes on with its audit alone."""
    status = Status(audit_return.status)
    return set() if status == Status.LOCKED else RETURN_TRANSITIONS[status]


def check_transition(audit_return: AuditReturn, to: str) -> None:
    """Raises Refused with a sentence saying where the return stands."""
    if to not in moves_of(audit_return):
        raise Refused(REFUSALS[Status(audit_return.status)])


def require_open(audit: Audit) -> None:
    if not audit.is_open:
        raise Refused("This audit is over. Reopen it first if something must change.")


def move_query(query: Query, to: str) -> None:
    """To the same status again changes nothing. Raises Refused where it is closed."""
    if to != query.status and to not in QUERY_TRANSITIONS[Query.Status(query.status)]:
        raise Refused(GONE)
    query.status = to

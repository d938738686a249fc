"""Judging a return: approve it, accept it in the agency's place, or send it back."""

from django.db import transaction
from django.utils import timezone

from agencies.activity import record
from agencies.models import User
from cases.agency_actions import add_actions_of
from cases.interests import leave_out_the_involved
from cases.locking import locked
from cases.models import AuditReturn, ReturnStep
from cases.outcomes import write_outcomes
from cases.queries import close_answered, places_of, unanswered_queries
from cases.return_mail import tell_auditors
from cases.review_rights import Reviewer, require_reviewer
from cases.steps import note_step
from cases.transitions import Refused, check_transition, require_open

Status = AuditReturn.Status
Kind = ReturnStep.Kind
SUBMITTED_AGAIN = (
    "It was sent back and submitted again while this page was open. Read it as it is now, then"
    " decide."
)


@transaction.atomic
def approve_return(
    *, audit_return: AuditReturn, by: User, keep: bool = False, seen: str | None = None
) -> None:
    """The agency's lead stands behind the answers; from now on they are in the figures.

    With `keep` they stay in the agency and count nowhere until they are released. A coordinator
    who accepts for an agency without a second person leaves the mark *not agency-approved*.

    Raises Refused for the reader's own work, while a query waits for an answer, and where it was
    submitted again since the reader's page was made; `seen`: when it was submitted by then.
    """
    audit_return = locked(audit_return)
    if seen is not None and seen != submission_of(audit_return):
        raise Refused(SUBMITTED_AGAIN)
    reviewer = require_reviewer(audit_return, by)
    _check_keeping(audit_return, reviewer, keep)
    check_transition(audit_return, Status.HELD if keep else Status.APPROVED)
    require_open(audit_return.audit)
    if audit_return.status == Status.HELD:
        raise Refused("This return is approved already. Share it from its page.")
    if waiting := unanswered_queries(audit_return):
        raise Refused(_still_waiting(waiting))
    close_answered(audit_return, by)
    audit_return.status = Status.HELD if keep else Status.APPROVED
    audit_return.approved_at, audit_return.approved_by = timezone.now(), by
    audit_return.approved_for_agency = reviewer.in_place
    audit_return.save()
    write_outcomes(audit_return)
    add_actions_of(audit_return)
    note_step(audit_return, Kind.HELD if keep else _approved_by(reviewer), by)
    record("kept a return" if keep else "approved a return", audit_return, by=by)


def submission_of(audit_return: AuditReturn) -> str:
    """Tells one submission from the next, for a page that says which one it shows."""
    return audit_return.submitted_at.isoformat() if audit_return.submitted_at else ""


def _approved_by(reviewer: Reviewer) -> str:
    return Kind.ACCEPTED if reviewer.in_place else Kind.APPROVED


def _check_keeping(audit_return: AuditReturn, reviewer: Reviewer, keep: bool) -> None:
    if keep and not audit_return.audit.may_be_held:
        raise Refused("Returns of this audit are shared once they are approved.")
    if keep and reviewer.in_place:
        raise Refused("Only the agency itself can keep its return.")


def _still_waiting(waiting) -> str:
    places = places_of(waiting)
    if len(waiting) == 1:
        return f"A query waits for an answer, at {places}. Approve once it is answered or closed."
    return (
        f"{len(waiting)} queries wait for an answer, at {places}. Approve once they are answered "
        "or closed."
    )


@transaction.atomic
def send_back_return(*, audit_return: AuditReturn, reason: str, by: User) -> None:
    """Ask the auditor to change something; an approved return leaves the figures.

    Raises Refused without a reason, and when `by` answered the return.
    """
    audit_return = locked(audit_return)
    require_reviewer(audit_return, by)
    check_transition(audit_return, Status.CHANGES_REQUESTED)
    require_open(audit_return.audit)
    if audit_return.survey_id is not None:
        raise Refused("This response came by survey, so there is nobody to send it back to.")
    if not reason.strip():
        raise Refused("Say what should change, so that the auditor knows what to do.")
    was_approved = audit_return.status in AuditReturn.AGENCY_APPROVED
    leave_out_the_involved(audit_return)
    audit_return.status, audit_return.reason = Status.CHANGES_REQUESTED, reason.strip()
    audit_return.approved_at = audit_return.approved_by = None
    audit_return.approved_for_agency = False
    audit_return.release_asked_at = audit_return.release_asked_by = None
    audit_return.save()
    write_outcomes(audit_return)
    note_step(audit_return, Kind.SENT_BACK, by, reason, after_approval=was_approved)
    record("sent back a return", audit_return, by=by)
    tell_auditors(
        audit_return,
        by=by,
        subject=f"{audit_return.reference} was sent back to you",
        said=_sent_back(audit_return),
    )


def _sent_back(audit_return: AuditReturn) -> str:
    waiting = unanswered_queries(audit_return)
    asked = f" Queries to answer: {places_of(waiting)}." if waiting else ""
    return f"Something should change in the return {audit_return.reference}.{asked}"

"""A return that stays with its agency: allowed for an audit, asked for, shared."""

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.locking import locked, require_auditor
from cases.models import AuditReturn, ReturnStep
from cases.outcomes import write_outcomes
from cases.return_mail import SIGN_IN, tell, tell_leads
from cases.steps import note_step
from cases.transitions import REFUSALS, Refused, require_open

Status = AuditReturn.Status
Kind = ReturnStep.Kind
MAY_BE_CHANGED = (Audit.Status.PLANNING, Audit.Status.COLLECTING)


@transaction.atomic
def let_returns_be_held(*, audit: Audit, allowed: bool, by: User) -> None:
    """Say whether agencies may keep approved returns; those kept already stay kept."""
    require(by, Permission.RUN_AUDITS)
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    if audit.status not in MAY_BE_CHANGED:
        raise Refused("This can be changed only while an audit is planned or collects returns.")
    if audit.may_be_held == allowed:
        return
    audit.may_be_held = allowed
    audit.save(update_fields=["may_be_held"])
    record("said whether returns may be held", audit, by=by, audit_id=audit.pk, detail=str(allowed))


@transaction.atomic
def ask_for_release(*, audit_return: AuditReturn, reason: str, by: User) -> None:
    """The coordinator asks the agency to share what it keeps, with a reason."""
    require(by, Permission.RUN_AUDITS)
    audit_return = locked(audit_return)
    require_open(audit_return.audit)
    _check_held(audit_return)
    _check_reason(reason, "Say why the audit needs this return, so that the agency can decide.")
    audit_return.release_asked_at, audit_return.release_asked_by = timezone.now(), by
    audit_return.save(update_fields=["release_asked_at", "release_asked_by"])
    note_step(audit_return, Kind.RELEASE_ASKED, by, reason)
    record("asked for a return to be shared", audit_return, by=by)
    tell_leads(
        audit_return,
        by=by,
        subject=f"Can {audit_return.reference} be shared?",
        said=f"Your agency keeps the return {audit_return.reference}, and the coordinator asks for "
        "it to be shared.",
    )


@transaction.atomic
def release_return(*, audit_return: AuditReturn, by: User) -> None:
    """The agency shares an approved return it has kept; it is in the figures from now on.

    Any lead may: the answers were approved before, by somebody who did not write them.
    """
    require(by, Permission.REVIEW_RETURNS, agency_id=audit_return.agency_id)
    audit_return = locked(audit_return)
    _check_held(audit_return)
    require_open(audit_return.audit)
    asked_by = audit_return.release_asked_by
    audit_return.status = Status.APPROVED
    audit_return.release_asked_at = audit_return.release_asked_by = None
    audit_return.save()
    write_outcomes(audit_return)
    note_step(audit_return, Kind.RELEASED, by)
    record("shared a return", audit_return, by=by)
    if asked_by is not None:
        _tell_of_release(audit_return, asked_by, by)


def _tell_of_release(audit_return: AuditReturn, asked_by: User, by: User) -> None:
    tell(
        [asked_by],
        audit_return,
        by=by,
        subject=f"{audit_return.reference} is shared",
        said=f"{audit_return.agency} shares the return {audit_return.reference}. "
        f"{SIGN_IN['coordinator']}",
    )


@transaction.atomic
def ask_for_reopening(*, audit_return: AuditReturn, reason: str, by: User) -> None:
    """The auditor asks for a return they handed in to be sent back to them."""
    audit_return = locked(audit_return)
    require_auditor(audit_return, by)
    if audit_return.status not in (Status.SUBMITTED, Status.HELD, Status.APPROVED):
        raise Refused(REFUSALS[Status(audit_return.status)])
    _check_reason(reason, "Say what should change, so that your lead can decide.")
    note_step(audit_return, Kind.REOPENING_ASKED, by, reason)
    record("asked for a return to be sent back", audit_return, by=by)
    tell_leads(
        audit_return,
        by=by,
        subject=f"Please send back {audit_return.reference}",
        said=f"The auditor of the return {audit_return.reference} asks for it to be sent back, so "
        "that something can be changed.",
    )


def _check_held(audit_return: AuditReturn) -> None:
    if audit_return.status != Status.HELD:
        raise Refused("This return is not held by its agency.")


def _check_reason(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise Refused(sentence)

"""The only writer of a return's own history."""

from agencies.models import User
from cases.models import AuditReturn, ReturnStep


def note_step(
    audit_return: AuditReturn, kind: str, by: User, reason: str = "", *, after_approval=False
) -> ReturnStep:
    return ReturnStep.objects.create(
        audit_return=audit_return,
        agency_id=audit_return.agency_id,
        kind=kind,
        by=by,
        reason=reason.strip(),
        after_approval=after_approval,
    )


def steps_of(audit_return: AuditReturn) -> list[ReturnStep]:
    """Oldest first."""
    return list(audit_return.steps.select_related("by"))

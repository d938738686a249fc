"""The only writer of a return's own history."""

from collections.abc import Iterable

from agencies.models import User
from cases.models import AuditReturn, ReturnStep


def note_step(
    audit_return: AuditReturn, kind: str, by: User, reason: str = "", *, after_approval=False
) -> ReturnStep:
    (step,) = note_steps([audit_return], kind, by, reason, after_approval=after_approval)
    return step


def note_steps(
    returns: Iterable[AuditReturn],
    kind: str,
    by: User | None,
    reason: str = "",
    *,
    after_approval=False,
) -> list[ReturnStep]:
    """The same of many, in one statement."""
    return ReturnStep.objects.bulk_create(
        ReturnStep(
            audit_return=audit_return,
            agency_id=audit_return.agency_id,
            kind=kind,
            by=by,
            reason=reason.strip(),
            after_approval=after_approval,
        )
        for audit_return in returns
    )


def steps_of(audit_return: AuditReturn) -> list[ReturnStep]:
    """Oldest first."""
    return list(audit_return.steps.select_related("by"))

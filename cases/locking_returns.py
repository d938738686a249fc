"""Closing an audit locks its approved returns; reopening it lets them be changed again."""

from agencies.models import User
from audits.models import Audit
from cases.models import AuditReturn, ReturnStep
from cases.transitions import RETURN_TRANSITIONS

Status = AuditReturn.Status
KINDS = {Status.LOCKED: ReturnStep.Kind.LOCKED, Status.APPROVED: ReturnStep.Kind.UNLOCKED}


def lock_returns(audit: Audit, by: User) -> int:
    return _move_all(audit, Status.APPROVED, Status.LOCKED, by)


def unlock_returns(audit: Audit, by: User) -> int:
    return _move_all(audit, Status.LOCKED, Status.APPROVED, by)


def _move_all(audit: Audit, before: Status, after: Status, by: User) -> int:
    """How many. Both statuses count alike, so what is counted stays as it is."""
    assert after in RETURN_TRANSITIONS[before]
    returns = audit.returns.select_for_update().filter(status=before)
    held = dict(returns.order_by("pk").values_list("pk", "agency"))
    AuditReturn.objects.filter(pk__in=held).update(status=after)
    ReturnStep.objects.bulk_create(
        ReturnStep(audit_return_id=key, agency_id=agency, kind=KINDS[after], by=by)
        for key, agency in held.items()
    )
    return len(held)

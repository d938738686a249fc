"""Taking hold of a return, and who may answer it: where every operation on one begins."""

from django.core.exceptions import PermissionDenied

from agencies.access import require
from agencies.models import User
from agencies.roles import Permission
from cases.models import AuditReturn


def locked(audit_return: AuditReturn) -> AuditReturn:
    """The return as it is now, held until the transaction ends."""
    # Held first and read then: a row that is joined while its audit moves would not be found.
    AuditReturn.objects.select_for_update().get(pk=audit_return.pk)
    rows = AuditReturn.objects.select_related("agency", "case__plan_type", "audit", "tool_version")
    return rows.get(pk=audit_return.pk)


def hold_mine(user: User, return_id) -> AuditReturn | None:
    """The same for a return that is this person's to answer, in one statement; None if it is not.

    Comes with its agency, audit, case and tool version.
    """
    mine = AuditReturn.objects.visible_to(user).assigned_to(user).filter(pk=return_id)
    rows = mine.select_for_update(of=("self",)).order_by("pk")
    rows = rows.select_related("agency", "audit", "case__plan_type", "tool_version__tool")
    # Joined while its audit moves, it is not found with the old version; it is with the new one.
    return rows.first() or rows.first()


def require_auditor(audit_return: AuditReturn, by: User) -> None:
    require(by, Permission.ANSWER_RETURNS, agency_id=audit_return.agency_id)
    if not audit_return.is_answered_by(by):
        raise PermissionDenied("This return is somebody else’s to answer.")

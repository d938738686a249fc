"""Whom a return's tool is put to."""

from audits.asking import Audience
from cases.models import AuditReturn


def audience_of(audit_return: AuditReturn) -> Audience:
    """Needs the return's agency, and its case with the plan type."""
    case = audit_return.case
    return Audience(
        sector=audit_return.agency.sector,
        plan_type=case.plan_type.key if case is not None and case.plan_type_id else "",
        picked=frozenset(audit_return.picked),
    )

"""Briefings, and what survives of earlier audits."""

from datetime import date

from django.utils import timezone

from agencies.roles import Role
from reports.models import Briefing, EarlierAudit, EarlierResult
from tests.factories.people import coordinator, numbers, user


def briefing(audit, status=Briefing.Status.DRAFT, **fields) -> Briefing:
    """In the given status, with whatever that status needs."""
    approved = status in {Briefing.Status.APPROVED, Briefing.Status.PUBLISHED}
    made = {"figures": {}, "fingerprint": "0" * 64}
    published_at = timezone.now() if status == Briefing.Status.PUBLISHED else None
    return Briefing.objects.create(
        **{
            "audit": audit,
            "title": f"Briefing {next(numbers)}",
            "status": status,
            "written_by": coordinator(),
            "approved_by": user(Role.APPROVER) if approved else None,
            "published_at": published_at,
        }
        | ({} if status == Briefing.Status.DRAFT else made)
        | fields
    )


def earlier_audit(tool, results=None, **fields) -> EarlierAudit:
    """`results`: measure -> what survives, such as {"percent": 37}."""
    number = next(numbers)
    said = {"name": f"Earlier audit {number}", "month": date(2020, 5, 1), "source": "A report"}
    made = EarlierAudit.objects.create(
        **said
        | {"tool": tool, "entered_by": fields.pop("entered_by", None) or coordinator()}
        | fields
    )
    for measure, surviving in (results or {}).items():
        EarlierResult.objects.create(audit=made, measure=measure, **surviving)
    return made

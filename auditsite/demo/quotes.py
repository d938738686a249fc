from agencies.models import User
from audits.models import Audit
from auditsite.demo.answers import texts
from auditsite.demo.people import APPROVER, COORDINATOR
from reports.models import Quote


def propose_quotes(*, audit: Audit, staff: dict[str, User]) -> None:
    """Words for the briefing, approved by somebody other than the person who proposed them."""
    Quote.objects.bulk_create(
        Quote(
            audit=audit,
            proposed_by=staff[COORDINATOR.name],
            approved_by=staff[APPROVER.name],
            **quote,
        )
        for quote in texts()["quotes"]
    )

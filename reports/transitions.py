"""Which status a briefing may move to, and who may move it."""

from dataclasses import dataclass

from agencies.roles import Permission
from reports.models import Briefing

Status = Briefing.Status


@dataclass(frozen=True)
class Move:
    verb: str
    permission: Permission
    needs_reason: bool = False


BRIEFING_TRANSITIONS = {
    Status.DRAFT: {
        Status.IN_REVIEW: Move("Send for review", Permission.WRITE_BRIEFINGS),
    },
    Status.IN_REVIEW: {
        Status.APPROVED: Move("Approve", Permission.APPROVE_PUBLICATION),
        Status.DRAFT: Move("Send back", Permission.APPROVE_PUBLICATION, needs_reason=True),
    },
    Status.APPROVED: {
        Status.PUBLISHED: Move("Publish", Permission.WRITE_BRIEFINGS),
        Status.DRAFT: Move("Take back to draft", Permission.WRITE_BRIEFINGS, needs_reason=True),
    },
    Status.PUBLISHED: {
        Status.WITHDRAWN: Move("Withdraw", Permission.WRITE_BRIEFINGS, needs_reason=True),
    },
    Status.WITHDRAWN: {},
}

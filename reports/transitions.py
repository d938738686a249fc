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

REFUSALS = {
    Status.DRAFT: "This briefing is a draft.",
    Status.IN_REVIEW: "This briefing is being reviewed.",
    Status.APPROVED: "This briefing has been approved.",
    Status.PUBLISHED: "This briefing has been published.",
    Status.WITHDRAWN: "This briefing was withdrawn. Start a new one.",
}
NEEDS_REASON = "Say why in a sentence: the reason is shown to the others."


class Refused(Exception):
    """The operation cannot happen now; the message is a sentence for the reader."""


def check_move(briefing: Briefing, to: str, reason: str) -> Move:
    """The move, or Refused with a sentence that says where the briefing stands."""
    move = BRIEFING_TRANSITIONS[Status(briefing.status)].get(to)
    if move is None:
        raise Refused(REFUSALS[Status(briefing.status)])
    if move.needs_reason and not reason.strip():
        raise Refused(NEEDS_REASON)
    return move

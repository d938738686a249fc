"""Which status a tool version or an audit may move to; the docs' diagrams are made from these."""

from dataclasses import dataclass

from audits.models import Audit, ToolVersion

Status = ToolVersion.Status

VERSION_TRANSITIONS = {
    Status.DRAFT: {Status.PUBLISHED},
    Status.PUBLISHED: {Status.RETIRED},
    Status.RETIRED: set(),
}


def may_become(version: ToolVersion, status: str) -> bool:
    return status in VERSION_TRANSITIONS[Status(version.status)]


@dataclass(frozen=True)
class Move:
    verb: str
    needs_reason: bool = False


PLANNING, COLLECTING = Audit.Status.PLANNING, Audit.Status.COLLECTING
MODERATING, ANALYSING = Audit.BEFORE_A_PANEL
CLOSED, CANCELLED = Audit.ENDED
CANCEL = Move("Cancel", needs_reason=True)

AUDIT_TRANSITIONS = {
    PLANNING: {COLLECTING: Move("Start collecting"), CANCELLED: CANCEL},
    COLLECTING: {
        MODERATING: Move("Start moderating"),
        ANALYSING: Move("Analyse without a panel", needs_reason=True),
        CANCELLED: CANCEL,
    },
    MODERATING: {ANALYSING: Move("Start analysing"), CANCELLED: CANCEL},
    ANALYSING: {CLOSED: Move("Close"), CANCELLED: CANCEL},
    CLOSED: {ANALYSING: Move("Reopen", needs_reason=True)},
    CANCELLED: {},
}

REFUSALS = {
    PLANNING: "This audit is still being planned.",
    COLLECTING: "This audit is collecting its returns.",
    MODERATING: "This audit is before its panel.",
    ANALYSING: "This audit is being analysed.",
    CLOSED: "This audit is closed. Reopen it first if something must change.",
    CANCELLED: "This audit was cancelled. Plan a new one.",
}
NEEDS_REASON = "Say why in a sentence: the reason is kept with the audit."


class Refused(Exception):
    """The operation cannot happen now; the message is a sentence for the reader."""


def check_audit_move(audit: Audit, to: str, reason: str = "") -> Move:
    """The move, or Refused with a sentence that says where the audit stands."""
    move = AUDIT_TRANSITIONS[Audit.Status(audit.status)].get(to)
    if move is None:
        raise Refused(REFUSALS[Audit.Status(audit.status)])
    if move.needs_reason and not reason.strip():
        raise Refused(NEEDS_REASON)
    return move

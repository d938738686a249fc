"""Which way a briefing may go next, for the person who looks at it."""

from dataclasses import dataclass

from django.urls import reverse

from agencies.access import may
from agencies.models import Activity, User
from reports.models import Briefing
from reports.transitions import BRIEFING_TRANSITIONS, Move

Status = Briefing.Status
SAVED = "saved a briefing"
BACKWARD = frozenset({Status.DRAFT, Status.WITHDRAWN})


@dataclass(frozen=True)
class Offer:
    """A button: where it leads and whether it is the way on."""

    verb: str
    url: str
    forward: bool


def has_written(user: User, briefing: Briefing) -> bool:
    """Whoever started it or ever saved it; activity tells of the others."""
    if briefing.written_by_id == user.pk:
        return True
    saved = Activity.objects.about(briefing).filter(verb=SAVED, actor_id=user.pk)
    return saved.exists()


def is_offered(user: User, briefing: Briefing, to: str, move: Move) -> bool:
    if not may(user, move.permission):
        return False
    return to != Status.APPROVED or not has_written(user, briefing)


def moves_for(user: User, briefing: Briefing) -> list[Offer]:
    return [
        Offer(
            move.verb,
            reverse("reports:move_briefing", args=[briefing.pk, to.value]),
            to not in BACKWARD,
        )
        for to, move in BRIEFING_TRANSITIONS[Status(briefing.status)].items()
        if is_offered(user, briefing, to, move)
    ]


def awaits_another(user: User, briefing: Briefing) -> bool:
    """In review and written by this person, who could otherwise approve it."""
    move = BRIEFING_TRANSITIONS[Status(briefing.status)].get(Status.APPROVED)
    return move is not None and may(user, move.permission) and has_written(user, briefing)

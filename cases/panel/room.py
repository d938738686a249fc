"""What stands beside the returns on a panel's screen: the room, the learning and the actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Agency, User
from agencies.plurals import plural
from audits.models import Audit
from cases.models import (
    Attendance,
    Case,
    CaseAction,
    Judgement,
    LearningPoint,
    Moderation,
    PanelMeeting,
)
from cases.panel.items import PanelItem, finishing
from cases.panel.judging import Place
from cases.panel.questions import PanelQuestion

IS_TYPING = timedelta(seconds=10)  # since a save: the page saves while somebody types


@dataclass(frozen=True)
class Step:
    """One item in the strip of those the panel goes through."""

    number: int
    item: PanelItem
    is_done: bool
    is_current: bool


def strip_of(items: list[PanelItem], current: PanelItem, overall: PanelQuestion) -> list[Step]:
    found = finishing(overall).filter(moderation__audit=current.audit)
    done = {
        case or agency
        for case, agency in found.values_list("moderation__case", "moderation__agency")
    }
    return [
        Step(number, item, item.pk in done, item.pk == current.pk)
        for number, item in enumerate(items, 1)
    ]


@dataclass(frozen=True)
class Seat:
    """Somebody put down at a meeting; `agency`: its short name, where they are of one."""

    name: str
    role: str
    state: str
    agency: str | None
    agency_id: str | None


@dataclass(frozen=True)
class Room:
    """Who was put down at a meeting; there is none until the panel has said that it meets."""

    meeting: PanelMeeting | None = None
    people: tuple[Seat, ...] = ()


def in_the_room(audit: Audit, case: Case | None = None) -> Room:
    """Of the newest meeting of the whole panel, or of the case's own local group; one query."""
    seats = Attendance.objects.filter(meeting=OuterRef("pk")).order_by("agency__position", "name")
    shown = {"name": "name", "role": "role", "state": "state", "agency_id": "agency"}
    people = ArraySubquery(seats.values(seat=JSONObject(agency="agency__short_name", **shown)))
    meetings = audit.panel_meetings.that_may_look_at(case).annotate(people=people)
    meeting = meetings.newest_first().first()
    return Room(meeting, tuple(Seat(**each) for each in meeting.people)) if meeting else Room()


def agencies_present(people: Iterable[Seat], taking_part: Iterable[Agency]) -> str:
    """Such as “4 of 5 agencies”, of those that take part in the audit."""
    expected = {str(agency.pk) for agency in taking_part}
    present = {each.agency_id for each in people if each.state == Attendance.State.PRESENT}
    there = f"{len(present & expected)} of {plural(len(expected), 'agency', 'agencies')}"
    return there if people else ""


def state_of(moderation: Moderation | None, reader: User) -> dict:
    """What a page compares with its own: versions, who saved last, and who is typing now.

    `beside` changes with what stands beside the returns.
    """
    if moderation is None:
        return {"judgements": {}, "typing": "", "beside": beside_of((), ())}
    rows = list(moderation.judgements.select_related("updated_by"))
    now = timezone.now()
    typing = {
        row.updated_by.name
        for row in rows
        if row.updated_by and row.updated_by != reader and now - row.updated_at < IS_TYPING
    }
    return {
        "judgements": {Place.of(row).row_id: _kept(row, reader, now) for row in rows},
        "typing": typing_words(sorted(typing)),
        "beside": beside_of(moderation.learning_points.all(), moderation.actions.all()),
    }


def typing_words(names: list[str]) -> str:
    if not names:
        return ""
    *others, last = names
    who = f"{', '.join(others)} and {last}" if others else last
    return f"{who} {'are' if others else 'is'} typing"


def _kept(row: Judgement, reader: User, now) -> dict:
    is_other = row.updated_by is not None and row.updated_by != reader
    return {
        "version": row.version,
        "by": row.updated_by.name if row.updated_by else "",
        "at": date_format(timezone.localtime(row.updated_at), "H:i"),
        "isTyping": is_other and now - row.updated_at < IS_TYPING,
    }


def beside_of(learned: Iterable[LearningPoint], actions: Iterable[CaseAction]) -> str:
    said = [f"{each.pk} {each.version}" for each in learned] + [
        f"{each.pk} {each.version} {each.done_at}" for each in actions
    ]
    return sha256("|".join(said).encode()).hexdigest()[:16]

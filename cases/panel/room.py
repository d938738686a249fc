"""What stands beside the returns on a panel's screen: the room, the learning and the actions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Agency, User
from agencies.plurals import plural
from audits.models import Audit
from cases.models import Attendance, CaseAction, Judgement, LearningPoint, Moderation
from cases.panel.items import PanelItem
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
    """Done is what has its grade over all."""
    graded = Judgement.objects.agreed().filter(
        moderation__audit=current.audit, question_key=overall.key
    )
    done = {
        case or agency
        for case, agency in graded.values_list("moderation__case", "moderation__agency")
    }
    return [
        Step(number, item, item.pk in done, item.pk == current.pk)
        for number, item in enumerate(items, 1)
    ]


def in_the_room(audit: Audit) -> list[Attendance]:
    """Of the newest meeting; empty where it has none, or nobody has been put down at it yet."""
    newest = audit.panel_meetings.newest_first().values("pk")[:1]
    found = Attendance.objects.filter(meeting__in=newest).select_related("meeting", "agency")
    return list(found.order_by("agency__position", "name"))


def agencies_present(room: list[Attendance], taking_part: Iterable[Agency]) -> str:
    """Such as “4 of 5 agencies”, of those that take part in the audit."""
    expected = {agency.pk for agency in taking_part}
    there = {each.agency_id for each in room if each.state == Attendance.State.PRESENT} & expected
    return f"{len(there)} of {plural(len(expected), 'agency', 'agencies')}" if room else ""


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

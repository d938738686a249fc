"""What the panel agrees on a case: judgements with versions of their own."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit, Question
from cases.answering.repetitions import ONCE, Repetition
from cases.differences.settled import with_what_happened_since
from cases.models import Judgement, Moderation
from cases.panel.items import OPEN_TO_A_PANEL, PanelItem
from cases.panel.questions import OWN_WORK
from cases.transitions import Refused

RELEASED = (
    "What the panel agreed on {item} has been released, so it does not change. Recall it first, "
    "with a reason."
)
NOT_NOW = "The panel of {audit} is not open: the audit is {status}."


class StaleJudgement(Exception):
    """Somebody else saved first; `kept` is the judgement now stored."""

    def __init__(self, kept: Judgement):
        super().__init__("Somebody else changed this judgement while the page was open.")
        self.kept = kept


@dataclass(frozen=True)
class Place:
    """A question, by its key, and the repetition of its section that is judged."""

    key: str
    repetition: Repetition = ONCE

    @property
    def code(self) -> str:
        """Names it in addresses and on pages."""
        return f"{self.key}.{self.repetition.code}" if self.repetition.code else self.key

    @property
    def row_id(self) -> str:
        """Names its row, for those that know no code of a repetition."""
        return f"{self.key}/{self.repetition.subject_id or ''}/{self.repetition.occasion}"

    @classmethod
    def of(cls, row: Judgement) -> "Place":
        return cls(row.question_key, Repetition.of(row))


@dataclass(frozen=True)
class Said:
    """What was put for one question; without a state nothing is agreed yet.

    `version` is the judgement's version the page was made from; 0 where there was none.
    """

    state: str = ""
    value: object = None
    rationale: str = ""
    dissent: str = ""
    version: int = 0

    def matches(self, kept: Judgement | None) -> bool:
        mine = (self.state, self.value, self.rationale, self.dissent)
        if kept is None:
            return mine == ("", None, "", "")
        return mine == (kept.state, kept.value, kept.rationale, kept.dissent)


@transaction.atomic
def save_judgement(*, item: PanelItem, place: Place, said: Said, by: User) -> Judgement | None:
    """Save one judgement, and say what is then kept: as before, where nothing else was said.

    The same words confirm what was recalled, or agreed before an agency changed its answer.

    Raises StaleJudgement where it was not made from what is kept, and Refused where the panel is
    not open, what it agreed has been released, or a value is put for what is each agency's own.
    """
    require(by, Permission.RECORD_JUDGEMENTS)
    moderation = held(item)
    kept = _kept(moderation, place)
    if said.matches(kept) and not (kept and kept.is_to_confirm):
        return kept
    require_open(moderation)
    if said.state and _is_own_work(item.audit, place):
        raise Refused(OWN_WORK)
    if kept is not None and kept.version != said.version:
        raise StaleJudgement(kept)
    judgement = kept or _new(moderation, place)
    judgement.state, judgement.value = said.state, said.value
    judgement.rationale, judgement.dissent = said.rationale, said.dissent
    judgement.version += 1
    judgement.updated_at, judgement.updated_by = timezone.now(), by
    judgement.save()
    judgement.answered_since = judgement.recalled_since = False
    note_meeting(moderation)
    return judgement


def clear_judgement(*, item: PanelItem, place: Place, version: int, by: User) -> Judgement | None:
    """To agree again: nothing is said any more, and the history keeps what was."""
    return save_judgement(item=item, place=place, said=Said(version=version), by=by)


def held(item: PanelItem) -> Moderation:
    """The item's moderation as it is now, held until the transaction ends."""
    made, _ = Moderation.objects.get_or_create(**item.moderated)
    moderation = Moderation.objects.select_for_update().get(pk=made.pk)
    moderation.audit = Audit.objects.get(pk=item.audit.pk)
    return moderation


def note_meeting(moderation: Moderation) -> None:
    """The meeting of this day, if there is one, has looked at it."""
    meetings = moderation.audit.panel_meetings.that_may_look_at(moderation.case)
    moderation.meetings.add(*meetings.filter(held_on=timezone.localdate()))


def require_open(moderation: Moderation) -> None:
    """Raises Refused with a sentence."""
    require_open_audit(moderation.audit)
    if moderation.is_released:
        raise Refused(RELEASED.format(item=moderation))


def require_open_audit(audit: Audit) -> None:
    if audit.status not in OPEN_TO_A_PANEL:
        status = audit.get_status_display().lower()
        raise Refused(NOT_NOW.format(audit=audit, status=status))


def _is_own_work(audit: Audit, place: Place) -> bool:
    asked = Question.objects.filter(version=audit.tool_version_id, key=place.key)
    return asked.filter(own_work=True).exists()


def _kept(moderation: Moderation, place: Place) -> Judgement | None:
    found = moderation.judgements.filter(
        question_key=place.key,
        subject=place.repetition.subject_id,
        occasion=place.repetition.occasion,
    )
    return with_what_happened_since(found).select_related("updated_by").first()


def _new(moderation: Moderation, place: Place) -> Judgement:
    return Judgement(
        moderation=moderation,
        question_key=place.key,
        subject_id=place.repetition.subject_id,
        occasion=place.repetition.occasion,
        version=0,
    )

"""What a return's lead and auditor read of the panel, once the coordinator has released it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from audits.models import AnswerState
from audits.questions import loaded
from cases.answering.parts import parts_of
from cases.answering.repetitions import Repetition
from cases.models import AuditReturn, Judgement, Moderation, PanelMeeting
from cases.panel.judging import Place
from cases.panel.questions import Look, PanelQuestion, overall_question, panel_question


@dataclass(frozen=True)
class Released:
    """One question: the return's own value and the panel's beside it, with why."""

    asked: PanelQuestion
    label: str
    own: Look
    panel: Look | None
    rationale: str

    @property
    def number(self) -> str:
        return f"{self.asked.number} ({self.label})" if self.label else self.asked.number

    @property
    def is_same(self) -> bool:
        return self.panel is not None and self.own.text == self.panel.text


def released_of(audit_return: AuditReturn) -> list[Released]:
    """In the order of the tool, the grade over all last; empty until it is released.

    Only what this return was asked: what others were asked is theirs to read.
    """
    judgements = {Place.of(row): row for row in Judgement.objects.released_for(audit_return)}
    said = {place: row for place, row in judgements.items() if row.is_agreed or row.rationale}
    if not said:
        return []
    version = loaded(audit_return.tool_version)
    overall = overall_question(version)
    asked = {each.key: panel_question(each) for each in version.ordered_questions}
    found = [
        _released(asked[key], repetition, answer, said[Place(key, repetition)])
        for key, repetition, answer in _answered(audit_return)
        if Place(key, repetition) in said and key != overall.key
    ]
    whole = said.get(Place(overall.key))
    return [*found, _overall(overall, audit_return, whole)] if whole else found


def with_panel(returns):
    """Each with `panel_released_at`, and with `panel_recalled_at` until it is released anew."""
    about = Moderation.objects.filter(
        Q(case=OuterRef("case")) | Q(case=None, audit=OuterRef("audit"), agency=OuterRef("agency"))
    )
    return returns.annotate(
        panel_released_at=Subquery(about.values("released_at")[:1]),
        panel_recalled_at=Subquery(about.filter(released_at=None).values("recalled_at")[:1]),
    )


def recalled_at(audit_return: AuditReturn) -> datetime | None:
    """When the agencies’ reading of it ended, until it is released anew."""
    found = with_panel(AuditReturn.objects.filter(pk=audit_return.pk))
    return found.values_list("panel_recalled_at", flat=True).first()


def days_of_panel(audit_return: AuditReturn):
    """On which the panel looked at what was released; they are read where it is shown."""
    judged = Judgement.objects.released_for(audit_return)
    found = PanelMeeting.objects.filter(moderations__judgements__in=judged)
    return found.order_by("held_on").values_list("held_on", flat=True).distinct()


def _answered(audit_return: AuditReturn):
    for part in parts_of(audit_return):
        for question in part.questions:
            if part.is_asked:
                yield question.key, part.repetition, part.answers.get(question.key)


def _overall(asked: PanelQuestion, audit_return: AuditReturn, judgement: Judgement) -> Released:
    own = {
        key: answer
        for key, repetition, answer in _answered(audit_return)
        if key == asked.key and not repetition.code
    }
    if asked.key in own:
        return _released(asked, Repetition(), own[asked.key], judgement)
    none = asked.look_of(AnswerState.NOT_ASKED, None)
    return Released(asked, "", none, _agreed(asked, judgement), judgement.rationale)


def _released(asked, repetition: Repetition, answer, judgement: Judgement) -> Released:
    state = answer.state if answer else AnswerState.MISSING
    own = asked.look_of(state, answer.value if answer else None)
    agreed = _agreed(asked, judgement)
    return Released(asked, repetition.label, own, agreed, judgement.rationale)


def _agreed(asked: PanelQuestion, judgement: Judgement) -> Look | None:
    """None where it said words alone, and of an agency's own work whatever it once agreed."""
    if asked.is_own_work or not judgement.is_agreed:
        return None
    return asked.look_of(judgement.state, judgement.value)

"""What has been made of differences: what was taken as true, and what the panel agreed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from audits.models import Question
from audits.question_kinds import kind_of
from cases.differences.compared_answers import has_options
from cases.models import Answer, AuditReturn, Case, Judgement, Resolution
from cases.panel.questions import panel_question

Where = tuple[UUID, str, UUID | None, str]  # case, question key, subject, occasion


@dataclass(frozen=True)
class Settled:
    """What stands, by where it does. A judgement says whether it is `answered_since`."""

    resolutions: dict[Where, Resolution]
    judgements: dict[Where, Judgement]


def settled_in(cases: Iterable[Case]) -> Settled:
    cases = list(cases)
    resolutions = Resolution.objects.standing().filter(case__in=cases).select_related("by")
    judgements = Judgement.objects.settling().filter(moderation__case__in=cases)
    return Settled(
        {_where(row.case_id, row): row for row in resolutions},
        {
            _where(row.moderation.case_id, row): row
            for row in with_what_happened_since(judgements).select_related(
                "moderation", "updated_by"
            )
        },
    )


def with_what_happened_since(judgements):
    """Each says whether it is `answered_since`, and `recalled_since` without a release anew."""
    recalled = Q(moderation__released_at=None, moderation__recalled_at__gte=F("updated_at"))
    return judgements.annotate(answered_since=_answered_since(), recalled_since=recalled)


def standing(judgements):
    """Agreed, with nothing left to confirm."""
    return with_what_happened_since(judgements.settling()).filter(answered_since=False)


def to_confirm(judgements):
    happened = Q(answered_since=True) | Q(recalled_since=True)
    return with_what_happened_since(judgements.agreed()).filter(happened)


def _answered_since() -> Exists:
    """An agency has changed what it says there after the panel last said anything."""
    same_child = Q(subject=OuterRef("subject")) | Q(subject=None)
    return Exists(
        Answer.objects.filter(
            same_child,
            audit_return__in=AuditReturn.objects.counted(),
            audit_return__case=OuterRef("moderation__case"),
            question__key=OuterRef("question_key"),
            occasion=OuterRef("occasion"),
            updated_at__gt=OuterRef("updated_at"),
        )
    )


def _where(case_id: UUID, row: Resolution | Judgement) -> Where:
    return case_id, row.question_key, row.subject_id, row.occasion


def taken_in_words(question: Question, resolution: Resolution) -> str:
    if has_options(question) and resolution.taken:
        return kind_of(question).display(question, resolution.taken)
    return resolution.taken


def agreed_in_words(question: Question, judgement: Judgement) -> str:
    return panel_question(question).look_of(judgement.state, judgement.value).text


@dataclass(frozen=True)
class PastResolution:
    """One that was reopened or replaced."""

    taken: str
    reason: str
    who: str
    at: datetime
    end_reason: str
    ended_by: str


def past_resolutions(case: Case, question: Question, repetition) -> list[PastResolution]:
    """The newest first."""
    rows = case.resolutions.exclude(ended_at=None).filter(
        question_key=question.key, subject=repetition.subject_id, occasion=repetition.occasion
    )
    return [
        PastResolution(
            taken_in_words(question, row),
            row.reason,
            row.by.name,
            row.at,
            row.end_reason,
            row.ended_by.name,
        )
        for row in rows.select_related("by", "ended_by")
    ]

"""Operations on tools that a user would name."""

from django.db import transaction
from django.utils import timezone

from agencies.activity import record
from audits.models import AnswerState, Option, Outcome, Question, ToolVersion

CHOICE_KINDS = frozenset({Question.Kind.CHOICE, Question.Kind.CHOICES})


class ToolError(Exception):
    """The operation is refused; the message is a sentence for the reader."""


@transaction.atomic
def publish_version(*, version: ToolVersion, content_hash: str, by=None) -> ToolVersion:
    """Freeze a draft and make the outcomes its answers will be counted by."""
    version = ToolVersion.objects.select_for_update().get(pk=version.pk)
    if version.status != ToolVersion.Status.DRAFT:
        raise ToolError(f"{version} is already published. Copy it to a new version to change it.")
    Outcome.objects.bulk_create(outcomes_of(version))
    version.status = ToolVersion.Status.PUBLISHED
    version.content_hash = content_hash
    version.published_at, version.published_by = timezone.now(), by
    version.save()
    record("published a tool version", version, by=by)
    return version


def outcomes_of(version: ToolVersion) -> list[Outcome]:
    """One for each option of each choice question, and one for each state of every question.

    A question with exactly one choice is answered when one of its options is, so it needs no
    outcome for *answered*; every other kind has one.
    """
    return [
        outcome
        for question in version.questions.select_related("scale").prefetch_related("scale__options")
        for outcome in _outcomes_of_question(version, question)
    ]


def _outcomes_of_question(version, question) -> list[Outcome]:
    options = list(question.scale.options.all()) if question.kind in CHOICE_KINDS else []
    states = [
        state
        for state in AnswerState
        if state != AnswerState.ANSWERED or question.kind != Question.Kind.CHOICE
    ]
    chosen = [_outcome(version, question, AnswerState.ANSWERED, option) for option in options]
    return chosen + [_outcome(version, question, state) for state in states]


def _outcome(version, question, state, option: Option | None = None) -> Outcome:
    return Outcome(version=version, question=question, option=option, state=state)

"""Operations on tools that a user would name."""

from django.db import transaction
from django.utils import timezone

from agencies.activity import record
from audits.models import AnswerState, Outcome, Question, ToolVersion
from audits.transitions import may_become


class ToolError(Exception):
    """The operation is refused; the message is a sentence for the reader."""


@transaction.atomic
def publish_version(*, version: ToolVersion, content_hash: str, by=None) -> ToolVersion:
    """Freeze a draft and make the outcomes its answers will be counted by."""
    version = ToolVersion.objects.select_for_update().get(pk=version.pk)
    if not may_become(version, ToolVersion.Status.PUBLISHED):
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

    A profile has one for each item and option. A question with exactly one choice is answered when
    one of its options is, so it needs no outcome for *answered*; every other kind has one. A prompt
    is never answered, so nothing of it is counted.
    """
    questions = version.questions.exclude(kind=Question.Kind.PROMPT)
    return [
        outcome
        for question in questions.select_related("scale").prefetch_related(
            "scale__options", "items"
        )
        for outcome in _outcomes_of_question(version, question)
    ]


ONE_CHOICE = frozenset({Question.Kind.CHOICE, Question.Kind.GRADE})


def _outcomes_of_question(version, question) -> list[Outcome]:
    options = list(question.scale.options.all()) if question.scale_id else []
    items = list(question.items.all()) if question.kind == Question.Kind.PROFILE else [None]
    chosen = [
        Outcome(
            version=version,
            question=question,
            state=AnswerState.ANSWERED,
            item=item,
            option=option,
        )
        for item in items
        for option in options
    ]
    states = [
        state
        for state in AnswerState
        if state != AnswerState.ANSWERED or question.kind not in ONE_CHOICE
    ]
    return chosen + [Outcome(version=version, question=question, state=state) for state in states]

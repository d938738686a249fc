"""Quotes that auditors offer in the answers of approved returns, for a coordinator to propose."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from agencies.models import User
from audits.models import AnswerState, Audit, Outcome, Question
from audits.question_kinds.words import SPEAKERS
from cases.models import Answer, AuditReturn, ReturnOutcomes, Voice


@dataclass(frozen=True)
class OfferedQuote:
    """`source`: where it was written down, by reference."""

    text: str
    speaker: str
    source: str
    is_proposed: bool

    @property
    def whose(self) -> str:
        return SPEAKERS.get(self.speaker, "Nobody was named")


def offered_quotes(audit: Audit, reader: User) -> list[OfferedQuote]:
    """By return, in the order they were asked; only those that count and that the reader may read.

    Then the views recorded on its cases.

    A quote is the answer to a question that asks for one, or stands beside another answer whose
    auditor lets it be proposed. What other answers have switched off is kept, but is not offered.
    """
    answers = _answers(audit, reader)
    asked = _asked(audit) if answers else set()
    proposed = {_words(text) for text in audit.quotes.values_list("text", flat=True)}
    return [
        OfferedQuote(
            text=text,
            speaker=speaker,
            source=_source(answer),
            is_proposed=_words(text) in proposed,
        )
        for answer in answers
        if _place(answer) in asked
        for text, speaker in _quotes(answer)
    ] + [
        OfferedQuote(
            text=voice.text,
            speaker=voice.speaker,
            source=f"{voice.case.reference} · {voice.get_gathered_display().lower()}",
            is_proposed=_words(voice.text) in proposed,
        )
        for voice in _voices(audit, reader)
    ]


def _source(answer: Answer) -> str:
    found, question = answer.audit_return, answer.question
    return f"{found.reference}, {found.agency} · {question.number} {question.text}"


def _voices(audit: Audit, reader: User):
    """Views on cases in somebody's own words, who agreed to be quoted."""
    return (
        Voice.objects.visible_to(reader).quotable().filter(case__audit=audit).select_related("case")
    )


def _quotes(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.quote_proposed:
        yield answer.quote, answer.quote_speaker
    if answer.question.kind == Question.Kind.QUOTE and answer.state == AnswerState.ANSWERED:
        yield answer.value["text"], answer.value["speaker"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _answers(audit: Audit, reader: User) -> list[Answer]:
    returns = AuditReturn.objects.readable_by(reader).counted().filter(audit=audit)
    asked_for = Q(question__kind=Question.Kind.QUOTE, state=AnswerState.ANSWERED)
    return list(
        Answer.objects.current()
        .filter(asked_for | Q(quote_proposed=True), audit_return__in=returns)
        .select_related(
            "audit_return__audit",
            "audit_return__case",
            "audit_return__agency",
            "question__section",
        )
        .order_by(
            "audit_return__case__reference",
            "audit_return__number",
            "audit_return__agency__position",
            "question__section__position",
            "question__position",
            "subject__number",
            "occasion",
        )
    )


def _asked(audit: Audit) -> set[tuple]:
    """Return, subject, occasion and question of everything that was asked, whatever was said."""
    said = Outcome.objects.filter(version__in=audit.returns.values("tool_version"))
    questions = dict(said.exclude(state=AnswerState.NOT_ASKED).values_list("id", "question_id"))
    found = set()
    for row in ReturnOutcomes.objects.filter(audit=audit):
        place = (row.audit_return_id, row.subject_id, row.occasion)
        found |= {(*place, questions[each]) for each in row.outcome_ids if each in questions}
    return found


def _place(answer: Answer) -> tuple:
    return answer.audit_return_id, answer.subject_id, answer.occasion, answer.question_id

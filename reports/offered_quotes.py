"""Quotes that auditors offer in the answers of approved returns, for a coordinator to propose."""

from dataclasses import dataclass

from agencies.models import User
from audits.models import AnswerState, Audit, Outcome, Question
from audits.question_kinds.words import SPEAKERS
from cases.models import Answer, AuditReturn, ReturnOutcomes


@dataclass(frozen=True)
class OfferedQuote:
    text: str
    speaker: str
    audit_return: AuditReturn
    question: Question
    is_proposed: bool

    @property
    def whose(self) -> str:
        return SPEAKERS.get(self.speaker, "Nobody was named")


def offered_quotes(audit: Audit, reader: User) -> list[OfferedQuote]:
    """By return, in the order they were asked; only those that count and that the reader may read.

    An answer that other answers have switched off is kept, but is not offered.
    """
    answers = _answers(audit, reader)
    counted = _counted(audit) if answers else set()
    proposed = {_words(text) for text in audit.quotes.values_list("text", flat=True)}
    return [
        OfferedQuote(
            text=answer.value["text"],
            speaker=answer.value["speaker"],
            audit_return=answer.audit_return,
            question=answer.question,
            is_proposed=_words(answer.value["text"]) in proposed,
        )
        for answer in answers
        if _place(answer) in counted
    ]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _answers(audit: Audit, reader: User) -> list[Answer]:
    returns = AuditReturn.objects.readable_by(reader).counted().filter(audit=audit)
    return list(
        Answer.objects.current()
        .filter(
            audit_return__in=returns,
            question__kind=Question.Kind.QUOTE,
            state=AnswerState.ANSWERED,
        )
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


def _counted(audit: Audit) -> set[tuple]:
    """Return, subject, occasion and question of every quote that is counted as answered."""
    questions = dict(
        Outcome.objects.filter(
            version__in=audit.returns.values("tool_version"),
            question__kind=Question.Kind.QUOTE,
            state=AnswerState.ANSWERED,
        ).values_list("id", "question_id")
    )
    found = set()
    rows = ReturnOutcomes.objects.filter(audit=audit, outcome_ids__overlap=list(questions))
    for row in rows:
        place = (row.audit_return_id, row.subject_id, row.occasion)
        found |= {(*place, questions[each]) for each in row.outcome_ids if each in questions}
    return found


def _place(answer: Answer) -> tuple:
    return answer.audit_return_id, answer.subject_id, answer.occasion, answer.question_id

"""How many sections of many returns are finished, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audits.asking import Audience, asked
from audits.conditions import PlainAnswer
from audits.models import Question, ToolVersion
from audits.questions import asked_sections
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn
from cases.progress import lacking

Answers = dict[str, PlainAnswer]


@dataclass(frozen=True)
class SectionsDone:
    """Finished sections of those put to the return's agency."""

    done: int
    of: int

    def __str__(self):
        return f"{self.done}/{self.of}"


def sections_done(returns: Iterable[AuditReturn]) -> dict:
    """By return id. Needs each return's agency, and its case with the plan type."""
    returns = list(returns)
    if not returns:
        return {}
    answers = _answers_of(returns)
    versions = ToolVersion.objects.with_questions().filter(
        pk__in={found.tool_version_id for found in returns}
    )
    tools = {version.pk: (version, asked_sections(version)) for version in versions}
    return {
        found.pk: _count(*tools[found.tool_version_id], audience_of(found), answers[found.pk])
        for found in returns
    }


def _answers_of(returns: list[AuditReturn]) -> dict:
    rows = Answer.objects.current().filter(audit_return__in=returns, subject=None)
    answers = defaultdict(dict)
    for return_id, key, state, value in rows.values_list(
        "audit_return_id", "question__key", "state", "value"
    ):
        answers[return_id][key] = PlainAnswer(state, value)
    return answers


def _count(version: ToolVersion, rules, audience: Audience, answers: Answers) -> SectionsDone:
    in_play = asked(rules, audience, answers)
    asked_of_each = [
        [
            question
            for question in section.questions.all()
            if question.is_answered and question.key in in_play
        ]
        for section in version.sections.all()
    ]
    put = [questions for questions in asked_of_each if questions]
    return SectionsDone(sum(_is_finished(questions, answers) for questions in put), len(put))


def _is_finished(questions, answers: Answers) -> bool:
    """Begun, nothing required left blank and nothing half done; what is optional may stay blank."""
    begun = any(question.key in answers for question in questions)
    return begun and all(
        _is_whole(q, answers.get(q.key)) for q in questions if q.required or q.key in answers
    )


def _is_whole(question: Question, answer: PlainAnswer | None) -> bool:
    if answer is None or answer.state not in Answer.ENTERED:
        return not question.required
    return not lacking(question, answer)

"""How many sections of many returns are finished, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from audits.conditions import PlainAnswer
from audits.models import Question, Section, ToolVersion
from audits.questions import asked_sections
from cases.answering.parts import Answers, Part, parts
from cases.answering.repetitions import Repetition
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn, Subject
from cases.progress import lacking, sections_to_begin


@dataclass(frozen=True)
class MarkedAnswer(PlainAnswer):
    """`unsure`: its auditor does not know yet, so it is not whole, whatever it says."""

    unsure: bool = False


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
    versions = ToolVersion.objects.ready_to_ask().filter(
        pk__in={found.tool_version_id for found in returns}
    )
    tools = {
        version.pk: (list(version.sections.all()), asked_sections(version)) for version in versions
    }
    subjects = _subjects_of(returns, tools.values())
    return {
        found.pk: _count(
            parts(
                *tools[found.tool_version_id],
                audience_of(found),
                subjects[found.case_id],
                answers[found.pk],
            )
        )
        for found in returns
    }


def _answers_of(returns: list[AuditReturn]) -> dict:
    """By return, then by repetition."""
    rows = Answer.objects.current().filter(audit_return__in=returns)
    answers = defaultdict(lambda: defaultdict(dict))
    for return_id, subject_id, occasion, key, *said in rows.values_list(
        "audit_return_id", "subject_id", "occasion", "question__key", "state", "value", "unsure"
    ):
        answers[return_id][Repetition(subject_id, occasion)][key] = MarkedAnswer(*said)
    return answers


def _subjects_of(returns: list[AuditReturn], tools) -> dict:
    """By case; read only where a section of any of the tools repeats for each child."""
    found = defaultdict(list)
    if any(part.repeats == Section.Repeats.SUBJECT for sections, _ in tools for part in sections):
        for subject in Subject.objects.filter(case__in={each.case_id for each in returns}):
            found[subject.case_id].append(subject)
    return found


def _count(found: list[Part]) -> SectionsDone:
    """Repetitions count one by one; a section of which one must be begun counts as one to do."""
    put = [part for part in found if part.is_asked and part.questions]
    done = sum(_is_finished(part.questions, part.answers) for part in put)
    return SectionsDone(done, len(put) + len(sections_to_begin(found)))


def _is_finished(questions, answers: Answers) -> bool:
    """Begun, nothing required left blank and nothing half done; what is optional may stay blank."""
    begun = any(question.key in answers for question in questions)
    return begun and all(
        _is_whole(q, answers.get(q.key)) for q in questions if q.required or q.key in answers
    )


def _is_whole(question: Question, answer: MarkedAnswer | None) -> bool:
    if answer is not None and answer.unsure:
        return False
    if answer is None or answer.state not in Answer.ENTERED:
        return not question.required
    return not lacking(question, answer)

"""What a case still lacks before what the panel agreed on it may be released.

Leads and auditors read the panel's value beside their own, so it has to say why where theirs was
another one, and of the grade over all in any case.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from json import dumps
from uuid import UUID

from agencies.models import User
from audits.models import Audit, Question, ToolVersion
from audits.questions import loaded
from cases.answering.repetitions import Asking, Repetition, repetitions_of
from cases.models import Answer, AuditReturn, Judgement, Moderation
from cases.panel.judging import Place
from cases.panel.questions import PanelQuestion, overall_question

NO_GRADE = "no grade over all"
NO_GRADE_REASON = "no rationale for the grade over all"
NO_REASON = "no reason for a value that differs from every agency’s own"

# A case or an organisation, the place of a question, and what is said there.
Given = set[tuple[UUID, Place, str, str]]


@dataclass(frozen=True)
class Lack:
    """`number`: of the question, where that tells one lack from another."""

    words: str
    code: str
    number: str = ""

    def __str__(self):
        return f"{self.number}: {self.words}" if self.number else self.words


def lacks_of(audit: Audit, moderations: Iterable[Moderation], user: User) -> dict[UUID, list[Lack]]:
    """By moderation with a judgement, those that lack nothing left out; in two queries.

    Needs the tool.
    """
    version = loaded(audit.tool_version)
    overall = overall_question(version)
    rows = Judgement.objects.agreed().filter(moderation__in=moderations)
    judgements = list(rows.select_related("moderation", "subject"))
    given = _given(audit, judgements, user)
    judged = defaultdict(list)
    for each in judgements:
        judged[each.moderation_id].append(each)
    found = {
        pk: [*_of_grade(overall, rows), *_of_values(overall, version, rows, given)]
        for pk, rows in judged.items()
    }
    return {pk: lacks for pk, lacks in found.items() if lacks}


def _of_grade(overall: PanelQuestion, judgements: list[Judgement]) -> list[Lack]:
    """A tool that asks for none needs none; one that is given says why all the same."""
    place = Place(overall.key)
    grade = next((each for each in judgements if Place.of(each) == place), None)
    if grade is None:
        return [Lack(NO_GRADE, place.code)] if overall.question else []
    return [] if grade.rationale.strip() else [Lack(NO_GRADE_REASON, place.code)]


def _of_values(
    overall: PanelQuestion, version: ToolVersion, judgements: list[Judgement], given: Given
) -> list[Lack]:
    """In the order of the tool."""
    bare = [
        each
        for each in judgements
        if each.question_key != overall.key
        and not each.rationale.strip()
        and _said(each.moderation, each) not in given
    ]
    return [
        _of_value(question, each)
        for question in version.ordered_questions
        for each in bare
        if each.question_key == question.key
    ]


def _of_value(question: Question, judgement: Judgement) -> Lack:
    subjects = [judgement.subject] if judgement.subject else []
    here = Repetition.of(judgement)
    times = repetitions_of(question.section, subjects)
    asking = Asking(question, next((each for each in times if each == here), here))
    return Lack(NO_REASON, Place(question.key, asking.repetition).code, asking.number)


def _given(audit: Audit, judgements: Iterable[Judgement], user: User) -> Given:
    """What agencies said to the questions that were judged."""
    keys = {each.question_key for each in judgements}
    returns = AuditReturn.objects.read_on_panel(user).filter(audit=audit)
    answers = Answer.objects.current().filter(audit_return__in=returns, question__key__in=keys)
    return {
        _said(each.audit_return, each, each.question.key)
        for each in answers.select_related("question", "audit_return")
    }


def _said(about: Moderation | AuditReturn, row: Judgement | Answer, key: str = "") -> tuple:
    """Of a case or an organisation; several choices are the same in whatever order."""
    value = sorted(row.value) if isinstance(row.value, list) else row.value
    place = Place(key or row.question_key, Repetition.of(row))
    return about.case_id or about.agency_id, place, row.state, dumps(value)

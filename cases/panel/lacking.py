"""What a case still lacks before what the panel agreed on it may be released.

Leads and auditors read the panel's value beside their own, so it has to say why where one of
theirs was another, or none gave one, and of the grade over all in any case.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from agencies.models import User
from audits.models import Audit, Question, ToolVersion
from audits.questions import loaded
from cases.answering.repetitions import Asking, Repetition, repetitions_of
from cases.models import AuditReturn, Judgement, Moderation
from cases.panel.changes import own_values
from cases.panel.grade_moves import Stated
from cases.panel.judging import Place
from cases.panel.questions import PanelQuestion, overall_question

NO_GRADE = "no grade over all"
NO_GRADE_REASON = "no rationale for the grade over all"
NO_REASON = "no reason for a value that is not every agency’s own"

# What agencies said of themselves, by case or organisation and by place.
Given = dict[tuple[UUID, Place], list[Stated]]


@dataclass(frozen=True)
class Lack:
    """`number`: of the question, where that tells one lack from another."""

    words: str
    code: str
    number: str = ""

    def __str__(self):
        return f"{self.number}: {self.words}" if self.number else self.words


def lacks_of(audit: Audit, moderations: Iterable[Moderation], user: User) -> dict[UUID, list[Lack]]:
    """By moderation with a judgement, those that lack nothing left out, in few queries.

    Needs the tool.
    """
    version = loaded(audit.tool_version)
    overall = overall_question(version)
    rows = Judgement.objects.said().filter(moderation__in=moderations)
    judged = defaultdict(list)
    for each in rows.select_related("moderation", "subject"):
        judged[each.moderation_id].append(each)
    bare = [
        each
        for judgements in judged.values()
        for each in judgements
        if each.question_key != overall.key and not each.rationale.strip()
    ]
    given = _given(audit, {each.question_key for each in bare}, user)
    differing = [each for each in bare if not _is_given_by_all(Stated.of(each), given[_at(each)])]
    found = {
        pk: [
            *_of_grade(overall, judgements),
            *_of_values(version, [each for each in differing if each.moderation_id == pk]),
        ]
        for pk, judgements in judged.items()
    }
    return {pk: lacks for pk, lacks in found.items() if lacks}


def _of_grade(overall: PanelQuestion, judgements: list[Judgement]) -> list[Lack]:
    """A tool that asks for none needs none; one that is given says why all the same."""
    place = Place(overall.key)
    grade = next((each for each in judgements if Place.of(each) == place), None)
    if grade is None or not grade.is_agreed:
        return [Lack(NO_GRADE, place.code)] if overall.question else []
    return [] if grade.rationale.strip() else [Lack(NO_GRADE_REASON, place.code)]


def _of_values(version: ToolVersion, differing: list[Judgement]) -> list[Lack]:
    """In the order of the tool."""
    return [
        _of_value(question, each)
        for question in version.ordered_questions
        for each in differing
        if each.question_key == question.key
    ]


def _of_value(question: Question, judgement: Judgement) -> Lack:
    subjects = [judgement.subject] if judgement.subject else []
    here = Repetition.of(judgement)
    times = repetitions_of(question.section, subjects)
    asking = Asking(question, next((each for each in times if each == here), here))
    return Lack(NO_REASON, Place(question.key, asking.repetition).code, asking.number)


def _given(audit: Audit, keys: set[str], user: User) -> Given:
    returns = AuditReturn.objects.read_on_panel(user).filter(audit=audit)
    about = {pk: case or agency for pk, case, agency in returns.values_list("pk", "case", "agency")}
    found: Given = defaultdict(list)
    for pk, values in own_values(returns, keys).items():
        for place, stated in values.items():
            found[about[pk], place].append(stated)
    return found


def _is_given_by_all(panel: Stated, own: list[Stated]) -> bool:
    """By those that said anything: an overruled one reads why, whoever agrees with the panel."""
    return bool(own) and all(said == panel for said in own)


def _at(judgement: Judgement) -> tuple[UUID, Place]:
    about = judgement.moderation
    return about.case_id or about.agency_id, Place.of(judgement)

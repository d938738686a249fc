"""What an audit's panel changed: own values and agreed values, counted up and down by agency."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce

from agencies.models import Agency, User
from audits.models import AnswerState, Audit, Question
from audits.questions import loaded
from cases.answering.repetitions import Repetition
from cases.matrix.reading import place_of
from cases.models import Answer, AuditReturn, Judgement
from cases.panel.grade_moves import Moves
from cases.panel.judging import Place, agreed_values
from cases.panel.questions import ranks_of


@dataclass(frozen=True)
class QuestionMoves:
    """One ordered question, over the returns of every case that has a judgement on it."""

    question: Question
    by_agency: tuple[tuple[Agency, Moves], ...]

    @property
    def whole(self) -> Moves:
        return reduce(Moves.__add__, (moves for _, moves in self.by_agency), Moves())


def changes_of(audit: Audit, user: User) -> list[QuestionMoves]:
    """In the order of the tool; of the returns this person may read. Needs the tool."""
    agreed = _agreed(audit)
    ordered = _ordered_questions(audit)
    keys = {place.key for _, place in agreed} & ordered.keys()
    pairs = defaultdict(lambda: defaultdict(list))
    for found, answers in _own_values(audit, keys, user).items():
        about = found.case_id or found.agency_id
        for (item, place), panel in agreed.items():
            if item == about and place.key in keys and place in answers:
                pairs[place.key][found.agency].append((answers[place], panel))
    return [
        QuestionMoves(question, _counted(pairs[key], question))
        for key, question in ordered.items()
        if key in pairs
    ]


def _agreed(audit: Audit) -> dict[tuple, str]:
    """(case or agency, place) -> the option agreed there."""
    rows = Judgement.objects.filter(moderation__audit=audit, state=AnswerState.ANSWERED)
    found = {}
    for row in rows.select_related("moderation"):
        about = row.moderation.case_id or row.moderation.agency_id
        for place, value in agreed_values([row]).items():
            found[about, place] = value
    return found


def _ordered_questions(audit: Audit) -> dict[str, Question]:
    questions = loaded(audit.tool_version).ordered_questions
    return {question.key: question for question in questions if ranks_of(question)}


def _own_values(audit: Audit, keys, user: User) -> dict[AuditReturn, dict[Place, str | None]]:
    """What each return says in the places where it was answered."""
    readable = AuditReturn.objects.read_on_panel(user).filter(audit=audit)
    rows = Answer.objects.current().filter(audit_return__in=readable, question__key__in=keys)
    found: dict[AuditReturn, dict[Place, str | None]] = defaultdict(dict)
    for answer in rows.select_related("question", "audit_return__agency"):
        place = Place(answer.question.key, Repetition.of(answer))
        found[answer.audit_return][place] = answer.value
    return found


def _counted(by_agency, question: Question) -> tuple[tuple[Agency, Moves], ...]:
    ranks = ranks_of(question)
    in_order = sorted(by_agency, key=place_of)
    return tuple((agency, Moves.of(by_agency[agency], ranks)) for agency in in_order)

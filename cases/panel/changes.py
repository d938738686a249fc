"""What an audit's panel changed: own values and agreed values, counted up and down by agency."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from uuid import UUID

from agencies.models import Agency, User
from audits.models import AnswerState, Audit, Outcome
from audits.questions import loaded
from cases.answering.repetitions import Repetition
from cases.matrix.reading import place_of
from cases.models import Answer, AuditReturn, Judgement, ReturnOutcomes
from cases.panel.grade_moves import Moves, Stated
from cases.panel.judging import Place
from cases.panel.questions import (
    PanelQuestion,
    overall_question,
    own_work_keys,
    panel_question,
    ranks_of,
)

ByAgency = tuple[tuple[Agency, Moves], ...]


@dataclass(frozen=True)
class QuestionMoves:
    """One question, over every return of every case that has a judgement on it."""

    asked: PanelQuestion
    by_agency: ByAgency

    @property
    def whole(self) -> Moves:
        return summed(moves for _, moves in self.by_agency)


def summed(moves: Iterable[Moves]) -> Moves:
    return reduce(Moves.__add__, moves, Moves())


def every_question(changes: Iterable[QuestionMoves]) -> QuestionMoves:
    """All of them together, agency by agency."""
    found: dict[Agency, list[Moves]] = defaultdict(list)
    for each in changes:
        for agency, moves in each.by_agency:
            found[agency].append(moves)
    by_agency = tuple((agency, summed(found[agency])) for agency in sorted(found, key=place_of))
    return QuestionMoves(PanelQuestion("", "", "Every question together", ()), by_agency)


def changes_of(audit: Audit, user: User) -> list[QuestionMoves]:
    """In the order of the tool; of the returns this person may read. Needs the tool.

    Each return of a case meets each judgement of it, also where it says nothing there.
    """
    agreed = _agreed(audit)
    returns = AuditReturn.objects.read_on_panel(user).filter(audit=audit).select_related("agency")
    own = own_values(returns, {place.key for places in agreed.values() for place in places})
    pairs = defaultdict(lambda: defaultdict(list))
    for found in returns:
        for place, panel in agreed[found.case_id or found.agency_id].items():
            pairs[place.key][found.agency].append((own[found.pk].get(place), panel))
    return [
        QuestionMoves(asked, _counted(pairs[asked.key], asked))
        for asked in _asked(audit, pairs.keys())
    ]


def _agreed(audit: Audit) -> dict[UUID, dict[Place, Stated]]:
    """What is agreed in each place, by case or agency; what is each agency's own work left out."""
    rows = Judgement.objects.agreed().filter(moderation__audit=audit)
    rows = rows.exclude(question_key__in=own_work_keys(loaded(audit.tool_version)))
    found: dict[UUID, dict[Place, Stated]] = defaultdict(dict)
    for row in rows.select_related("moderation"):
        about = row.moderation.case_id or row.moderation.agency_id
        found[about][Place.of(row)] = Stated.of(row)
    return found


def own_values(returns, keys) -> dict[UUID, dict[Place, Stated]]:
    """What each return says in the places where it was asked and answered."""
    off = _switched_off(returns, keys)
    rows = Answer.objects.current().filter(audit_return__in=returns, question__key__in=keys)
    found: dict[UUID, dict[Place, Stated]] = defaultdict(dict)
    for row in rows.exclude(state=AnswerState.MISSING).select_related("question"):
        place = Place(row.question.key, Repetition.of(row))
        if (row.audit_return_id, place) not in off:
            found[row.audit_return_id][place] = Stated.of(row)
    return found


def _switched_off(returns, keys) -> set[tuple[UUID, Place]]:
    """Where a return was not asked; an answer from before that is kept and says nothing."""
    outcomes = Outcome.objects.filter(state=AnswerState.NOT_ASKED, question__key__in=keys)
    of_returns = outcomes.filter(version__in=returns.values("tool_version"))
    key_of = dict(of_returns.values_list("id", "question__key"))
    rows = ReturnOutcomes.objects.filter(
        audit_return__in=returns, outcome_ids__overlap=list(key_of)
    )
    return {
        (row.audit_return_id, Place(key_of[number], Repetition.of(row)))
        for row in rows
        for number in row.outcome_ids
        if number in key_of
    }


def _asked(audit: Audit, keys) -> list[PanelQuestion]:
    """The questions of these keys; what the tool does not ask stands last."""
    version = loaded(audit.tool_version)
    found = {each.key: panel_question(each) for each in version.ordered_questions}
    overall = overall_question(version)
    found.setdefault(overall.key, overall)
    gone = {
        key: PanelQuestion(key, "", f"No longer asked: {key}", ())
        for key in sorted(keys - found.keys())
    }
    return [asked for key, asked in (found | gone).items() if key in keys]


def _counted(by_agency, asked: PanelQuestion) -> ByAgency:
    ranks = ranks_of(asked.question) if asked.question else {}
    in_order = sorted(by_agency, key=place_of)
    return tuple((agency, Moves.of(by_agency[agency], ranks)) for agency in in_order)

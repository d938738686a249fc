"""The approved returns of an audit's cases side by side, in a constant number of queries.

Reads the states from what figures count, so that nothing is compared that is not in them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from django.db.models import Q

from agencies.models import User
from audits.models import (
    AnswerState,
    Audit,
    Measure,
    Option,
    Outcome,
    Question,
    Section,
    ToolVersion,
)
from cases.answering.repetitions import ONCE, Repetition, repetition_of_subject
from cases.differences.comparing import (
    Asked,
    Difference,
    KnownToOne,
    Place,
    Said,
    differences_in,
    known_to_one,
)
from cases.models import Answer, AuditReturn, Case, ReturnOutcomes, Subject

OCCASIONS = {code: label for each in Section.OCCASIONS.values() for code, label in each.items()}
WORTH = {
    Option.CountsAs.POSITIVE: Fraction(1),
    Option.CountsAs.PARTIAL: Fraction(1, 2),
    Option.CountsAs.NEGATIVE: Fraction(0),
}


@dataclass(frozen=True)
class Comparison:
    """One case. `questions` and `asked` are of the whole audit, by key.

    `returns`: id -> the return, with its agency; what agencies say names them by return id.
    """

    case: Case
    questions: dict[str, Question]
    asked: dict[str, Asked]
    returns: dict[str, AuditReturn]
    repetitions: dict[str, Repetition]
    answers: dict[Place, list[Said]]

    @cached_property
    def differences(self) -> list[Difference]:
        return differences_in(self.asked, self.answers)

    @cached_property
    def known_to_one(self) -> list[KnownToOne]:
        return known_to_one(self.asked, self.answers)

    def repetition(self, place: Place) -> Repetition:
        return self.repetitions[place.repetition]

    def difference_at(self, place: Place) -> Difference | None:
        return next((each for each in self.differences if each.place == place), None)


def comparison_of(case: Case, user: User) -> Comparison:
    """Needs the audit."""
    return next(comparisons_of(case.audit, user, [case]))


def comparisons_of(
    audit: Audit, user: User, cases: Iterable[Case] | None = None
) -> Iterator[Comparison]:
    """One for each case, in their order; of those this person sees unless some are given."""
    if cases is None:
        cases = audit.cases.visible_to(user)
    cases = list(cases)
    returns = AuditReturn.objects.read_on_panel(user).filter(audit=audit, case__in=cases)
    return _compared(audit, cases, returns)


def every_comparison_of(audit: Audit) -> Iterator[Comparison]:
    """As whoever runs audits sees them, for work that nobody in particular asked for."""
    return _compared(audit, list(audit.cases.all()), audit.returns.counted())


def _compared(audit: Audit, cases: list[Case], returns) -> Iterator[Comparison]:
    found = list(returns.select_related("agency").order_by("agency__position"))
    questions = _questions(found)
    asked = asked_in(audit, questions)
    said = _said(found)
    repetitions = _repetitions(cases)
    for case in cases:
        yield Comparison(
            case,
            questions,
            asked,
            {str(each.pk): each for each in found if each.case_id == case.pk},
            {each.code: each for each in repetitions[case.pk].values()},
            _by_place(said[case.pk], repetitions[case.pk]),
        )


def _questions(returns: list[AuditReturn]) -> dict[str, Question]:
    """By key, as the newest of their versions asks it."""
    versions = ToolVersion.objects.ready_to_ask().filter(
        pk__in={each.tool_version_id for each in returns}
    )
    return {
        question.key: question
        for version in versions.order_by("number")
        for question in version.ordered_questions
    }


def asked_in(audit: Audit, questions: dict[str, Question]) -> dict[str, Asked]:
    """What comparing needs of each question, by key. Needs their sections and options."""
    counted = _counted_keys(audit, {question.version_id for question in questions.values()})
    return {
        key: Asked(
            key=key,
            kind=question.kind,
            position=(question.section.position, question.position),
            standing=standing_of(question),
            void=_void(question),
            is_required=question.required,
            is_counted=key in counted,
            own_work=question.own_work,
        )
        for key, question in questions.items()
    }


def _counted_keys(audit: Audit, versions: set[UUID]) -> set[str]:
    measures = Measure.objects.filter(Q(audit=None) | Q(audit=audit), version__in=versions)
    keys = measures.order_by().values_list("question__key", "also__key")
    return {key for pair in keys for key in pair if key}


def standing_of(question: Question) -> dict[str, Fraction]:
    """Where each option stands between the ends of its scale: by rank, else by what it counts as.

    A scale whose options all count as neither has no order.
    """
    if not question.scale_id:
        return {}
    options = list(question.scale.options.all())
    ranks = {option.code: option.rank for option in options if option.rank is not None}
    low, high = min(ranks.values(), default=0), max(ranks.values(), default=0)
    if high > low:
        return {code: Fraction(rank - low, high - low) for code, rank in ranks.items()}
    worth = {option.code: WORTH.get(option.counts_as) for option in options}
    return {code: value for code, value in worth.items() if value is not None}


def _void(question: Question) -> frozenset[str]:
    if not question.scale_id:
        return frozenset()
    void = Option.CountsAs.NOT_APPLICABLE
    return frozenset(each.code for each in question.scale.options.all() if each.counts_as == void)


def _repetitions(cases: list[Case]) -> dict[UUID, dict[tuple, Repetition]]:
    """By case, then by child and occasion."""
    occasions = {
        (None, code): Repetition(occasion=code, code=code, label=label)
        for code, label in OCCASIONS.items()
    }
    found = defaultdict(lambda: {(None, ""): ONCE, **occasions})
    for subject in Subject.objects.with_word().filter(case__in=cases):
        found[subject.case_id][subject.pk, ""] = repetition_of_subject(subject)
    return found


def _said(returns: list[AuditReturn]) -> dict[UUID, list[tuple]]:
    """(question key, subject, occasion, what is said) of all that was asked, by case."""
    states = dict(_states_of({each.tool_version_id for each in returns}))
    values = _values(returns)
    by_id = {each.pk: each for each in returns}
    found = defaultdict(list)
    rows = ReturnOutcomes.objects.filter(audit_return__in=by_id).values_list(
        "audit_return", "subject", "occasion", "outcome_ids"
    )
    for return_id, subject, occasion, ids in rows:
        each = by_id[return_id]
        # A question with several choices has an outcome for each of them.
        for key, state in {states[number] for number in ids if number in states}:
            value = values.get((return_id, key, subject, occasion))
            said = Said(str(return_id), state, value, each.agency.position)
            found[each.case_id].append((key, subject, occasion, said))
    return found


def _states_of(versions: set[UUID]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Outcome id -> question key and state; what is not asked says nothing, so it is left out."""
    rows = Outcome.objects.filter(version__in=versions).exclude(state=AnswerState.NOT_ASKED)
    for number, key, state in rows.values_list("id", "question__key", "state"):
        yield number, (key, state)


def _values(returns: list[AuditReturn]) -> dict[tuple, object]:
    answers = Answer.objects.current().filter(audit_return__in=returns, state=AnswerState.ANSWERED)
    rows = answers.values_list("audit_return", "question__key", "subject", "occasion", "value")
    return {tuple(place): value for *place, value in rows}


def _by_place(said: list[tuple], repetitions: dict[tuple, Repetition]) -> dict[Place, list[Said]]:
    found = defaultdict(list)
    for key, subject, occasion, each in said:
        found[Place(key, repetitions[subject, occasion].code)].append(each)
    return dict(found)


def has_options(question: Question) -> bool:
    """Is one of its options the answer, so that one can be taken as true?"""
    return question.kind in (Question.Kind.CHOICE, Question.Kind.GRADE)

"""The answers behind one figure: every return expected, and the part it went to."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from agencies.models import User
from audits.models import Audit
from cases.models import Answer, AuditReturn
from cases.shown_answers import ShownAnswer, shown
from reports.counting import Counting, Return
from reports.figures import Figure
from reports.figures_page import part_in_words
from reports.measures import CountedMeasure, read_meanings, read_measures
from reports.partitions import Part


class Said(NamedTuple):
    """What one return answered, and its id for a link to it."""

    audit_return: UUID
    answer: ShownAnswer


@dataclass(frozen=True)
class AnswerBehind:
    """`said` is None where the reader may not open the return.

    `part_words` and `case_words` say where the return, and for a figure of cases its case, went.
    """

    expected: Return
    part: Part
    part_words: str
    case_words: str
    said: Said | None


@dataclass(frozen=True)
class Behind:
    measure: CountedMeasure
    figure: Figure
    answers: list[AnswerBehind]

    @property
    def counts(self) -> dict[Part, int]:
        """How many of the answers went to each part that occurs, in the parts' order."""
        found = Counter(each.part for each in self.answers)
        return {part: found[part] for part in Part if found[part]}

    def only(self, part: Part | None) -> list[AnswerBehind]:
        return [each for each in self.answers if part in {None, each.part}]


def answers_behind(audit: Audit, key: str, reader: User) -> Behind | None:
    """None where the audit's tool has no measure of this key."""
    counting = Counting.of(audit)
    measures = {each.rule.key: each for each in read_measures(audit, read_meanings(audit))}
    if key not in measures:
        return None
    measure = measures[key]
    return Behind(
        measure=measure,
        figure=counting.figure(measure, ""),
        answers=_answers(counting, measure, audit, reader),
    )


def _answers(counting: Counting, measure: CountedMeasure, audit, reader) -> list[AnswerBehind]:
    """By case, then by agency in the agencies' order."""
    said = _said(measure, AuditReturn.objects.readable_by(reader).counted().filter(audit=audit))
    of_cases = counting.case_parts(measure) if measure.rule.unit == "case" else {}
    found = []
    for each in sorted(counting.returns, key=lambda each: each.case):
        part = measure.part_of(each.outcomes)
        case_words = part_in_words(of_cases[each.case], measure.rule) if of_cases else ""
        words = part_in_words(part, measure.rule)
        found.append(AnswerBehind(each, part, words, case_words, said.get(_name_of(each))))
    return found


def _name_of(expected: Return) -> tuple[str, str]:
    return expected.case, expected.agency


def _said(measure: CountedMeasure, readable: QuerySet[AuditReturn]) -> dict[tuple[str, str], Said]:
    """By case and agency, for the returns that may be read."""
    answers = Answer.objects.current().filter(question__key=measure.rule.question, subject=None)
    answers = answers.select_related("question__scale")
    answers = answers.prefetch_related("question__scale__options")
    returns = readable.select_related("case", "agency").prefetch_related(
        Prefetch("answers", answers, to_attr="of_measure")
    )
    return {
        (each.case.reference, each.agency.short_name): Said(each.pk, _shown(each.of_measure))
        for each in returns
    }


def _shown(answers: list[Answer]) -> ShownAnswer:
    return shown(answers[0].question, answers[0]) if answers else shown(None, None)

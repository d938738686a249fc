"""The answers behind one figure: every return expected, and the part it went to."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.models import User
from audits.models import Audit
from cases.models import Answer, AuditReturn
from cases.shown_answers import ShownAnswer, shown
from reports.counting import Counting, Return
from reports.figures import Figure, Part
from reports.figures_page import part_in_words
from reports.measures import CountedMeasure, read_meanings, read_measures


@dataclass(frozen=True)
class AnswerBehind:
    """`answer` is None where the reader may not open the return.

    `part_words` and `case_words` say where the return, and for a figure of cases its case, went.
    """

    expected: Return
    part: Part
    part_words: str
    case_words: str
    answer: ShownAnswer | None


@dataclass(frozen=True)
class Behind:
    """`question` is its wording."""

    measure: CountedMeasure
    figure: Figure
    question: str
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
    meanings = read_meanings(counting.versions)
    measures = {each.rule.key: each for each in read_measures(audit.tool_version_id, meanings)}
    if key not in measures:
        return None
    measure = measures[key]
    return Behind(
        measure=measure,
        figure=counting.figure(measure, ""),
        question=meanings[measure.rule.question][0].text,
        answers=_answers(counting, measure, _readable(audit, reader)),
    )


def _answers(
    counting: Counting, measure: CountedMeasure, readable: QuerySet[AuditReturn]
) -> list[AnswerBehind]:
    """By case, then by agency in the agencies' order."""
    said = _said(measure, readable)
    of_cases = counting.case_parts(measure) if measure.rule.unit == "case" else {}
    found = []
    for each in sorted(counting.returns, key=lambda each: each.reference):
        part = measure.part_of(each.outcomes)
        case_words = part_in_words(of_cases[each.case], measure.rule) if of_cases else ""
        words = part_in_words(part, measure.rule)
        found.append(AnswerBehind(each, part, words, case_words, said.get(each.id)))
    return found


def _readable(audit: Audit, reader: User) -> QuerySet[AuditReturn]:
    return AuditReturn.objects.readable_by(reader).counted().filter(audit=audit)


def _said(measure: CountedMeasure, readable: QuerySet[AuditReturn]) -> dict[object, ShownAnswer]:
    """Return -> its answer in words, for the returns that may be read."""
    rows = Answer.objects.filter(
        audit_return__in=readable, question__key=measure.rule.question, subject=None
    )
    rows = rows.select_related("question__scale").prefetch_related("question__scale__options")
    said = {answer.audit_return_id: shown(answer.question, answer) for answer in rows}
    blank = shown(None, None)
    return {pk: said.get(pk, blank) for pk in readable.values_list("pk", flat=True)}

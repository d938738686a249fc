"""The answers behind one figure: everything that was expected, and the part it went to."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from agencies.models import User
from audits.models import AnswerState, Audit
from cases.answering.shown_answers import ShownAnswer, shown
from cases.models import Answer, AuditReturn
from reports.asked_returns import group_of
from reports.counted_returns import Asked, Repetition
from reports.counting import Counting
from reports.figures import Figure
from reports.figures_page import part_in_words
from reports.meanings import read_meanings
from reports.measures import CountedMeasure, occasion_words, read_measures
from reports.partitions import Part
from reports.spread_wording import number
from reports.spreads import Spread


class Said(NamedTuple):
    """What one return answered, joined questions in turn, and its id for a link to it."""

    audit_return: UUID
    answers: list[ShownAnswer]
    is_accepted: bool = False


@dataclass(frozen=True)
class AnswerBehind:
    """`said` is None where the reader may not open the return.

    `part_words` and `case_words` say where the answer, and for a figure of cases or children
    its case or child, went. `number` is what a total has of it; `of` names a child or an occasion.
    """

    expected: Asked
    of: str
    part: Part
    part_words: str
    case_words: str
    number: Decimal | None
    said: Said | None

    @property
    def number_words(self) -> str:
        return "–" if self.number is None else number(self.number)

    @property
    def has_note(self) -> bool:
        """Whether there is a note to an answer that was asked for."""
        notes = (each.note for each in self.said.answers) if self.said else ()
        return self.part != Part.NOT_ASKED and any(notes)


@dataclass(frozen=True)
class Behind:
    measure: CountedMeasure
    figure: Figure | Spread
    answers: list[AnswerBehind]

    @property
    def counts(self) -> dict[Part, int]:
        """How many of the answers went to each part that occurs, in the parts' order."""
        found = Counter(each.part for each in self.answers)
        return {part: found[part] for part in Part if found[part]}

    def only(self, part: Part | None) -> list[AnswerBehind]:
        return [each for each in self.answers if part in {None, each.part}]


def answers_behind(audit: Audit, key: str, reader: User) -> Behind | None:
    """None where the audit has no measure of this key."""
    measures = {each.rule.key: each for each in read_measures(audit, read_meanings(audit))}
    if key not in measures:
        return None
    measure = measures[key]
    counting = Counting.of(audit, [measure])
    count = counting.spread if measure.rule.kind == "total" else counting.figure
    return Behind(
        measure=measure,
        figure=count(measure, ""),
        answers=_answers(counting, measure, audit, reader),
    )


def _answers(counting: Counting, measure: CountedMeasure, audit, reader) -> list[AnswerBehind]:
    """By case, then by agency in the agencies' order; without a few anonymous responses."""
    withheld = set(AuditReturn.objects.filter(audit=audit).withheld().values_list("pk", flat=True))
    readable = _said(measure, AuditReturn.objects.readable_by(reader).counted().filter(audit=audit))
    grouped = measure.rule.case_rule is not None
    groups = counting.group_parts(measure) if grouped else {}
    found = []
    for each in sorted(counting.asked_by(measure), key=lambda each: each.of.reference):
        if each.of.pk in withheld:
            continue
        part, value = _counted(counting, measure, each)
        group = groups.get(group_of(measure, each)) if grouped else None
        found.append(
            AnswerBehind(
                expected=each,
                of=_of(each, counting),
                part=part,
                part_words=part_in_words(part, measure.rule),
                case_words=part_in_words(group, measure.rule) if group else "",
                number=value,
                said=readable.said(each),
            )
        )
    return found


def _counted(counting: Counting, measure: CountedMeasure, asked: Asked):
    if measure.rule.kind == "total":
        return counting.number_of(measure, asked)
    return measure.part_of(asked.outcomes), None


def _of(asked: Asked, counting: Counting) -> str:
    """The child or the occasion, in words; empty for what is asked once."""
    if asked.subject:
        return f"Child {counting.children[asked.of.case][asked.subject]}"
    return occasion_words(asked.occasion)


def _said(measure: CountedMeasure, readable: QuerySet[AuditReturn]) -> "Readable":
    """What may be read of the returns: each repetition in them that was answered."""
    answers = Answer.objects.current().filter(question__key__in=measure.asked_keys)
    answers = answers.select_related("question__scale").order_by(
        "question__section__position", "question__position"
    )
    answers = answers.prefetch_related("question__scale__options", "question__items")
    found, returns = defaultdict(list), {}
    for each in readable.prefetch_related(Prefetch("answers", answers, to_attr="of_measure")):
        returns[each.pk] = each.lacks_agency_approval
        for answer in each.of_measure:
            said = _shown(answer, measure.rule.item)
            found[each.pk, answer.subject_id, answer.occasion].append(said)
    return Readable(returns, found)


@dataclass(frozen=True)
class Readable:
    """`returns`: whether each was accepted by the coordinator, and not by its agency."""

    returns: Mapping[UUID, bool]
    answers: Mapping[Repetition, list[ShownAnswer]]

    def said(self, asked: Asked) -> Said | None:
        if asked.of.pk not in self.returns:
            return None
        answers = self.answers.get((asked.of.pk, asked.subject, asked.occasion))
        accepted = self.returns[asked.of.pk]
        return Said(asked.of.pk, answers or [shown(None, None)], is_accepted=accepted)


def _shown(answer: Answer, item: str) -> ShownAnswer:
    """The answer in words; of a profile only the area that is counted, where one is."""
    whole = shown(answer.question, answer)
    if not item or answer.state != AnswerState.ANSWERED:
        return whole
    labels = {option.code: option.label for option in answer.question.scale.options.all()}
    code = answer.value.get(item)
    return replace(whole, text=labels.get(code, code) if code else "No answer")

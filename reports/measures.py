"""What each outcome of a tool means to its measures and to its grades."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg

from audits.models import Audit, Measure, Option, Outcome, Question, Scale
from reports.partitions import MeasureRule, Part, part_of_answer

# A scale with a better end and at least this many steps is a scale of grades.
STEPS_OF_GRADES = 4

Tally = Mapping[int, int]  # outcome id -> how many returns have it


class Meaning(NamedTuple):
    """One outcome of one question; the last four are of the option chosen, if any."""

    question: str
    kind: str
    text: str
    better: str | None
    outcome: int
    state: str
    code: str | None
    label: str | None
    counts_as: str | None
    rank: int | None


Meanings = Mapping[str, list[Meaning]]  # by question key, options in the scale's order


@dataclass(frozen=True)
class CountedMeasure:
    """`parts`: outcome id -> part; where a return has several outcomes the first decides."""

    rule: MeasureRule
    question: str  # as it was asked
    parts: Mapping[int, Part]
    adds_up: bool  # may outcomes be summed over returns, without looking at each return?
    counted: tuple[str, ...]  # labels of the options that count
    not_counted: tuple[str, ...]

    def part_of(self, outcomes: Collection[int] | None) -> Part:
        """The part of one return; None is a return that is not in."""
        if outcomes is None:
            return Part.NOT_RETURNED
        for outcome, part in self.parts.items():
            if outcome in outcomes:
                return part
        # A return pinned to another version of the tool may not have the question at all.
        return Part.NOT_ASKED


@dataclass(frozen=True)
class CountedGrades:
    """A question answered on a scale of grades; `parts` has the outcomes that are no grade."""

    key: str
    name: str
    grades: Mapping[str, tuple[str, frozenset[int]]]  # code -> label, outcome ids
    parts: Mapping[int, Part]


def read_meanings(audit: Audit) -> Meanings:
    """The outcomes of every question with a scale, in any version that the audit's returns have."""
    pinned = audit.returns.order_by().values("tool_version")
    rows = Outcome.objects.filter(version__in=pinned, question__scale__isnull=False)
    rows = rows.order_by("question__key", "id")
    found = rows.values_list(
        "question__key",
        "question__kind",
        "question__text",
        "question__scale__better",
        "id",
        "state",
        "option__code",
        "option__label",
        "option__counts_as",
        "option__rank",
    )
    meanings = map(Meaning._make, found)
    return {key: list(group) for key, group in groupby(meanings, lambda each: each.question)}


RULE_FIELDS = (
    "key",
    "name",
    "label",
    "theme",
    "unit",
    "case_rule",
    "lead_sector",
    "better",
    "not_recorded",
    "sentence",
)


def read_measures(audit: Audit, meanings: Meanings) -> list[CountedMeasure]:
    """The measures of the audit's tool, in its order."""
    codes = ArrayAgg("options__code", order_by="options__position", default=[])
    rows = (
        Measure.objects.filter(version=audit.tool_version_id)
        .order_by("position")
        .annotate(codes=codes)
    )
    return [
        counted_measure(_rule(row), row["question__text"], meanings.get(row["question__key"], []))
        for row in rows.values(*RULE_FIELDS, "question__key", "question__text", "codes")
    ]


def _rule(row: dict) -> MeasureRule:
    given = {name: row[name] for name in RULE_FIELDS}
    given["case_rule"] = given["case_rule"] or None
    given["lead_sector"] = given["lead_sector"] or None
    return MeasureRule(**given, question=row["question__key"], counts=tuple(row["codes"]))


def counted_measure(rule: MeasureRule, question: str, meanings: list[Meaning]) -> CountedMeasure:
    parts = {each.outcome: _part(each, rule.counts) for each in meanings}
    several = any(each.kind == Question.Kind.CHOICES for each in meanings)
    options = [each for each in meanings if each.code is not None]
    return CountedMeasure(
        rule=rule,
        question=question,
        parts=dict(sorted(parts.items(), key=_order_of_deciding(meanings))),
        adds_up=rule.unit == "return" and not several,
        counted=_labels(options, parts, Part.COUNTED),
        not_counted=_labels(options, parts, Part.NOT_COUNTED),
    )


def _part(meaning: Meaning, counts: Collection[str] = ()) -> Part:
    not_applicable = [meaning.code] if _says_not_applicable(meaning) else []
    return part_of_answer(meaning.state, meaning.code or (), counts, not_applicable)


def _says_not_applicable(meaning: Meaning) -> bool:
    return meaning.counts_as == Option.CountsAs.NOT_APPLICABLE


DECIDING = (Part.COUNTED, Part.NOT_COUNTED, Part.NOT_APPLICABLE)


def _order_of_deciding(meanings: Iterable[Meaning]):
    """Any counted option first, and *answered* with no option named last."""
    stateless = {each.outcome for each in meanings if each.code is None}

    def order(item: tuple[int, Part]) -> int:
        outcome, part = item
        return len(DECIDING) if outcome in stateless else DECIDING.index(part)

    return order


def _labels(options: list[Meaning], parts: Mapping[int, Part], part: Part) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.label for each in options if parts[each.outcome] == part))


def read_grades(meanings: Meanings) -> list[CountedGrades]:
    """Questions with one choice from a scale of grades."""
    return [_counted_grades(key, each) for key, each in meanings.items() if _is_graded(each)]


def _is_graded(meanings: list[Meaning]) -> bool:
    first = meanings[0]
    steps = {each.code for each in meanings if _is_grade(each)}
    return (
        first.kind == Question.Kind.CHOICE
        and first.better != Scale.Better.NONE
        and len(steps) >= STEPS_OF_GRADES
    )


def _is_grade(meaning: Meaning) -> bool:
    return meaning.rank is not None and not _says_not_applicable(meaning)


def _counted_grades(key: str, meanings: list[Meaning]) -> CountedGrades:
    grades = [each for each in meanings if each.code and not _says_not_applicable(each)]
    return CountedGrades(
        key=key,
        name=meanings[0].text,
        grades={
            each.code: (each.label, frozenset(_outcomes(grades, each.code))) for each in grades
        },
        parts={each.outcome: _part(each) for each in meanings if each not in grades},
    )


def _outcomes(meanings: list[Meaning], code: str) -> Iterable[int]:
    return (each.outcome for each in meanings if each.code == code)

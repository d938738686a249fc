"""From the returns of an audit to its figures: the database side of the arithmetic."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from agencies.models import Partnership
from audits.models import Audit, Section
from cases.models import AuditReturn
from reports import figures as arithmetic
from reports.asked_returns import AskedReturns, Group
from reports.counted_returns import Asked
from reports.figures import Figure
from reports.graded import CountedGrades, read_grades
from reports.grades import GradeCount, GradeDistribution
from reports.meanings import read_meanings
from reports.measures import CountedMeasure, Tally, read_measures
from reports.numbers import AnsweredNumbers, read_numbers
from reports.partitions import GROUPED_UNITS, PARTS, Part, Partition, part_of_case
from reports.spreads import Numbers, Spread

BREAKDOWNS = ("agency", "")


@dataclass(frozen=True)
class AuditFigures:
    """Everything counted from one audit's approved returns; by key, in the tool's order.

    `measures` has the key of every figure (a share) and of every spread (a total).
    `facts`: `cases`, `returns` and `agencies` are those with an approved return; `expected` counts
    returns; `explained` counts the pairs of case and agency from which none is expected. An audit
    without cases has `organisations` or `responses` in place of `cases`.
    """

    figures: dict[str, Figure]
    grades: dict[str, GradeDistribution]
    facts: dict[str, int]
    measures: dict[str, CountedMeasure]
    counted_at: datetime
    spreads: dict[str, Spread] = field(default_factory=dict)

    @property
    def counted(self) -> dict[str, Figure | Spread]:
        return {**self.figures, **self.spreads}

    @property
    def themes(self) -> dict[str, str]:
        """Key -> name of those that the tool names."""
        found = {each.rule.theme: each.theme_name for each in self.measures.values()}
        return {key: name for key, name in found.items() if name}

    @property
    def added(self) -> frozenset[str]:
        """Keys of the measures that were added to this audit."""
        return frozenset(key for key, measure in self.measures.items() if measure.added)

    @property
    def fingerprint(self) -> str:
        """Changes when a count does; compare only counts with the same breakdown."""
        counted = [*self.figures.values(), *self.spreads.values(), *self.grades.values()]
        return arithmetic.fingerprint(counted)


def audit_figures(audit: Audit, *, breakdown: str = "agency") -> AuditFigures:
    """Count an audit in the reader's scope, in a number of queries that its tool decides.

    Five; one more each where sections repeat and where they repeat for children, and two where
    there are totals. `breakdown` is by agency (measures of cases: by area) or "" for none; there is
    none where an agency has so few anonymous responses that it would tell who said what.
    """
    if breakdown not in BREAKDOWNS:
        raise ValueError("Figures are broken down by agency or not at all.")
    meanings = read_meanings(audit)
    measures = read_measures(audit, meanings)
    counting = Counting.of(audit, measures)
    if "responses" in counting.facts and AuditReturn.objects.filter(audit=audit).withheld():
        breakdown = ""
    shares = [each for each in measures if each.rule.kind == "share"]
    totals = [each for each in measures if each.rule.kind == "total"]
    return AuditFigures(
        figures={each.rule.key: counting.figure(each, breakdown) for each in shares},
        grades={each.key: counting.distribution(each) for each in read_grades(meanings)},
        facts=counting.facts,
        measures={each.rule.key: each for each in measures},
        counted_at=timezone.now(),
        spreads={each.rule.key: counting.spread(each, breakdown) for each in totals},
    )


@dataclass(frozen=True)
class Counting(AskedReturns):
    """Counts measures and grades in what was read; `numbers` are those of its totals."""

    numbers: AnsweredNumbers

    @classmethod
    def of(cls, audit: Audit, measures: Iterable[CountedMeasure]) -> "Counting":
        return cls.read(audit, numbers=_numbers(audit, measures))

    def figure(self, measure: CountedMeasure, breakdown: str) -> Figure:
        if measure.rule.unit in GROUPED_UNITS:
            groups = self._of_groups(measure)
        else:
            groups = self._of_returns(measure)
        whole = Partition.total(groups.values())
        return Figure(measure.rule, whole, groups if breakdown and len(groups) > 1 else {})

    def _of_returns(self, measure: CountedMeasure) -> dict[str, Partition]:
        if measure.adds_up:
            return {agency: self._summed(measure, agency) for agency in self.expected_of}
        parts = {agency: [] for agency in self.expected_of}
        for each in self.asked_by(measure):
            parts[each.of.agency].append(measure.part_of(each.outcomes))
        return {agency: Partition.of(found) for agency, found in parts.items()}

    def _summed(self, measure: CountedMeasure, agency: str) -> Partition:
        return _partition(
            measure.answers[0].parts,
            self.tallies.get(agency, {}),
            returned=self.returned_by[agency],
            expected=len(self.expected_of[agency]),
        )

    def _of_groups(self, measure: CountedMeasure) -> dict[str, Partition]:
        """By area, of cases or of children."""
        parts = defaultdict(list)
        for (case, _), part in self.group_parts(measure).items():
            parts[self.areas[case]].append(part)
        return {area: Partition.of(parts[area]) for area in sorted(parts)}

    def group_parts(self, measure: CountedMeasure) -> dict[Group, Part]:
        """By case, and by child where the measure is of children; every one is there."""
        return {
            group: part_of_case(
                ((each.of.sector, measure.part_of(each.outcomes)) for each in asked), measure.rule
            )
            for group, asked in self.asked_of(measure).items()
        }

    def spread(self, measure: CountedMeasure, breakdown: str) -> Spread:
        answers = {agency: [] for agency in self.expected_of}
        for each in self.asked_by(measure):
            answers[each.of.agency].append(self.number_of(measure, each))
        groups = {agency: Numbers.of(found) for agency, found in answers.items()}
        return Spread(
            rule=measure.rule,
            whole=sum(groups.values(), Numbers()),
            breakdown=groups if breakdown and len(groups) > 1 else {},
            maximum=self._maximum(measure),
            said_in=self.numbers.units.get(measure.rule.question, ""),
        )

    def number_of(self, measure: CountedMeasure, asked: Asked) -> tuple[Part, Decimal | None]:
        repetition = asked.of.pk, asked.subject, asked.occasion
        return measure.number_of(asked.outcomes, self.numbers.given.get(repetition, {}))

    def _maximum(self, measure: CountedMeasure) -> Decimal | None:
        found = [
            Decimal(max(each.ranks.values())) if each.ranks else self.numbers.maxima.get(key)
            for key, each in zip(measure.asked_keys, measure.answers, strict=True)
        ]
        return None if not found or None in found else sum(found)

    def distribution(self, question: CountedGrades) -> GradeDistribution:
        count = self._grades_summed if question.adds_up else self._grades_one_by_one
        counts, ungraded = count(question)
        grades = tuple(
            GradeCount(code, label, counts[code]) for code, (label, _) in question.grades.items()
        )
        unit = "answer" if question.repeats == Section.Repeats.SUBJECT else self.unit
        return GradeDistribution(question.key, question.name, unit, grades, ungraded)

    def _grades_summed(self, question: CountedGrades) -> tuple[Mapping[str, int], Partition]:
        counts = {
            code: sum(self.tally[each] for each in outcomes)
            for code, (_, outcomes) in question.grades.items()
        }
        graded = sum(counts.values())
        returned, expected = len(self.returned) - graded, len(self.returns) - graded
        return counts, _partition(question.parts, self.tally, returned=returned, expected=expected)

    def _grades_one_by_one(self, question: CountedGrades) -> tuple[Mapping[str, int], Partition]:
        counts, parts = Counter(), []
        for each in self.asked(question.repeats, question.occasion):
            if each.outcomes is None:
                parts.append(Part.NOT_RETURNED)
            elif code := question.code_of(each.outcomes):
                counts[code] += 1
            else:
                parts.append(question.part_of(each.outcomes))
        return counts, Partition.of(parts)


def _numbers(audit: Audit, measures: Iterable[CountedMeasure]) -> AnsweredNumbers:
    keys = {key for each in measures if each.rule.kind == "total" for key in each.asked_keys}
    return read_numbers(audit, keys) if keys else AnsweredNumbers()


def _partition(
    parts: Mapping[int, Part], tally: Tally, *, returned: int, expected: int
) -> Partition:
    """A return that is in, without any of these outcomes, was never asked the question."""
    counts = dict.fromkeys(PARTS, 0)
    for outcome, part in parts.items():
        counts[part] += tally.get(outcome, 0)
    counts[Part.NOT_ASKED] += returned - sum(counts.values())
    counts[Part.NOT_RETURNED] = expected - returned
    return Partition(*counts.values())


def minimum_denominator() -> int:
    """Fewer than this get no per cent; the partnership decides."""
    chosen = Partnership.objects.values_list("minimum_denominator", flat=True).first()
    return arithmetic.MINIMUM_DENOMINATOR if chosen is None else chosen

"""From the returns of an audit to its figures: the database side of the arithmetic."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, Func, Q
from django.utils import timezone

from agencies.models import Partnership
from audits.models import Audit
from cases.models import AuditReturn, Case, Involvement, ReturnOutcomes
from reports import figures as arithmetic
from reports.figures import Figure, Part, Partition, part_of_case
from reports.grades import GradeCount, GradeDistribution
from reports.measures import (
    CountedGrades,
    CountedMeasure,
    Tally,
    read_grades,
    read_meanings,
    read_measures,
)

BREAKDOWNS = ("agency", "")
NO_AREA = "No area"


@dataclass(frozen=True)
class AuditFigures:
    """Everything counted from one audit's approved returns; by key, in the tool's order.

    `facts`: `cases`, `returns` and `agencies` are those with an approved return; `expected` counts
    returns; `explained` counts the pairs of case and agency from which none is expected.
    """

    figures: dict[str, Figure]
    grades: dict[str, GradeDistribution]
    facts: dict[str, int]
    measures: dict[str, CountedMeasure]
    counted_at: datetime

    @property
    def fingerprint(self) -> str:
        """Changes when a count does; compare only counts with the same breakdown."""
        return arithmetic.fingerprint([*self.figures.values(), *self.grades.values()])


class Return(NamedTuple):
    """One return of the audit; `outcomes` is None until it counts."""

    id: object
    case: object
    reference: str
    agency: str
    sector: str
    status: str
    version: object
    outcomes: frozenset[int] | None


def audit_figures(audit: Audit, *, breakdown: str = "agency") -> AuditFigures:
    """Count an audit in the reader's scope, in six queries whatever its size.

    `breakdown` is by agency (measures of cases: by area) or "" for none.
    """
    if breakdown not in BREAKDOWNS:
        raise ValueError("Figures are broken down by agency or not at all.")
    counting = Counting.of(audit)
    meanings = read_meanings(counting.versions)
    measures = read_measures(audit.tool_version_id, meanings)
    counted = [counting.figure(measure, breakdown) for measure in measures]
    grades = [counting.distribution(each) for each in read_grades(meanings)]
    return AuditFigures(
        figures={figure.key: figure for figure in counted},
        grades={each.key: each for each in grades},
        facts=counting.facts,
        measures={measure.rule.key: measure for measure in measures},
        counted_at=timezone.now(),
    )


@dataclass(frozen=True)
class Counting:
    """What is read of an audit: its cases, the returns expected of it, and their outcomes."""

    versions: frozenset
    areas: Mapping[object, str]  # case -> area
    returns: list[Return]
    tallies: Mapping[str, Tally]  # by agency
    explained: int

    @classmethod
    def of(cls, audit: Audit) -> "Counting":
        found = read_returns(audit)
        expected = [each for each in found if each.status != AuditReturn.Status.EXEMPT]
        return cls(
            versions=frozenset({audit.tool_version_id, *(each.version for each in found)}),
            areas=read_areas(audit),
            returns=expected,
            tallies=read_tallies(audit),
            explained=read_explained(audit) + len(found) - len(expected),
        )

    @cached_property
    def returned(self) -> list[Return]:
        return [each for each in self.returns if each.outcomes is not None]

    @cached_property
    def expected_of(self) -> Counter[str]:
        """Agency -> returns, in the agencies' order."""
        return Counter(each.agency for each in self.returns)

    @cached_property
    def returned_by(self) -> Counter[str]:
        return Counter(each.agency for each in self.returned)

    @cached_property
    def tally(self) -> Tally:
        return sum((Counter(tally) for tally in self.tallies.values()), Counter())

    @cached_property
    def returns_of(self) -> Mapping[object, list[Return]]:
        """Case -> the returns expected on it; every case of the audit is there."""
        found = {case: [] for case in self.areas}
        for each in self.returns:
            found[each.case].append(each)
        return found

    @property
    def facts(self) -> dict[str, int]:
        return {
            "cases": len({each.case for each in self.returned}),
            "returns": len(self.returned),
            "agencies": len(self.returned_by),
            "expected": len(self.returns),
            "explained": self.explained,
        }

    def figure(self, measure: CountedMeasure, breakdown: str) -> Figure:
        groups = (
            self._of_cases(measure) if measure.rule.unit == "case" else self._of_returns(measure)
        )
        whole = sum(groups.values(), Partition())
        return Figure(measure.rule, whole, groups if breakdown and len(groups) > 1 else {})

    def _of_returns(self, measure: CountedMeasure) -> dict[str, Partition]:
        count = self._summed if measure.adds_up else self._one_by_one
        return {agency: count(measure, agency) for agency in self.expected_of}

    def _summed(self, measure: CountedMeasure, agency: str) -> Partition:
        return _partition(
            measure.parts,
            self.tallies.get(agency, {}),
            returned=self.returned_by[agency],
            expected=self.expected_of[agency],
        )

    def _one_by_one(self, measure: CountedMeasure, agency: str) -> Partition:
        of_agency = (each for each in self.returns if each.agency == agency)
        return Partition.of(measure.part_of(each.outcomes) for each in of_agency)

    def _of_cases(self, measure: CountedMeasure) -> dict[str, Partition]:
        parts = defaultdict(list)
        for case, part in self.case_parts(measure).items():
            parts[self.areas[case]].append(part)
        return {area: Partition.of(parts[area]) for area in sorted(parts)}

    def case_parts(self, measure: CountedMeasure) -> dict[object, Part]:
        return {
            case: part_of_case(
                ((each.sector, measure.part_of(each.outcomes)) for each in returns), measure.rule
            )
            for case, returns in self.returns_of.items()
        }

    def distribution(self, question: CountedGrades) -> GradeDistribution:
        grades = tuple(
            GradeCount(code, label, sum(self.tally[each] for each in outcomes))
            for code, (label, outcomes) in question.grades.items()
        )
        ungraded = _partition(
            question.parts,
            self.tally,
            returned=len(self.returned) - sum(grade.count for grade in grades),
            expected=len(self.returns) - sum(grade.count for grade in grades),
        )
        return GradeDistribution(question.key, question.name, "return", grades, ungraded)


def _partition(
    parts: Mapping[int, Part], tally: Tally, *, returned: int, expected: int
) -> Partition:
    """A return that is in, without any of these outcomes, was never asked the question."""
    counts = dict.fromkeys(Part, 0)
    for outcome, part in parts.items():
        counts[part] += tally.get(outcome, 0)
    counts[Part.NOT_ASKED] += returned - sum(counts.values())
    counts[Part.NOT_RETURNED] = expected - returned
    return Partition(**counts)


def minimum_denominator() -> int:
    """Fewer than this get no per cent; the partnership decides."""
    chosen = Partnership.objects.values_list("minimum_denominator", flat=True).first()
    return arithmetic.MINIMUM_DENOMINATOR if chosen is None else chosen


def read_returns(audit: Audit) -> list[Return]:
    """Exempt ones too, in the agencies' order."""
    rows = (
        AuditReturn.objects.filter(audit=audit)
        .annotate(of_case=FilteredRelation("outcomes", condition=Q(outcomes__subject=None)))
        .order_by("agency__position", "agency__short_name", "case__reference")
        .values_list(
            "pk",
            "case_id",
            "case__reference",
            "agency__short_name",
            "agency__sector",
            "status",
            "tool_version_id",
            "of_case__outcome_ids",
        )
    )
    return [_return(*row) for row in rows]


def _return(*row) -> Return:
    found = Return(*row)
    counts = found.status in AuditReturn.COUNTED and found.outcomes is not None
    return found._replace(outcomes=frozenset(found.outcomes) if counts else None)


def read_tallies(audit: Audit) -> dict[str, dict[int, int]]:
    """Agency -> outcome id -> approved returns that have it: one grouped lateral unnest."""
    rows = (
        ReturnOutcomes.objects.filter(
            audit=audit, subject=None, audit_return__status__in=AuditReturn.COUNTED
        )
        .annotate(outcome=Func("outcome_ids", function="unnest", set_returning=True))
        .values_list("agency__short_name", "outcome")
        .annotate(returns=Count("*"))
    )
    tallies = defaultdict(dict)
    for agency, outcome, count in rows:
        tallies[agency][outcome] = count
    return tallies


def read_areas(audit: Audit) -> dict[object, str]:
    """Case -> the name of its area."""
    cases = Case.objects.filter(audit=audit).values_list("pk", "area__name")
    return {case: area or NO_AREA for case, area in cases}


def read_explained(audit: Audit) -> int:
    return Involvement.objects.filter(case__audit=audit).explained().count()

"""From the returns of an audit to its figures: the database side of the arithmetic."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, FilteredRelation, Q
from django.utils import timezone

from agencies.models import Partnership
from audits.models import Audit
from cases.models import AuditReturn, Case, Involvement
from reports import figures as arithmetic
from reports.figures import Figure
from reports.grades import GradeCount, GradeDistribution
from reports.measures import (
    CountedGrades,
    CountedMeasure,
    Tally,
    read_grades,
    read_meanings,
    read_measures,
)
from reports.partitions import PARTS, Part, Partition, part_of_case

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
    """One return of the audit, its case by reference; `outcomes` is None until it counts."""

    case: str
    agency: str
    sector: str
    status: str
    outcomes: frozenset[int] | None


def audit_figures(audit: Audit, *, breakdown: str = "agency") -> AuditFigures:
    """Count an audit in the reader's scope, in five queries whatever its size.

    `breakdown` is by agency (measures of cases: by area) or "" for none.
    """
    if breakdown not in BREAKDOWNS:
        raise ValueError("Figures are broken down by agency or not at all.")
    counting = Counting.of(audit)
    meanings = read_meanings(audit)
    measures = read_measures(audit, meanings)
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

    areas: Mapping[str, str]  # of every case
    returns: list[Return]
    tallies: Mapping[str, Tally]  # by agency
    explained: int

    @classmethod
    def of(cls, audit: Audit) -> "Counting":
        found = read_returns(audit)
        expected = [each for each in found if each.status != AuditReturn.Status.EXEMPT]
        cases = read_cases(audit)
        explained = sum(explained for _, _, explained in cases)
        return cls(
            areas={case: area or NO_AREA for case, area, _ in cases},
            returns=expected,
            tallies=read_tallies(audit),
            explained=explained + len(found) - len(expected),
        )

    @cached_property
    def returned(self) -> list[Return]:
        return [each for each in self.returns if each.outcomes is not None]

    @cached_property
    def expected_of(self) -> dict[str, list[Return]]:
        """By agency, in the agencies' order."""
        return grouped(self.returns, lambda each: each.agency)

    @cached_property
    def returned_by(self) -> Counter[str]:
        return Counter(each.agency for each in self.returned)

    @cached_property
    def tally(self) -> Tally:
        return sum((Counter(tally) for tally in self.tallies.values()), Counter())

    @cached_property
    def expected_on(self) -> dict[str, list[Return]]:
        """By case; every case of the audit is there."""
        return dict.fromkeys(self.areas, ()) | grouped(self.returns, lambda each: each.case)

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
            expected=len(self.expected_of[agency]),
        )

    def _one_by_one(self, measure: CountedMeasure, agency: str) -> Partition:
        return Partition.of(measure.part_of(each.outcomes) for each in self.expected_of[agency])

    def _of_cases(self, measure: CountedMeasure) -> dict[str, Partition]:
        parts = defaultdict(list)
        for case, part in self.case_parts(measure).items():
            parts[self.areas[case]].append(part)
        return {area: Partition.of(parts[area]) for area in sorted(parts)}

    def case_parts(self, measure: CountedMeasure) -> dict[str, Part]:
        return {
            case: part_of_case(
                ((each.sector, measure.part_of(each.outcomes)) for each in returns), measure.rule
            )
            for case, returns in self.expected_on.items()
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


def grouped(returns: list[Return], name: Callable[[Return], str]) -> dict[str, list[Return]]:
    found = {}
    for each in returns:
        found.setdefault(name(each), []).append(each)
    return found


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


def read_returns(audit: Audit) -> list[Return]:
    """Exempt ones too, in the agencies' order."""
    rows = (
        AuditReturn.objects.filter(audit=audit)
        .annotate(of_case=FilteredRelation("outcomes", condition=Q(outcomes__subject=None)))
        .order_by("agency__position", "agency__short_name", "case__reference")
        .values_list(
            "case__reference",
            "agency__short_name",
            "agency__sector",
            "status",
            "of_case__outcome_ids",
        )
    )
    return [_return(*row) for row in rows]


def _return(case, agency, sector, status, outcomes) -> Return:
    counts = status in AuditReturn.COUNTED and outcomes is not None
    return Return(case, agency, sector, status, frozenset(outcomes) if counts else None)


TALLIES = """
    SELECT agency.short_name, outcome, count(*)
    FROM cases_returnoutcomes counted
    JOIN cases_auditreturn of_return ON of_return.id = counted.audit_return_id
    JOIN agencies_agency agency ON agency.id = counted.agency_id
    CROSS JOIN LATERAL unnest(counted.outcome_ids) outcome
    WHERE counted.audit_id = %s AND counted.subject_id IS NULL AND of_return.status = ANY(%s)
    GROUP BY agency.short_name, outcome
"""


def read_tallies(audit: Audit) -> dict[str, dict[int, int]]:
    """Agency -> outcome id -> how many approved returns have it."""
    tallies = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(TALLIES, [audit.pk, list(AuditReturn.COUNTED)])
        for agency, outcome, count in cursor.fetchall():
            tallies[agency][outcome] = count
    return tallies


def read_cases(audit: Audit) -> list[tuple[str, str | None, int]]:
    """(reference, area, agencies that have explained why no return is expected) of each case."""
    states = Q(involvements__state__in=Involvement.EXPLAINED)
    cases = Case.objects.filter(audit=audit).annotate(
        explained=Count("involvements", filter=states)
    )
    return list(cases.values_list("reference", "area__name", "explained"))

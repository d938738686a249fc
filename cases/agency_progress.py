"""How far each agency of an audit is, and how long it takes."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Min, Q
from django.utils import timezone

from agencies.models import Agency
from audits.models import Audit, LocalGroup
from cases.matrix.cells import Tally
from cases.matrix.reading import Matrix, place_of, tally_of
from cases.models import ReturnStep
from cases.response_times import ResponseTime


@dataclass(frozen=True)
class AgencyProgress:
    agency: Agency
    tally: Tally
    response: ResponseTime


def progress_by_agency(
    audit: Audit, matrix: Matrix, group: LocalGroup | None = None
) -> list[AgencyProgress]:
    """In the order of agencies; one query besides those of the matrix, which is of the group."""
    times = response_times(audit, group)
    cells = defaultdict(list)
    for cell in matrix.cells:
        cells[cell.agency].append(cell)
    return [
        AgencyProgress(agency, tally_of(theirs), times.get(agency.pk, ResponseTime()))
        for agency, theirs in sorted(cells.items(), key=lambda pair: place_of(pair[0]))
    ]


def response_times(audit: Audit, group: LocalGroup | None = None) -> dict:
    """By agency, to the first time a return was handed in; what came from outside is left out."""
    of_group = {"case__group": group} if group else {}
    first = Min("steps__at", filter=Q(steps__kind=ReturnStep.Kind.SUBMITTED))
    rows = (
        audit.returns.filter(submitted_at__isnull=False, survey=None, imported=None, **of_group)
        .order_by()
        .annotate(first=first)
        .values_list("agency", "asked_at", "first", "submitted_at")
    )
    days = defaultdict(list)
    for agency, asked, first_at, submitted in rows:
        took = timezone.localdate(first_at or submitted) - timezone.localdate(asked)
        days[agency].append(max(0, took.days))
    return {agency: ResponseTime(tuple(sorted(each))) for agency, each in days.items()}

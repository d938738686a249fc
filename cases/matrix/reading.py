"""The returns of an audit as plain rows and cells, from a constant number of queries.

A matrix of cases and agencies; where nothing is asked about cases, one row for each return.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from agencies.models import Agency
from audits.models import Audit
from cases.bulk_progress import sections_done
from cases.matrix.cells import Cell, Filter, Tally
from cases.models import AuditReturn, Case, Draw, Involvement
from cases.standing import Standing, involvement_standing, standing_of

Status = AuditReturn.Status
State = Involvement.State
BEGUN = (Status.IN_PROGRESS, Status.CHANGES_REQUESTED)


@dataclass(frozen=True)
class Column:
    """`is_for_chosen`: its agency is asked about the cases chosen for it, not about every one."""

    agency: Agency
    tally: Tally
    is_for_chosen: bool = False


@dataclass(frozen=True)
class Row:
    """`cells` has one place for each column; None where the agency was not asked.

    Without a case it has one cell only.
    """

    case: Case | None
    cells: tuple[Cell | None, ...]
    due_on: date


@dataclass(frozen=True)
class Group:
    """Cases of one draw whose returns are due on the same day."""

    due_on: date
    rows: tuple[Row, ...]
    draw: Draw | None = None


@dataclass(frozen=True)
class Matrix:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @cached_property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells if cell is not None]

    @cached_property
    def tally(self) -> Tally:
        return tally_of(self.cells)

    @property
    def groups(self) -> list[Group]:
        found = defaultdict(list)
        for row in self.rows:
            draw = row.case.draw if row.case else None
            found[row.due_on, draw.number if draw else 0].append(row)
        return [
            Group(day, tuple(rows), rows[0].case.draw if number else None)
            for (day, number), rows in sorted(found.items())
        ]

    def only(self, choice: Filter) -> "Matrix":
        """The cells `choice` keeps, in their places; cases left without any are dropped."""
        kept = (
            replace(row, cells=tuple(c if c and choice.keeps(c) else None for c in row.cells))
            for row in self.rows
        )
        return replace(self, rows=tuple(row for row in kept if any(row.cells)))


def tally_of(cells) -> Tally:
    return Tally(Counter(cell.status for cell in cells))


def matrix_of(audit: Audit, today: date) -> Matrix:
    """For someone who runs audits; says nothing of what the returns contain. Needs the tool."""
    if not audit.has_cases:
        return _listed(audit, today)
    cases = list(audit.cases.select_related("draw", "area", "group"))
    cells = cells_of(audit, cases, today)
    taking_part = {
        each.agency: each.chosen_cases
        for each in audit.participations.select_related("agency").order_by()
    }
    agencies = sorted({*taking_part, *(cell.agency for cell in cells.values())}, key=place_of)
    return _arranged(cases, {each: taking_part.get(each, False) for each in agencies}, cells, audit)


def _listed(audit: Audit, today: date) -> Matrix:
    """Returns about no case, by agency and number; each agency taking part has a column."""
    kept = audit.returns.settled()
    read = kept.select_related("audit", "agency", "auditor", "case__plan_type", "exempted_by")
    returns = list(read)
    withheld = set(audit.returns.withheld().values_list("pk", flat=True))
    returns.sort(key=lambda found: (*place_of(found.agency), found.number or 0))
    progress = sections_done(_begun_or_late(returns, today))
    cells = [
        Cell(
            case=None,
            agency=found.agency,
            standing=standing_of(found, today),
            audit_return=found,
            progress=progress.get(found.pk),
            is_withheld=found.pk in withheld,
        )
        for found in returns
    ]
    agencies = sorted({*audit.agencies.all(), *(cell.agency for cell in cells)}, key=place_of)
    return Matrix(
        tuple(
            Column(agency, tally_of(cell for cell in cells if cell.agency == agency))
            for agency in agencies
        ),
        tuple(Row(None, (cell,), cell.audit_return.due_on) for cell in cells),
    )


def cells_of(audit: Audit, cases: list[Case], today: date) -> dict[tuple, Cell]:
    """Cells of these cases by case id and agency id."""
    by_id = {case.pk: case for case in cases}
    involvements = {
        (found.case_id, found.agency_id): found
        for found in Involvement.objects.filter(case__in=cases).select_related(
            "agency", "decided_by"
        )
    }
    returns = {
        (found.case_id, found.agency_id): found
        for found in audit.returns.filter(case__in=cases).select_related(
            "agency", "auditor", "case__plan_type", "exempted_by"
        )
    }
    progress = sections_done(_begun_or_late(returns.values(), today))
    return {
        place: _cell(by_id[place[0]], involvements.get(place), returns.get(place), progress, today)
        for place in involvements.keys() | returns.keys()
    }


def case_cells(case: Case, today: date) -> list[Cell]:
    """One case's cells, in the order of its agencies."""
    cells = cells_of(case.audit, [case], today).values()
    return sorted(cells, key=lambda cell: place_of(cell.agency))


def place_of(agency: Agency) -> tuple:
    return agency.position, agency.short_name


def _begun_or_late(returns, today) -> list[AuditReturn]:
    return [found for found in returns if found.status in BEGUN or found.days_late(today)]


def _cell(case, involvement, audit_return, progress, today) -> Cell:
    agency = (involvement or audit_return).agency
    if involvement is not None and involvement.state != State.KNOWN:
        return Cell(case, agency, involvement_standing(involvement), involvement)
    if audit_return is None:
        return Cell(case, agency, Standing(Status.NOT_STARTED, "Not started"), involvement)
    return Cell(
        case,
        agency,
        standing_of(audit_return, today),
        involvement,
        audit_return,
        progress.get(audit_return.pk),
    )


def _arranged(cases, agencies: dict[Agency, bool], cells: dict[tuple, Cell], audit) -> Matrix:
    rows = [tuple(cells.get((case.pk, agency.pk)) for agency in agencies) for case in cases]
    columns = [
        Column(agency, tally_of(row[at] for row in rows if row[at]), is_for_chosen)
        for at, (agency, is_for_chosen) in enumerate(agencies.items())
    ]
    return Matrix(
        tuple(columns),
        tuple(
            Row(case, row, _due(row, audit.due_on)) for case, row in zip(cases, rows, strict=True)
        ),
    )


def _due(cells, otherwise: date) -> date:
    """The day most returns of a case are due; one that was given more time stays in its draw."""
    days = Counter(cell.audit_return.due_on for cell in cells if cell and cell.audit_return)
    return min(days, key=lambda day: (-days[day], day)) if days else otherwise

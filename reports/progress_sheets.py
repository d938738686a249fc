"""The progress of an audit as a workbook for the subgroup's meeting: references and counts only."""

from datetime import date

from django.utils.formats import date_format

from audits.models import Audit
from audits.tables.writing import Sheet, TextColumn, write_workbook
from cases.agency_progress import AgencyProgress, progress_by_agency
from cases.matrix.cells import Cell
from cases.matrix.reading import Matrix, matrix_of

AGENCY_COLUMNS = (
    TextColumn("Agency", width=34),
    TextColumn("In"),
    TextColumn("Expected"),
    TextColumn("Late"),
    TextColumn("Sent back"),
    TextColumn("To confirm"),
    TextColumn("No return expected"),
    TextColumn("From asked to handed in", width=34),
)


def progress_workbook(audit: Audit, today: date) -> bytes:
    matrix = matrix_of(audit, today)
    agencies = progress_by_agency(audit, matrix)

    def write(book) -> None:
        book.add_notes("About", _about(audit, matrix, today))
        book.add_sheet(_agencies(agencies))
        book.add_sheet(_returns(matrix, agencies, has_cases=audit.has_cases))

    return write_workbook(f"Progress of {audit.name}", write)


def file_name(audit: Audit, today: date) -> str:
    return f"progress-{audit.reference_prefix.lower()}-{today.isoformat()}.xlsx"


def _about(audit: Audit, matrix: Matrix, today: date):
    tally = matrix.tally
    return [
        ("title", "Progress", audit.name),
        ("", "As at", date_format(today, "j F Y")),
        ("", "Returns in", f"{tally.arrived} of {tally.expected}"),
        ("", "Late", str(tally.late)),
        ("", "Explained", f"{tally.explained} (no return is expected, and the agency said why)"),
        ("", "", "Cases are named by reference only."),
    ]


def _agencies(agencies: list[AgencyProgress]) -> Sheet:
    rows = [
        [
            each.agency.name,
            str(each.tally.arrived),
            str(each.tally.expected),
            str(each.tally.late),
            str(each.tally.counts["changes_requested"]),
            str(each.tally.to_confirm),
            str(each.tally.explained),
            str(each.response),
        ]
        for each in agencies
    ]
    return Sheet("Agencies", AGENCY_COLUMNS, rows)


def _returns(matrix: Matrix, agencies: list[AgencyProgress], *, has_cases: bool) -> Sheet:
    """Cases down and agencies across; without cases a line for each return."""
    if not has_cases:
        columns = (TextColumn("Agency", width=34), TextColumn("Return"), TextColumn("Standing"))
        shown = [cell for cell in matrix.cells if not cell.is_withheld]
        return Sheet(
            "Returns", columns, [[each.agency.name, each.reference, _said(each)] for each in shown]
        )
    places = [each.agency for each in agencies]
    columns = (
        TextColumn("Case"),
        TextColumn("Due"),
        *(TextColumn(str(agency), width=20) for agency in places),
    )
    return Sheet("Returns", columns, [_line(row, places) for row in matrix.rows])


def _line(row, places) -> list[str]:
    cells = {cell.agency: cell for cell in row.cells if cell}
    said = [_said(cells[agency]) if agency in cells else "" for agency in places]
    return [row.case.reference, date_format(row.due_on, "j M Y"), *said]


def _said(cell: Cell) -> str:
    return f"{cell.label} {cell.detail}".strip()

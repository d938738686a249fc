"""The judgements of a panel as a workbook: a line for each question judged of each case."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import Agency
from audits.tables.writing import Sheet, TextColumn, write_workbook
from cases.panel.rows import Row
from reports.panel_record import ItemRecord, PanelRecord, own_values


def judgement_workbook(record: PanelRecord, today: date) -> bytes:
    def write(book) -> None:
        book.add_notes("About", _about(record, today))
        book.add_sheet(_judgements(record))

    return write_workbook(f"Judgements of {record.audit.name}", write)


def _about(record: PanelRecord, today: date):
    judged = sum(len(each.judged) for each in record.items)
    return [
        ("title", "Judgements", record.audit.name),
        ("", "As at", date_format(today, "j F Y")),
        ("", "Lines", f"{judged}: one for each question that the panel judged of each case"),
        ("", "Agencies", "What each said of itself. Empty where it was not asked."),
        ("", "Released", "The day on which the agencies of the case could first read it."),
        ("", "", "Cases are named by reference only."),
    ]


def _judgements(record: PanelRecord) -> Sheet:
    agencies = record.agencies
    columns = (
        TextColumn("Case" if record.audit.has_cases else "Agency"),
        TextColumn("Question"),
        TextColumn("Wording", width=44),
        *(TextColumn(str(agency), width=22) for agency in agencies),
        TextColumn("Agreed", width=22),
        TextColumn("Rationale", width=50),
        TextColumn("Dissent", width=36),
        TextColumn("Last changed by", width=24),
        TextColumn("Last changed", width=20),
        TextColumn("Released"),
    )
    rows = [_line(found, row, agencies) for found in record.items for row in found.judged]
    return Sheet("Judgements", columns, rows)


def _line(found: ItemRecord, row: Row, agencies: list[Agency]) -> list[str]:
    own, said = dict(own_values(row)), row.judgement
    released = found.sheet.moderation.released_at
    return [
        found.item.reference,
        row.number,
        row.asked.text,
        *(own.get(agency, "") for agency in agencies),
        row.agreed.text if row.agreed else "",
        said.rationale,
        said.dissent,
        said.updated_by.name if said.updated_by else "",
        date_format(timezone.localtime(said.updated_at), "j M Y, H:i"),
        date_format(timezone.localtime(released), "j M Y") if released else "",
    ]

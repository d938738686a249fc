"""Hostile cells and damaged files of returns: taken, or refused in words. Run by bin/soak."""

import csv
from io import StringIO

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.tables import Sheet, TextColumn, UnreadableTable, read_table, write_workbook
from cases.imports.importing import FileFaults, check_file
from cases.models import Answer, AuditReturn, Case
from tests.cases.answering import kinds_tool
from tests.cases.imports.test_return_files import CELLS
from tests.security.hostile_values import hostile_texts

PLACES = ("case reference", "agency name", "case area", "plan type", "child age", "child sex")
BESIDE = tuple(
    f"seen.{part}"
    for part in ("reason", "note", "quote", "speaker", "proposed", "good-practice", "record")
)
COLUMNS = (*PLACES, *CELLS, *BESIDE)
LINES = [["note", "seen"], *([f"Note {number}", "yes"] for number in range(20))]
long = settings(max_examples=20_000, suppress_health_check=list(HealthCheck))


def as_csv(rows: list[list[str]]) -> bytes:
    written = StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode("utf-8-sig", "surrogatepass")


@pytest.mark.django_db
@pytest.mark.parametrize("column", COLUMNS)
def test_no_cell_does_more_than_answer_or_be_refused(column):
    found = kinds_tool.new_return()
    place = {"case reference": found.case.reference, "agency name": found.agency.short_name}
    before = (Case.objects.count(), AuditReturn.objects.count(), Answer.objects.count())
    for text in hostile_texts():
        cells = {**place, "summary": "Enough.", column: text}
        content = as_csv([list(cells), list(cells.values())])
        assert taken_or_refused(found.audit, content)
        counted = (Case.objects.count(), AuditReturn.objects.count(), Answer.objects.count())
        assert counted == before


def taken_or_refused(audit, content: bytes) -> bool:
    try:
        with transaction.atomic():
            check_file(
                audit=audit,
                content=content,
                name="x.csv",
                source="Forms",
                by=None,
                makes_cases=True,
            )
    except FileFaults as refusal:
        return bool(refusal.faults) and all(fault.sentence for fault in refusal.faults)
    return True


def read_or_refused(content: bytes) -> bool:
    try:
        read_table(content, "Returns")
    except UnreadableTable as refusal:
        return bool(refusal.faults) and all(fault.sentence for fault in refusal.faults)
    return True


def sample() -> bytes:
    sheet = Sheet("Returns", tuple(map(TextColumn, LINES[0])), LINES[1:])
    return write_workbook("Returns", lambda book: book.add_sheet(sheet))


SAMPLES = [sample(), as_csv(LINES), as_csv(LINES).decode("utf-8-sig").encode("utf-16")]


@long
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=12),
    st.floats(0.5, 1),
)
def test_bytes_changed_put_in_and_cut_off(sample, changes, length):
    content = bytearray(sample)
    for at, put in changes:
        place = int(at * len(content))
        content[place : place + 1] = put
    assert read_or_refused(bytes(content[: int(length * len(content))]))

"""The largest list of candidates, as a spreadsheet saves it: read whole. Run by bin/soak."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest

import cases.tasks  # noqa: F401 (what a worker knows how to do)
from agencies import jobs
from agencies.models import Job
from cases.models import Candidate, Draw
from cases.samples.frames import begin_draw
from cases.samples.large_files import send_large_file
from tests import factories
from tests.cases.samples.planned_samples import planned

HEADINGS = (
    "local identifier",
    "name",
    "date of birth",
    "sex",
    "ethnicity",
    "disability",
    "category",
    "opened on",
    "group",
)


@pytest.mark.django_db
def test_fifty_thousand_rows_of_nine_columns_are_brought_in():
    factories.partnership()
    draw = begin_draw(audit=planned(), by=factories.coordinator())
    job = send_large_file(draw=draw, content=largest(), by=factories.coordinator())
    jobs.run(job.pk)
    assert Job.objects.get(pk=job.pk).message == "50,000 candidates brought in."
    assert Candidate.objects.count() == Draw.MOST_CANDIDATES


def largest() -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Candidates")
    sheet.append(HEADINGS)
    for number in range(Draw.MOST_CANDIDATES):
        sheet.append(row(number))
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def row(number: int) -> list:
    born = date(2010, 1, 1) + timedelta(days=number % 4_000)
    opened = date(2025, 1, 1) + timedelta(days=number % 300)
    name, group = f"Given{number * 7919 % 10_007} Family{number}", f"Team {number % 9}"
    return [f"LN{number:08}", name, born, "female", "White British", "no", "neglect", opened, group]

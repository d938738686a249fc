"""Files of candidates: read whole, faulted by row and column, and kept all or not at all."""

from datetime import date

import pytest

from audits.tables import read_table
from cases.imports.importing import FileFaults
from cases.models import Candidate
from cases.samples.files import COLUMNS, SHEET, read_candidates, write_candidate_template
from cases.samples.frames import begin_draw, frame_of
from cases.samples.importing import bring_in_candidates
from tests import factories
from tests.cases.imports.returns_files import csv, workbook
from tests.cases.samples.planned_samples import planned

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)


@pytest.fixture
def draw():
    return begin_draw(audit=planned(), by=factories.coordinator())


def bring_in(draw, content: bytes) -> int:
    by = factories.coordinator()
    return bring_in_candidates(draw=draw, content=content, by=by, today=TODAY)


def faults(draw, *rows: str) -> list[str]:
    with pytest.raises(FileFaults) as refused:
        bring_in(draw, csv(*rows))
    assert not Candidate.objects.exists()
    return [str(fault) for fault in refused.value.faults]


def test_every_column_is_read_from_a_workbook(draw):
    area, plan = factories.area(name="Lakeside"), factories.plan_type(name="Child in need")
    row = [
        *("LOC-1", "Ada Quillfeather", "15/07/2025", "female", "White British", "no", "Housing"),
        *("Frailty", "lakeside", "child in need", "neglect", "2025-08-31", "2", "Under 5"),
    ]
    assert bring_in(draw, workbook(list(COLUMNS), row)) == 1
    made = Candidate.objects.get()
    assert made.identity == {
        "identifier": "LOC-1",
        "name": "Ada Quillfeather",
        "born_on": "2025-07-15",
    }
    assert (made.area, made.plan_type, made.category) == (area, plan, "neglect")
    assert (made.sex, made.ethnicity, made.disability) == ("female", "White British", "no")
    assert (made.opened_on, made.siblings) == (date(2025, 8, 31), 2)
    assert (made.sample_group, made.age_months) == ("Under 5", 5)
    assert (made.care_needs, made.support_reason) == ("Housing", "Frailty")


def test_columns_that_are_not_needed_may_be_left_out(draw):
    assert bring_in(draw, csv("local identifier", "A1", "A2")) == 2
    assert len(frame_of(draw).members) == 2


def test_the_same_child_twice_names_both_rows(draw):
    heads = "local identifier,name,date of birth"
    found = faults(
        draw, heads, "A1,Ada,1/1/2015", "B2,Bo,2/2/2016", "a 1,Cy,3/3/2017", "C3,BO,02/02/2016"
    )
    assert found == [
        "Row 4: This is the same child as in row 2: the local identifier is the same.",
        "Row 5: This is the same child as in row 3: name and date of birth are the same.",
    ]


@pytest.mark.parametrize(
    ("column", "typed", "sentence"),
    [
        ("date of birth", "31/02/2015", "There is no such day. Check the day and the month."),
        ("date of birth", "1/4/2026", "This day has not come yet."),
        ("date of birth", "1/4/15", "Write the year in four figures, from 1900 to 2100."),
        ("date of birth", "1/1/2026", "Born after the audit date, 31 December 2025. Look at"),
        ("date of birth,opened on", "1/12/2015,1/1/2015", "Born long after the day it was opened."),
        ("opened on", "soon", "Write the date in figures, such as 31 3 2026."),
        ("area", "Atlantis", "There is no “Atlantis”. Use one of: Lakeside."),
        ("plan type", "Chld in need", "Did you mean “Child in need”?"),
        ("sex", "f", "Write one of: female, male, other, unknown."),
        ("siblings", "two", "Write a whole number from 0 to 30."),
        ("siblings", "31", "Write a whole number from 0 to 30."),
        ("category", "x" * 81, "Shorten this to 80 characters."),
    ],
)
def test_each_fault_is_told_by_row_and_column(draw, column, typed, sentence):
    factories.area(name="Lakeside", code="lakeside")
    factories.plan_type(name="Child in need", key="child-in-need")
    (found,) = faults(draw, f"local identifier,{column}", f"A1,{typed}")
    assert found.startswith(f"Row 2, “{column.partition(',')[0]}”: ")
    assert sentence in found


def test_every_fault_of_a_file_is_told_at_once_and_nobody_is_kept(draw):
    heads = "local identifier,date of birth,sex"
    assert len(faults(draw, heads, "A1,1/1/2015,female", "A2,x,y", ",1/1/2014,male")) == 3


def test_formulas_merged_encodings_and_unknown_headings_are_refused(draw):
    with pytest.raises(FileFaults, match="holds a formula"):
        bring_in(draw, workbook(["local identifier", "siblings"], ["A1", "=1+1"]))
    with pytest.raises(FileFaults, match="Row 3"):
        bring_in(
            draw, "name,date of birth\nZoë,1/1/2015\n".encode() + "Zoë,1/1/2016".encode("cp1252")
        )
    assert faults(draw, "local identifer", "A1")[0] == (
        "Row 1: Add the column “local identifier”, or both “name” and “date of birth”."
    )
    assert "Did you mean “local identifier”?" in faults(draw, "local identifer", "A1")[1]


def test_a_formula_in_a_csv_file_is_refused_in_the_words_of_a_workbook(draw):
    (found,) = faults(draw, "local identifier,name", "A1,=HYPERLINK(1)")
    assert found == "Row 2, “name”: The cell B2 holds a formula. Write its result in its place."


def test_a_case_may_be_opened_on_the_day_of_the_birth_and_born_on_the_audit_date(draw):
    heads = "local identifier,date of birth,opened on"
    assert bring_in(draw, csv(heads, "A1,1/1/2015,1/1/2015", "A2,31/12/2025,1/1/2026")) == 2


def test_a_file_without_a_row_or_with_too_many_is_refused(draw):
    assert faults(draw, "local identifier") == [
        "There is no row under the headings. Write one for each person."
    ]
    (found,) = faults(draw, "local identifier", *(f"A{n}" for n in range(50_001)))
    assert "goes on below row 50,001" in found


def test_who_is_among_the_candidates_already_is_told_by_row(draw):
    bring_in(draw, csv("local identifier", "A1"))
    with pytest.raises(FileFaults, match="Row 3: This child is among the candidates already."):
        bring_in(draw, csv("local identifier", "B1", "a1"))
    assert Candidate.objects.count() == 1


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_file_to_fill_in_is_read_back_without_a_fault(form):
    table = read_table(write_candidate_template(form, adults=True), SHEET)
    people, found = read_candidates(table, today=TODAY, audit_date=TODAY, word="child")
    assert (people, found, table.headings) == ([], [], COLUMNS)
    for_children = read_table(write_candidate_template(form, adults=False), SHEET)
    assert "primary support reason" not in for_children.headings

"""The matrix by agency or by sector, several agencies to a place where that is needed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Sector
from audits.models import Participation
from cases.matrix.reading import matrix_of
from cases.matrix.table import shown_as
from cases.models import Case, Draw, Involvement
from tests import factories
from tests.cases.matrix.grids import grid

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
State = Involvement.State


@pytest.fixture
def audit():
    """Police of every case; the school of each child of its case only."""
    factories.partnership()
    made = factories.audit()
    police = factories.agency(Sector.POLICE, short_name="Police")
    for name in ("Oak School", "Elm School"):
        case = factories.case(made)
        factories.involvement(case, police, State.NOT_KNOWN)
        school = factories.agency(Sector.EDUCATION, short_name=name)
        Participation.objects.create(audit=made, agency=school, chosen_cases=True)
        factories.involvement(case, school, State.TO_CONFIRM)
    return made


def shown(audit, asked="", choice=None):
    whole = matrix_of(audit, TODAY)
    return shown_as(whole, whole.only(choice) if choice else whole, asked)


def words(found) -> list[list[list[str]]]:
    return [
        [[str(cell.agency) for cell in place.cells] for place in line.places]
        for _, lines in found.groups
        for line in lines
    ]


def test_schools_of_chosen_cases_stand_together_under_their_sector(audit):
    found = shown(audit)
    assert [heading.label for heading in found.headings] == ["Police", Sector.EDUCATION.label]
    assert words(found) == [[["Police"], ["Oak School"]], [["Police"], ["Elm School"]]]
    assert found.headings[1].tally.to_confirm == 2


def test_each_agency_has_a_column_on_asking(audit):
    found = shown(audit, "agency")
    assert [heading.label for heading in found.headings] == ["Police", "Oak School", "Elm School"]
    assert words(found) == [[["Police"], ["Oak School"], []], [["Police"], [], ["Elm School"]]]


def test_two_agencies_of_a_sector_that_know_a_case_share_its_place(audit):
    second = factories.agency(Sector.EDUCATION, short_name="Old School")
    factories.involvement(audit.cases.first(), second, State.DECLINED, reason="It closed.")
    assert words(shown(audit))[0] == [["Police"], ["Oak School", "Old School"]]


def test_agencies_asked_of_every_case_have_their_columns_unless_asked_otherwise():
    audit = grid(2, 3)
    assert len(shown(audit).headings) == 3
    assert [heading.is_several for heading in shown(audit, "sector").headings] == [True]


def test_folding_loses_no_cell_and_changes_no_count():
    audit = grid(7, 5)
    for asked in ("agency", "sector"):
        found = shown(audit, asked)
        cells = [
            cell
            for _, lines in found.groups
            for line in lines
            for p in line.places
            for cell in p.cells
        ]
        assert cells == found.whole.cells
        counted = sum(
            (heading.tally.counts for heading in found.headings),
            start=type(found.whole.tally.counts)(),
        )
        assert counted == found.whole.tally.counts


def test_cases_are_grouped_by_their_draw_and_its_day(audit, client):
    later = audit.due_on + timedelta(days=30)
    for number, day in ((1, audit.due_on), (2, later)):
        draw = Draw.objects.create(
            audit=audit,
            number=number,
            due_on=day,
            audit_date=audit.scope_end,
            key_number=1,
            drawn_at=None if number == 2 else "2026-11-01T00:00Z",
            drawn_by=factories.coordinator(),
            seed="x",
        )
        case = audit.cases.all()[number - 1]
        Case.objects.filter(pk=case.pk).update(draw=draw)
    factories.audit_return(audit=audit, case_=audit.cases.all()[1], due_on=later)
    client.force_login(factories.coordinator())
    page = client.get(reverse("cases:audit", args=[audit.pk])).content.decode()
    assert f"First draw · 1 case · returns due {audit.due_on:%A} {audit.due_on.day}" in page
    assert f"Second draw · 1 case · returns due {later:%A} {later.day}" in page


def test_every_state_of_a_case_without_a_return_has_a_filter(audit, client):
    client.force_login(factories.coordinator())
    address = reverse("cases:audit", args=[audit.pk])
    for state in ("not_known", "outside_period", "declined", "to_confirm", "explained"):
        page = client.get(address, {"show": state, "by": "agency"})
        assert page.context["choice"].key == state
        assert "by=agency" in page.context["pills"][1].url
    assert client.get(address, {"show": "nothing", "by": "x"}).status_code == 200


def test_the_page_takes_the_same_queries_whatever_its_size(client):
    factories.partnership()
    client.force_login(factories.coordinator())
    taken = []
    for cases, agencies in ((18, 6), (40, 8)):
        address = reverse("cases:audit", args=[grid(cases, agencies).pk])
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        taken.append(len(queries))
    assert taken[0] == taken[1]

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cases.matrix.cells import FILTERS, Tally
from cases.matrix.reading import case_cells, matrix_of
from cases.models import AuditReturn, Involvement
from cases.overview import in_words
from cases.standing import OVERDUE
from cases.views.audits import BAR
from tests import factories
from tests.cases.matrix.grids import grid

Status = AuditReturn.Status
State = Involvement.State
TODAY = date(2026, 11, 24)
EXPLAINED = {State.NOT_KNOWN, State.OUTSIDE_PERIOD, State.DECLINED}
STANDINGS = [*Status.values, OVERDUE, *(state for state in State.values if state != State.KNOWN)]
tallies = st.dictionaries(st.sampled_from(STANDINGS), st.integers(0, 500)).map(
    lambda counts: Tally(Counter(counts))
)


@given(tallies)
def test_every_cell_is_known_to_confirm_or_explained(tally):
    assert tally.known + tally.to_confirm + tally.explained == tally.cells


@given(tallies)
def test_the_bar_adds_up_to_the_known_cells(tally):
    locked = tally.counts[Status.LOCKED]
    shown = sum(tally.counts[status] for status, _, _ in BAR)
    assert shown + locked == tally.known


@given(tallies)
def test_what_is_in_and_what_is_out_adds_up_to_what_is_expected(tally):
    out = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CHANGES_REQUESTED, OVERDUE)
    assert tally.arrived + sum(tally.counts[status] for status in out) == tally.expected


def test_the_published_audit_adds_up_in_words():
    tally = Tally(Counter({"approved": 63, "not_known": 36, "outside_period": 7, "declined": 2}))
    assert in_words(tally) == (
        "108 cells = 63 known to the agency, so a return is expected, and 45 explained "
        "(36 not known, 7 outside period, 2 declined)."
    )


def test_the_words_say_what_is_still_to_confirm_and_what_is_exempt():
    tally = Tally(Counter({"approved": 3, "exempt": 1, "to_confirm": 2, "not_known": 1}))
    assert in_words(tally) == (
        "7 cells = 4 known to the agency, so a return is expected (1 exempt), "
        "2 still to confirm, and 1 explained (1 not known)."
    )


@pytest.fixture
def audit(db):
    return factories.audit(due_on=TODAY - timedelta(days=4))


def cell(audit, status, **fields):
    """The only cell of an audit with one return in this status."""
    factories.audit_return(audit=audit, **fields | {"status": status})
    (found,) = matrix_of(audit, TODAY).cells
    return found


def test_a_late_return_says_by_how_much_and_how_far_it_is(audit):
    found = cell(audit, Status.NOT_STARTED)
    assert (found.status, found.label, found.detail) == (OVERDUE, "4 days late", "0/1")


def test_the_due_date_itself_is_not_late(audit):
    assert cell(audit, Status.NOT_STARTED, due_on=TODAY).label == "Not started"


def test_one_day_is_one_day(audit):
    assert cell(audit, Status.IN_PROGRESS, due_on=TODAY - timedelta(days=1)).label == "1 day late"


def test_each_return_is_late_by_its_own_date(audit):
    factories.audit_return(audit=audit, due_on=TODAY - timedelta(days=2))
    factories.audit_return(audit=audit, due_on=TODAY + timedelta(days=2))
    labels = [found.label for found in matrix_of(audit, TODAY).cells]
    assert labels == ["2 days late", "Not started"]


def test_a_return_sent_back_says_so_however_late(audit):
    found = cell(audit, Status.CHANGES_REQUESTED, reason="Say more.")
    assert (found.status, found.label) == ("changes_requested", "Sent back")


def test_only_approved_cells_lead_to_the_answers(audit):
    approved = factories.approved_return(audit=audit)
    started = factories.answered_return(audit=audit)
    first, second = matrix_of(audit, TODAY).cells
    assert first.url == reverse("cases:review", args=[approved.pk])
    assert second.url.startswith(reverse("cases:case", args=[audit.pk, started.case_id]))


def test_cases_are_grouped_by_the_day_their_returns_are_due(audit):
    later = TODAY + timedelta(days=10)
    factories.audit_return(audit=audit, due_on=later)
    factories.audit_return(audit=audit)
    groups = matrix_of(audit, TODAY).groups
    assert [(group.due_on, len(group.rows)) for group in groups] == [(audit.due_on, 1), (later, 1)]


def test_one_return_with_more_time_stays_in_its_draw(audit):
    case = factories.case(audit)
    for days in (0, 0, 7):
        due_on = audit.due_on + timedelta(days=days)
        factories.audit_return(audit=audit, case_=case, due_on=due_on)
    (row,) = matrix_of(audit, TODAY).rows
    assert row.due_on == audit.due_on


def test_a_column_counts_its_own_returns(audit):
    health, police = factories.agency(), factories.agency()
    factories.submitted_return(audit=audit, agency_=health)
    factories.audit_return(audit=audit, agency_=health)
    factories.involvement(audit.cases.first(), police, State.NOT_KNOWN)
    columns = matrix_of(audit, TODAY).columns
    counted = {column.agency: (column.tally.arrived, column.tally.expected) for column in columns}
    assert counted == {health: (1, 2), police: (0, 0)}


def test_an_agency_not_asked_about_a_case_has_no_cell(audit):
    factories.audit_return(audit=audit)
    factories.audit_return(audit=audit)
    assert [[bool(c) for c in row.cells] for row in matrix_of(audit, TODAY).rows] == [
        [True, False],
        [False, True],
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("key", FILTERS)
def test_a_filter_shows_exactly_the_cells_it_counts(key):
    matrix = matrix_of(grid(7, 5), TODAY)
    choice = FILTERS[key]
    shown = matrix.only(choice)
    assert shown.cells == [found for found in matrix.cells if choice.keeps(found)]
    assert all(any(row.cells) for row in shown.rows)
    assert shown.columns == matrix.columns


@pytest.mark.django_db
def test_the_cells_of_an_audit_add_up():
    tally = matrix_of(grid(18, 6), TODAY).tally
    assert tally.cells == 108
    assert tally.known + tally.to_confirm + tally.explained == 108
    assert tally.known == AuditReturn.objects.count()


@pytest.mark.django_db
def test_the_matrix_takes_the_same_queries_whatever_its_size():
    taken = []
    for cases, agencies in ((18, 6), (40, 8)):
        audit = grid(cases, agencies)
        with CaptureQueriesContext(connection) as queries:
            assert len(matrix_of(audit, TODAY).cells) == cases * agencies
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 12


@pytest.mark.django_db
def test_a_case_shows_its_agencies_in_their_order():
    audit = grid(3, 4)
    cells = case_cells(audit.cases.first(), TODAY)
    assert [found.agency.position for found in cells] == sorted(
        a.position for a in audit.agencies.all()
    )

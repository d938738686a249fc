from datetime import UTC, date, datetime, timedelta

import pytest

from audits.models import Audit
from cases.matrix.reading import matrix_of
from cases.models import AuditReturn, Involvement
from cases.overview import key_dates, last_saved, late_returns, listed, steps_of, things_waiting
from tests import factories

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
TODAY = date(2026, 11, 24)


@pytest.fixture
def audit():
    return factories.audit(
        due_on=TODAY - timedelta(days=4),
        panel_on=date(2026, 12, 7),
        briefing_on=date(2027, 1, 22),
        identities_until=date(2027, 3, 31),
    )


def waiting(audit):
    return things_waiting(audit, matrix_of(audit, TODAY), TODAY)


def test_late_returns_come_before_everything_else(audit):
    factories.submitted_return(audit=audit)
    factories.audit_return(audit=audit)
    first = waiting(audit)[0]
    assert first.heading == "Chase 1 late return"
    assert first.text == "It was due on Friday 20 November. The panel meets on Monday 7 December."
    assert first.url.endswith("?show=overdue#returns")


def test_a_panel_that_has_met_is_not_announced(audit):
    audit.panel_on = TODAY - timedelta(days=1)
    factories.audit_return(audit=audit)
    assert "panel" not in waiting(audit)[0].text


def test_each_thing_owed_is_said_once(audit):
    later = TODAY + timedelta(days=5)
    factories.submitted_return(audit=audit)
    factories.audit_return(audit=audit, status=Status.CHANGES_REQUESTED, reason="Say more.")
    factories.audit_return(audit=audit, auditor=None, due_on=later)
    case, agency = factories.case(audit), factories.agency(short_name="Housing")
    factories.involvement(case, agency, Involvement.State.TO_CONFIRM)
    assert [(found.heading, found.icon) for found in waiting(audit)] == [
        ("1 cell to confirm", "to_confirm"),
        ("1 return without an auditor", "person"),
        ("1 return sent back by the agency’s lead", "changes_requested"),
        ("1 return waiting for approval", "submitted"),
    ]
    assert waiting(audit)[0].text.startswith("Housing still has to say")


def test_nothing_is_owed_when_every_return_is_approved(audit):
    factories.approved_return(audit=audit)
    assert waiting(audit) == []


def test_the_longest_overdue_stands_first(audit):
    factories.audit_return(audit=audit, due_on=TODAY - timedelta(days=1))
    oldest = factories.audit_return(audit=audit, due_on=TODAY - timedelta(days=9))
    late = late_returns(matrix_of(audit, TODAY), TODAY)
    assert [found.cell.label for found in late] == ["9 days late", "1 day late"]
    assert late[0].cell.audit_return == oldest


def test_steps_carry_the_dates_the_audit_holds(audit):
    factories.audit_return(audit=audit, due_on=date(2026, 12, 4))
    steps = steps_of(audit, matrix_of(audit, TODAY), TODAY)
    assert [(step.label, step.when, step.state) for step in steps] == [
        ("Planning", "", "done"),
        ("Collecting", "Returns due 4 Dec", "current"),
        ("Moderating", "Panel 7 Dec", "todo"),
        ("Analysing", "Briefing 22 Jan 2027", "todo"),
        ("Closed", "", "todo"),
    ]


@pytest.mark.parametrize(
    ("status", "states"),
    [
        (Audit.Status.PLANNING, ["current", *["todo"] * 4]),
        (Audit.Status.CLOSED, ["done"] * 5),
        (Audit.Status.CANCELLED, ["todo"] * 5),
    ],
)
def test_an_audit_that_has_ended_stands_at_no_step(audit, status, states):
    audit.status = status
    steps = steps_of(audit, matrix_of(audit, TODAY), TODAY)
    assert [step.state for step in steps] == states


def test_key_dates_are_in_order_with_today_among_them(audit):
    factories.audit_return(audit=audit)
    factories.audit_return(audit=audit)
    dates = key_dates(audit, matrix_of(audit, TODAY), TODAY)
    assert [(found.when, found.what) for found in dates] == [
        ("20 Nov", "2 returns due"),
        ("24 Nov", "Today"),
        ("7 Dec", "Panel"),
        ("22 Jan 2027", "Briefing to be approved"),
        ("31 Mar 2027", "Identities destroyed"),
    ]
    assert [found.is_past for found in dates] == [True, False, False, False, False]


def test_when_something_was_saved_is_said_in_local_time():
    summer = datetime(2026, 6, 30, 23, 20, tzinfo=UTC)
    assert last_saved(summer, date(2026, 7, 1)) == "today, 00:20"
    assert last_saved(summer, date(2026, 7, 2)) == "yesterday, 00:20"
    assert last_saved(summer, date(2026, 8, 2)) == "1 Jul"
    assert last_saved(summer, date(2027, 8, 2)) == "1 Jul 2026"
    assert last_saved(None, date(2026, 7, 1)) == ""


def test_a_list_of_words_ends_with_and():
    assert listed(["Health"]) == "Health"
    assert listed(["Health", "Police", "Housing"]) == "Health, Police and Housing"

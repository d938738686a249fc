"""Moving the whole timetable: what an audit has come past stays, and is named."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from audits.timetable import default_timetable
from audits.transitions import Refused
from cases.models import Draw
from cases.moving_timetable import move_whole_timetable, steps_that_stay
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Status = Audit.Status
START, TODAY = date(2026, 9, 7), date(2026, 10, 26)  # drawn, confirmed and due by then
AFTER_THE_PANEL = date(2026, 11, 10)


@pytest.fixture
def coordinator():
    return factories.coordinator()


def running(status=Status.COLLECTING, **fields) -> Audit:
    return factories.audit(status=status, **default_timetable(START) | fields)


def move(audit: Audit, by, today=TODAY, days=7) -> Audit:
    move_whole_timetable(
        audit=audit, version=audit.plan_version, days=days, reason="Snow.", by=by, today=today
    )
    return Audit.objects.get(pk=audit.pk)


def test_the_day_of_a_draw_that_was_made_is_not_rewritten(coordinator):
    audit = running()
    moved = move(audit, coordinator)
    assert moved.sample_on == audit.sample_on
    assert moved.confirm_on == audit.confirm_on
    assert moved.panel_on == date(2026, 11, 9)


def test_returns_still_to_come_move_with_their_day_though_it_is_over(coordinator):
    audit = running()
    factories.audit_return(audit=audit, due_on=audit.due_on)
    assert "due_on" not in steps_that_stay(audit, TODAY)
    assert move(audit, coordinator, days=14).due_on == date(2026, 11, 2)


def test_a_day_that_slipped_moves_with_what_comes_after_it(coordinator):
    """The panel was to meet on the second of November, and the audit is collecting still."""
    audit = running()
    assert move(audit, coordinator, today=AFTER_THE_PANEL, days=14).panel_on == date(2026, 11, 16)


@pytest.mark.parametrize(
    ("status", "has_returns", "stay"),
    [
        (Status.PLANNING, False, set()),
        (Status.COLLECTING, True, {"sample_on", "confirm_on"}),
        (Status.COLLECTING, False, {"sample_on", "confirm_on", "due_on"}),
        (Status.MODERATING, True, {"sample_on", "confirm_on"}),
        (Status.MODERATING, False, {"sample_on", "confirm_on", "due_on", "panel_on"}),
        (Status.ANALYSING, False, {"sample_on", "confirm_on", "due_on", "panel_on"}),
    ],
)
def test_steps_stay_as_far_as_the_audit_has_come(status, has_returns, stay):
    audit = running(status)
    if has_returns:
        factories.audit_return(audit=audit)
    assert steps_that_stay(audit, AFTER_THE_PANEL) == stay


def test_while_planning_only_the_day_of_cases_that_are_there_stays():
    audit = running(Status.PLANNING)
    factories.case(audit)
    assert steps_that_stay(audit, TODAY) == {"sample_on"}


def test_a_day_to_come_moves_whatever_the_audit_has_done():
    assert steps_that_stay(running(Status.ANALYSING), START) == set()


def test_where_every_day_is_over_nothing_moves_and_it_says_so(coordinator):
    days = dict.fromkeys(("briefing_on", "identities_until"))
    audit = running(Status.ANALYSING, **days)
    with pytest.raises(Refused, match="Every day of this timetable is over"):
        move(audit, coordinator, today=AFTER_THE_PANEL)


def test_the_day_of_a_draw_stays_once_its_returns_are_in(coordinator):
    audit = running()
    over = {"audit_date": audit.audit_date, "key_number": 1, "due_on": date(2026, 10, 5)}
    made = {"drawn_by": coordinator, "drawn_at": timezone.now(), "seed": "a"}
    done, waiting = (
        Draw.objects.create(audit=audit, number=number, **over, **made) for number in (1, 2)
    )
    for draw, make in ((done, factories.submitted_return), (waiting, factories.audit_return)):
        make(audit=audit, case_=factories.case(audit, draw=draw), due_on=draw.due_on)
    move(audit, coordinator, days=28)
    assert Draw.objects.get(pk=done.pk).due_on == done.due_on
    assert Draw.objects.get(pk=waiting.pk).due_on == date(2026, 11, 2)


def test_the_page_names_what_stays_before_and_after(as_, coordinator):
    audit = running(**default_timetable(timezone.localdate()) | {"sample_on": date(2026, 1, 5)})
    client = as_(coordinator)
    before = text_of(client.get(reverse("cases:timetable", args=[audit.pk])))
    assert "“Cases are drawn” stays: its day is over." in before
    given = {"move-days": "7", "move-way": "later", "move-version": "1"}
    assert client.post(reverse("cases:move_timetable", args=[audit.pk]), given).status_code == 422
    given |= {"move-reason": "Snow."}
    moved = client.post(reverse("cases:move_timetable", args=[audit.pk]), given, follow=True)
    assert "Every other step is 7 days later. “Cases are drawn” stays" in text_of(moved)

"""Who is in the room: of which meeting, and how many of the agencies that take part."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.roles import Role
from cases.panel.notes import hold_meeting, record_attendance
from cases.panel.room import agencies_present, in_the_room
from tests import factories
from tests.cases.panel.panels import panel_audit

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def audit():
    return panel_audit()


def meeting(audit, by, days=0, place=""):
    return hold_meeting(audit=audit, held_on=TODAY + timedelta(days), place=place, by=by)


def put_down(held, by, name="Rafe Marl", state="present", **more):
    return record_attendance(meeting=held, name=name, state=state, by=by, **more)


def test_a_meeting_that_was_begun_has_nobody_in_the_room_until_somebody_is_put_down(
    audit, moderator
):
    put_down(meeting(audit, moderator, -30), moderator)
    today = meeting(audit, moderator)
    assert in_the_room(audit) == []
    there = put_down(today, moderator, "Sorrel Pennyfold")
    assert in_the_room(audit) == [there]


def test_a_meeting_put_down_for_a_later_day_does_not_empty_the_room(audit, moderator):
    there = put_down(meeting(audit, moderator), moderator)
    meeting(audit, moderator, 14)
    assert in_the_room(audit) == [there]


def test_agencies_present_are_counted_of_all_that_take_part(audit, moderator):
    agencies = [factories.agency() for _ in range(4)]
    for agency in agencies:
        audit.participations.create(agency=agency)
    today = meeting(audit, moderator)
    put_down(today, moderator, agency=agencies[0])
    put_down(today, moderator, state="apologies", agency=agencies[1])
    put_down(today, moderator, agency=factories.agency())  # takes no part
    assert agencies_present(in_the_room(audit), agencies) == "1 of 4 agencies"
    assert agencies_present([], agencies) == ""

"""When the steps of an audit come, and which days are working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.timetable import FIELDS, default_timetable, faults, moved, rests
from audits.working_days import bank_holidays, is_working_day

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))

# As listed for England and Wales.
LISTED = {
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", LISTED)
def test_bank_holidays_are_those_that_are_listed(year):
    listed = {date.fromisoformat(f"{year}-{day}") for day in LISTED[year].split()}
    assert bank_holidays(year) == listed


@given(year=st.integers(1990, 2200))
def test_every_year_has_eight_bank_holidays_on_weekdays(year):
    found = bank_holidays(year)
    assert len(found) == 8
    assert all(day.weekday() < 5 for day in found)


@given(start=days)
def test_a_default_timetable_is_in_order_and_on_working_days(start):
    made = default_timetable(start)
    assert tuple(made) == FIELDS
    assert not faults(made)
    assert not rests(made)
    assert min(made.values()) >= start


@given(start=days, by=st.integers(-366, 366))
def test_a_timetable_that_is_moved_stays_in_order_and_on_working_days(start, by):
    made = moved(default_timetable(start), by)
    assert not faults(made)
    assert not rests(made)


@given(start=days, weeks=st.integers(1, 52))
def test_a_timetable_moved_by_weeks_keeps_its_weekdays_but_for_bank_holidays(start, weeks):
    before = default_timetable(start)
    for field, day in moved(before, 7 * weeks).items():
        target = before[field] + timedelta(weeks=weeks)
        assert day == target or not is_working_day(target)


def test_days_that_are_not_set_stay_so():
    assert moved({"due_on": date(2026, 11, 2), "panel_on": None}, 7)["panel_on"] is None


def test_a_step_before_the_one_it_follows_is_a_fault_in_words():
    made = default_timetable(date(2026, 1, 5))
    wrong = faults(made | {"panel_on": made["confirm_on"]})
    assert set(wrong) == {"panel_on"}
    assert "cannot be before “Returns are due”, Monday 16 February 2026" in wrong["panel_on"]


def test_returns_must_be_due_some_day():
    assert "due_on" in faults({"due_on": None})


def test_a_step_at_a_weekend_is_said_in_words():
    assert rests({"panel_on": date(2026, 12, 26)}) == [
        "“The panel meets” falls on Saturday 26 December 2026, which is not a working day."
    ]

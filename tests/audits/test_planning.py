"""Planning an audit: what is kept, what is refused, and whose change comes first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Activity
from agencies.roles import Role
from audits.models import Audit, Series, Stream
from audits.planning import (
    StalePlan,
    change_plan,
    create_audit,
    move_timetable,
    set_timetable,
    timetable_of,
)
from audits.timetable import default_timetable
from audits.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 30)


@pytest.fixture
def coordinator():
    return factories.coordinator()


@pytest.fixture
def planned(coordinator):
    return create(coordinator)


def plan(**fields) -> dict:
    return {
        "name": "Neglect 2027",
        "reference_prefix": "NEG27",
        "tool_version": factories.small_version(),
        "theme": "Neglect",
        "purpose": "Is neglect named?",
        "key_lines": "Recognition\nResponse",
        "scope_start": date(2026, 1, 1),
        "scope_end": date(2026, 10, 31),
        "stream": Stream.JOINT,
        "is_rolling": False,
    } | fields


def create(by, areas=(), series="", **fields) -> Audit:
    return create_audit(plan=plan(**fields), areas=areas, series=series, starts_on=MONDAY, by=by)


def change(audit, by, *, areas=(), series="", version=None, **fields) -> Audit:
    now = {name: getattr(audit, name) for name in plan()}
    return change_plan(
        audit=audit,
        version=version or audit.plan_version,
        plan=now | fields,
        areas=areas,
        series=series,
        by=by,
    )


def test_a_planned_audit_has_its_areas_and_the_usual_days_of_its_steps(coordinator):
    area = factories.area()
    made = create(coordinator, areas=[area])
    assert made.status == Audit.Status.PLANNING
    assert list(made.areas.all()) == [area]
    assert timetable_of(made) == default_timetable(MONDAY)
    assert made.audit_date == made.scope_end
    assert Activity.objects.get(audit_id=made.pk).verb == "planned an audit"


def test_a_series_is_made_once_whatever_its_letters(coordinator):
    first = create(coordinator, series=" Neglect ")
    second = create(coordinator, series="neglect", reference_prefix="NEG28")
    assert first.series == second.series == Series.objects.get(name="Neglect")


def test_letters_that_are_taken_are_refused_in_words(coordinator, planned):
    with pytest.raises(Refused, match="uses these letters"):
        create(coordinator)


def test_a_draft_of_a_tool_cannot_be_planned_with(coordinator):
    with pytest.raises(Refused, match="published version"):
        create(coordinator, tool_version=factories.draft_version())


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MODERATOR, Role.VIEWER])
def test_only_a_coordinator_plans(role):
    with pytest.raises(PermissionDenied):
        create(factories.user(role))


def test_a_change_made_from_an_older_plan_is_not_kept(coordinator, planned):
    change(planned, coordinator, purpose="Newer.")
    with pytest.raises(StalePlan) as stale:
        change(planned, coordinator, version=1, purpose="Older.")
    assert stale.value.stored.purpose == "Newer."
    assert Audit.objects.get().purpose == "Newer."


def test_the_letters_and_the_tool_stay_once_there_are_cases(coordinator, planned):
    changed = change(planned, coordinator, reference_prefix="NEG28")
    assert changed.reference_prefix == "NEG28"
    factories.case(changed)
    with pytest.raises(Refused, match="There are cases already"):
        change(changed, coordinator, reference_prefix="NEG29")
    assert change(changed, coordinator, purpose="New.").purpose == "New."


def test_an_audit_that_has_ended_keeps_its_plan(coordinator, planned):
    Audit.objects.update(status=Audit.Status.CLOSED)
    with pytest.raises(Refused, match="has ended"):
        change(planned, coordinator, purpose="New.")


def test_the_whole_timetable_moves_at_once(coordinator, planned):
    before = timetable_of(planned)
    moved = move_timetable(audit=planned, version=1, days=7, by=coordinator)
    assert moved.plan_version == 2
    assert timetable_of(Audit.objects.get()) == timetable_of(moved)
    assert moved.sample_on == before["sample_on"] + timedelta(days=7)


def test_one_day_moves_alone_but_not_before_what_comes_first(coordinator, planned):
    days = timetable_of(planned)
    later = days["panel_on"] + timedelta(days=1)
    changed = set_timetable(
        audit=planned, version=1, days=days | {"panel_on": later}, by=coordinator
    )
    assert changed.panel_on == later
    with pytest.raises(Refused, match="cannot be before “Returns are due”"):
        set_timetable(audit=planned, version=2, days=days | {"panel_on": MONDAY}, by=coordinator)
    assert Audit.objects.get().panel_on == later


def test_due_dates_that_were_asked_for_are_not_moved_unseen(coordinator, planned):
    Audit.objects.update(status=Audit.Status.COLLECTING)
    days = timetable_of(planned) | {"due_on": planned.due_on + timedelta(days=1)}
    with pytest.raises(Refused, match="auditors are told"):
        set_timetable(audit=planned, version=1, days=days, by=coordinator)

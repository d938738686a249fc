"""What a coordinator plans: an audit, the days of its steps, and who takes part."""

from collections.abc import Container, Iterable, Mapping
from datetime import date

from django.db import IntegrityError, transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import Area, User
from agencies.roles import Permission
from audits.models import Audit, Participation, Series, ToolVersion
from audits.timetable import FIELDS, default_timetable, faults, moved
from audits.transitions import Refused

ENDED = "This audit has ended, so its plan stays as it is."
TAKEN = "Another audit uses these letters and this year already. Choose others."
NOT_PUBLISHED = "Choose a published version of the tool: only that stays as it is."
ASKED_FOR = (
    "Returns are asked for already. Move the whole timetable, or move their due dates, so that "
    "their auditors are told."
)
NONE_MOVES = "Every day of this timetable is over, so none moves. Change a single day below."
# Cases carry the letters and are asked what this version asks, and agencies are told so.
FIXED_BY_START = ("reference_prefix", "tool_version")
STAYS_WITH_CASES = (
    "There are cases already, so the letters and the tool stay as they are. So does the day of "
    "their facts: ages and time open are told as at the day."
)


class StalePlan(Exception):
    """Somebody else changed the plan first; `stored` is the audit as it is now."""

    def __init__(self, stored: Audit):
        super().__init__("Somebody else changed this plan while you were writing.")
        self.stored = stored


@transaction.atomic
def create_audit(
    *, plan: Mapping, areas: Iterable[Area], series: str, starts_on: date, by: User
) -> Audit:
    """An audit in planning, its steps on their usual days after `starts_on`.

    `plan`: the fields a coordinator fills in. `series`: a name, made where there is none of it.
    """
    require(by, Permission.RUN_AUDITS)
    audit = Audit(**plan, **default_timetable(starts_on), series=_series(series))
    _require_published(audit)
    _keep(audit)
    audit.areas.set(areas)
    record("planned an audit", audit, by=by, audit_id=audit.pk)
    return audit


@transaction.atomic
def change_plan(
    *, audit: Audit, version: int, plan: Mapping, areas: Iterable[Area], series: str, by: User
) -> Audit:
    """`version`: that of the plan the change was made from. Raises StalePlan where it is older."""
    stored = lock_plan(audit, version, by)
    for field, value in plan.items():
        if field in fixed_fields(stored) and getattr(stored, field) != value:
            raise Refused(STAYS_WITH_CASES)
        setattr(stored, field, value)
    stored.series = _series(series)
    if stored.status == Audit.Status.PLANNING:
        _require_published(stored)
    _keep(stored)
    stored.areas.set(areas)
    return note_change(stored, "changed the plan of an audit", by)


@transaction.atomic
def set_timetable(
    *, audit: Audit, version: int, days: Mapping[str, date | None], by: User
) -> Audit:
    """Give each step its day. Raises Refused for an order that cannot be."""
    stored = lock_plan(audit, version, by)
    if stored.status != Audit.Status.PLANNING and days["due_on"] != stored.due_on:
        raise Refused(ASKED_FOR)
    return set_days(stored, days, by)


@transaction.atomic
def move_timetable(
    *, audit: Audit, version: int, days: int, by: User, stay: Container[str] = ()
) -> Audit:
    """Every step but those that `stay`, so many days later or earlier, and on a working day.

    Raises Refused where none would move.
    """
    stored = lock_plan(audit, version, by)
    before = timetable_of(stored)
    after = moved(before, days, stay)
    if after == before:
        raise Refused(NONE_MOVES)
    return set_days(stored, after, by)


def set_days(stored: Audit, days: Mapping[str, date | None], by: User) -> Audit:
    """Of an audit that is held. Raises Refused for an order that cannot be."""
    if wrong := faults(days):
        raise Refused(" ".join(wrong.values()))
    for field in FIELDS:
        setattr(stored, field, days[field])
    stored.save(update_fields=FIELDS)
    return note_change(stored, "moved the timetable of an audit", by)


def timetable_of(audit: Audit) -> dict[str, date | None]:
    return {field: getattr(audit, field) for field in FIELDS}


def fixed_fields(audit: Audit) -> tuple[str, ...]:
    """What of the plan cannot be changed any more."""
    has_cases = audit.cases.exists()
    fixed = FIXED_BY_START if has_cases or audit.status != Audit.Status.PLANNING else ()
    return (*fixed, "audit_date") if has_cases else fixed


def lock_plan(audit: Audit, version: int, by: User) -> Audit:
    """The audit as it is now, held. Raises Refused once it has ended, StalePlan when it moved."""
    require(by, Permission.RUN_AUDITS)
    stored = Audit.objects.select_for_update().get(pk=audit.pk)
    if not stored.is_open:
        raise Refused(ENDED)
    if stored.plan_version != version:
        raise StalePlan(stored)
    return stored


def note_change(stored: Audit, verb: str, by: User) -> Audit:
    stored.plan_version += 1
    stored.save(update_fields=["plan_version"])
    record(verb, stored, by=by, audit_id=stored.pk)
    return stored


def _series(name: str) -> Series | None:
    name = " ".join(name.split())
    if not name:
        return None
    return Series.objects.filter(name__iexact=name).first() or Series.objects.create(name=name)


def _require_published(audit: Audit) -> None:
    if audit.tool_version.status != ToolVersion.Status.PUBLISHED:
        raise Refused(NOT_PUBLISHED)


def _keep(audit: Audit) -> None:
    """Two may take the same letters at once; the row that is there already decides."""
    try:
        with transaction.atomic():
            audit.save()
    except IntegrityError as clash:
        if "reference_prefix" not in str(clash):
            raise
        raise Refused(TAKEN) from clash


def participants(audit: Audit) -> list[Participation]:
    """Agencies that take part, in the order of lists."""
    found = audit.participations.select_related("agency")
    return list(found.order_by("agency__position", "agency__short_name"))

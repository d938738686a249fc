"""Moving the dates of an audit, with the returns that are asked for already."""

from collections.abc import Iterator, Mapping
from datetime import date

from django.db import transaction

from agencies.models import User
from audits.models import Audit
from audits.planning import move_timetable, set_timetable, timetable_of
from cases.due_dates import shift_due_dates
from cases.identities.destroying import note_day_moved
from cases.models import Involvement
from cases.transitions import Refused

NOT_MOVED = "Enter how many days it moves: a number other than 0."


@transaction.atomic
def move_whole_timetable(
    *, audit: Audit, version: int, days: int, reason: str, by: User, today: date
) -> int:
    """But for what the audit has come past: see `steps_that_stay`.

    Returns still to be handed in move too, each from its own day, and their auditors are told.
    Says how many did. Raises Refused where that would make one due on a day that is over.
    """
    if not days:
        raise Refused(NOT_MOVED)
    before = audit.identities_until
    stay = steps_that_stay(audit, today)
    moved = move_timetable(audit=audit, version=version, days=days, by=by, stay=stay)
    note_day_moved(audit=moved, before=before, by=by, reason=reason)
    return shift_due_dates(audit=moved, days=days, reason=reason, by=by, today=today)


def steps_that_stay(audit: Audit, today: date) -> set[str]:
    """Those whose day is over and that are done; a step that slipped moves with the rest."""
    days = timetable_of(audit)
    return {field for field in _done(audit) if days[field] and days[field] < today}


def _done(audit: Audit) -> Iterator[str]:
    """As far as the audit has come, when the day of each is over."""
    yield "identities_until"
    is_planning = audit.status == Audit.Status.PLANNING
    if not is_planning or audit.cases.exists():
        yield "sample_on"
    if is_planning:
        return
    yield "confirm_on"
    to_confirm = Involvement.objects.filter(case__audit=audit, state=Involvement.State.TO_CONFIRM)
    if to_confirm.exists() or audit.returns.outstanding().exists():
        return
    yield "due_on"
    if audit.status in Audit.BEFORE_A_PANEL:
        yield "panel_on"


@transaction.atomic
def set_days_of_audit(
    *, audit: Audit, version: int, days: Mapping[str, date | None], by: User
) -> None:
    """Raises Refused where identities would be kept longer without a reason, or gone at once."""
    before = audit.identities_until
    changed = set_timetable(audit=audit, version=version, days=days, by=by)
    note_day_moved(audit=changed, before=before, by=by)

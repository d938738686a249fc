"""Moving the dates of an audit, with the returns that are asked for already."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from agencies.models import User
from audits.models import Audit
from audits.planning import move_timetable, set_timetable
from cases.due_dates import shift_due_dates
from cases.identities.destroying import note_day_moved
from cases.transitions import Refused

NOT_MOVED = "Enter how many days it moves: a number other than 0."


@transaction.atomic
def move_whole_timetable(
    *, audit: Audit, version: int, days: int, reason: str, by: User, today: date
) -> int:
    """Returns still to be handed in move too, each from its own day, and their auditors are told.

    Says how many did. Raises Refused where that would make one due on a day that is over.
    """
    if not days:
        raise Refused(NOT_MOVED)
    before = audit.identities_until
    moved = move_timetable(audit=audit, version=version, days=days, by=by)
    note_day_moved(audit=moved, before=before, by=by, reason=reason)
    return shift_due_dates(audit=moved, days=days, reason=reason, by=by, today=today)


@transaction.atomic
def set_days_of_audit(
    *, audit: Audit, version: int, days: Mapping[str, date | None], by: User
) -> None:
    """Raises Refused where identities would be kept longer without a reason, or gone at once."""
    before = audit.identities_until
    changed = set_timetable(audit=audit, version=version, days=days, by=by)
    note_day_moved(audit=changed, before=before, by=by)

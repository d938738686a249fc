"""Moving every date of an audit at once, with the returns that are asked for already."""

from datetime import date

from django.db import transaction

from agencies.models import User
from audits.models import Audit
from audits.planning import move_timetable
from cases.due_dates import shift_due_dates
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
    moved = move_timetable(audit=audit, version=version, days=days, by=by)
    return shift_due_dates(audit=moved, days=days, reason=reason, by=by, today=today)

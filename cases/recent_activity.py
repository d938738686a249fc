"""Who did what in an audit lately. Activity holds ids and verbs, so nothing here can identify."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from agencies.models import Activity, Agency, User
from audits.models import Audit

WEEK = timedelta(days=7)
MOST = 100


@dataclass(frozen=True)
class Done:
    """One person's doing of one kind for one agency; `last` is when they did it last."""

    person: User
    verb: str
    agency: Agency | None
    times: int
    last: datetime


def done_lately(audit: Audit, now: datetime) -> list[Done]:
    """The newest first; what nobody who is known did is left out, as are refusals."""
    rows = (
        Activity.objects.filter(audit_id=audit.pk, at__gte=now - WEEK, actor_id__isnull=False)
        .exclude(verb="refused")
        .order_by()
        .values("actor_id", "verb", "agency_id")
        .annotate(times=Count("pk"), last=Max("at"))
        .order_by("-last")[:MOST]
    )
    people = User.objects.in_bulk({row["actor_id"] for row in rows})
    agencies = Agency.objects.in_bulk({row["agency_id"] for row in rows} - {None})
    return [
        Done(
            people[row["actor_id"]],
            row["verb"],
            agencies.get(row["agency_id"]),
            row["times"],
            row["last"],
        )
        for row in rows
        if row["actor_id"] in people
    ]

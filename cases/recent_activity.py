"""Who did what in an audit lately. Activity holds ids and verbs, so nothing here can identify."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Count, Max
from django.db.models.functions import TruncDate

from agencies.models import Activity, Agency, User
from audits.models import Audit

WEEK = timedelta(days=7)
MOST = 300
HANDFUL = 5


@dataclass(frozen=True)
class Done:
    """One person's doing of one kind for one agency on a day; `last`: when they did it last."""

    person: User
    verb: str
    agency: Agency | None
    times: int
    last: datetime


@dataclass(frozen=True)
class Day:
    """`times`: everything done on it, listed or not."""

    day: date
    times: int
    done: list[Done]

    @property
    def is_folded(self) -> bool:
        return len(self.done) > HANDFUL

    @property
    def not_listed(self) -> int:
        return self.times - sum(each.times for each in self.done)


def done_lately(audit: Audit, now: datetime) -> list[Day]:
    """The newest first; what nobody who is known did is left out, as are refusals."""
    by_day = (
        Activity.objects.filter(
            audit_id=audit.pk, at__gte=now - WEEK, actor_id__in=User.objects.values("pk")
        )
        .exclude(verb="refused")
        .order_by()
        .annotate(day=TruncDate("at"))
        .values("day")
    )
    rows = by_day.values("day", "actor_id", "verb", "agency_id").annotate(
        times=Count("pk"), last=Max("at")
    )
    listed = {
        day: list(found)
        for day, found in groupby(rows.order_by("-day", "-last")[:MOST], lambda row: row["day"])
    }
    totals = dict(by_day.annotate(times=Count("pk")).values_list("day", "times"))
    people, agencies = _named([row for found in listed.values() for row in found])
    return [
        Day(day, totals[day], [_done(row, people, agencies) for row in listed.get(day, ())])
        for day in sorted(totals, reverse=True)
    ]


def _named(rows: list[dict]) -> tuple[dict, dict]:
    people = User.objects.in_bulk({row["actor_id"] for row in rows})
    return people, Agency.objects.in_bulk({row["agency_id"] for row in rows} - {None})


def _done(row: dict, people: dict, agencies: dict) -> Done:
    person, agency = people[row["actor_id"]], agencies.get(row["agency_id"])
    return Done(person, row["verb"], agency, row["times"], row["last"])

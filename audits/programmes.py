"""Programmes of a year: what of each quota is done, and in which quarter it counts."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, Programme, ProgrammeQuota, Stream
from audits.planning import note_change
from audits.transitions import Refused

Counts = ProgrammeQuota.Counts
QUARTERS = 4
NAME_TAKEN = "There is a programme of this name already. Give this one another."
QUOTA_TAKEN = "There is a quota for this already. Change or remove that one first."
QUOTA_GONE = "This quota was removed meanwhile. Add it again if it is still wanted."
GONE = "This programme was deleted meanwhile. Choose another."


@dataclass(frozen=True)
class Progress:
    """Audits, or cases of audits: `started` are those under way or closed, `closed` among them."""

    quota: ProgrammeQuota
    started: int
    closed: int

    @property
    def shown(self) -> int:
        """What a bar can show."""
        return min(self.started, self.quota.number)

    @property
    def words(self) -> str:
        """“3 of 4 audits started, 1 closed”; of cases, those of such audits."""
        of_cases = self.quota.counts == Counts.CASES
        asked = plural(self.quota.number, "case" if of_cases else "audit")
        more = self.started > self.quota.number
        begun = (
            f"{self.started} started, {asked} asked for"
            if more
            else (f"{self.started} of {asked} started")
        )
        return f"{begun}, {self.closed} closed"

    @property
    def is_met(self) -> bool:
        return self.closed >= self.quota.number

    @property
    def what(self) -> str:
        """“Joint audits on Neglect”, “Cases”."""
        stream = f"{Stream(self.quota.stream).label} " if self.quota.stream else ""
        noun = "audits" if self.quota.counts == Counts.AUDITS else "cases"
        theme = f" on {self.quota.theme}" if self.quota.theme else ""
        said = f"{stream}{noun}{theme}"
        return said[0].upper() + said[1:]


def quarter_of(programme: Programme, day: date) -> int | None:
    """Three months each from its first day; a day outside the programme is in none."""
    if not programme.starts_on <= day <= programme.ends_on:
        return None
    start = programme.starts_on
    months = (day.year - start.year) * 12 + day.month - start.month - (day.day < start.day)
    return min(months // 3 + 1, QUARTERS)


def progress_of(programme: Programme) -> list[Progress]:
    """Audits that have started count, and their cases, in the quarter their returns are due.

    A case of a rolling audit counts in the quarter in which it was added.
    """
    started = list(
        programme.audits.exclude(status__in=(Audit.Status.PLANNING, Audit.Status.CANCELLED))
    )
    cases = _cases_by_quarter(programme, started)
    closed = [audit for audit in started if audit.status == Audit.Status.CLOSED]
    return [
        Progress(
            quota, *(_counted(quota, programme, audits, cases) for audits in (started, closed))
        )
        for quota in programme.quotas.all()
    ]


def _cases_by_quarter(programme: Programme, started: list[Audit]) -> dict:
    """How many cases of each audit count in which quarter; those outside it under None."""
    rolling = {audit.pk: audit for audit in started}
    rows = (
        Audit.objects.filter(pk__in=rolling)
        .order_by()
        .values_list("pk", "cases__added_on")
        .annotate(number=Count("cases"))
    )
    found = Counter()
    for pk, added_on, number in rows:
        if number:
            audit = rolling[pk]
            day = added_on if audit.is_rolling else audit.due_on
            found[pk, quarter_of(programme, day)] += number
    return found


def _counted(quota: ProgrammeQuota, programme: Programme, audits: list[Audit], cases) -> int:
    meant = [audit for audit in audits if _is_meant(quota, audit)]
    if quota.counts == Counts.CASES:
        pks = {audit.pk for audit in meant}
        return sum(
            number
            for (pk, quarter), number in cases.items()
            if pk in pks and quota.quarter in (None, quarter)
        )
    quarters = [quarter_of(programme, audit.due_on) for audit in meant]
    return sum(quota.quarter in (None, quarter) for quarter in quarters)


def _is_meant(quota: ProgrammeQuota, audit: Audit) -> bool:
    theme = quota.theme.casefold() in ("", audit.theme.casefold())
    return theme and quota.stream in ("", audit.stream)


@transaction.atomic
def save_programme(
    *, name: str, starts_on: date, ends_on: date, by: User, programme: Programme | None = None
) -> Programme:
    """Raises Refused for a name that is taken."""
    require(by, Permission.RUN_AUDITS)
    verb = "changed" if programme else "added"
    stored = _held(programme) if programme else Programme()
    changes = _set(stored, {"name": name, "starts_on": starts_on, "ends_on": ends_on})
    _save(stored, NAME_TAKEN)
    record(f"{verb} a programme", stored, by=by, detail=changes if programme else "")
    return stored


@transaction.atomic
def delete_programme(*, programme: Programme, by: User) -> None:
    """With its quotas. Raises Refused where audits are in it."""
    require(by, Permission.RUN_AUDITS)
    stored = _held(programme)
    if why := why_kept(stored):
        raise Refused(why)
    record("deleted a programme", stored, by=by)
    stored.delete()


def why_kept(programme: Programme) -> str:
    """Why it cannot be deleted and what to do, in a sentence; empty where it can."""
    number = programme.audits.count()
    if not number:
        return ""
    return (
        f"{plural(number, 'audit')} {'is' if number == 1 else 'are'} in this programme. Take each "
        "out of it, or put it into another programme, and then delete this one."
    )


@transaction.atomic
def move_audit(*, audit: Audit, programme: Programme | None, by: User) -> None:
    """Into this programme, or out of the one it is in; an audit that has ended moves too."""
    require(by, Permission.RUN_AUDITS)
    into = _held(programme) if programme else None
    stored = Audit.objects.select_for_update().get(pk=audit.pk)
    stored.programme = into
    stored.save(update_fields=["programme"])
    verb = "put an audit into a programme" if into else "took an audit out of its programme"
    note_change(stored, verb, by)


@transaction.atomic
def add_quota(*, programme: Programme, by: User, **fields) -> ProgrammeQuota:
    """Raises Refused where there is one for the same already."""
    require(by, Permission.RUN_AUDITS)
    quota = ProgrammeQuota(programme=programme, **fields)
    _save(quota, QUOTA_TAKEN)
    record("added a quota", programme, by=by)
    return quota


@transaction.atomic
def change_quota(*, quota: ProgrammeQuota, by: User, **fields) -> ProgrammeQuota:
    """Raises Refused where another is for the same already."""
    require(by, Permission.RUN_AUDITS)
    held = ProgrammeQuota.objects.select_for_update().select_related("programme")
    stored = held.filter(pk=quota.pk).first()
    if stored is None:
        raise Refused(QUOTA_GONE)
    changes = _set(stored, fields)
    _save(stored, QUOTA_TAKEN)
    record("changed a quota", stored.programme, by=by, detail=changes)
    return stored


@transaction.atomic
def remove_quota(*, quota: ProgrammeQuota, by: User) -> None:
    require(by, Permission.RUN_AUDITS)
    record("removed a quota", quota.programme, by=by)
    quota.delete()


def _save(row, taken: str) -> None:
    """Two may add the same at once; the row that is there already decides."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as clash:
        raise Refused(taken) from clash


def _held(programme: Programme) -> Programme:
    """As it is stored now, until the transaction ends."""
    stored = Programme.objects.select_for_update().filter(pk=programme.pk).first()
    if stored is None:
        raise Refused(GONE)
    return stored


def _set(row, said: dict) -> str:
    """Change the row; what of it, for the record: “number 2 to 4, theme”, words by name only."""
    changed = []
    for field, value in said.items():
        old = getattr(row, field)
        if old == value:
            continue
        setattr(row, field, value)
        is_words = field in ("name", "theme")
        changed.append(field if is_words else f"{field} {_brief(old)} to {_brief(value)}")
    return ", ".join(changed)


def _brief(value) -> str:
    return str(value) if value not in (None, "") else "any"

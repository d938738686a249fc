"""Preparing a draw: its rules, its candidates, and how many are asked for in each stratum."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from cases.identities.destroying import is_over
from cases.identities.keyed_hashes import newest_key
from cases.models import Candidate, Draw, DrawCell, Subject
from cases.samples.candidates import (
    Person,
    as_candidates,
    keys_in_audit,
    keys_in_draw,
    person_of,
)
from cases.samples.rules import Facts, Rules, excluded_by, why_excluded
from cases.samples.sampling import Member, Stratum, shortfalls
from cases.transitions import Refused

BATCH = 2000
IN_AUDIT = "Is or was a case of this audit."
NOT_CASES = "This audit looks at no sampled cases, so nothing is drawn for it."
NOT_NOW = "Cases are drawn while an audit is planned or collects. This one has moved on."
DRAWN = "This draw has been made, so it stays as it is. Begin another one."
TOO_MANY = f"A draw has at most {Draw.MOST_CANDIDATES:,} candidates. Leave some out."
IN_ALREADY = "This is among the candidates already."
NO_DAY = (
    "Say first until when identities are kept, on the page Identities. Before that nobody can be"
    " entered or drawn."
)
OVER = (
    "The day on which the identities of this audit are destroyed is over, so nobody can be entered."
)
SEX_LABELS = dict(Subject.Sex.choices)


class Listed(NamedTuple):
    """A candidate as the draw sees it; `excluded` says by which rule, or nothing."""

    id: object
    key: str
    stratum: Stratum
    excluded: str
    is_chosen: bool


@dataclass(frozen=True)
class Frame:
    listed: list[Listed]

    @cached_property
    def members(self) -> list[Member]:
        return [Member(each.key, each.stratum) for each in self.listed if not each.excluded]

    @cached_property
    def available(self) -> Counter:
        return Counter(member.stratum for member in self.members)

    @cached_property
    def chosen(self) -> frozenset[str]:
        return frozenset(each.key for each in self.listed if each.is_chosen)

    @cached_property
    def excluded(self) -> list[tuple[str, int]]:
        return why_excluded(each.excluded for each in self.listed)

    @property
    def strata(self) -> list[Stratum]:
        return sorted(self.available)


def rules_of(draw: Draw) -> Rules:
    return Rules(
        draw.audit_date,
        draw.open_for_months,
        draw.youngest,
        draw.oldest,
        frozenset(draw.areas),
        frozenset(draw.plan_types),
    )


def frame_of(draw: Draw) -> Frame:
    """Everybody who is a candidate now, from one query; nothing of who they are is read."""
    rules, taken = rules_of(draw), keys_in_audit(draw.audit_id)
    rows = draw.candidates.filter(is_reserve=False).order_by()
    return Frame(
        [_listed(row, draw.dimensions, rules, taken) for row in rows.values_list(*_COLUMNS)]
    )


_COLUMNS = (
    *("id", "key", "opened_on", "age_months", "chosen_because"),
    *("area__name", "plan_type__name", "sample_group", "category", "sex", "name_key"),
)
_PLACES = {"area": 5, "plan_type": 6, "sample_group": 7, "category": 8, "sex": 9}


def _listed(row: tuple, dimensions: Iterable[str], rules: Rules, taken: set[str]) -> Listed:
    id, key, opened_on, age_months, chosen_because, area, plan_type, *_, sex, name_key = row
    facts = Facts(age_months, area or "", plan_type or "", opened_on)
    stratum = tuple(
        SEX_LABELS[sex] if name == "sex" else row[_PLACES[name]] or "" for name in dimensions
    )
    excluded = IN_AUDIT if taken & {key, name_key} else excluded_by(facts, rules)
    return Listed(id, key, stratum, excluded, bool(chosen_because))


@transaction.atomic
def begin_draw(*, audit: Audit, by: User) -> Draw:
    """Another draw for an audit; the one that is being prepared where there is one."""
    audit = held_for_sampling(audit, by)
    if found := audit.draws.prepared().first():
        return found
    last = audit.draws.aggregate(last=Max("number"))["last"] or 0
    draw = Draw.objects.create(
        audit=audit,
        number=last + 1,
        audit_date=audit.audit_date,
        areas=sorted(audit.areas.values_list("name", flat=True)),
        key_number=key_number_of(audit),
    )
    record("began a draw", draw, by=by)
    return draw


def held_for_sampling(audit: Audit, by: User) -> Audit:
    """Locked, so that of two people one comes second. Raises Refused."""
    require(by, Permission.RUN_AUDITS)
    Audit.objects.select_for_update().get(pk=audit.pk)
    audit = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    if why := why_not_sampled(audit):
        raise Refused(why)
    return audit


def why_not_sampled(audit: Audit) -> str:
    """Empty while its sample may change. Needs the tool."""
    if audit.audits != AuditTool.Audits.CASES:
        return NOT_CASES
    is_time = audit.status in (Audit.Status.PLANNING, Audit.Status.COLLECTING)
    return "" if is_time else NOT_NOW


def key_number_of(audit: Audit) -> int:
    """One for all draws of an audit, so that a child of an earlier one is told again."""
    first = audit.draws.order_by("number").first()
    return first.key_number if first else newest_key()


def held(draw: Draw, by: User) -> Draw:
    """The draw, locked, while it can still be changed. Raises Refused."""
    held_for_sampling(draw.audit, by)
    found = Draw.objects.select_related("audit").filter(pk=draw.pk).first()
    if found is None:
        raise Refused("This draw was given up. Begin another one.")
    if found.is_drawn:
        raise Refused(DRAWN)
    return found


@transaction.atomic
def set_rules(*, draw: Draw, by: User, **rules) -> Draw:
    """Who may be drawn, by what they are stratified, and when their returns are due."""
    draw = held(draw, by)
    before = (draw.audit_date, draw.dimensions)
    for name, value in rules.items():
        setattr(draw, name, value)
    draw.save()
    if draw.audit_date != before[0]:
        _tell_ages_anew(draw)
    if draw.dimensions != before[1]:
        draw.cells.all().delete()
    record("set the rules of a draw", draw, by=by)
    return draw


def _tell_ages_anew(draw: Draw) -> None:
    everybody = list(draw.candidates.all())
    for candidate in everybody:
        candidate.age_months = person_of(candidate).age_months(draw.audit_date)
    Candidate.objects.bulk_update(everybody, ["age_months"], batch_size=BATCH)


def require_kept_until(audit: Audit) -> None:
    """Raises Refused unless who somebody is may be kept for this audit, and until a day."""
    if audit.identities_until is None:
        raise Refused(NO_DAY)
    if is_over(audit):
        raise Refused(OVER)


@transaction.atomic
def add_candidates(*, draw: Draw, people: Iterable[Person], by: User) -> int:
    """All or none; says how many. Raises Refused for one who is there, and for too many."""
    draw = held(draw, by)
    require_kept_until(draw.audit)
    new = list(as_candidates(draw, people))
    if draw.candidates.count() + len(new) > Draw.MOST_CANDIDATES:
        raise Refused(TOO_MANY)
    there = keys_in_draw(draw)
    for each in new:
        keys = {each.key, each.name_key} - {""}
        if there & keys:
            raise Refused(IN_ALREADY)
        there |= keys
    Candidate.objects.bulk_create(new, batch_size=BATCH)
    record("added candidates", draw, by=by, detail=str(len(new)))
    return len(new)


@transaction.atomic
def remove_candidates(*, draw: Draw, by: User, only: Candidate | None = None) -> int:
    """All of them, or one; says how many are gone."""
    draw = held(draw, by)
    rows = draw.candidates.filter(pk=only.pk) if only else draw.candidates.all()
    gone, _ = rows.delete()
    record("removed candidates", draw, by=by, detail=str(gone))
    return gone


@transaction.atomic
def choose_by_hand(*, candidate: Candidate, reason: str, by: User) -> None:
    """Put somebody into the sample whatever the draw gives; without a reason, take that back.

    Raises Refused for whom the rules exclude.
    """
    draw = held(candidate.draw, by)
    found = next((each for each in frame_of(draw).listed if each.id == candidate.pk), None)
    if found is None:
        raise Refused("This candidate was removed.")
    if reason and found.excluded:
        raise Refused(f"The rules exclude this candidate: {found.excluded}")
    draw.candidates.filter(pk=candidate.pk).update(chosen_because=reason.strip())
    record("chose a candidate by hand" if reason else "took a choice back", candidate, by=by)


@transaction.atomic
def set_sizes(*, draw: Draw, asked: Mapping[Stratum, int], reserves: int, by: User) -> list[str]:
    """How many are drawn in each stratum; gives a sentence for each that has too few."""
    draw = held(draw, by)
    draw.cells.all().delete()
    DrawCell.objects.bulk_create(
        DrawCell(draw=draw, stratum=list(stratum), asked=number)
        for stratum, number in asked.items()
        if number
    )
    draw.reserves = reserves
    draw.save(update_fields=["reserves"])
    record("set the sizes of a draw", draw, by=by, detail=str(sum(asked.values())))
    return shortfalls(frame_of(draw).available, asked_of(draw))


def asked_of(draw: Draw) -> dict[Stratum, int]:
    return {tuple(cell.stratum): cell.asked for cell in draw.cells.all()}


@transaction.atomic
def give_up_draw(*, draw: Draw, by: User) -> None:
    """Its candidates go with it."""
    draw = held(draw, by)
    record("gave up a draw", draw, by=by)
    draw.delete()

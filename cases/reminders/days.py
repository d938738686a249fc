"""Who is reminded of what on which day: facts go in, one digest a person comes out."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

Missed = Mapping[date, Iterable]  # days on which not everybody was told, and who was


@dataclass(frozen=True)
class Rhythm:
    """`before`: how many days before something is due; `every`: days between later reminders."""

    before: frozenset[int] = frozenset({7, 1})
    every: int = 3

    def falls_on(self, day: date, due_on: date) -> bool:
        """On the days before, on the day itself, the day after, and so on from there."""
        days = (due_on - day).days
        if days >= 0:
            return days == 0 or days in self.before
        return (-days - 1) % self.every == 0

    def falls_after(self, day: date, since: date) -> bool:
        """Of something that waits since then: the day after, and so on from there."""
        days = (day - since).days
        return days >= 1 and (days - 1) % self.every == 0

    def is_near(self, day: date, due_on: date) -> bool:
        """Is it late, or soon to be? Whoever is reminded at all reads of all that is."""
        return (due_on - day).days <= max(self.before, default=0)


@dataclass(frozen=True)
class Place:
    """One audit as one agency meets it."""

    audit: Hashable
    agency: Hashable
    audit_name: str = ""
    agency_name: str = ""


@dataclass(frozen=True)
class Owed:
    """A return still to be handed in. `people` are those who can answer it.

    `barred` may not know of it, though they may lead its agency.
    """

    reference: str
    place: Place
    due_on: date
    people: frozenset = frozenset()
    sent_back: bool = False
    barred: frozenset = frozenset()


@dataclass(frozen=True)
class Waits:
    """What a lead has to do: approve a return, or say whether a case is known. `since` that day."""

    reference: str
    place: Place
    since: date
    people: frozenset = frozenset()


@dataclass(frozen=True)
class Asked:
    """What a panel asked an agency to do, or last changed, on the day `since`: not what it is."""

    reference: str
    place: Place
    since: date
    due_on: date | None = None
    people: frozenset = frozenset()

    NEW = 7  # days on which a reminder tells of it, in case the first of them was missed

    def is_told(self, day: date, rhythm: Rhythm) -> bool:
        is_new = 1 <= (day - self.since).days <= self.NEW
        return is_new or (self.due_on is not None and rhythm.is_near(day, self.due_on))

    def falls_on(self, day: date, rhythm: Rhythm) -> bool:
        """The day after it was asked, and the days of anything that is due, if it is."""
        is_first = (day - self.since).days == 1
        return is_first or (self.due_on is not None and rhythm.falls_on(day, self.due_on))


@dataclass(frozen=True)
class Facts:
    owed: tuple[Owed, ...] = ()
    to_approve: tuple[Waits, ...] = ()
    to_confirm: tuple[Waits, ...] = ()
    leads: Mapping[Hashable, frozenset] = field(default_factory=dict)  # by agency
    asked: tuple[Asked, ...] = ()

    def leads_of(self, owed: Owed) -> frozenset:
        return self.leads.get(owed.place.agency, frozenset()) - owed.barred


@dataclass
class Digest:
    """What one person is told on one day: first their own returns, then what they lead."""

    own: list[Owed] = field(default_factory=list)
    to_approve: list[Waits] = field(default_factory=list)
    to_confirm: list[Waits] = field(default_factory=list)
    unassigned: list[Owed] = field(default_factory=list)
    late: list[Owed] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def everything(self) -> list[Owed | Waits | Asked]:
        led = (*self.to_approve, *self.to_confirm, *self.unassigned, *self.late, *self.asked)
        return [*self.own, *led]

    @property
    def by_place(self) -> dict[Place, list[str]]:
        """References by audit and agency, each once."""
        found = defaultdict(dict)
        for each in self.everything:
            found[each.place][each.reference] = None
        return {place: list(references) for place, references in found.items()}


def digests_on(
    facts: Facts, day: date, rhythm: Rhythm, missed: Missed = MappingProxyType({})
) -> dict[Hashable, Digest]:
    """By person, for whom this is a day of the rhythm for one thing at least.

    Or one of the days missed was, and they were not told on it; they read how things are today.
    """
    found, reminded = _on(facts, day, rhythm)
    for earlier, told in missed.items():
        reminded |= _on(facts, earlier, rhythm)[1] - set(told)
    return {person: digest for person, digest in found.items() if person in reminded}


def _on(facts: Facts, day: date, rhythm: Rhythm) -> tuple[dict[Hashable, Digest], set]:
    """What there is to say to each, and to whom something falls on this day."""
    found, reminded = defaultdict(Digest), set()
    for owed in sorted(facts.owed, key=lambda each: (each.due_on, each.reference)):
        people = _add_owed(found, owed, day, rhythm, facts.leads_of(owed))
        if rhythm.falls_on(day, owed.due_on):
            reminded |= people
    for waiting, name in ((facts.to_approve, "to_approve"), (facts.to_confirm, "to_confirm")):
        for each in sorted(waiting, key=lambda each: (each.since, each.reference)):
            if each.since > day:
                continue
            for person in each.people:
                getattr(found[person], name).append(each)
            if rhythm.falls_after(day, each.since):
                reminded |= each.people
    return found, reminded | _add_asked(found, facts, day, rhythm)


def _add_asked(found, facts: Facts, day: date, rhythm: Rhythm) -> set:
    reminded = set()
    for asked in sorted(facts.asked, key=lambda each: (each.due_on or date.max, each.reference)):
        if asked.is_told(day, rhythm):
            for person in asked.people:
                found[person].asked.append(asked)
        if asked.falls_on(day, rhythm):
            reminded |= asked.people
    return reminded


def _add_owed(found, owed: Owed, day: date, rhythm: Rhythm, leads) -> set:
    """Say whom it concerns today: who answers it; leads, where nobody does or it is late."""
    theirs = leads - owed.people
    if not owed.people:
        for person in theirs:
            found[person].unassigned.append(owed)
        return set(theirs)
    if not rhythm.is_near(day, owed.due_on):
        return set()
    for person in owed.people:
        found[person].own.append(owed)
    if owed.due_on >= day:
        return set(owed.people)
    for person in theirs:
        found[person].late.append(owed)
    return {*owed.people, *theirs}


def late_digests(facts: Facts, day: date) -> dict[Hashable, Digest]:
    """Of what is late only, whatever the rhythm: for a reminder that somebody sends by hand."""
    found = defaultdict(Digest)
    for owed in sorted(facts.owed, key=lambda each: (each.due_on, each.reference)):
        if owed.due_on >= day:
            continue
        for person in owed.people:
            found[person].own.append(owed)
        if not owed.people:
            for person in facts.leads_of(owed):
                found[person].unassigned.append(owed)
    return dict(found)


def late_for(facts: Facts, day: date, *, auditors: bool, leads: bool) -> dict[Hashable, Digest]:
    """Of what is late only, for those who answer it, those who lead its agency, or both."""
    found = defaultdict(Digest)
    for owed in sorted(facts.owed, key=lambda each: (each.due_on, each.reference)):
        if owed.due_on >= day:
            continue
        if auditors:
            for person in owed.people:
                found[person].own.append(owed)
        if leads:
            led = facts.leads_of(owed)
            for person in led - owed.people if auditors else led:
                (found[person].late if owed.people else found[person].unassigned).append(owed)
    return dict(found)


def next_days(
    facts: Facts,
    start: date,
    rhythm: Rhythm,
    *,
    skipped: Iterable = (),
    missed: Missed = MappingProxyType({}),
    horizon: int = 60,
) -> list[tuple[date, dict[Hashable, Digest]]]:
    """The days from `start` on which anybody is reminded if nothing changes.

    `skipped` are people who had their reminder of the first day, which catches up on `missed`.
    """
    found = []
    for number in range(horizon):
        day = start + timedelta(days=number)
        digests = digests_on(facts, day, rhythm, {} if number else missed)
        if number == 0:
            digests = {who: each for who, each in digests.items() if who not in set(skipped)}
        if digests:
            found.append((day, digests))
    return found

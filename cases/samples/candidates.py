"""Who could be drawn: what is known of each before the draw, and how twins in a list are found."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.formats import date_format

from cases.identities.keyed_hashes import key_of, plain
from cases.models import Candidate, Case, Draw, RemovedCase
from cases.samples.ages import months_between

CASE_FACTS = ("area", "plan_type", "category", "sample_group", "opened_on", "siblings")
SUBJECT_FACTS = ("sex", "ethnicity", "disability", "care_needs", "support_reason")
TWICE = "This is the same {word} as in row {row}: {same}."
SAME_NUMBER = "the local identifier is the same"
SAME_NAME = "name and date of birth are the same"
BORN_AFTER_AUDIT = (
    "Born after the audit date, {}. Look at the year; nobody born later belongs to this audit."
)
BEFORE_BIRTH = timedelta(days=300)  # a plan may be made for a child who is not born yet
BORN_AFTER_OPENING = (
    "Born long after the day it was opened. Look at both dates: a plan is made ten months before a"
    " birth at the earliest."
)
IN_ALREADY = "This {word} is among the candidates already. Take the row out."


@dataclass
class Person:
    """One child or adult as entered: who it is, and facts of the case and of the person.

    `row` is where in a file it stands.
    """

    identifier: str = ""
    name: str = ""
    born_on: date | None = None
    case_facts: dict[str, object] = field(default_factory=dict)
    subject_facts: dict[str, object] = field(default_factory=dict)
    row: int = 0

    @property
    def identity(self) -> dict[str, str]:
        born = self.born_on.isoformat() if self.born_on else ""
        said = {"identifier": self.identifier, "name": self.name, "born_on": born}
        return {name: text for name, text in said.items() if text}

    def key(self, audit_id, number: int) -> str:
        """By the local identifier where there is one, otherwise by name and date of birth."""
        if self.identifier:
            return key_of(audit_id, number, "identifier", self.identifier)
        return self._key_by_name(audit_id, number)

    def name_key(self, audit_id, number: int) -> str:
        """Empty unless both name and date of birth are given."""
        return self._key_by_name(audit_id, number) if self.name and self.born_on else ""

    def keys(self, audit_id, number: int) -> set[str]:
        """All by which this one is told again."""
        return {self.key(audit_id, number), self.name_key(audit_id, number)} - {""}

    def _key_by_name(self, audit_id, number: int) -> str:
        born = self.born_on.isoformat() if self.born_on else ""
        return key_of(audit_id, number, "name", self.name, born)

    def age_months(self, day: date) -> int | None:
        return months_between(self.born_on, day) if self.born_on else None


def impossible_birth(born_on: date | None, opened_on: date | None, audit_date: date) -> str:
    """Why nobody of the audit can be born on that day; empty where somebody can."""
    if born_on and born_on > audit_date:
        return BORN_AFTER_AUDIT.format(date_format(audit_date, "j F Y"))
    is_too_early = born_on and opened_on and born_on - opened_on > BEFORE_BIRTH
    return BORN_AFTER_OPENING if is_too_early else ""


def person_of(candidate: Candidate) -> Person:
    """Decrypts who it is."""
    said = candidate.identity
    born = said.get("born_on")
    return Person(
        said.get("identifier", ""),
        said.get("name", ""),
        date.fromisoformat(born) if born else None,
        {name: getattr(candidate, name) for name in CASE_FACTS},
        {name: getattr(candidate, name) for name in SUBJECT_FACTS},
    )


def as_candidates(draw: Draw, people: Iterable[Person]) -> Iterator[Candidate]:
    for person in people:
        yield Candidate(
            draw=draw,
            key=person.key(draw.audit_id, draw.key_number),
            name_key=person.name_key(draw.audit_id, draw.key_number),
            who=json.dumps(person.identity),
            age_months=person.age_months(draw.audit_date),
            **person.case_facts,
            **person.subject_facts,
        )


def twins(people: Iterable[Person]) -> Iterator[tuple[Person, Person, str]]:
    """(the second, the first, in what they are the same)."""
    numbers: dict[str, Person] = {}
    names: dict[tuple[str, date], Person] = {}
    for person in people:
        number = plain(person.identifier)
        name = (plain(person.name), person.born_on)
        if number and number in numbers:
            yield person, numbers[number], SAME_NUMBER
        elif all(name) and name in names:
            yield person, names[name], SAME_NAME
        if number:
            numbers.setdefault(number, person)
        if all(name):
            names.setdefault(name, person)


def keys_in_audit(audit_id) -> set[str]:
    """Of those that are or were a case of the audit, who are not drawn again."""
    return _keys_in("draw_key", Case.objects.filter(audit=audit_id)) | _keys_in(
        "draw_key", RemovedCase.objects.filter(audit=audit_id)
    )


def keys_in_draw(draw: Draw) -> set[str]:
    """Of its candidates, by identifier and by name."""
    return _keys_in("key", draw.candidates.all())


def _keys_in(own: str, rows: QuerySet) -> set[str]:
    return {key for keys in rows.order_by().values_list(own, "name_key") for key in keys if key}

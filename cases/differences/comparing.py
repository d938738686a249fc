"""Where the agencies of one case differ, and what only one of them knew. Pure.

Not *contradictions*: those are inside one return. Here several agencies answer one question, each
from its own record. Only answers are compared: a record that is silent is not a “no”, and what
does not apply says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import combinations

from audits.conditions import as_number

ANSWERED = "answered"
# Asked, and the record or the auditor says nothing.
SILENT = ("not_recorded", "missing")
WHOLE, HALF, NONE = Fraction(1), Fraction(1, 2), Fraction(0)
# How differences are ordered, for whoever reads a list of them.
IN_WORDS = (
    "The most important first: what a measure counts, then answers on a scale with an order; among "
    "those the furthest apart, then where the most agencies answer, then what is required."
)


@dataclass(frozen=True, slots=True)
class Place:
    """One question as it is put once, for one child, or on one occasion."""

    key: str
    repetition: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, as far as comparing answers to it needs.

    `standing`: option code -> where it stands between the ends of its scale, from 0 to 1; options
    without a place are absent. `void`: codes that say that the question does not apply.
    `is_counted`: a measure counts it. `position` is its place in the tool. `own_work`: about what
    each agency did itself, where answers are expected to differ and are not compared.
    """

    key: str
    kind: str
    position: tuple[int, int] = (0, 0)
    standing: Mapping[str, Fraction] = field(default_factory=dict)
    void: frozenset[str] = frozenset()
    is_required: bool = False
    is_counted: bool = False
    own_work: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """What one agency's return says in one place: one of the five states, and the stored value.

    `position` is the agency's place among the others.
    """

    agency: str
    state: str
    value: object = None
    position: int = 0


@dataclass(frozen=True)
class Difference:
    """`said`: the agencies that answer; `silent`: those that were asked and do not.

    `distance` is how far the two furthest apart are, from just above 0 to 1.
    """

    asked: Asked
    place: Place
    said: tuple[Said, ...]
    silent: tuple[Said, ...]
    distance: Fraction

    @property
    def rank(self) -> tuple:
        """Orders differences by importance, the most important first; `IN_WORDS` says how.

        No two of a case have the same.
        """
        return (
            not self.asked.is_counted,
            not self.asked.standing,
            -float(self.distance),
            -len(self.said),
            not self.asked.is_required,
            *self.in_tool,
        )

    @property
    def in_tool(self) -> tuple:
        """Orders differences as the tool asks its questions."""
        return (self.asked.position, self.place.key, self.place.repetition)

    @property
    def sides(self) -> list[tuple[Said, ...]]:
        """Agencies that say the same together, the side with the most agencies first."""
        return sides_of(self.asked, self.said)

    @property
    def digest(self) -> str:
        """Changes with what the agencies say, so that a resolution shows when that has changed."""
        words = sorted(f"{each.agency}={each.value!r}" for each in self.said)
        return sha256("\n".join(words).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class KnownToOne:
    """`said` is the one answer; `silent` are the others that were asked."""

    asked: Asked
    place: Place
    said: Said
    silent: tuple[Said, ...]

    @property
    def rank(self) -> tuple:
        return (
            not self.asked.is_counted,
            not self.asked.is_required,
            -len(self.silent),
            self.asked.position,
            self.place.key,
            self.place.repetition,
        )


Answers = Mapping[Place, Iterable[Said]]


def differences_in(asked: Mapping[str, Asked], answers: Answers) -> list[Difference]:
    """The most important first; places where all who answer agree are left out."""
    places = (difference_at(asked[place.key], place, said) for place, said in answers.items())
    return sorted((found for found in places if found), key=lambda each: each.rank)


def difference_at(question: Asked, place: Place, everything: Iterable[Said]) -> Difference | None:
    if question.own_work:
        return None
    said, silent = _heard(question, everything)
    distance = furthest(question, said)
    return Difference(question, place, said, silent, distance) if distance > NONE else None


def known_to_one(asked: Mapping[str, Asked], answers: Answers) -> list[KnownToOne]:
    """Where exactly one agency's record answers what others were asked too."""
    places = (known_to_one_at(asked[place.key], place, said) for place, said in answers.items())
    return sorted((found for found in places if found), key=lambda each: each.rank)


def known_to_one_at(question: Asked, place: Place, everything: Iterable[Said]) -> KnownToOne | None:
    if question.own_work:
        return None
    said, silent = _heard(question, everything)
    return KnownToOne(question, place, said[0], silent) if len(said) == 1 and silent else None


def _heard(question: Asked, everything: Iterable[Said]) -> tuple[tuple[Said, ...], ...]:
    """(those that answer, those that were asked and say nothing), in their order."""
    in_order = sorted(everything, key=lambda each: (each.position, each.agency))
    said = tuple(each for each in in_order if _answers(question, each))
    return said, tuple(each for each in in_order if each.state in SILENT)


def _answers(question: Asked, said: Said) -> bool:
    is_void = isinstance(said.value, str) and said.value in question.void
    return said.state == ANSWERED and not is_void


def furthest(question: Asked, said: Sequence[Said]) -> Fraction:
    """How far apart the two agencies are that are furthest apart; 0 where all agree."""
    apart = DISTANCES.get(question.kind)
    if apart is None:
        return NONE
    values = _distinct(each.value for each in said)
    return max((apart(question, a, b) for a, b in combinations(values, 2)), default=NONE)


def _distinct(values: Iterable[object]) -> list[object]:
    """Values may be lists, so that no set holds them; of many agencies few say something new."""
    found: list[object] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def sides_of(question: Asked, said: Sequence[Said]) -> list[tuple[Said, ...]]:
    """None on a side differs from another there, so who grades other areas joins one side only."""
    sides: list[list[Said]] = []
    for each in said:
        for side in sides:
            if furthest(question, [*side, each]) == NONE:
                side.append(each)
                break
        else:
            sides.append([each])
    return [tuple(side) for side in sorted(sides, key=lambda side: -len(side))]


def _between_options(question: Asked, a: object, b: object) -> Fraction:
    """Along the scale where it has an order; two options without one are half apart."""
    if a == b:
        return NONE
    first, second = question.standing.get(str(a)), question.standing.get(str(b))
    if first is None or second is None:
        return HALF
    # Two options that count the same are still two different answers.
    return abs(first - second) or Fraction(1, 10)


def _between_sets(question: Asked, a: object, b: object) -> Fraction:
    first, second = set(_listed(a)), set(_listed(b))
    either = first | second
    return Fraction(len(first ^ second), len(either)) if either else NONE


def _listed(value: object) -> list:
    return list(value) if isinstance(value, list) else [value]


def _between_profiles(question: Asked, a: object, b: object) -> Fraction:
    """By the area they grade furthest apart, of those that both grade."""
    shared = _shared(a, b)
    return max((_between_options(question, one, two) for one, two in shared), default=NONE)


def _between_items(question: Asked, a: object, b: object) -> Fraction:
    """By the item they score furthest apart, of those that both score."""
    shared = _shared(a, b)
    return max((_between_numbers(question, one, two) for one, two in shared), default=NONE)


def _shared(a: object, b: object) -> list[tuple[object, object]]:
    if not isinstance(a, dict) or not isinstance(b, dict):
        return []
    return [(a[code], b[code]) for code in a if code in b]


def _between_numbers(question: Asked, a: object, b: object) -> Fraction:
    """As a part of the larger one, so that 1 and 4 visits are further apart than 30 and 31."""
    first, second = as_number(a), as_number(b)
    if first is None or second is None:
        return NONE if a == b else HALF
    if first == second:
        return NONE
    one, two = Fraction(first), Fraction(second)
    return min(WHOLE, abs(one - two) / max(abs(one), abs(two)))


def _between_dates(question: Asked, a: object, b: object) -> Fraction:
    """A year or more apart is as far as it gets; what is no whole date just differs.

    A year is no other date than a month in it: one agency knows it more exactly.
    """
    if a == b or _is_within(a, b) or _is_within(b, a):
        return NONE
    first, second = _day(a), _day(b)
    if first is None or second is None:
        return HALF
    return min(WHOLE, Fraction(abs((first - second).days), 365))


def _is_within(a: object, b: object) -> bool:
    return isinstance(a, str) and isinstance(b, str) and a.startswith(f"{b}-")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


# Words, quotes and lists of tasks are read side by side and never compared by a machine.
DISTANCES: Mapping[str, Callable[[Asked, object, object], Fraction]] = {
    "choice": _between_options,
    "grade": _between_options,
    "choices": _between_sets,
    "profile": _between_profiles,
    "number": _between_numbers,
    "items": _between_items,
    "date": _between_dates,
    "partial_date": _between_dates,
    "period": _between_dates,
}

"""How what agencies said of themselves became what a panel agreed. Pure.

Moves are counted one by one: equal means may hide as many up as down. Every pair of a return and a
judgement is in exactly one column, so the columns add up to the pairs.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum

Ranks = Mapping[str, int]  # option code -> place on its scale, the better the higher


@dataclass(frozen=True)
class Stated:
    """What a return says, or what the panel agreed: a value, or a state such as *not recorded*."""

    state: str
    value: object = None

    @classmethod
    def of(cls, row) -> "Stated":
        """Of an answer or a judgement; several choices are the same in any order."""
        value = row.value
        return cls(row.state, sorted(value, key=repr) if isinstance(value, list) else value)


Pair = tuple[Stated | None, Stated]  # (own, the panel's); None where a return says nothing


class Move(StrEnum):
    UP = "up"
    DOWN = "down"
    STAYED = "stayed"
    OTHERWISE = "otherwise"
    NO_OWN = "no_own"


@dataclass(frozen=True)
class Moves:
    """`otherwise`: changed where there is no up or down, such as from or to *not recorded*.

    `no_own`: the return was not asked, or left it blank.
    """

    up: int = 0
    down: int = 0
    stayed: int = 0
    otherwise: int = 0
    no_own: int = 0

    @classmethod
    def of(cls, pairs: Iterable[Pair], ranks: Ranks) -> "Moves":
        found = Counter(move_of(own, panel, ranks) for own, panel in pairs)
        return cls(**{move.value: found[move] for move in Move})

    def __add__(self, other: "Moves") -> "Moves":
        return Moves(
            *(mine + more for mine, more in zip(astuple(self), astuple(other), strict=True))
        )

    @property
    def all(self) -> int:
        return sum(astuple(self))

    @property
    def in_words(self) -> str:
        said = f"{self.up} up · {self.down} down · {self.stayed} the same"
        if self.otherwise:
            said += f" · {self.otherwise} changed otherwise"
        return f"{said} · {self.no_own} without an own answer" if self.no_own else said


def move_of(own: Stated | None, panel: Stated, ranks: Ranks) -> Move:
    if own is None:
        return Move.NO_OWN
    if own == panel:
        return Move.STAYED
    before, after = _rank(own, ranks), _rank(panel, ranks)
    if before is None or after is None or before == after:
        return Move.OTHERWISE
    return Move.UP if after > before else Move.DOWN


def _rank(said: Stated, ranks: Ranks) -> int | None:
    return ranks.get(said.value) if isinstance(said.value, str) else None

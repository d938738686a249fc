"""How values moved from what agencies said of themselves to what a panel agreed. Pure.

Moves are counted one by one: equal means may hide as many up as down.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

Ranks = Mapping[str, int]  # option code -> place on its scale, the better the higher


class Move(StrEnum):
    UP = "up"
    DOWN = "down"
    STAYED = "stayed"


@dataclass(frozen=True)
class Moves:
    """`without`: where either side gave no value of the scale, such as *not recorded*."""

    up: int = 0
    down: int = 0
    stayed: int = 0
    without: int = 0

    @classmethod
    def of(cls, pairs: Iterable[tuple[str | None, str | None]], ranks: Ranks) -> "Moves":
        """From (own value, panel's value), each a code of the scale or None."""
        found = Counter(move_of(own, panel, ranks) for own, panel in pairs)
        return cls(found[Move.UP], found[Move.DOWN], found[Move.STAYED], found[None])

    def __add__(self, other: "Moves") -> "Moves":
        return Moves(
            self.up + other.up,
            self.down + other.down,
            self.stayed + other.stayed,
            self.without + other.without,
        )

    @property
    def counted(self) -> int:
        return self.up + self.down + self.stayed

    @property
    def all(self) -> int:
        return self.counted + self.without

    @property
    def in_words(self) -> str:
        said = f"{self.up} up · {self.down} down · {self.stayed} the same"
        return f"{said} · {self.without} without a grade" if self.without else said


def move_of(own: str | None, panel: str | None, ranks: Ranks) -> Move | None:
    if own not in ranks or panel not in ranks:
        return None
    before, after = ranks[own], ranks[panel]
    return Move.UP if after > before else Move.DOWN if after < before else Move.STAYED

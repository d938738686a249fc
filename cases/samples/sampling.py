"""Drawing a sample from a frame: by a seed, the same today and in ten years. Pure.

Everybody in a frame is known by a keyed hash only. The order of a stratum is that of
HMAC-SHA256(seed, hash): no library's random numbers, so no version of one can change it.
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

Stratum = tuple[str, ...]  # a value for each dimension; empty where all are drawn alike


class Member(NamedTuple):
    key: str
    stratum: Stratum = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One stratum of a frame. `chosen` were picked by hand, and count towards `asked`.

    `reserves` are next in the order, to take the place of one that was drawn.
    """

    stratum: Stratum
    asked: int
    keys: tuple[str, ...]
    chosen: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()
    reserves: tuple[str, ...] = ()

    @property
    def available(self) -> int:
        return len(self.keys)

    @property
    def filled(self) -> int:
        return len(self.chosen) + len(self.drawn)

    @property
    def missing(self) -> int:
        return max(0, self.asked - self.filled)


def place_of(seed: str, key: str) -> bytes:
    return hmac.digest(seed.encode(), key.encode(), sha256)


def in_order(seed: str, keys: Iterable[str]) -> list[str]:
    """The order in which a seed draws these, whatever order they come in."""
    return sorted(keys, key=lambda key: (place_of(seed, key), key))


def draw(
    seed: str,
    members: Iterable[Member],
    asked: Mapping[Stratum, int],
    *,
    chosen: Collection[str] = (),
    reserves: int = 0,
) -> list[Cell]:
    """A cell for each stratum that is asked for or has somebody in it, in order of stratum."""
    frame = by_stratum(members)
    return [
        fill(seed, Cell(stratum, asked.get(stratum, 0), tuple(frame[stratum])), chosen, reserves)
        for stratum in sorted(frame.keys() | asked.keys())
    ]


def fill(seed: str, cell: Cell, chosen: Collection[str] = (), reserves: int = 0) -> Cell:
    by_hand = tuple(key for key in cell.keys if key in chosen)
    left = max(0, cell.asked - len(by_hand))
    ordered = in_order(seed, (key for key in cell.keys if key not in by_hand))
    kept = reserves if left else 0
    return Cell(
        cell.stratum,
        cell.asked,
        cell.keys,
        chosen=by_hand,
        drawn=tuple(ordered[:left]),
        reserves=tuple(ordered[left : left + kept]),
    )


def by_stratum(members: Iterable[Member]) -> dict[Stratum, list[str]]:
    frame: dict[Stratum, list[str]] = defaultdict(list)
    for member in members:
        frame[member.stratum].append(member.key)
    return frame


def shortfalls(available: Mapping[Stratum, int], asked: Mapping[Stratum, int]) -> list[str]:
    """A sentence for each stratum that has fewer candidates than are asked for."""
    return [
        shortfall(stratum, asked[stratum], available.get(stratum, 0))
        for stratum in sorted(asked)
        if asked[stratum] > available.get(stratum, 0)
    ]


def shortfall(stratum: Stratum, asked: int, available: int) -> str:
    has = f"only {available} can be drawn" if available else "nobody can be drawn"
    return f"{named(stratum)}: {asked} asked for, {has}."


def named(stratum: Stratum) -> str:
    return " · ".join(value or "Not given" for value in stratum) or "Everybody"


def shuffled(seed: str, keys: Iterable[str]) -> list[str]:
    """An order for references, which tells nothing of strata, of the draw or of the file."""
    return in_order(f"{seed}/references", keys)

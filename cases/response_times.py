"""How long agencies take from being asked for a return to handing it in. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class ResponseTime:
    """`days` of each return handed in, counted from the day it was asked for."""

    days: Sequence[int] = ()

    @property
    def middle(self) -> float | None:
        return median(self.days) if self.days else None

    def __str__(self) -> str:
        if not self.days:
            return "Nothing handed in yet"
        number = len(self.days)
        of = "1 return" if number == 1 else f"the middle of {number} returns"
        if not self.middle:
            return f"The same day, {of}"
        return f"{self.middle:g} day{'' if self.middle == 1 else 's'}, {of}"

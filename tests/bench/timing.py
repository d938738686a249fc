"""Times measured side by side, and what they are held against."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Timed = Callable[[], object]


@dataclass(frozen=True)
class Line:
    """One row of the table. `limit` None: for information only."""

    what: str
    measured: str
    against: str
    ratio: float
    limit: float | None
    unit: str = "×"

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.ratio > self.limit

    def cells(self) -> list[str]:
        limit = "" if self.limit is None else f"{self.limit:g} {self.unit}"
        verdict = "" if self.limit is None else "MISSED" if self.missed else "held"
        return [
            self.what,
            self.measured,
            self.against,
            f"{self.ratio:.1f} {self.unit}",
            limit,
            verdict,
        ]


def medians(timed: dict[str, Timed], *, rounds: int) -> dict[str, float]:
    """Milliseconds. One of each in turn, so that a busy moment of the machine meets them all."""
    taken = {name: [] for name in timed}
    for work in timed.values():
        work()
    for _ in range(rounds):
        for name, work in timed.items():
            started = time.perf_counter()
            work()
            taken[name].append(1000 * (time.perf_counter() - started))
    return {name: statistics.median(times) for name, times in taken.items()}


def compared(what: str, times: dict[str, float], name: str, against: str, limit=None) -> Line:
    ours, bare = times[name], times[against]
    return Line(what, f"{ours:.1f} ms", f"{bare:.1f} ms", ours / bare, limit)


def table(lines: list[Line]) -> str:
    heads = ["what", "measured", "against", "ratio", "limit", ""]
    rows = [heads, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )

"""The arithmetic of figures: how many, out of how many, and what was left out and why.

Pure and exact: integers and decimals, never floats. Imports neither Django nor any app.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from reports.partitions import MeasureRule, Part, Partition
from reports.rounding import round_half_up

MINIMUM_DENOMINATOR = 20

Json = dict[str, Any]


class Computed:
    """What a share and a total have in common: all that was expected is accounted for."""

    __slots__ = ()

    @property
    def key(self) -> str:
        return self.rule.key

    @property
    def expected(self) -> int:
        return self.partition.expected

    @property
    def left_out(self) -> dict[Part, int]:
        return self.partition.left_out(self.rule)

    @property
    def left_out_total(self) -> int:
        return self.expected - self.d


@dataclass(frozen=True, slots=True)
class Figure(Computed):
    """A measure's computed result. The breakdown (label -> partition) adds up to the whole."""

    rule: MeasureRule
    partition: Partition
    breakdown: Mapping[str, Partition] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.breakdown and Partition.total(self.breakdown.values()) != self.partition:
            raise ValueError(f"The breakdown of “{self.key}” does not add up to its figure.")

    @property
    def n(self) -> int:
        return self.partition.numerator(self.rule)

    @property
    def d(self) -> int:
        return self.partition.denominator(self.rule)

    @property
    def percent(self) -> int | None:
        """Whole per cent, half-up; None where nothing is in the denominator."""
        return int(round_half_up(100 * self.n, self.d)) if self.d else None

    @property
    def one_decimal(self) -> Decimal | None:
        return round_half_up(100 * self.n, self.d, places=1) if self.d else None

    def percent_shown(self, minimum_denominator: int = MINIMUM_DENOMINATOR) -> int | None:
        """None where too few are in the denominator for a per cent: show n of d instead."""
        return self.percent if self.d >= minimum_denominator else None

    def as_json(self) -> Json:
        return {
            "rule": self.rule.as_json(),
            "partition": asdict(self.partition),
            # Pairs, because `jsonb` does not keep the order of names.
            "breakdown": [[label, asdict(part)] for label, part in self.breakdown.items()],
            "n": self.n,
            "d": self.d,
            "percent": self.percent,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Figure:
        """Raises ValueError where the snapshot is malformed or does not agree with itself."""
        try:
            figure = cls(
                rule=MeasureRule.from_json(data["rule"]),
                partition=Partition(**data["partition"]),
                breakdown={label: Partition(**part) for label, part in data["breakdown"]},
            )
            kept = (data["n"], data["d"], data["percent"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("This is not a stored figure.") from error
        if kept != (figure.n, figure.d, figure.percent):
            raise ValueError(f"The stored figure “{figure.key}” does not agree with itself.")
        return figure


class Snapshot(Protocol):
    """A figure, or anything else that is frozen with one."""

    @property
    def key(self) -> str: ...

    def as_json(self) -> Json: ...


def fingerprint(snapshots: Iterable[Snapshot]) -> str:
    """SHA-256 of what the figures say, whatever order they and their breakdowns come in."""
    canonical = []
    for snapshot in sorted(snapshots, key=lambda each: each.key):
        data = snapshot.as_json()
        if "breakdown" in data:
            data["breakdown"] = sorted(data["breakdown"], key=lambda pair: pair[0])
        canonical.append(data)
    text = json.dumps(canonical, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

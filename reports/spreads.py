"""The spread of numbers: median, lowest, highest and how many, beside all that has no number.

Pure and exact: decimals, never floats. Numbers of different scales are never put together here:
one spread has the numbers of one measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from reports.figures import Computed, Json
from reports.partitions import MeasureRule, Part, Partition


@dataclass(frozen=True, slots=True)
class Numbers:
    """Values in order; `partition` has them as counted, and every answer without a number."""

    values: tuple[Decimal, ...] = ()
    partition: Partition = field(default_factory=Partition)

    def __post_init__(self) -> None:
        if len(self.values) != self.partition.counted or self.partition.not_counted:
            raise ValueError("Every number is counted once, and only numbers are counted.")
        if list(self.values) != sorted(self.values):
            raise ValueError("Numbers stand in order, the lowest first.")

    @classmethod
    def of(cls, answers: Iterable[tuple[Part, Decimal | None]]) -> Numbers:
        """From (part, number) of each expected answer; those counted have a number."""
        answers = list(answers)
        values = sorted(value for _, value in answers if value is not None)
        return cls(tuple(values), Partition.of(part for part, _ in answers))

    def __add__(self, other: Numbers) -> Numbers:
        values = tuple(sorted(self.values + other.values))
        return Numbers(values, self.partition + other.partition)

    @property
    def median(self) -> Decimal | None:
        """The middle value; of an even number of values, half-way between the two in the middle."""
        if not self.values:
            return None
        half = len(self.values) // 2
        if len(self.values) % 2:
            return self.values[half]
        return (self.values[half - 1] + self.values[half]) / 2

    @property
    def lowest(self) -> Decimal | None:
        return self.values[0] if self.values else None

    @property
    def highest(self) -> Decimal | None:
        return self.values[-1] if self.values else None

    def as_json(self) -> Json:
        return {
            "values": [str(value) for value in self.values],
            "partition": asdict(self.partition),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Numbers:
        return cls(tuple(map(Decimal, data["values"])), Partition(**data["partition"]))


@dataclass(frozen=True, slots=True)
class Spread(Computed):
    """A total's computed result. The breakdown (label -> numbers) adds up to the whole.

    `maximum`: what one answer can come to at most, where there is such a number. `said_in`: the
    unit of the numbers themselves, such as visits.
    """

    rule: MeasureRule
    whole: Numbers
    breakdown: Mapping[str, Numbers] = field(default_factory=dict)
    maximum: Decimal | None = None
    said_in: str = ""

    def __post_init__(self) -> None:
        if self.breakdown and sum(self.breakdown.values(), Numbers()) != self.whole:
            raise ValueError(f"The breakdown of “{self.key}” does not add up to its spread.")

    @property
    def partition(self) -> Partition:
        return self.whole.partition

    @property
    def n(self) -> int:
        """How many have a number."""
        return len(self.whole.values)

    @property
    def d(self) -> int:
        """Those with a number and those whose record is silent."""
        return self.n + self.partition.not_recorded

    @property
    def out_of(self) -> Decimal | None:
        """The maximum of a score; of days or people it is only what may be typed."""
        is_score = not self.said_in or self.rule.percent_of_maximum
        return self.maximum if is_score else None

    def per_cent(self, value: Decimal) -> Decimal | None:
        """Of the maximum, exactly; None unless the measure asks for it and there is one."""
        if not self.rule.percent_of_maximum or not self.maximum:
            return None
        return 100 * value / self.maximum

    def as_json(self) -> Json:
        return {
            "rule": self.rule.as_json(),
            "whole": self.whole.as_json(),
            # Pairs, because `jsonb` does not keep the order of names.
            "breakdown": [[label, each.as_json()] for label, each in self.breakdown.items()],
            "maximum": None if self.maximum is None else str(self.maximum),
            "said_in": self.said_in,
            "median": None if self.whole.median is None else str(self.whole.median),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Spread:
        """Raises ValueError where the snapshot is malformed or does not agree with itself."""
        try:
            spread = cls(
                rule=MeasureRule.from_json(data["rule"]),
                whole=Numbers.from_json(data["whole"]),
                breakdown={label: Numbers.from_json(each) for label, each in data["breakdown"]},
                maximum=None if data["maximum"] is None else Decimal(data["maximum"]),
                said_in=data["said_in"],
            )
            kept = data["median"]
        except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError("This is not a stored spread.") from error
        if kept != (None if spread.whole.median is None else str(spread.whole.median)):
            raise ValueError(f"The stored spread “{spread.key}” does not agree with itself.")
        return spread

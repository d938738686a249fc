"""How the grades of one question are spread over its scale. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from reports.figures import Json
from reports.partitions import Part, Partition, Unit
from reports.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class GradeCount:
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class GradeDistribution:
    """Counts per option in the scale's order, and beside them every answer without a grade.

    `ungraded` holds the other parts; its `counted` and `not_counted` stay 0. Grades are never
    averaged.
    """

    key: str
    name: str
    unit: Unit
    grades: tuple[GradeCount, ...]
    ungraded: Partition

    def __post_init__(self) -> None:
        if self.ungraded.counted or self.ungraded.not_counted:
            raise ValueError(f"An answered grade of “{self.key}” belongs to one of its options.")
        if any(type(grade.count) is not int or grade.count < 0 for grade in self.grades):
            raise ValueError(f"A grade of “{self.key}” is counted by a whole number of 0 or more.")

    @property
    def graded(self) -> int:
        return sum(grade.count for grade in self.grades)

    @property
    def d(self) -> int:
        """Graded and not recorded: a silent record stays in the denominator."""
        return self.graded + self.ungraded.not_recorded

    @property
    def expected(self) -> int:
        return self.graded + self.ungraded.expected

    @property
    def left_out(self) -> dict[Part, int]:
        """Reason -> how many, for the reasons that occur; not recorded is not left out."""
        reasons = (Part.NOT_APPLICABLE, Part.MISSING, Part.NOT_ASKED, Part.NOT_RETURNED)
        found = {reason: int(getattr(self.ungraded, reason)) for reason in reasons}
        return {reason: count for reason, count in found.items() if count}

    def percent(self, code: str) -> int | None:
        """Whole per cent of d, half-up; the grades' per cents are not forced to add to 100."""
        count = next(grade.count for grade in self.grades if grade.code == code)
        return int(round_half_up(100 * count, self.d)) if self.d else None

    def as_json(self) -> Json:
        return {
            "key": self.key,
            "name": self.name,
            "unit": self.unit,
            "grades": [asdict(grade) for grade in self.grades],
            "ungraded": asdict(self.ungraded),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> GradeDistribution:
        """Raises ValueError where the snapshot is malformed."""
        try:
            rest = {name: data[name] for name in ("key", "name", "unit")}
            grades = tuple(GradeCount(**grade) for grade in data["grades"])
            return cls(**rest, grades=grades, ungraded=Partition(**data["ungraded"]))
        except (KeyError, TypeError) as error:
            raise ValueError("This is not a stored spread of grades.") from error

"""The arithmetic of figures: what is counted, out of what, and what was left out and why.

Pure and exact: integers and decimals, never floats. Imports neither Django nor any app.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from operator import add, attrgetter
from typing import Any, Literal, Protocol

from reports.rounding import round_half_up

MINIMUM_DENOMINATOR = 20

Unit = Literal["return", "case", "child", "response", "organisation"]
CaseRule = Literal["any", "all", "majority", "lead"]
NotRecorded = Literal["in_denominator", "counted", "left_out"]
Better = Literal["higher", "lower", "none"]
Json = dict[str, Any]


class Part(StrEnum):
    """Where one expected answer went. Every one goes to exactly one part."""

    COUNTED = "counted"
    NOT_COUNTED = "not_counted"
    NOT_RECORDED = "not_recorded"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    NOT_ASKED = "not_asked"
    NOT_RETURNED = "not_returned"


PARTS = tuple(Part)
_counts = attrgetter(*PARTS)

# Where no return of a case can be used, the reason nearest to an answer speaks for the case.
LEFT_OUT_ORDER = (
    Part.NOT_RECORDED,
    Part.MISSING,
    Part.NOT_APPLICABLE,
    Part.NOT_RETURNED,
    Part.NOT_ASKED,
)


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """How one figure is counted and said. `counts` are the option codes that count.

    `not_recorded`: a silent record stays in the denominator (the default), is counted, or is
    left out. `case_rule` says how several returns make one case and belongs to unit `case` alone.
    Raises ValueError for a rule that contradicts itself.
    """

    key: str
    name: str
    label: str
    theme: str = ""
    unit: Unit = "return"
    case_rule: CaseRule | None = None
    lead_sector: str | None = None
    better: Better = "higher"
    not_recorded: NotRecorded = "in_denominator"
    sentence: str = ""
    question: str = ""
    counts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            if getattr(self, name) not in allowed:
                shown = ", ".join(str(value) for value in allowed)
                raise ValueError(f"“{name}” of the measure “{self.key}” must be one of: {shown}.")
        if (self.unit == "case") is (self.case_rule is None):
            raise ValueError(
                f"The measure “{self.key}” needs a case rule if its unit is case, and only then."
            )
        if (self.case_rule == "lead") is not bool(self.lead_sector):
            raise ValueError(
                f"The measure “{self.key}” needs a lead sector if its case rule is lead, and only"
                " then."
            )


_ALLOWED: Mapping[str, tuple[str | None, ...]] = {
    "unit": ("return", "case", "child", "response", "organisation"),
    "case_rule": (None, "any", "all", "majority", "lead"),
    "better": ("higher", "lower", "none"),
    "not_recorded": ("in_denominator", "counted", "left_out"),
}


@dataclass(frozen=True, slots=True)
class Partition:
    """How many of the expected answers went to each part; they add up to what was expected."""

    counted: int = 0
    not_counted: int = 0
    not_recorded: int = 0
    not_applicable: int = 0
    missing: int = 0
    not_asked: int = 0
    not_returned: int = 0

    def __post_init__(self) -> None:
        for part, count in zip(PARTS, self.counts, strict=True):
            if type(count) is not int or count < 0:
                raise ValueError(f"The part “{part}” must be a whole number of 0 or more.")

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Partition:
        counts = dict.fromkeys(PARTS, 0)
        for part in parts:
            counts[part] += 1
        return cls(*counts.values())

    def __add__(self, other: Partition) -> Partition:
        return Partition(*map(add, self.counts, other.counts))

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order of the parts."""
        return _counts(self)

    @property
    def expected(self) -> int:
        return sum(self.counts)

    def numerator(self, rule: MeasureRule) -> int:
        return self.counted + (self.not_recorded if rule.not_recorded == "counted" else 0)

    def denominator(self, rule: MeasureRule) -> int:
        silent = 0 if rule.not_recorded == "left_out" else self.not_recorded
        return self.counted + self.not_counted + silent

    def left_out(self, rule: MeasureRule) -> dict[Part, int]:
        """Reason -> how many, for the reasons that occur."""
        reasons = [Part.NOT_APPLICABLE, Part.MISSING, Part.NOT_ASKED, Part.NOT_RETURNED]
        if rule.not_recorded == "left_out":
            reasons.insert(0, Part.NOT_RECORDED)
        return {reason: getattr(self, reason) for reason in reasons if getattr(self, reason)}


def part_of_answer(
    state: str,
    codes: str | Collection[str],
    counts: Collection[str],
    not_applicable: Collection[str] = (),
) -> Part:
    """The part of one return's answer, given its state and chosen option code or codes.

    Several chosen options count when any of them counts. `not_applicable` are the options by
    which the scale itself says "not applicable": they leave the answer out when chosen alone.
    """
    if state != "answered":
        return Part(state)
    chosen = {codes} if isinstance(codes, str) else set(codes)
    if chosen & set(counts):
        return Part.COUNTED
    if chosen and chosen <= set(not_applicable):
        return Part.NOT_APPLICABLE
    return Part.NOT_COUNTED


def part_of_case(returns: Iterable[tuple[str, Part]], rule: MeasureRule) -> Part:
    """One case's part, from (sector, part) of each return expected on it.

    - Only answered and not recorded returns have a say. A silent return speaks against under
      `in_denominator`, for under `counted`, and has no say under `left_out`.
    - `any`: one for is enough. `all`: none against. `majority`: more for than against, so a tie
      does not count. `lead`: the majority of the lead sector's returns alone; a case on which
      that sector was not expected is not asked.
    - Where no return has a say, the case is left out for the first reason found in
      LEFT_OUT_ORDER. A case with no return in is not returned.
    - The result is always a part that one of its returns has (or not returned, not asked where
      there is none), so a case is never said to be answered when every record was silent.
    """
    considered = list(returns)
    if rule.case_rule == "lead" and considered:
        considered = [(sector, part) for sector, part in considered if sector == rule.lead_sector]
        if not considered:
            return Part.NOT_ASKED
    parts = Counter(part for _, part in considered)
    silent = parts[Part.NOT_RECORDED]
    speaks_for = parts[Part.COUNTED] + (silent if rule.not_recorded == "counted" else 0)
    against = parts[Part.NOT_COUNTED] + (silent if rule.not_recorded == "in_denominator" else 0)
    if not speaks_for + against:
        return next((reason for reason in LEFT_OUT_ORDER if parts[reason]), Part.NOT_RETURNED)
    answered = Part.COUNTED if _carries(rule, speaks_for, against) else Part.NOT_COUNTED
    return answered if parts[answered] else Part.NOT_RECORDED


def _carries(rule: MeasureRule, speaks_for: int, against: int) -> bool:
    match rule.case_rule:
        case "any":
            return speaks_for > 0
        case "all":
            return against == 0
        case "majority" | "lead":
            return speaks_for > against
    raise ValueError(f"The measure “{rule.key}” has no case rule, so returns cannot make a case.")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's computed result. The breakdown (label -> partition) adds up to the whole."""

    rule: MeasureRule
    partition: Partition
    breakdown: Mapping[str, Partition] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.breakdown and sum(self.breakdown.values(), Partition()) != self.partition:
            raise ValueError(f"The breakdown of “{self.key}” does not add up to its figure.")

    @property
    def key(self) -> str:
        return self.rule.key

    @property
    def n(self) -> int:
        return self.partition.numerator(self.rule)

    @property
    def d(self) -> int:
        return self.partition.denominator(self.rule)

    @property
    def expected(self) -> int:
        return self.partition.expected

    @property
    def left_out(self) -> dict[Part, int]:
        return self.partition.left_out(self.rule)

    @property
    def left_out_total(self) -> int:
        return self.expected - self.d

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
            "rule": {**asdict(self.rule), "counts": list(self.rule.counts)},
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
            rule = {**data["rule"]}
            rule["counts"] = tuple(rule["counts"])
            figure = cls(
                rule=MeasureRule(**rule),
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

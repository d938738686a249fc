"""Where every expected answer goes: the rule of a measure, and the parts of what was expected.

Pure and exact: whole numbers only. Imports neither Django nor any app.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from operator import add, attrgetter
from typing import Any, Literal

Kind = Literal["share", "total"]
# An answer is what one return says about one child, where that is not made into children.
Unit = Literal["return", "case", "child", "response", "organisation", "answer"]
Combines = Literal["", "any", "worst", "sum"]
CaseRule = Literal["any", "all", "majority", "lead"]
NotRecorded = Literal["in_denominator", "counted", "left_out"]
NotApplicable = Literal["left_out", "in_denominator"]
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
    left out; `not_applicable` is left out or stays in. `case_rule` says how several returns make
    one case or child and belongs to shares of those units alone. `also` are further questions,
    joined as `combines` says; `item` is one area of a profile and `occasion` one repetition.
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
    kind: Kind = "share"
    also: tuple[str, ...] = ()
    combines: Combines = ""
    item: str = ""
    occasion: str = ""
    not_applicable: NotApplicable = "left_out"
    percent_of_maximum: bool = False

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            if getattr(self, name) not in allowed:
                shown = ", ".join(str(value) for value in allowed)
                raise ValueError(f"“{name}” of the measure “{self.key}” must be one of: {shown}.")
        if self.needs_case_rule is (self.case_rule is None):
            raise ValueError(
                f"The measure “{self.key}” needs a case rule if its unit is case or child, and"
                " only then."
            )
        if (self.case_rule == "lead") is not bool(self.lead_sector):
            raise ValueError(
                f"The measure “{self.key}” needs a lead sector if its case rule is lead, and only"
                " then."
            )

    @property
    def needs_case_rule(self) -> bool:
        return self.kind == "share" and self.unit in GROUPED_UNITS

    def as_json(self) -> dict[str, Any]:
        """What was kept before a field was added stays as it was while the field is not used."""
        said = asdict(self)
        unsaid = {each.name for each in fields(self) if said[each.name] == each.default}
        kept = {name: value for name, value in said.items() if name not in LATER & unsaid}
        return {name: _as_list(value) for name, value in kept.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> MeasureRule:
        lists = {name: tuple(data[name]) for name in ("counts", "also") if name in data}
        return cls(**{**data, **lists})


def _as_list(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


GROUPED_UNITS = frozenset({"case", "child"})
LATER = frozenset(
    {"kind", "also", "combines", "item", "occasion", "not_applicable", "percent_of_maximum"}
)
_ALLOWED: Mapping[str, tuple[str | None, ...]] = {
    "kind": ("share", "total"),
    "unit": ("return", "case", "child", "response", "organisation", "answer"),
    "combines": ("", "any", "worst", "sum"),
    "case_rule": (None, "any", "all", "majority", "lead"),
    "better": ("higher", "lower", "none"),
    "not_recorded": ("in_denominator", "counted", "left_out"),
    "not_applicable": ("left_out", "in_denominator"),
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
        counts = self.counts
        if set(map(type, counts)) == {int} and min(counts) >= 0:
            return
        for part, count in zip(PARTS, counts, strict=True):
            if type(count) is not int or count < 0:
                raise ValueError(f"The part “{part}” must be a whole number of 0 or more.")

    @classmethod
    def of(cls, parts: Iterable[Part]) -> Partition:
        counts = dict.fromkeys(PARTS, 0)
        for part in parts:
            counts[part] += 1
        return cls(*counts.values())

    @classmethod
    def total(cls, partitions: Iterable[Partition]) -> Partition:
        counts = [each.counts for each in partitions]
        return cls(*map(sum, zip(*counts, strict=True))) if counts else cls()

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
        apart = self.not_applicable if rule.not_applicable == "in_denominator" else 0
        return self.counted + self.not_counted + silent + apart

    def left_out(self, rule: MeasureRule) -> dict[Part, int]:
        """Reason -> how many, for the reasons that occur."""
        reasons = [Part.MISSING, Part.NOT_ASKED, Part.NOT_RETURNED]
        if rule.not_applicable == "left_out":
            reasons.insert(0, Part.NOT_APPLICABLE)
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
    """One case's part, or one child's, from (sector, part) of each return expected on it.

    - Only answered and not recorded returns have a say. A silent return speaks against under
      `in_denominator`, for under `counted`, and has no say under `left_out`. Not applicable has a
      say, against, only where the measure keeps it in the denominator.
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
    if rule.case_rule is None:
        raise ValueError(f"The measure “{rule.key}” has no case rule, so returns make no case.")
    return _settled([part for _, part in considered], rule, rule.case_rule)


def part_of_any(parts: Iterable[Part], rule: MeasureRule) -> Part:
    """The part of several answers of one return, of which one that counts is enough."""
    return _settled(list(parts), rule, "any")


def part_of_worst(
    answers: Iterable[tuple[int | None, Part]], rule: MeasureRule, *, lowest_is_worst: bool
) -> Part:
    """The part of the worst of several grades, from (rank, part) of each; ranks are of grades.

    It counts if any grade of that rank does. Where there is no grade at all, the first reason
    found in LEFT_OUT_ORDER speaks.
    """
    answers = list(answers)
    ranks = [rank for rank, _ in answers if rank is not None]
    if not ranks:
        return _reason([part for _, part in answers])
    worst = min(ranks) if lowest_is_worst else max(ranks)
    counts = any(rank == worst and part == Part.COUNTED for rank, part in answers)
    return Part.COUNTED if counts else Part.NOT_COUNTED


def part_of_sum(parts: Iterable[Part]) -> Part:
    """Counted where every answer has its number, otherwise the reason nearest to an answer."""
    parts = list(parts)
    return Part.COUNTED if set(parts) == {Part.COUNTED} else _reason(parts)


def _settled(considered: list[Part], rule: MeasureRule, case_rule: CaseRule) -> Part:
    parts = Counter(considered)
    silent, apart = parts[Part.NOT_RECORDED], parts[Part.NOT_APPLICABLE]
    speaks_for = parts[Part.COUNTED] + (silent if rule.not_recorded == "counted" else 0)
    silent_against = silent if rule.not_recorded == "in_denominator" else 0
    apart_against = apart if rule.not_applicable == "in_denominator" else 0
    against = parts[Part.NOT_COUNTED] + silent_against + apart_against
    if not speaks_for + against:
        return _reason(considered)
    if _carries(case_rule, speaks_for, against):
        return Part.COUNTED if parts[Part.COUNTED] else Part.NOT_RECORDED
    if parts[Part.NOT_COUNTED]:
        return Part.NOT_COUNTED
    return Part.NOT_RECORDED if silent_against else Part.NOT_APPLICABLE


def _reason(parts: Collection[Part]) -> Part:
    return next((reason for reason in LEFT_OUT_ORDER if reason in parts), Part.NOT_RETURNED)


def _carries(case_rule: CaseRule, speaks_for: int, against: int) -> bool:
    match case_rule:
        case "any":
            return speaks_for > 0
        case "all":
            return against == 0
        case "majority" | "lead":
            return speaks_for > against

"""What the answer to one question may still be, after comparisons with it were met or not. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from audits.conditions import Answered, AtLeast, Comparison, Is
from audits.rules import QuestionRule
from audits.tool_definition import CHOICE_KINDS, NUMBER_KINDS
from audits.totals import SCALED, SUM

LOWEST, HIGHEST = Decimal("-Infinity"), Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Values:
    """`silent`: without an answer, for whichever reason. `lacking`: a block without a total.

    `codes` are options that may be chosen; of each of `among` at least one is. A number, or a
    total, lies from `low` to `high` and is a multiple of `step`.
    """

    kind: str
    silent: bool = True
    answered: bool = True
    codes: frozenset[str] = frozenset()
    among: frozenset[frozenset[str]] = frozenset()
    low: Decimal = LOWEST
    high: Decimal = HIGHEST
    step: Decimal = Decimal(1)
    lacking: bool = False

    @classmethod
    def of(cls, rule: QuestionRule) -> Values:
        low, high = limits_of(rule)
        found = cls(
            rule.kind,
            answered=rule.kind != "prompt",
            codes=frozenset(rule.codes),
            step=Decimal(1).scaleb(-_places(rule)),
            lacking=rule.total is not None and rule.total.needed > 1,
        )
        if low is not None:
            found = replace(found, low=found._at_or_above(low))
        return found if high is None else replace(found, high=found._at_or_below(high))

    def narrowed(self, comparison: Comparison, wanted: bool) -> Values:
        """Those for which the comparison is met (`wanted`), or is not."""
        match comparison:
            case Answered():
                return replace(self, silent=False) if wanted else replace(self, answered=False)
            case Is(_, codes):
                return self._chosen(frozenset(codes), wanted)
        if not wanted:
            return self._outside(comparison)
        return replace(self._within(comparison), silent=False, lacking=False)

    def _chosen(self, codes: frozenset[str], wanted: bool) -> Values:
        if not wanted:
            return replace(self, codes=self.codes - codes)
        if self.kind == "choices":
            return replace(self, silent=False, among=self.among | {codes})
        return replace(self, silent=False, codes=self.codes & codes)

    def _within(self, comparison: Comparison) -> Values:
        if isinstance(comparison, AtLeast):
            return replace(self, low=max(self.low, self._at_or_above(comparison.number)))
        return replace(self, high=min(self.high, self._at_or_below(comparison.number)))

    def _outside(self, comparison: Comparison) -> Values:
        if isinstance(comparison, AtLeast):
            below = self._at_or_above(comparison.number) - self.step
            return replace(self, high=min(self.high, below))
        above = self._at_or_below(comparison.number) + self.step
        return replace(self, low=max(self.low, above))

    def _at_or_above(self, number: Decimal) -> Decimal:
        return (number / self.step).to_integral_value(ROUND_CEILING) * self.step

    def _at_or_below(self, number: Decimal) -> Decimal:
        return (number / self.step).to_integral_value(ROUND_FLOOR) * self.step

    @property
    def exist(self) -> bool:
        return self.silent or (self.answered and self._has_value)

    @property
    def _has_value(self) -> bool:
        if self.kind in CHOICE_KINDS:
            return bool(self.codes) and all(codes & self.codes for codes in self.among)
        if self.kind in NUMBER_KINDS:
            return self.lacking or self.low <= self.high
        return True


def limits_of(rule: QuestionRule) -> tuple[Decimal | None, Decimal | None]:
    """From where to where a number lies, or a total: that of fewer items may lie further out."""
    low, high = rule.minimum, rule.maximum
    if rule.total is None:
        return low, high
    every = len(rule.total.items)
    numbers = (rule.total.needed if rule.total.rule == SUM else every, every)
    return (
        None if low is None else min(low * number for number in numbers),
        None if high is None else max(high * number for number in numbers),
    )


def _places(rule: QuestionRule) -> int:
    """Decimal places of a number, or of a total."""
    if rule.total is None:
        return rule.decimals
    return rule.total.places if rule.total.rule == SCALED else rule.total.decimals

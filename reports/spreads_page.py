"""Totals in the words and marks of the figures page."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reports import spread_wording
from reports.figures_page import (
    PART_WORDS,
    Segment,
    TableRow,
    left_out_words,
    theme_name,
)
from reports.measures import CountedMeasure, occasion_words
from reports.partitions import MeasureRule, Part
from reports.spreads import Numbers, Spread
from reports.wording import unit_word


@dataclass(frozen=True)
class Mark:
    """One value on the strip: where it stands and how high, in per cent of the strip."""

    x: str
    y: str
    height: str


@dataclass(frozen=True)
class ShownSpread:
    """`together`: as of a share, each occasion with its numbers in words."""

    figure: Spread
    measure: CountedMeasure
    together: tuple[tuple[str, str], ...] = ()

    is_total = True
    case_rule = ""

    @property
    def rule(self) -> MeasureRule:
        return self.figure.rule

    @property
    def theme(self) -> str:
        return theme_name(self.measure)

    @property
    def value(self) -> str:
        middle = self.figure.whole.median
        return "None" if middle is None else spread_wording.number(middle)

    @property
    def of(self) -> str:
        """What stands under the median."""
        if not self.figure.n:
            return "no number yet"
        limit = self.figure.out_of
        reach = "" if limit is None else f" of {spread_wording.number(limit)}"
        return f"{reach} {self.figure.said_in} median".replace("  ", " ").strip()

    @property
    def sentence(self) -> str:
        return spread_wording.sentence(self.figure)

    sentence_with_numbers = sentence

    @property
    def range_words(self) -> str:
        """“Median 14 of 40, from 6 to 31, in 17 of 18 returns.”"""
        said = spread_wording.in_full(self.figure)
        return f"{said[:1].upper()}{said[1:]}."

    @property
    def compared(self) -> tuple[str, str]:
        return occasion_words(self.rule.occasion), spread_wording.in_full(self.figure)

    @property
    def expected(self) -> int:
        return self.figure.expected

    @property
    def expected_label(self) -> str:
        return f"{self.expected} {unit_word(self.rule.unit, self.expected)} expected"

    @property
    def parts(self) -> list[Segment]:
        figure = self.figure
        left_out = list(figure.left_out)
        reason = (
            f"left out: {PART_WORDS[left_out[0]]}"
            if len(left_out) == 1
            else left_out_words(figure.left_out)
        )
        return [
            Segment("counted", figure.n, "with a number"),
            Segment("not_recorded", figure.partition.not_recorded, "not recorded"),
            Segment("left_out", figure.left_out_total, reason),
        ]

    @property
    def start(self) -> Decimal:
        """Where the strip begins: at nothing, unless a number lies below it."""
        return min(Decimal(0), self.figure.whole.lowest or Decimal(0))

    @property
    def end(self) -> Decimal:
        highest = self.figure.whole.highest or Decimal(0)
        return max(highest, self.figure.out_of or highest)

    @property
    def axis(self) -> tuple[str, str]:
        return spread_wording.number(self.start), spread_wording.number(self.end)

    @cached_property
    def marks(self) -> list[Mark]:
        """A mark for each value that occurs, as high as it is frequent."""
        found = Counter(self.figure.whole.values)
        most = max(found.values(), default=1)
        return [self._mark(value, count, most) for value, count in sorted(found.items())]

    def _mark(self, value: Decimal, count: int, most: int) -> Mark:
        height = Decimal(100 * count) / most
        return Mark(self._place(value), f"{100 - height:.1f}", f"{height:.1f}")

    @property
    def median_place(self) -> str:
        middle = self.figure.whole.median
        return "" if middle is None else self._place(middle)

    def _place(self, value: Decimal) -> str:
        reach = self.end - self.start
        # A little room at both ends, so that no mark is cut in half.
        return f"{1 + 98 * (value - self.start) / reach:.1f}" if reach else "1.0"

    @property
    def in_words(self) -> str:
        """Every value and how often it occurs: what the strip shows."""
        found = sorted(Counter(self.figure.whole.values).items())
        values = ", ".join(
            f"{spread_wording.number(value)}{f' ({count} times)' if count > 1 else ''}"
            for value, count in found
        )
        return f"{self.range_words} The numbers: {values}."

    grouped_by = "Agency"

    @property
    def table(self) -> list[TableRow]:
        groups = {**self.figure.breakdown, "All": self.figure.whole}
        return [TableRow(name, self._cells(numbers)) for name, numbers in groups.items()]

    def _cells(self, numbers: Numbers) -> list[tuple[str, str | int]]:
        reasons = [Part.NOT_RECORDED, *self.figure.left_out]
        apart = [
            (PART_WORDS[each].capitalize(), getattr(numbers.partition, each)) for each in reasons
        ]
        return [
            ("With a number", len(numbers.values)),
            ("Median", _said(numbers.median)),
            ("Lowest", _said(numbers.lowest)),
            ("Highest", _said(numbers.highest)),
            *apart,
            ("Expected", numbers.partition.expected),
        ]

    @property
    def behind(self) -> str:
        count = self.figure.d
        if not count:
            return "What was left out, and why"
        return f"The {count} answer{'' if count == 1 else 's'} behind this"


def _said(value: Decimal | None) -> str:
    return "–" if value is None else spread_wording.number(value)

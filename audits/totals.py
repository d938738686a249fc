"""The total of a block of scored items. Pure and exact: no number here is ever a float."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from audits.conditions import as_number

EVERY, SUM, SCALED = "every", "sum", "scaled"
MOST_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class TotalRule:
    """When a block has a total, and what it is.

    `every`: the sum, once every item is answered. `sum` and `scaled` need only `fewest` items:
    the sum of those answered, or their mean times the number of items, rounded half up to one
    place more than an item may have.
    """

    items: tuple[str, ...]
    rule: str = EVERY
    fewest: int | None = None
    decimals: int = MOST_DECIMALS

    @property
    def needed(self) -> int:
        every = len(self.items)
        return every if self.rule == EVERY else min(self.fewest or every, every)

    @property
    def places(self) -> int:
        """Decimal places of a scaled total."""
        return min(self.decimals + 1, MOST_DECIMALS)

    def numbers(self, value: object) -> dict[str, Decimal]:
        """Those items of a stored value that have a number, in the order of the block."""
        held = value if isinstance(value, Mapping) else {}
        found = {code: as_number(held.get(code)) for code in self.items}
        return {code: number for code, number in found.items() if number is not None}

    def missing(self, value: object) -> tuple[str, ...]:
        numbers = self.numbers(value)
        return tuple(code for code in self.items if code not in numbers)

    def total(self, value: object) -> Decimal | None:
        """None until enough items are answered."""
        numbers = self.numbers(value)
        if not numbers or len(numbers) < self.needed:
            return None
        found = sum(numbers.values(), Decimal(0))
        return self._scaled(found, len(numbers)) if self.rule == SCALED else found

    def _scaled(self, found: Decimal, answered: int) -> Decimal:
        exact = Fraction(found) * len(self.items) / answered
        return Decimal(floor(exact * 10**self.places + Fraction(1, 2))).scaleb(-self.places)


def stored_number(number: Decimal) -> int | str:
    """A number as an answer holds it: 12, or "2.5"."""
    return int(number) if number == number.to_integral_value() else plain_number(number)


def plain_number(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Exact half-up rounding, and which per cents a denominator can give at all. Pure."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache


def round_half_up(n: int, d: int, places: int = 0) -> Decimal:
    """n/d rounded half-up to this many decimal places, exactly. Raises ValueError for d < 1."""
    if n < 0 or d < 1:
        raise ValueError("Rounding needs a count of 0 or more, out of 1 or more.")
    scaled = (2 * n * 10**places + d) // (2 * d)
    return Decimal(f"{scaled}E-{places}")


@lru_cache(maxsize=256)
def percents_possible(d: int, places: int = 0) -> frozenset[Decimal]:
    """Every per cent that some n of d gives; none for d = 0."""
    return frozenset(round_half_up(100 * n, d, places) for n in range(d + 1) if d)


def is_possible_percent(percent: int | Decimal, d: int, places: int = 0) -> bool:
    return Decimal(percent) in percents_possible(d, places)

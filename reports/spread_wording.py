"""How a total is said: its median, its range, and in how many returns. Pure.

A measure of a total may say {median}, {range} and {count} in its own sentence, and a briefing
[[key]], [[key.median]], [[key.range]] and [[key.count]].
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from reports.spreads import Spread
from reports.wording import unit_word

PLACES = ("{median}", "{range}", "{count}")
WAYS = ("median", "range", "count")


def number(value: Decimal) -> str:
    """“14”, “14.5”: at most two decimals."""
    text = f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}"
    return text.rstrip("0").rstrip(".")


def median(spread: Spread) -> str:
    """“14 of 40”, “3 visits”, “14 of 40 (35 per cent of the maximum, 40)”."""
    middle = spread.whole.median
    if middle is None:
        return "none"
    said = number(middle)
    if spread.out_of is not None:
        said = f"{said} of {number(spread.out_of)}"
    said = f"{said} {spread.said_in}".strip()
    share = spread.per_cent(middle)
    if share is None:
        return said
    whole = share.quantize(Decimal(1), ROUND_HALF_UP)
    return f"{said} ({whole} per cent of the maximum, {number(spread.maximum)})"


def value_range(spread: Spread) -> str:
    """“from 6 to 31”."""
    if not spread.whole.values:
        return "none"
    return f"from {number(spread.whole.lowest)} to {number(spread.whole.highest)}"


def count(spread: Spread) -> str:
    """“17 of 18”: those with a number, of those and the silent ones."""
    return f"{spread.n:,} of {spread.d:,}"


def count_of_units(spread: Spread) -> str:
    return f"{count(spread)} {unit_word(spread.rule.unit, spread.d)}"


def in_full(spread: Spread) -> str:
    """“median 14 of 40, from 6 to 31, in 17 of 18 returns”."""
    if not spread.n:
        return f"no number in {count_of_units(spread)}"
    return f"median {median(spread)}, {value_range(spread)}, in {count_of_units(spread)}"


def sentence(spread: Spread) -> str:
    """The measure's own sentence with {median}, {range} and {count} filled in."""
    if not spread.n:
        return f"{spread.rule.name}: no {unit_word(spread.rule.unit, 2)} with a number."
    text = spread.rule.sentence or f"{spread.rule.name}: {in_full(spread)}."
    for mark, say in zip(PLACES, (median, value_range, count), strict=True):
        text = text.replace(mark, say(spread))
    return text[:1].upper() + text[1:]

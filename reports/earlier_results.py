"""What survives of a result of an earlier audit, and how it is said. Pure.

Only a share has an n and a d. What survives alone has neither, and no type here is a figure, so
that nothing which computes with figures takes one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from reports.figures import MINIMUM_DENOMINATOR
from reports.rounding import round_half_up
from reports.wording import unit_word

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PercentAlone:
    """A per cent; of how many is not known. An empty unit is not known either."""

    percent: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CountAlone:
    """A count; out of how many is not known."""

    count: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class EarlierShare:
    """A count of which the denominator survives too."""

    n: int
    d: int
    unit: str = ""


Surviving = PercentAlone | CountAlone | EarlierShare


def has_denominator(result: Surviving) -> bool:
    return isinstance(result, EarlierShare)


def said(result: Surviving, minimum_denominator: int = MINIMUM_DENOMINATOR) -> str:
    """“37% of returns; of how many is not known”; a share as a figure is said."""
    match result:
        case PercentAlone(percent):
            units = f" of {unit_word(result.unit, 2)}" if result.unit else ""
            return f"{plain(percent)}%{units}; {_unknown(result)}"
        case CountAlone(count):
            units = f" {unit_word(result.unit, count)}" if result.unit else ""
            return f"{count:,}{units}; {_unknown(result)}"
    return _share(result, minimum_denominator)


def as_json(result: Surviving) -> Json:
    values = asdict(result) | {"has_denominator": has_denominator(result)}
    return values | ({"percent": float(result.percent)} if "percent" in values else {})


def _unknown(result: PercentAlone | CountAlone) -> str:
    return f"of {'' if result.unit else 'what and of '}how many is not known"


def _share(result: EarlierShare, minimum_denominator: int) -> str:
    count = f"{result.n:,} of {result.d:,}"
    percent = round_half_up(100 * result.n, result.d)
    if result.d < minimum_denominator:
        unit = f" {unit_word(result.unit, result.d)}" if result.unit else "; of what is not known"
        return f"{count}{unit}"
    if result.unit:
        return f"{percent}% of {unit_word(result.unit, 2)} ({count})"
    return f"{percent}% ({count}); of what is not known"


def plain(percent: Decimal) -> str:
    """“37.5”, “37”."""
    whole = percent.to_integral_value()
    return f"{whole if whole == percent else percent:f}"

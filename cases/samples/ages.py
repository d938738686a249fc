"""Months and ages as at a day, in words. Pure."""

from __future__ import annotations

import re
from datetime import date

MONTHS_UNTIL = 24  # ages below are told in months
OLDEST_YEARS = 120
_TYPED = re.compile(r"(under )?([0-9]{1,4}) ?(y|year|years|m|month|months)?", re.IGNORECASE)


def months_between(start: date, end: date) -> int:
    """Completed months; negative where `end` is before `start`."""
    months = 12 * (end.year - start.year) + end.month - start.month
    return months - (end.day < start.day)


def age_parts(months: int) -> tuple[int, int | None]:
    """(whole years, months where the age is told in them): no more of a birthday is kept."""
    return months // 12, months if months < MONTHS_UNTIL else None


def age_words(years: int | None, months: int | None = None) -> str:
    """Such as “5 months” or “7 years”; empty where it is not known."""
    if months is not None:
        return _counted(months, "month") if months else "under 1 month"
    if years is None:
        return ""
    return _counted(years, "year") if years else "under 1 year"


def read_age(typed: str) -> tuple[int | None, int | None]:
    """(years, months where it is told in them), as `age_words` writes it or in bare years.

    Raises ValueError.
    """
    text = " ".join(typed.split())
    if not text:
        return None, None
    found = _TYPED.fullmatch(text)
    if found is None:
        raise ValueError(typed)
    under, number, unit = found.groups()
    count = 0 if under else int(number)
    if not (unit or "years").casefold().startswith("m"):
        months = None
    else:
        count, months = age_parts(count)
    if count > OLDEST_YEARS:
        raise ValueError(typed)
    return count, months


def time_words(months: int) -> str:
    """How long something has been so, such as “1 year 3 months”."""
    if months < 1:
        return "less than 1 month"
    years, rest = divmod(months, 12)
    said = [_counted(years, "year")] if years else []
    return " ".join([*said, _counted(rest, "month")] if rest else said)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"

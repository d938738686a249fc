"""Who may be drawn: rules tested as at the audit date. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cases.samples.ages import months_between


class Facts(NamedTuple):
    """What the rules ask of a candidate; `age_months` is as at the audit date."""

    age_months: int | None = None
    area: str = ""
    plan_type: str = ""
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Empty lists and None mean that nothing is asked.

    `youngest` and `oldest` are in whole years, both included.
    """

    audit_date: date
    open_for_months: int | None = None
    youngest: int | None = None
    oldest: int | None = None
    areas: frozenset[str] = frozenset()
    plan_types: frozenset[str] = frozenset()

    @property
    def ask_age(self) -> bool:
        return self.youngest is not None or self.oldest is not None

    def sentences(self) -> list[str]:
        """What is asked, in words."""
        said = []
        if self.open_for_months is not None:
            said.append(f"Open for at least {_months(self.open_for_months)} on the audit date.")
        if self.youngest is not None and self.oldest is not None:
            said.append(f"Aged {self.youngest} to {self.oldest} on the audit date.")
        elif self.youngest is not None:
            said.append(f"Aged {self.youngest} or over on the audit date.")
        elif self.oldest is not None:
            said.append(f"Aged {self.oldest} or under on the audit date.")
        if self.areas:
            said.append(f"In {_listed(self.areas)}.")
        if self.plan_types:
            said.append(f"On one of these plans: {_listed(self.plan_types)}.")
        return said


def excluded_by(facts: Facts, rules: Rules) -> str:
    """The first rule that keeps a candidate out, as a sentence; empty for one who is in."""
    return (
        _by_time_open(facts, rules)
        or _by_age(facts, rules)
        or _by_list(facts.area, rules.areas, "area")
        or _by_list(facts.plan_type, rules.plan_types, "plan type")
    )


def why_excluded(reasons: Iterable[str]) -> list[tuple[str, int]]:
    """Each rule that kept somebody out and how many, the most frequent first."""
    return Counter(filter(None, reasons)).most_common()


def _by_time_open(facts: Facts, rules: Rules) -> str:
    if rules.open_for_months is None:
        return ""
    if facts.opened_on is None:
        return "The day it was opened is not given."
    if facts.opened_on > rules.audit_date:
        return "Opened after the audit date."
    if months_between(facts.opened_on, rules.audit_date) < rules.open_for_months:
        return f"Open for less than {_months(rules.open_for_months)} on the audit date."
    return ""


def _by_age(facts: Facts, rules: Rules) -> str:
    if facts.age_months is not None and facts.age_months < 0:
        return "Born after the audit date."
    if not rules.ask_age:
        return ""
    if facts.age_months is None:
        return "The date of birth is not given."
    years = facts.age_months // 12
    if rules.youngest is not None and years < rules.youngest:
        return f"Younger than {rules.youngest} on the audit date."
    if rules.oldest is not None and years > rules.oldest:
        return f"Older than {rules.oldest} on the audit date."
    return ""


def _by_list(value: str, allowed: frozenset[str], what: str) -> str:
    if not allowed or value in allowed:
        return ""
    return f"Another {what} than the rules name." if value else f"The {what} is not given."


def _months(number: int) -> str:
    return f"{number} month{'' if number == 1 else 's'}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))

"""Figures for tests, in one line each."""

from decimal import Decimal
from typing import Any

from reports.figures import Figure
from reports.partitions import MeasureRule, Partition
from reports.spreads import Numbers, Spread


def rule(key: str = "chronology", **changes: Any) -> MeasureRule:
    facts = {"name": "A chronology was on the record", "label": "Chronology kept on file"}
    if changes.get("unit") == "case":
        changes.setdefault("case_rule", "any")
    return MeasureRule(key=key, **{**facts, **changes})


def figure(n: int, d: int, key: str = "chronology", **changes: Any) -> Figure:
    return Figure(rule(key, **changes), Partition(counted=n, not_counted=d - n))


def spread(*values, key: str = "score", maximum=None, said_in="", **changes: Any) -> Spread:
    silent = changes.pop("not_recorded", 0)
    parts = Partition(counted=len(values), not_recorded=silent)
    numbers = Numbers(tuple(sorted(map(Decimal, values))), parts)
    limit = None if maximum is None else Decimal(maximum)
    return Spread(rule(key, kind="total", **changes), numbers, {}, limit, said_in)

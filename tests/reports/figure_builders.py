"""Figures for tests, in one line each."""

from typing import Any

from reports.figures import Figure, MeasureRule, Partition


def rule(key: str = "chronology", **changes: Any) -> MeasureRule:
    facts = {"name": "A chronology was on the record", "label": "Chronology kept on file"}
    if changes.get("unit") == "case":
        changes.setdefault("case_rule", "any")
    return MeasureRule(key=key, **{**facts, **changes})


def figure(n: int, d: int, key: str = "chronology", **changes: Any) -> Figure:
    return Figure(rule(key, **changes), Partition(counted=n, not_counted=d - n))

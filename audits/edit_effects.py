"""What an edit of a draft changed beside the part it was made to, in sentences. Pure."""

from __future__ import annotations

from audits.conditions import Is, comparisons_in, questions_in
from audits.tool_definition import MeasureDefinition, ToolDefinition
from audits.tool_parts import codes_of
from audits.tool_rules import numbers_of, readable

MOST_NAMED = 3


def also_changed(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    """Measures that went or count less, conditions left without their question, ratings moved."""
    return [
        *_measures_gone(before, after),
        *_measures_changed(before, after),
        *_ratings_lost(before, after),
        *_conditions_broken(before, after),
        *_contradictions_broken(before, after),
    ]


def _measures_gone(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    kept = {measure.key for measure in after.measures}
    gone = [f"‘{each.name}’" for each in before.measures if each.key not in kept]
    if not gone:
        return []
    if len(gone) == 1:
        return [f"The measure {gone[0]} went with it."]
    return [f"The measures {_listed(gone)} went with it."]


def _measures_changed(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    was = {measure.key: measure for measure in before.measures}
    changed = [
        f"‘{now.name}’"
        for now in after.measures
        if now.key in was and _counts_less(was[now.key], now)
    ]
    if not changed:
        return []
    if len(changed) == 1:
        return [f"The measure {changed[0]} counts less than before."]
    return [f"The measures {_listed(changed)} count less than before."]


def _counts_less(was: MeasureDefinition, now: MeasureDefinition) -> bool:
    return (
        len(now.counts) < len(was.counts) or len(now.also) < len(was.also) or now.item != was.item
    )


def _ratings_lost(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    rated = {question.key for question in before.questions if question.rates_section}
    numbers = numbers_of(after)
    return [
        f"{numbers[each.key]} no longer rates its section."
        for each in after.questions
        if each.key in rated and not each.rates_section
    ]


def _conditions_broken(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    """Only those that this edit broke."""
    gone = {each.key for each in before.questions} - {each.key for each in after.questions}
    lost = _options_lost(before, after)
    numbers = numbers_of(after)
    owners = [
        (f"section {at}", section.show_when) for at, section in enumerate(after.sections, start=1)
    ] + [(numbers[each.key], each.show_when) for each in after.questions]
    broken = [name for name, tree in owners if tree and _names(tree, gone, lost)]
    if not broken:
        return []
    one = len(broken) == 1
    return [
        f"The condition{'' if one else 's'} of {_listed(broken)} still name{'s' if one else ''}"
        " what is gone: see the checks."
    ]


def _contradictions_broken(before: ToolDefinition, after: ToolDefinition) -> list[str]:
    gone = {each.key for each in before.questions} - {each.key for each in after.questions}
    lost = _options_lost(before, after)
    broken = [f"‘{each.says}’" for each in after.contradictions if _names(each.when, gone, lost)]
    if not broken:
        return []
    one = len(broken) == 1
    return [
        f"The contradiction{'' if one else 's'} {_listed(broken)} still name{'s' if one else ''}"
        " what is gone: see the checks."
    ]


def _options_lost(before: ToolDefinition, after: ToolDefinition) -> set[tuple[str, str]]:
    now = {each.key: codes_of(after, each.scale) for each in after.questions}
    return {
        (each.key, code)
        for each in before.questions
        if each.key in now
        for code in codes_of(before, each.scale)
        if code not in now[each.key]
    }


def _names(tree: object, gone: set[str], lost: set[tuple[str, str]]) -> bool:
    condition = readable(tree)
    if condition is None:
        return False
    if questions_in(condition) & gone:
        return True
    return any(
        (comparison.question, code) in lost
        for comparison in comparisons_in(condition)
        if isinstance(comparison, Is)
        for code in comparison.codes
    )


def _listed(names: list[str]) -> str:
    """“4.1, 4.2 and 3 more”."""
    shown, more = names[:MOST_NAMED], len(names) - MOST_NAMED
    if more > 0:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]

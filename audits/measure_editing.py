"""Edits of the measures of a draft: each takes a tool and gives a new one. Pure."""

from __future__ import annotations

from dataclasses import replace

from audits.tool_definition import MeasureDefinition, ToolDefinition
from audits.tool_parts import (
    EditRefused,
    PartGone,
    inserted,
    keys_of,
    measure_of,
    new_key,
    shifted,
    with_part,
    without,
)
from audits.tool_reading import MOST_MEASURES


def measures_of(tool: ToolDefinition, question: str) -> list[MeasureDefinition]:
    """Those that count a question, alone or joined with others."""
    return [each for each in tool.measures if question in (each.question, *each.also)]


def add_measure(
    tool: ToolDefinition, measure: MeasureDefinition, after: str = ""
) -> ToolDefinition:
    """At the end, or after another one; its key is made from its label."""
    if len(tool.measures) >= MOST_MEASURES:
        raise EditRefused(
            f"A tool has at most {MOST_MEASURES} measures. Delete one before you add another."
        )
    if measure.question not in keys_of(tool.questions):
        raise PartGone("The question that this measure counts is no longer in the draft.")
    measure = replace(measure, key=new_key(measure.label, keys_of(tool.measures)))
    return replace(tool, measures=inserted(tool.measures, measure, after))


def put_measure(tool: ToolDefinition, measure: MeasureDefinition) -> ToolDefinition:
    """In place of the one with its key."""
    measure_of(tool, measure.key)
    return replace(tool, measures=with_part(tool.measures, measure))


def shift_measure(tool: ToolDefinition, key: str, by: int) -> ToolDefinition:
    measure_of(tool, key)
    return replace(tool, measures=shifted(tool.measures, key, by))


def duplicate_measure(tool: ToolDefinition, key: str) -> ToolDefinition:
    return add_measure(tool, measure_of(tool, key), after=key)


def delete_measure(tool: ToolDefinition, key: str) -> ToolDefinition:
    measure_of(tool, key)
    return replace(tool, measures=without(tool.measures, key))

"""Edits of the contradictions of a draft: each takes a tool and gives a new one. Pure."""

from __future__ import annotations

from dataclasses import replace

from audits.tool_definition import ContradictionDefinition, ToolDefinition
from audits.tool_parts import (
    EditRefused,
    contradiction_of,
    inserted,
    keys_of,
    new_key,
    shifted,
    with_part,
    without,
)
from audits.tool_reading import MOST_CONTRADICTIONS


def add_contradiction(
    tool: ToolDefinition, contradiction: ContradictionDefinition, after: str = ""
) -> ToolDefinition:
    """At the end, or after another one; its key is made from what it says."""
    if len(tool.contradictions) >= MOST_CONTRADICTIONS:
        raise EditRefused(
            f"A tool has at most {MOST_CONTRADICTIONS} contradictions. Delete one before you add"
            " another."
        )
    key = new_key(contradiction.says, keys_of(tool.contradictions))
    contradiction = replace(contradiction, key=key)
    return replace(tool, contradictions=inserted(tool.contradictions, contradiction, after))


def put_contradiction(tool: ToolDefinition, key: str, **changes: object) -> ToolDefinition:
    """The contradiction with these fields changed; its key stays."""
    changed = replace(contradiction_of(tool, key), **changes)
    return replace(tool, contradictions=with_part(tool.contradictions, changed))


def shift_contradiction(tool: ToolDefinition, key: str, by: int) -> ToolDefinition:
    contradiction_of(tool, key)
    return replace(tool, contradictions=shifted(tool.contradictions, key, by))


def duplicate_contradiction(tool: ToolDefinition, key: str) -> ToolDefinition:
    return add_contradiction(tool, contradiction_of(tool, key), after=key)


def delete_contradiction(tool: ToolDefinition, key: str) -> ToolDefinition:
    contradiction_of(tool, key)
    return replace(tool, contradictions=without(tool.contradictions, key))

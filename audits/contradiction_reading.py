"""Reading one contradiction of a tool file. Pure."""

from __future__ import annotations

from audits.contradiction_rules import contradiction_faults
from audits.reading_state import ReadingState
from audits.tool_definition import ContradictionDefinition, ToolDefinition
from audits.tool_fields import as_tree
from audits.yaml_lines import Node

LONGEST = 300


def read_contradiction(state: ReadingState, node: Node) -> ContradictionDefinition:
    fields = state.fields(node, "A contradiction")
    key = fields.key("key")
    state.once("contradiction", key, fields)
    condition = fields.condition("when", required=True)
    state.contradiction_places.setdefault(key, fields.place_of("when"))
    contradiction = ContradictionDefinition(
        key=key,
        when=as_tree(condition) or {},
        says=fields.text("says", LONGEST, required=True),
    )
    fields.finish()
    return contradiction


def check_contradictions(state: ReadingState, tool: ToolDefinition) -> None:
    """Report the contradictions of a tool that has been read which nobody could ever show."""
    for fault in contradiction_faults(tool):
        if not fault.is_unreadable:  # which has been told where its words stand
            state.problems.add(state.contradiction_places[fault.contradiction], fault.sentence)

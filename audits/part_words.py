"""The parts of a tool in words, and where two wordings of one part differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

from audits.asking import describe
from audits.tool_definition import ToolDefinition
from audits.tool_rules import readable, words_of
from audits.tool_wording import KIND_NAMES

NAMES = {
    "text": "Question",
    "label": "Short name",
    "title": "Title",
    "guidance": "Guidance",
    "kind": "Kind of answer",
    "scale": "Scale",
    "items": "Items",
    "required": "Required",
    "not_applicable": "May say “not applicable”",
    "not_recorded": "May say “not recorded”",
    "theme": "Theme",
    "unit": "Unit",
    "minimum": "Least",
    "maximum": "Most",
    "decimals": "Decimal places",
    "total_rule": "The total",
    "fewest_items": "Fewest items for a total",
    "max_length": "Longest answer",
    "lines": "Lines of the box",
    "rates_section": "Rates the section",
    "own_work": "About each agency’s own work",
    "codes": "Codes of other frameworks",
    "sectors": "Who is asked",
    "plan_types": "Plan types",
    "picked": "Only when picked",
    "repeats": "How often it is asked",
    "show_when": "Shown when",
    "name": "Name",
    "better": "Direction",
    "options": "Options",
    "question": "Question counted",
    "also": "Joined with",
    "combines": "How several answers make one",
    "item": "Area of the profile",
    "occasion": "Whose answer, or which time",
    "counts": "Answers that count",
    "percent_of_maximum": "Per cent of the maximum",
    "case_rule": "How several returns make one",
    "lead_sector": "Lead sector",
    "sentence": "Sentence",
    "when": "Found when",
    "says": "What is said",
}


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    theirs: str
    mine: str


def differences(tool: ToolDefinition, theirs, mine) -> list[Difference]:
    """Field by field, of two sections, questions, scales or lists of them, in words of the tool."""
    words = _Words(tool)
    if isinstance(theirs, tuple):
        sides = [words.of("list", side) for side in (theirs, mine)]
        return [Difference("The list", *sides)] if theirs != mine else []
    return [
        Difference(
            NAMES.get(field.name, field.name),
            *(words.of(field.name, getattr(side, field.name)) for side in (theirs, mine)),
        )
        for field in fields(theirs)
        if getattr(theirs, field.name) != getattr(mine, field.name)
    ]


class _Words:
    def __init__(self, tool: ToolDefinition) -> None:
        self.questions = words_of(tool, numbered=True)
        self.scales = {scale.key: scale.name for scale in tool.scales}

    def of(self, name: str, value: object) -> str:
        """A line for each part of a list; “None” for what says nothing."""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, tuple):
            return "\n".join(_line(part) for part in value) or "None"
        if isinstance(value, dict):
            condition = readable(value)
            return describe(condition, self.questions) if condition else "Cannot be read"
        if value is None or value == "":
            return "None"
        known = {"scale": self.scales, "kind": KIND_NAMES}.get(name, {})
        return known.get(value, str(value))


def _line(part: object) -> str:
    if not is_dataclass(part):
        return str(part).replace("_", " ")
    values = (getattr(part, field.name) for field in fields(part) if field.name != "key")
    return " · ".join(str(value) for value in values if value not in ("", None, "neutral", ()))

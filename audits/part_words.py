"""The parts of a tool in words, and where two wordings of one part differ. Pure."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

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
}


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    theirs: str
    mine: str


def differences(theirs, mine) -> list[Difference]:
    """Field by field, of two sections, questions, scales or lists of them."""
    if isinstance(theirs, tuple):
        return [Difference("The list", in_words(theirs), in_words(mine))] if theirs != mine else []
    return [
        Difference(
            NAMES.get(field.name, field.name),
            in_words(getattr(theirs, field.name)),
            in_words(getattr(mine, field.name)),
        )
        for field in fields(theirs)
        if getattr(theirs, field.name) != getattr(mine, field.name)
    ]


def in_words(value: object) -> str:
    """A line for each part of a list; “none” for what says nothing."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return "\n".join(_line(part) for part in value) or "None"
    if isinstance(value, dict):
        return _tree(value)
    return "None" if value is None or value == "" else str(value)


def _line(part: object) -> str:
    if not is_dataclass(part):
        return str(part).replace("_", " ")
    values = (getattr(part, field.name) for field in fields(part) if field.name != "key")
    return " · ".join(str(value) for value in values if value not in ("", None, "neutral", ()))


def _tree(tree: dict) -> str:
    if "question" in tree:
        named = [f"{name} {value}" for name, value in tree.items() if name != "question"]
        return f"{tree['question']} {' '.join(named)}"
    return "; ".join(f"{name} ({_trees(parts)})" for name, parts in tree.items())


def _trees(parts: object) -> str:
    return ", ".join(_tree(part) for part in (parts if isinstance(parts, list) else [parts]))

"""What the readers of a tool file share: what has been read so far, and what is wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from audits.conditions import Condition
from audits.places import Place
from audits.rules import SectionRule
from audits.tool_definition import QuestionDefinition, ScaleDefinition, SectionDefinition
from audits.tool_fields import Fields, Problems, as_tree
from audits.tool_rules import section_rule
from audits.yaml_lines import Node


class PartPlaces:
    """Where the fields of one part stand, and what stands in its lists."""

    def __init__(self, fields: Fields) -> None:
        self.fields = fields
        self.parts: dict[tuple[str, str], Place] = {}

    def listed(self, name: str, order: Iterable[str], *, required: bool = False) -> tuple[str, ...]:
        """The keys of a list: those that are known in their own order, whatever the file's."""
        given = self.fields.codes(name, required=required)
        self.parts |= {(name, part): place for part, place in given if part}
        unsorted = [part for part, _ in given if part]
        known = [key for key in order if key in unsorted]
        return tuple(dict.fromkeys([*known, *unsorted]))

    def has(self, name: str) -> bool:
        return any(field == name for field, _ in self.parts)

    def of(self, name: str, part: str = "") -> Place:
        return self.parts.get((name, part)) or self.fields.place_of(name)


@dataclass
class ReadingState:
    """`sectors` are the codes there are; `plan_types` those that the file names."""

    sectors: tuple[str, ...]
    plan_types: list[str] = field(default_factory=list)
    audits: str = "cases"
    problems: Problems = field(default_factory=Problems)
    used: dict[str, dict[str, Place]] = field(default_factory=dict)
    scales: dict[str, ScaleDefinition] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)  # key -> framework
    questions: dict[str, QuestionDefinition] = field(default_factory=dict)
    section_of: dict[str, SectionDefinition] = field(default_factory=dict)  # by question key
    conditions: dict[tuple[str, str], tuple[Condition, Place]] = field(default_factory=dict)
    measure_places: dict[str, PartPlaces] = field(default_factory=dict)
    contradiction_places: dict[str, Place] = field(default_factory=dict)

    def fields(self, node: Node, what: str) -> Fields:
        return Fields(node, what, self.problems)

    def once(self, kind: str, key: str, fields: Fields) -> None:
        """Report a key that a part of this kind already has."""
        seen = self.used.setdefault(kind, {})
        if key and key in seen:
            self.problems.add(
                fields.place_of("key" if "key" in fields.asked else "code"),
                f"The {kind} “{key}” is already {seen[key].within}. Give this one another key.",
            )
        seen.setdefault(key, fields.place)

    def option_codes(self, scale: str) -> tuple[str, ...]:
        found = self.scales.get(scale)
        return tuple(option.code for option in found.options) if found else ()

    def known(self, fields: Fields, name: str, known: Iterable[str], what: str) -> tuple[str, ...]:
        """A list of keys, each of which must be known; in the order of those known."""
        known = tuple(known)
        given = fields.codes(name, required=False)
        for key, place in given:
            if key and key not in known:
                there = ", ".join(known) or "none yet"
                self.problems.add(place, f"There is no {what} “{key}”. There are: {there}.")
        chosen = {key for key, _ in given}
        return tuple(key for key in known if key in chosen)

    def condition(self, kind: str, key: str, fields: Fields) -> dict[str, object] | None:
        condition = fields.condition()
        if condition:
            self.conditions[kind, key] = condition, fields.place_of("show_when")
        return as_tree(condition)

    def section_rules(self, sections: Iterable[SectionDefinition]) -> list[SectionRule]:
        codes = {key: self.option_codes(key) for key in self.scales}
        return [section_rule(section, codes) for section in sections]

    def place_of(self, kind: str, key: str) -> Place:
        """Of the condition of a section or question; of the part itself where it has none."""
        if (kind, key) in self.conditions:
            return self.conditions[kind, key][1]
        return self.used[kind][key]

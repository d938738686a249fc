"""A condition in the fields of a form: what was sent of it, how it is shown, what buttons do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from audits.condition_editing import (
    NOTHING,
    Group,
    Path,
    Rule,
    add_group,
    add_rule,
    part_at,
    path_text,
    read_path,
    remove,
    toggle_joins,
    toggle_not,
)
from audits.conditions import MAXIMUM_PARTS

PREFIX = "when"
RELATION_WORDS = {
    "is": "is",
    "answered": "is answered",
    "at_least": "is at least",
    "at_most": "is at most",
}
JOINS_WORDS = {"all": "of these are true", "any": "of these is true"}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Placed:
    """A rule or group as shown; its fields are named after its place."""

    path: Path

    @property
    def at(self) -> str:
        return path_text(self.path)

    @property
    def name(self) -> str:
        return f"{PREFIX}-{self.at}"

    @property
    def place(self) -> str:
        return ".".join(str(step + 1) for step in self.path)


@dataclass(frozen=True)
class RuleRow(Placed):
    rule: Rule
    questions: list[Choice]
    relations: list[Choice]
    options: list[Choice]
    fault: str

    is_group = False

    @property
    def wants_number(self) -> bool:
        return bool(self.rule.question) and self.rule.relation in ("at_least", "at_most")

    @property
    def wants_options(self) -> bool:
        return bool(self.rule.question) and self.rule.relation == "is"


@dataclass(frozen=True)
class GroupBox(Placed):
    group: Group
    rows: list[RuleRow | GroupBox]
    fault: str

    is_group = True

    @property
    def joins_words(self) -> str:
        return JOINS_WORDS[self.group.joins]

    @property
    def other(self) -> str:
        return "any" if self.group.joins == "all" else "all"


def with_part(group: Group, path: Path, rule: Rule) -> Group:
    *outer, last = path
    above = part_at(group, tuple(outer))
    parts = (*above.parts[:last], rule, *above.parts[last + 1 :])
    return _replaced(group, tuple(outer), replace(above, parts=parts))


def _replaced(group: Group, path: Path, part: Group) -> Group:
    return part if not path else with_part(group, path, part)


EDITS: dict[str, Callable[[Group, Path], Group]] = {
    "add-rule": add_rule,
    "add-group": add_group,
    "remove": remove,
    "joins": toggle_joins,
    "not": toggle_not,
    "refresh": lambda group, path: group,
}


def read_group(data) -> Group:
    """The draft that a form sent; parts without a group above them are dropped."""
    group = NOTHING
    for node in data.getlist(f"{PREFIX}-nodes")[:MAXIMUM_PARTS]:
        at, _, kind = node.partition(":")
        path = read_path(at)
        if path is None or kind not in ("rule", "group"):
            continue
        name = f"{PREFIX}-{at}"
        if not path:
            group = _read_group(data, name)
            continue
        above = part_at(group, path[:-1])
        if isinstance(above, Group) and len(above.parts) == path[-1]:
            part = _read_group(data, name) if kind == "group" else _read_rule(data, name)
            group = _replaced(group, path[:-1], replace(above, parts=(*above.parts, part)))
    return group


def _read_group(data, name: str) -> Group:
    joins = data.get(f"{name}-joins", "all")
    return Group("any" if joins == "any" else "all", negated=data.get(f"{name}-not") == "1")


def _read_rule(data, name: str) -> Rule:
    relation = data.get(f"{name}-relation", "is")
    return Rule(
        question=data.get(f"{name}-question", "")[:60],
        relation=relation if relation in RELATION_WORDS else "is",
        codes=tuple(dict.fromkeys(code[:40] for code in data.getlist(f"{name}-codes")[:60])),
        number=data.get(f"{name}-number", "")[:30],
        negated=data.get(f"{name}-not") == "1",
    )

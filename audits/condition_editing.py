"""A condition while somebody writes it: groups and rules, some of them not finished yet. Pure.

A place in it is a path of positions, () for the whole. Every edit gives a new draft, and one that
does not fit (a place that is not there) changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from audits.conditions import (
    MAXIMUM_DEPTH,
    MAXIMUM_PARTS,
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    Comparison,
    Condition,
    Is,
    Not,
    as_number,
)

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """`number` is as typed."""

    question: str = ""
    relation: str = "is"
    codes: tuple[str, ...] = ()
    number: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    joins: str = "all"
    parts: tuple[Rule | Group, ...] = field(default=())
    negated: bool = False


Part = Rule | Group
NOTHING = Group()


@dataclass(frozen=True, slots=True)
class Fault:
    path: Path
    sentence: str


def parts_in(group: Group, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Every group and rule with its place, outer before inner."""
    yield path, group
    for at, part in enumerate(group.parts):
        if isinstance(part, Group):
            yield from parts_in(part, (*path, at))
        else:
            yield (*path, at), part


def add_rule(group: Group, path: Path, rule: Rule | None = None) -> Group:
    return _in_group(group, path, rule or Rule())


def add_group(group: Group, path: Path) -> Group:
    """A group of the other kind with a first rule in it: what one adds a group for."""
    outer = part_at(group, path)
    other = "any" if isinstance(outer, Group) and outer.joins == "all" else "all"
    return _in_group(group, path, Group(other, (Rule(),)))


def _in_group(group: Group, path: Path, part: Part) -> Group:
    deep = len(path) + (2 if isinstance(part, Group) else 1)
    if deep >= MAXIMUM_DEPTH or sum(1 for _ in parts_in(group)) >= MAXIMUM_PARTS // 4:
        return group

    def add(found: Part) -> Part:
        return replace(found, parts=(*found.parts, part)) if isinstance(found, Group) else found

    return _changed(group, path, add)


def remove(group: Group, path: Path) -> Group:
    """The whole condition where the path is empty; a group that this empties goes too."""
    if not path:
        return NOTHING
    *outer, last = path
    above = part_at(group, tuple(outer))
    if not isinstance(above, Group) or not 0 <= last < len(above.parts):
        return group
    if outer and len(above.parts) == 1:
        return remove(group, tuple(outer))

    def without(found: Group) -> Group:
        return replace(found, parts=found.parts[:last] + found.parts[last + 1 :])

    return _changed(group, tuple(outer), without)


def toggle_joins(group: Group, path: Path) -> Group:
    def other(part: Part) -> Part:
        if not isinstance(part, Group):
            return part
        return replace(part, joins="any" if part.joins == "all" else "all")

    return _changed(group, path, other)


def toggle_not(group: Group, path: Path) -> Group:
    return _changed(group, path, lambda part: replace(part, negated=not part.negated))


def part_at(group: Group, path: Path) -> Part | None:
    found: Part = group
    for at in path:
        if not isinstance(found, Group) or not 0 <= at < len(found.parts):
            return None
        found = found.parts[at]
    return found


def _changed(group: Part, path: Path, change: Callable[[Part], Part]) -> Part:
    if not path:
        return change(group)
    at, *rest = path
    if not isinstance(group, Group) or not 0 <= at < len(group.parts):
        return group
    inner = _changed(group.parts[at], tuple(rest), change)
    return replace(group, parts=(*group.parts[:at], inner, *group.parts[at + 1 :]))


def from_condition(condition: Condition | None) -> Group:
    """What the editor shows for it; `to_condition` of that means the same."""
    if condition is None:
        return NOTHING
    part = _part(condition)
    return part if isinstance(part, Group) else Group("all", (part,))


def _part(condition: Condition) -> Part:
    match condition:
        case Not(part):
            inner = _part(part)
            return replace(inner, negated=not inner.negated)
        case All(parts):
            return Group("all", tuple(_part(part) for part in parts))
        case Any(parts):
            return Group("any", tuple(_part(part) for part in parts))
        case Is(question, codes):
            return Rule(question, "is", codes)
        case Answered(question):
            return Rule(question, "answered")
        case AtLeast(question, number):
            return Rule(question, "at_least", number=f"{number:f}")
        case AtMost(question, number):
            return Rule(question, "at_most", number=f"{number:f}")


def faults_in(group: Group) -> list[Fault]:
    """What is not finished yet, in the order it is shown."""
    return [
        Fault(path, sentence) for path, part in parts_in(group) if (sentence := _fault(path, part))
    ]


def _fault(path: Path, part: Part) -> str:
    if isinstance(part, Group):
        return "Add a rule to this group, or remove the group." if path and not part.parts else ""
    if not part.question:
        return "Choose the question this rule looks at, or remove the rule."
    if part.relation == "is" and not part.codes:
        return "Choose at least one answer."
    if part.relation in ("at_least", "at_most") and as_number(part.number.strip()) is None:
        return "Write a number, such as 3 or 2.5."
    return ""


def to_condition(group: Group) -> Condition | None:
    """The condition of a draft without faults; None where it holds no rule."""
    return _condition(group) if group.parts else None


def _condition(part: Part) -> Condition:
    if isinstance(part, Rule):
        plain: Condition = comparison_of(part)
    elif len(part.parts) == 1:
        plain = _condition(part.parts[0])
    else:
        parts = tuple(_condition(each) for each in part.parts)
        plain = All(parts) if part.joins == "all" else Any(parts)
    if not part.negated:
        return plain
    return plain.part if isinstance(plain, Not) else Not(plain)


def comparison_of(rule: Rule) -> Comparison:
    match rule.relation:
        case "answered":
            return Answered(rule.question)
        case "at_least":
            return AtLeast(rule.question, as_number(rule.number.strip()))
        case "at_most":
            return AtMost(rule.question, as_number(rule.number.strip()))
        case _:
            return Is(rule.question, rule.codes)


def path_text(path: Path) -> str:
    """As field names say it: 0.2, or “all” for the whole."""
    return ".".join(map(str, path)) or "all"


def read_path(text: str) -> Path | None:
    if text == "all":
        return ()
    steps = text.split(".")
    if len(steps) > MAXIMUM_DEPTH or not all(
        step.isascii() and step.isdigit() and len(step) < 4 for step in steps
    ):
        return None
    return tuple(map(int, steps))

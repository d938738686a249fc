"""Reading the fields of one part of a tool file, and collecting what is wrong with them. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal

from audits.conditions import KEY, Condition, ConditionError, as_number, dump, parse
from audits.places import Place
from audits.yaml_lines import Mapping, Node, Scalar, Sequence, place_of, plain

MOST_PROBLEMS = 20
MOST_NAMED = 20
LARGEST_LIMIT = 10**9


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    place: Place
    sentence: str

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence}"


@dataclass(slots=True)
class Problems:
    found: list[Problem] = field(default_factory=list)

    def add(self, place: Place, sentence: str) -> None:
        self.found.append(Problem(place, sentence))

    def in_order(self) -> list[Problem]:
        return sorted(set(self.found))


class Fields:
    """The fields of one part. Each is asked for once; `finish` reports those nobody asked for."""

    def __init__(self, node: Node, what: str, problems: Problems) -> None:
        self.problems = problems
        self.what = what
        self.place = node.place
        self.node = node if isinstance(node, Mapping) else Mapping(node.place)
        self.asked: list[str] = []
        if not isinstance(node, Mapping):
            problems.add(node.place, f"{what} is written as names and values.")

    def place_of(self, name: str) -> Place:
        return self.node.key_places.get(name, self.place)

    def take(self, name: str, *, required: bool = False) -> Node | None:
        """The value as written; nothing after the colon is as if the name were not there."""
        self.asked.append(name)
        node = self.node.items.get(name)
        empty = isinstance(node, Scalar) and node.value is None
        if node is not None and not empty:
            return node
        if required:
            self.problems.add(self.place_of(name), f"{self.what} needs “{name}”.")
        return None

    def text(self, name: str, limit: int, *, required: bool = False) -> str:
        node = self.take(name, required=required)
        text = self._text(node, name, limit) if node else ""
        if required and not text and isinstance(node, Scalar) and isinstance(node.value, str):
            self.problems.add(node.place, f"{self.what} needs “{name}”.")
        return text

    def lines(self, name: str, limit: int) -> str:
        """Text that may have paragraphs; spaces at the ends of lines mean nothing."""
        node = self.take(name)
        return self._text(node, name, limit, one_line=False) if node else ""

    def _text(self, node: Node, name: str, limit: int, *, one_line: bool = True) -> str:
        if not isinstance(node, Scalar):
            self.problems.add(node.place, f"“{name}” is text.")
            return ""
        if not isinstance(node.value, str):
            self.problems.add(node.place, f"“{name}” is text. Put quotes round “{node.raw[:40]}”.")
            return ""
        text = in_one_line(node.value) if one_line else in_lines(node.value)
        if len(text) > limit:
            self.problems.add(
                node.place,
                f"“{name}” has {len(text)} characters. Shorten it to {limit} or fewer.",
            )
        return text

    def key(self, name: str, limit: int = 60, *, required: bool = True) -> str:
        key = self.text(name, limit, required=required)
        if key and not KEY.fullmatch(key):
            self.problems.add(
                self.place_of(name),
                f"“{key[:60]}” is not a key. Use lower-case letters, digits and single hyphens,"
                " like seen-alone.",
            )
        return key

    def choice(self, name: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words; required where there is no default."""
        node = self.take(name, required=default is None)
        return self._one_of(node, name, allowed) if node else default or ""

    def _one_of(self, node: Node, name: str, allowed: Collection[str]) -> str:
        raw = node.raw if isinstance(node, Scalar) else ""
        if raw not in allowed:
            self.problems.add(
                node.place,
                f"“{name}” cannot be “{raw[:60]}”. {nearest(raw, allowed)}",
            )
            return ""
        return raw

    def flag(self, name: str, default: bool) -> bool:
        node = self.take(name)
        if node is None:
            return default
        if not isinstance(node, Scalar) or not isinstance(node.value, bool):
            self.problems.add(node.place, f"“{name}” is true or false.")
            return default
        return node.value

    def whole(self, name: str, least: int, most: int) -> int | None:
        node = self.take(name)
        value = node.value if isinstance(node, Scalar) else None
        if node is None:
            return None
        if type(value) is not int or not least <= value <= most:
            self.problems.add(node.place, f"“{name}” is a whole number from {least} to {most}.")
            return None
        return value

    def number(self, name: str) -> Decimal | None:
        node = self.take(name)
        if node is None:
            return None
        number = as_number(node.value) if isinstance(node, Scalar) else None
        if number is None or abs(number) >= LARGEST_LIMIT or number != round(number, 3):
            self.problems.add(
                node.place, f"“{name}” is a number below a thousand million, to three decimals."
            )
            return None
        return number.normalize() + 0

    def codes(self, name: str, *, required: bool = True) -> list[tuple[str, Place]]:
        """(code, place) of each code in a list."""
        node = self.take(name, required=required)
        if node is None:
            return []
        if not isinstance(node, Sequence) or not node.items:
            self.problems.add(node.place, f"“{name}” is a list with at least one code.")
            return []
        return [self._code(item, name) for item in node.items]

    def _code(self, node: Node, name: str) -> tuple[str, Place]:
        return self._text(node, name, 60), node.place

    def sectors(self, allowed: Collection[str]) -> tuple[str, ...]:
        node = self.take("sectors")
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self.problems.add(node.place, "“sectors” is a list. Leave it out to ask every sector.")
            return ()
        found = [self._one_of(item, "sectors", allowed) for item in node.items]
        return tuple(sector for sector in allowed if sector in found)

    def condition(self, name: str = "show_when", *, required: bool = False) -> Condition | None:
        node = self.take(name, required=required)
        if node is None:
            return None
        try:
            return parse(plain(node))
        except ConditionError as error:
            self.problems.add(place_of(node, error.path), error.sentence)
            return None

    def parts(self, name: str, read: Callable, most: int, *, required: bool = True) -> tuple:
        """Each item of a list, read in turn."""
        node = self.take(name, required=required)
        if node is None:
            return ()
        if not isinstance(node, Sequence) or not node.items:
            self.problems.add(node.place, f"“{name}” is a list: start each part with “-”.")
            return ()
        if len(node.items) > most:
            self.problems.add(node.place, f"“{name}” has {len(node.items)} parts; at most {most}.")
            return ()
        return tuple(read(item) for item in node.items)

    def finish(self) -> None:
        for name, place in self.node.key_places.items():
            if name not in self.asked:
                self.problems.add(
                    place, f"{self.what} has no “{name[:60]}”. {nearest(name, self.asked)}"
                )


def as_tree(condition: Condition | None) -> dict[str, object] | None:
    return dump(condition) if condition else None


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def in_lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def nearest(word: str, allowed: Collection[str]) -> str:
    """The end of a sentence about a word that is none of those allowed; empty without any."""
    if not allowed:
        return ""
    close = difflib.get_close_matches(word[:60], allowed, n=1)
    if close:
        return f"Did you mean “{close[0]}”?"
    more = " and others" if len(allowed) > MOST_NAMED else ""
    return f"Use one of: {', '.join(list(allowed)[:MOST_NAMED])}{more}."

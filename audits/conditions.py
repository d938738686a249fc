"""When a section or a question is shown: a small typed tree, kept as data in the tool.

The tree as written: `{question: KEY, is: [codes]}`, `{question: KEY, answered: true}`,
`{question: KEY, at_least: n}`, `{question: KEY, at_most: n}`, `{all: [..]}`, `{any: [..]}`,
`{not: {..}}`. Imports neither Django nor any app.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

MAXIMUM_DEPTH = 10
# A tool file may repeat one YAML node by reference; ten such levels would unfold without end.
MAXIMUM_PARTS = 500
LARGEST_NUMBER = 10**12
ANSWERED = "answered"
MISSING = "missing"
NOT_ASKED = "not_asked"

Step = str | int
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,9})?")


class ConditionError(ValueError):
    """A condition cannot be read. `path` leads from the top of the tree to the faulty part."""

    def __init__(self, sentence: str, path: tuple[Step, ...] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.path = path


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """One answer as stored: a state, and the `jsonb` value of its question's kind."""

    state: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Is:
    question: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    question: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    question: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class AtMost:
    question: str
    number: Decimal


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Comparison = Is | Answered | AtLeast | AtMost
Condition = Comparison | All | Any | Not


def parse(tree: object) -> Condition:
    """Raises ConditionError for anything that is not a well-formed condition."""
    return _Reader().read(tree, (), depth=1)


class _Reader:
    def __init__(self) -> None:
        self.parts = 0

    def read(self, tree: object, path: tuple[Step, ...], depth: int) -> Condition:
        self._refuse_excess(path, depth)
        if not isinstance(tree, Mapping):
            raise ConditionError(
                f"A condition is written as names and values, not as {_kind_of(tree)}.", path
            )
        if "question" in tree:
            return _read_comparison(tree, path)
        name = _only_key(tree, path)
        if name == "not":
            return Not(self.read(tree["not"], (*path, "not"), depth + 1))
        parts = self._read_parts(tree[name], (*path, name), depth)
        return All(parts) if name == "all" else Any(parts)

    def _read_parts(
        self, trees: object, path: tuple[Step, ...], depth: int
    ) -> tuple[Condition, ...]:
        if not isinstance(trees, list) or not trees:
            raise ConditionError(f"Give “{path[-1]}” a list with at least one condition.", path)
        return tuple(self.read(tree, (*path, at), depth + 1) for at, tree in enumerate(trees))

    def _refuse_excess(self, path: tuple[Step, ...], depth: int) -> None:
        self.parts += 1
        if depth > MAXIMUM_DEPTH:
            raise ConditionError(
                f"This condition is more than {MAXIMUM_DEPTH} levels deep. Make it simpler.", path
            )
        if self.parts > MAXIMUM_PARTS:
            raise ConditionError(
                f"This condition has more than {MAXIMUM_PARTS} parts. Make it simpler.", path
            )


def _only_key(tree: Mapping[object, object], path: tuple[Step, ...]) -> str:
    if len(tree) == 1:
        name = next(iter(tree))
        if isinstance(name, str) and name in ("all", "any", "not"):
            return name
    raise ConditionError(
        "Start a condition with “question”, or with exactly one of “all”, “any” and “not”"
        f" (found {_names(tree)}).",
        path,
    )


def _read_comparison(tree: Mapping[object, object], path: tuple[Step, ...]) -> Comparison:
    question = tree["question"]
    if not isinstance(question, str) or len(question) > 200 or not KEY.fullmatch(question):
        raise ConditionError(
            "“question” must be a question's key: lower-case words joined by hyphens.",
            (*path, "question"),
        )
    operators = [name for name in tree if name != "question"]
    if len(operators) != 1 or operators[0] not in ("is", "answered", "at_least", "at_most"):
        raise ConditionError(
            f"Beside “question: {question}” give exactly one of “is”, “answered”, “at_least” and"
            f" “at_most” (found {_names(operators)}).",
            path,
        )
    operator = str(operators[0])
    return _compare(question, operator, tree[operator], (*path, operator))


def _compare(question: str, operator: str, operand: object, path: tuple[Step, ...]) -> Comparison:
    if operator == "is":
        return Is(question, _read_codes(operand, path))
    if operator == "answered":
        if operand is not True:
            raise ConditionError("“answered” can only be true. For the opposite use “not”.", path)
        return Answered(question)
    number = _read_number(operand, path)
    return AtLeast(question, number) if operator == "at_least" else AtMost(question, number)


def _read_codes(codes: object, path: tuple[Step, ...]) -> tuple[str, ...]:
    if not isinstance(codes, list) or not codes:
        raise ConditionError("Give “is” a list with at least one option code.", path)
    for at, code in enumerate(codes):
        if isinstance(code, bool):
            raise ConditionError(
                f"Put quotes round the option code: “{'yes' if code else 'no'}” without them is"
                " read as true or false.",
                (*path, at),
            )
        if not isinstance(code, str) or not code:
            raise ConditionError(
                f"An option code is text in quotes, not {_kind_of(code)}.", (*path, at)
            )
    return tuple(codes)


def _read_number(operand: object, path: tuple[Step, ...]) -> Decimal:
    number = as_number(operand)
    if number is None:
        raise ConditionError(
            f"“{path[-1]}” needs a number below {LARGEST_NUMBER:,}, such as 3 or 2.5.", path
        )
    return number


def as_number(value: object) -> Decimal | None:
    """The exact number in an answer or a condition (12, or a decimal as text), else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        if not abs(value) < LARGEST_NUMBER:
            return None
        value = format(Decimal(str(value)), "f")
    if not _NUMBER.fullmatch(value):
        return None
    number = Decimal(value)
    return number if abs(number) < LARGEST_NUMBER else None


def _kind_of(value: object) -> str:
    # Never the value itself: it may be endless, or the start of somebody's notes.
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return "nothing" if value is None else names.get(type(value), "something else")


def _names(keys: Iterable[object]) -> str:
    shown = [f"“{key[:40]}”" for key in keys if isinstance(key, str)]
    return ", ".join(shown[:5]) or "none of them"


def dump(condition: Condition) -> dict[str, object]:
    """The tree as written; `parse(dump(c)) == c`."""
    match condition:
        case All(parts):
            return {"all": [dump(part) for part in parts]}
        case Any(parts):
            return {"any": [dump(part) for part in parts]}
        case Not(part):
            return {"not": dump(part)}
        case Is(question, codes):
            return {"question": question, "is": list(codes)}
        case Answered(question):
            return {"question": question, "answered": True}
        case AtLeast(question, number):
            return {"question": question, "at_least": _plain_number(number)}
        case AtMost(question, number):
            return {"question": question, "at_most": _plain_number(number)}


def _plain_number(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else format(number, "f")


def comparisons_in(condition: Condition) -> Iterator[Comparison]:
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons_in(part)
        case Not(part):
            yield from comparisons_in(part)
        case _:
            yield condition


def questions_in(condition: Condition) -> frozenset[str]:
    return frozenset(comparison.question for comparison in comparisons_in(condition))


def holds(condition: Condition, answers: Mapping[str, PlainAnswer]) -> bool:
    """Whether the condition holds on these answers (question key -> answer).

    Only the state `answered` carries a value. A question that is missing (or has no entry),
    not applicable or not recorded makes `is`, `answered`, `at_least` and `at_most` false, and so
    makes their `not` true. A question that is *not asked* decides nothing either way: neither a
    comparison with it nor the `not` of one holds, so only the other branches of an `any` can
    still make the whole hold.
    """
    return _truth(condition, answers) is True


def _truth(condition: Condition, answers: Mapping[str, PlainAnswer]) -> bool | None:
    """Three-valued: None where the outcome hangs on a question that was not asked."""
    match condition:
        case Not(part):
            inner = _truth(part, answers)
            return None if inner is None else not inner
        case All(parts):
            found = [_truth(part, answers) for part in parts]
            return False if False in found else None if None in found else True
        case Any(parts):
            found = [_truth(part, answers) for part in parts]
            return True if True in found else None if None in found else False
        case _:
            answer = answers.get(condition.question)
            if answer is not None and answer.state == NOT_ASKED:
                return None
            return answer is not None and answer.state == ANSWERED and _meets(condition, answer)


def _meets(comparison: Comparison, answer: PlainAnswer) -> bool:
    if isinstance(comparison, Answered):
        return True
    if isinstance(comparison, Is):
        chosen = answer.value if isinstance(answer.value, list | tuple) else [answer.value]
        return any(code in comparison.codes for code in chosen)
    number = as_number(answer.value)
    if number is None:
        return False
    if isinstance(comparison, AtLeast):
        return number >= comparison.number
    return number <= comparison.number

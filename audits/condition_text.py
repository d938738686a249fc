"""Conditions written in words, for a cell that a person edits, and read back exactly. Pure.

    seen-alone is yes or partly
    not (visits is at least 3) and why is answered
    (age is at most 4 or "or" is "is") and all (plan is cin)

“not” binds closer than “and”, and “and” closer than “or”; brackets say otherwise. A key or code
that is one of the words below stands in quotes. `all (…)` and `any (…)` keep a group of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audits.conditions import (
    KEY,
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    Condition,
    ConditionError,
    Is,
    Not,
    as_number,
    dump,
    parse,
)

WORDS = frozenset({"all", "and", "answered", "any", "at", "is", "least", "most", "not", "or"})
VERBS = ("is", "answered", "at")
DEEPEST_BRACKETS = 40

_TOKEN = re.compile(
    r"""\s*(?:(?P<bracket>[()])|(?P<quoted>"(?:[^"]|"")*"|“[^”]*”)|(?P<word>[^\s()"“”]+))"""
)


class ConditionTextError(ValueError):
    """The words cannot be read; `at` counts characters from 1."""

    def __init__(self, sentence: str, at: int) -> None:
        super().__init__(f"{sentence} (character {at})")
        self.sentence = str(self)
        self.at = at


def write_condition(condition: Condition) -> str:
    """In words; `read_condition` gives the same condition back."""
    match condition:
        case All(parts) | Any(parts) if len(parts) == 1:
            return f"{'all' if isinstance(condition, All) else 'any'} ({write_condition(parts[0])})"
        case All(parts):
            return " and ".join(_inner(part, closer=True) for part in parts)
        case Any(parts):
            return " or ".join(_inner(part, closer=False) for part in parts)
        case Not(part):
            return f"not ({write_condition(part)})"
        case Is(question, codes):
            return f"{_name(question)} is {' or '.join(_name(code) for code in codes)}"
        case Answered(question):
            return f"{_name(question)} is answered"
        case AtLeast(question, number):
            return f"{_name(question)} is at least {number:f}"
        case AtMost(question, number):
            return f"{_name(question)} is at most {number:f}"


def _inner(part: Condition, *, closer: bool) -> str:
    """Bracketed wherever a reader might take it for a part of something else."""
    text = write_condition(part)
    several = isinstance(part, All | Any) and len(part.parts) > 1
    listed = isinstance(part, Is) and len(part.codes) > 1
    return f"({text})" if several or (closer and listed) else text


def _name(name: str) -> str:
    if name not in WORDS and KEY.fullmatch(name):
        return name
    return '"' + name.replace('"', '""') + '"'


def read_condition(text: str) -> Condition:
    """Raises ConditionTextError."""
    condition = _Reader(list(_tokens(text)), len(text.rstrip()) + 1).whole()
    try:
        return parse(dump(condition))
    except ConditionError as error:
        raise ConditionTextError(error.sentence, 1) from None


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # bracket, quoted, word, end
    text: str
    at: int

    def says(self, *words: str) -> bool:
        return self.kind in ("word", "bracket") and self.text.lower() in words

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else f"“{self.text[:40]}”"


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise ConditionTextError("A quotation mark has no partner.", start + 1)
        kind = found.lastgroup
        yield _Token(kind, _said(kind, found[kind]), found.start(kind) + 1)
        at = found.end()


def _said(kind: str, text: str) -> str:
    if kind != "quoted":
        return text
    return text[1:-1].replace('""', '"') if text[0] == '"' else text[1:-1]


class _Reader:
    def __init__(self, tokens: list[_Token], end: int) -> None:
        self.tokens = [*tokens, *(_Token("end", "", end) for _ in range(3))]
        self.next = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def take(self) -> _Token:
        token = self.token
        self.next += 1
        return token

    def whole(self) -> Condition:
        condition = self.alternatives()
        if self.token.kind != "end":
            raise self.error("write “and”, “or” or nothing more")
        return condition

    def alternatives(self) -> Condition:
        parts = [self.conjunction()]
        while self.token.says("or"):
            self.take()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def conjunction(self) -> Condition:
        parts = [self.single()]
        while self.token.says("and"):
            self.take()
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self) -> Condition:
        group = {"not": Not, "all": lambda part: All((part,)), "any": lambda part: Any((part,))}
        if self.token.says("not"):
            self.take()
            return Not(self.deeper(self.single))
        if self.token.says("all", "any"):
            make = group[self.take().text.lower()]
            if not self.token.says("("):
                raise self.error("open a bracket")
            return make(self.bracketed())
        return self.bracketed() if self.token.says("(") else self.comparison()

    def bracketed(self) -> Condition:
        self.take()
        condition = self.deeper(self.alternatives)
        if not self.token.says(")"):
            raise self.error("write “and”, “or” or a closing bracket")
        self.take()
        return condition

    def deeper(self, read) -> Condition:
        """Read one level in; bounded here so that no text can exhaust the stack."""
        self.depth += 1
        if self.depth > DEEPEST_BRACKETS:
            raise ConditionTextError(
                f"There are more than {DEEPEST_BRACKETS} brackets inside one another.",
                self.token.at,
            )
        condition = read()
        self.depth -= 1
        return condition

    def comparison(self) -> Condition:
        if not self.at_name():
            raise self.error("write the key of a question")
        question = self.take().text
        if not self.token.says(*VERBS):
            raise self.error("write “is”, “is at least”, “is at most” or “is answered”")
        if self.token.says("is"):
            self.take()
            if self.token.says("not"):
                self.take()
                return Not(self.predicate(question))
        return self.predicate(question)

    def predicate(self, question: str) -> Condition:
        if self.token.says("answered"):
            self.take()
            return Answered(question)
        if self.token.says("at"):
            self.take()
            return self.limit(question)
        return Is(question, self.codes())

    def limit(self, question: str) -> Condition:
        if not self.token.says("least", "most"):
            raise self.error("write “least” or “most”")
        compare = AtLeast if self.take().says("least") else AtMost
        number = as_number(self.token.text) if self.token.kind == "word" else None
        if number is None:
            raise self.error("write a number, such as 3 or 2.5")
        self.take()
        return compare(question, number)

    def codes(self) -> tuple[str, ...]:
        if not self.at_name():
            raise self.error("write the code of an option")
        codes = [self.take().text]
        while self.token.says("or") and self.another_code():
            self.take()
            codes.append(self.take().text)
        return tuple(codes)

    def another_code(self) -> bool:
        """Whether a code follows “or”, rather than a comparison of its own."""
        following, then = self.tokens[self.next + 1], self.tokens[self.next + 2]
        return self.is_name(following) and not then.says(*VERBS)

    def at_name(self) -> bool:
        return self.is_name(self.token)

    @staticmethod
    def is_name(token: _Token) -> bool:
        return token.kind == "quoted" or (token.kind == "word" and not token.says(*WORDS))

    def error(self, wanted: str) -> ConditionTextError:
        before = f"After {self.tokens[self.next - 1]}" if self.next else "At the start"
        return ConditionTextError(
            f"{before} {wanted}, not {self.token}.{self.hint()}", self.token.at
        )

    def hint(self) -> str:
        """For letters in the wrong order, which is how these short words are mistyped."""
        letters = sorted(self.token.text.lower())
        meant = next((word for word in sorted(WORDS) if sorted(word) == letters), None)
        return f" Did you mean “{meant}”?" if meant and not self.token.says(meant) else ""

"""What the printed copy of a return says, apart from how it is drawn. Pure.

PDF and Word start here. Texts that may have several lines are tuples of paragraphs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date

from reports.colours import Colours
from reports.documents import tidy_text

Paragraphs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Something kept with an answer: its note, a quote, where it stands in the record."""

    label: str
    paragraphs: Paragraphs


@dataclass(frozen=True, slots=True)
class PrintedAnswer:
    """`of`: which repetition of its section. `state` is empty where there is an answer."""

    of: str = ""
    state: str = ""
    paragraphs: Paragraphs = ()
    beside: tuple[Beside, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedQuestion:
    number: str
    text: str
    answers: tuple[PrintedAnswer, ...]


@dataclass(frozen=True, slots=True)
class PrintedSection:
    number: str
    title: str
    questions: tuple[PrintedQuestion, ...]


@dataclass(frozen=True, slots=True)
class PrintedReturn:
    """`standing`: a sentence on what the answers are worth today, such as that they are a draft."""

    title: str
    reference: str
    agency: str
    partnership: str
    audit_line: str
    standing: str
    dated: date
    colours: Colours
    facts: tuple[Fact, ...]
    counts: str
    sections: tuple[PrintedSection, ...]
    not_asked: tuple[str, ...] = ()
    no_longer_asked: tuple[PrintedQuestion, ...] = ()


def paragraphs(text: str) -> Paragraphs:
    """The lines of a text that are not empty."""
    lines = (tidy_text(line) for line in text.splitlines())
    return tuple(line for line in lines if line)


def spelt_out(value, is_printable: Callable[[str], bool]):
    """The same document, with the name of every character that the typeface lacks in its place.

    What an auditor wrote is theirs: a copy for the file may not refuse it, nor drop a part of it.
    """
    if isinstance(value, str):
        return "".join(c if is_printable(c) else _name_of(c) for c in value)
    if isinstance(value, tuple):
        return tuple(spelt_out(item, is_printable) for item in value)
    if is_dataclass(value) and not isinstance(value, Colours):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return replace(value, **{name: spelt_out(said, is_printable) for name, said in named})
    return value


def _name_of(character: str) -> str:
    return f"[{unicodedata.name(character, f'U+{ord(character):04X}').lower()}]"

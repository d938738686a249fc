"""What every kind of question has, and how what was typed is taken apart."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from audits.models import Item, Option, Question

Typed = str | list[str]
Value = str | int | list | dict
Cell = str | int | Decimal

_MAY_BE_TYPED = frozenset("\n\t")


@dataclass(frozen=True)
class QuestionKind:
    """`read` gives None where nothing was entered, and raises ValidationError with a sentence.

    `codes` and `part_codes` (item code -> option code) are what an answer is counted by.
    `export` gives the columns of a spreadsheet, as heading and cell: the same headings for every
    answer and for None, which is no answer. `lacks` names what an answer still needs before it
    can be submitted, in a sentence. `number` is what can be totalled.
    """

    widget: Callable[[Question], forms.Widget]
    read: Callable[[Question, Typed], Value | None]
    typed: Callable[[Question, Value], Typed]
    display: Callable[[Question, Value], str]
    export: Callable[[Question, Value | None], list[tuple[str, Cell]]]
    codes: Callable[[Value], list[str]] = lambda value: []
    part_codes: Callable[[Value], dict[str, str]] = lambda value: {}
    lacks: Callable[[Question, Value], str] = lambda question, value: ""
    number: Callable[[Question, Value], Decimal | None] = lambda question, value: None


class Parts(forms.MultiWidget):
    """Several boxes for one answer; each may be at fault by itself."""

    def decompress(self, value):
        return value or [""] * len(self.widgets)


@dataclass(frozen=True)
class PartFault:
    """`at` is the place of the box among the boxes of its question."""

    at: int
    part: str
    sentence: str


class PartFaults(ValidationError):
    def __init__(self, faults: list[PartFault]):
        super().__init__(f"{faults[0].part}: {faults[0].sentence}")
        self.faults = faults


def read_items(
    question: Question, typed: Typed, read: Callable[[Question, str], Value | None]
) -> dict[str, Value] | None:
    """The box of each item read in turn; what is wrong with any of them is reported at it."""
    items = items_of(question)
    found, faults = {}, []
    for at, (item, text) in enumerate(zip(items, exactly(len(items), typed), strict=True)):
        try:
            found[item.code] = read(question, text)
        except ValidationError as error:
            faults.append(PartFault(at, item.label, error.message))
    if faults:
        raise PartFaults(faults)
    return {code: value for code, value in found.items() if value is not None} or None


def typed_items(question: Question, value: Value) -> list[str]:
    return [str(value.get(item.code, "")) for item in items_of(question)]


def options_of(question: Question) -> list[Option]:
    return list(question.scale.options.all())


def items_of(question: Question) -> list[Item]:
    return list(question.items.all())


def read_text(typed: Typed, limit: int) -> str:
    """Text as it is kept: one kind of line end, no blanks around it.

    Raises ValidationError for what a person cannot have meant to type.
    """
    text = one_text(typed)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(_is_control(letter) for letter in text):
        raise ValidationError(
            "This holds a character that cannot be printed. Type the text again, or paste it as "
            "plain text."
        )
    if len(text) > limit:
        raise ValidationError(
            f"Shorten this to {limit:,} characters or fewer. It has {len(text):,}."
        )
    return text


def one_text(typed: Typed | None) -> str:
    if typed is None:
        return ""
    if not isinstance(typed, str):
        raise ValidationError("Give one answer here, as text.")
    return typed


def texts(typed: Typed | None) -> list[str]:
    return [one_text(part) for part in (typed if isinstance(typed, list) else [typed])]


def exactly(count: int, typed: Typed | None) -> list[str]:
    """One text for each of so many boxes; those that did not arrive are empty."""
    found = texts(typed)
    if any(text.strip() for text in found[count:]):
        raise ValidationError("There are more answers here than boxes. Open the section again.")
    return [*found, *[""] * count][:count]


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} and letter not in _MAY_BE_TYPED


def sentence_list(names: list[str]) -> str:
    """For sentences: “Home” and “Food”."""
    quoted = [f"“{name}”" for name in names]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def as_stored(question: Question, value: Value) -> Typed:
    return value


def as_text(question: Question, value: Value) -> str:
    return str(value)


def shown_in_one_cell(show: Callable[[Question, Value], str]):
    """The export of a kind that fills one column with the words people read."""

    def export(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
        return [("", "" if value is None else " ".join(show(question, value).split("\n")))]

    return export

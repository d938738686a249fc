"""One home for each kind of question: its widget, and how an answer is read, shown and counted.

`Typed` is what a widget gives and takes: text, or a list of texts. `Value` is what is stored.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from audits.models import Option, Question

Typed = str | list[str]
Value = str | int | list[str]

LARGEST_NUMBER = 10**12
MOST_DECIMALS = 3
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_NUMBER = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,3})?")
_DATE_PART = re.compile(r"[0-9]{1,4}")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MAY_BE_TYPED = frozenset("\n\t")


@dataclass(frozen=True)
class QuestionKind:
    """`read` gives None where nothing was entered, and raises ValidationError with a sentence."""

    widget: Callable[[Question], forms.Widget]
    read: Callable[[Question, Typed], Value | None]
    typed: Callable[[Question, Value], Typed]
    display: Callable[[Question, Value], str]
    codes: Callable[[Value], list[str]]


def kind_of(question: Question) -> QuestionKind:
    return KINDS[question.kind]


def options_of(question: Question) -> list[Option]:
    return list(question.scale.options.all())


def read_text(typed: Typed, limit: int) -> str:
    """Text as it is kept: one kind of line end, no blanks around it.

    Raises ValidationError for what a person cannot have meant to type.
    """
    text = _one_text(typed)
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


def _one_text(typed: Typed | None) -> str:
    if typed is None:
        return ""
    if not isinstance(typed, str):
        raise ValidationError("Give one answer here, as text.")
    return typed


def _texts(typed: Typed | None) -> list[str]:
    return [_one_text(part) for part in (typed if isinstance(typed, list) else [typed])]


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cc", "Cs"} and letter not in _MAY_BE_TYPED


def _label(question: Question, code: str) -> str:
    """An option's words; its code where the scale no longer has it."""
    return next((str(option) for option in options_of(question) if option.code == code), code)


def _radios(question: Question) -> forms.Widget:
    return forms.RadioSelect(choices=_choices(question))


def _checkboxes(question: Question) -> forms.Widget:
    return forms.CheckboxSelectMultiple(choices=_choices(question))


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(option.code, option.label) for option in options_of(question)]


def _read_choice(question: Question, typed: Typed) -> str | None:
    code = _one_text(typed)
    if code and code not in {option.code for option in options_of(question)}:
        raise ValidationError("Choose one of the answers shown.")
    return code or None


def _read_choices(question: Question, typed: Typed) -> list[str] | None:
    given = set(_texts(typed))
    codes = [option.code for option in options_of(question)]
    if given - {*codes, ""}:
        raise ValidationError("Choose only from the answers shown.")
    return [code for code in codes if code in given] or None


def _number_input(question: Question) -> forms.Widget:
    whole = all(
        limit is None or limit == limit.to_integral_value()
        for limit in (question.minimum, question.maximum)
    )
    return forms.TextInput(
        attrs={
            "inputmode": "numeric" if whole else "decimal",
            "class": "govuk-input--width-5",
            "autocomplete": "off",
        }
    )


def _read_number(question: Question, typed: Typed) -> int | str | None:
    text = _one_text(typed).strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise ValidationError(
            f"Enter a number in figures, such as 12 or 2.5, with at most {MOST_DECIMALS} decimals."
        )
    number = Decimal(text)
    if abs(number) >= LARGEST_NUMBER:
        raise ValidationError("Enter a smaller number.")
    _refuse_out_of_range(question, number)
    return _stored_number(number)


def _refuse_out_of_range(question: Question, number: Decimal) -> None:
    low, high = question.minimum, question.maximum
    if (low is None or number >= low) and (high is None or number <= high):
        return
    if low is not None and high is not None:
        raise ValidationError(f"Enter a number from {_plain(low)} to {_plain(high)}.")
    if low is not None:
        raise ValidationError(f"Enter {_plain(low)} or more.")
    raise ValidationError(f"Enter {_plain(high)} or less.")


def _stored_number(number: Decimal) -> int | str:
    return int(number) if number == number.to_integral_value() else _plain(number)


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_number(question: Question, value: Value) -> str:
    return f"{value} {question.unit}".strip()


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes: a known date is quicker typed than picked."""

    def __init__(self):
        super().__init__([forms.TextInput() for _ in range(3)])

    def decompress(self, value):
        return value or ["", "", ""]


def _read_date(question: Question, typed: Typed) -> str | None:
    """From day, month and year, or from one text as it is stored, 2026-03-31."""
    parts = _date_parts(typed)
    if not any(parts):
        return None
    if not all(parts):
        raise ValidationError("Give the day, the month and the year.")
    if len(parts) != 3 or not all(map(_DATE_PART.fullmatch, parts)):
        raise ValidationError("Write the date in figures, such as 31 3 2026.")
    day, month, year = map(int, parts)
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValidationError(
            f"Write the year in four figures, from {EARLIEST_YEAR} to {LATEST_YEAR}."
        )
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValidationError("There is no such day. Check the day and the month.") from None


def _date_parts(typed: Typed) -> list[str]:
    texts = [text.strip() for text in _texts(typed)]
    if len(texts) == 1 and (found := _ISO_DATE.fullmatch(texts[0])):
        return list(found.groups())[::-1]
    return texts


def _typed_date(question: Question, value: Value) -> list[str]:
    held = date.fromisoformat(value)
    return [str(held.day), str(held.month), str(held.year)]


def _show_date(question: Question, value: Value) -> str:
    return date_format(date.fromisoformat(value), "j F Y")


def _text_input(question: Question) -> forms.Widget:
    if question.lines == 1:
        return forms.TextInput()
    return forms.Textarea(attrs={"rows": question.lines})


def _as_stored(question: Question, value: Value) -> Typed:
    return value


def _as_text(question: Question, value: Value) -> str:
    return str(value)


def _no_codes(value: Value) -> list[str]:
    return []


KINDS: dict[str, QuestionKind] = {
    Question.Kind.CHOICE: QuestionKind(
        widget=_radios,
        read=_read_choice,
        typed=_as_stored,
        display=_label,
        codes=lambda value: [value],
    ),
    Question.Kind.CHOICES: QuestionKind(
        widget=_checkboxes,
        read=_read_choices,
        typed=_as_stored,
        display=lambda question, value: "; ".join(_label(question, code) for code in value),
        codes=list,
    ),
    Question.Kind.NUMBER: QuestionKind(
        widget=_number_input,
        read=_read_number,
        typed=_as_text,
        display=_show_number,
        codes=_no_codes,
    ),
    Question.Kind.DATE: QuestionKind(
        widget=lambda question: DateParts(),
        read=_read_date,
        typed=_typed_date,
        display=_show_date,
        codes=_no_codes,
    ),
    Question.Kind.TEXT: QuestionKind(
        widget=_text_input,
        read=lambda question, typed: read_text(typed, question.max_length) or None,
        typed=_as_stored,
        display=_as_text,
        codes=_no_codes,
    ),
}

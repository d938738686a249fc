"""Kinds answered in figures: one number, or a block of scored items with a total."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from audits.models import Question
from audits.question_kinds.shape import (
    Cell,
    Parts,
    QuestionKind,
    Typed,
    Value,
    as_text,
    items_of,
    one_text,
    read_items,
    sentence_list,
    typed_items,
)
from audits.totals import EVERY, TotalRule, plain_number, stored_number

LARGEST_NUMBER = 10**12
_NUMBER = re.compile(r"-?[0-9]{1,13}(?:\.[0-9]{1,3})?")


def _number_input(question: Question) -> forms.Widget:
    return forms.TextInput(
        attrs={
            "inputmode": "decimal" if question.decimals else "numeric",
            "class": "govuk-input--width-5",
            "autocomplete": "off",
        }
    )


def _read_number(question: Question, typed: Typed) -> int | str | None:
    text = one_text(typed).strip()
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or (number := Decimal(text)) != round(number, question.decimals):
        raise ValidationError(_in_figures(question.decimals))
    if abs(number) >= LARGEST_NUMBER:
        raise ValidationError("Enter a smaller number.")
    _refuse_out_of_range(question, number)
    return stored_number(number)


def _in_figures(decimals: int) -> str:
    if decimals == 0:
        return "Enter a whole number in figures, such as 12."
    places = "1 decimal" if decimals == 1 else f"{decimals} decimals"
    return f"Enter a number in figures, such as 12 or 2.5, with at most {places}."


def _refuse_out_of_range(question: Question, number: Decimal) -> None:
    low, high = question.minimum, question.maximum
    if (low is None or number >= low) and (high is None or number <= high):
        return
    if low is not None and high is not None:
        raise ValidationError(f"Enter a number from {plain_number(low)} to {plain_number(high)}.")
    if low is not None:
        raise ValidationError(f"Enter {plain_number(low)} or more.")
    raise ValidationError(f"Enter {plain_number(high)} or less.")


def range_in_words(question: Question) -> str:
    """Such as “from 0 to 3”; empty where any number may be given."""
    low, high = question.minimum, question.maximum
    if low is not None and high is not None:
        return f"from {plain_number(low)} to {plain_number(high)}"
    if low is not None:
        return f"{plain_number(low)} or more"
    return f"{plain_number(high)} or less" if high is not None else ""


def _show_number(question: Question, value: Value) -> str:
    return f"{value} {question.unit}".strip()


def _export_number(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    return [(question.unit, "" if value is None else Decimal(value))]


def total_rule(question: Question) -> TotalRule:
    return TotalRule(
        items=tuple(item.code for item in items_of(question)),
        rule=question.total_rule,
        fewest=question.fewest_items,
        decimals=question.decimals,
    )


def _boxes(question: Question) -> forms.Widget:
    return Parts([_number_input(question) for _ in items_of(question)])


def _read_items(question: Question, typed: Typed) -> dict[str, int | str] | None:
    return read_items(question, typed, _read_number)


def total_of(question: Question, value: Value) -> Decimal | None:
    return total_rule(question).total(value)


def _show_items(question: Question, value: Value) -> str:
    scores = [
        f"{item.label}: {value[item.code]}" for item in items_of(question) if item.code in value
    ]
    return ";\n".join([*scores, _show_total(question, value)])


def _show_total(question: Question, value: Value) -> str:
    rule = total_rule(question)
    total = rule.total(value)
    if total is None:
        return "No total yet"
    words = f"Total: {plain_number(total)} {question.unit}".strip()
    answered, every = len(rule.numbers(value)), len(rule.items)
    return words if answered == every else f"{words}, from {answered} of {every} items"


def _export_items(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    scores = value or {}
    total = total_of(question, scores)
    return [
        *(
            (item.label, Decimal(scores[item.code]) if item.code in scores else "")
            for item in items_of(question)
        ),
        ("Total", "" if total is None else total),
    ]


def _unscored(question: Question, value: Value) -> str:
    rule = total_rule(question)
    if rule.total(value) is not None:
        return ""
    if rule.rule != EVERY:
        return f"Score at least {rule.needed} items: with fewer there is no total."
    missing = set(rule.missing(value))
    left = [item.label for item in items_of(question) if item.code in missing]
    return f"Score every item. Without a score: {sentence_list(left)}."


NUMBER = QuestionKind(
    widget=_number_input,
    read=_read_number,
    typed=as_text,
    display=_show_number,
    export=_export_number,
    number=lambda question, value: Decimal(value),
)
ITEMS = QuestionKind(
    widget=_boxes,
    read=_read_items,
    typed=typed_items,
    display=_show_items,
    export=_export_items,
    lacks=_unscored,
    number=total_of,
)

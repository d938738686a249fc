"""Kinds answered by choosing from a scale: one option, several, a grade, a grade for each area."""

from django import forms
from django.core.exceptions import ValidationError

from audits.models import Question
from audits.question_kinds.shape import (
    Cell,
    Parts,
    QuestionKind,
    Typed,
    Value,
    as_stored,
    items_of,
    one_text,
    options_of,
    read_items,
    sentence_list,
    shown_in_one_cell,
    texts,
    typed_items,
)


def _label(question: Question, code: str) -> str:
    """An option's words; its code where the scale no longer has it."""
    return next((str(option) for option in options_of(question) if option.code == code), code)


def _choices(question: Question) -> list[tuple[str, str]]:
    return [(option.code, option.label) for option in options_of(question)]


def _radios(question: Question) -> forms.Widget:
    return forms.RadioSelect(choices=_choices(question))


def _checkboxes(question: Question) -> forms.Widget:
    return forms.CheckboxSelectMultiple(choices=_choices(question))


def _read_choice(question: Question, typed: Typed) -> str | None:
    code = one_text(typed)
    if code and code not in {option.code for option in options_of(question)}:
        raise ValidationError("Choose one of the answers shown.")
    return code or None


def _read_choices(question: Question, typed: Typed) -> list[str] | None:
    given = set(texts(typed))
    codes = [option.code for option in options_of(question)]
    if given - {*codes, ""}:
        raise ValidationError("Choose only from the answers shown.")
    return [code for code in codes if code in given] or None


def _show_choices(question: Question, value: Value) -> str:
    return "; ".join(_label(question, code) for code in value)


def _export_choices(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    if value is None:
        return [(label, "") for _, label in _choices(question)]
    return [(label, int(code in value)) for code, label in _choices(question)]


def _areas(question: Question) -> forms.Widget:
    return Parts([_radios(question) for _ in items_of(question)])


def _read_profile(question: Question, typed: Typed) -> dict[str, str] | None:
    return read_items(question, typed, _read_choice)


def _show_profile(question: Question, value: Value) -> str:
    return ";\n".join(
        f"{item.label}: {_label(question, value[item.code])}"
        for item in items_of(question)
        if item.code in value
    )


def _export_profile(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    grades = value or {}
    return [
        (item.label, _label(question, grades[item.code]) if item.code in grades else "")
        for item in items_of(question)
    ]


def _ungraded(question: Question, value: Value) -> str:
    left = [item.label for item in items_of(question) if item.code not in value]
    return f"Grade every area. Without a grade: {sentence_list(left)}." if left else ""


CHOICE = QuestionKind(
    widget=_radios,
    read=_read_choice,
    typed=as_stored,
    display=_label,
    export=shown_in_one_cell(_label),
    codes=lambda value: [value],
)
CHOICES = QuestionKind(
    widget=_checkboxes,
    read=_read_choices,
    typed=as_stored,
    display=_show_choices,
    export=_export_choices,
    codes=list,
)
# A grade is one choice whose options are read, descriptor by descriptor, before one is chosen.
GRADE = CHOICE
PROFILE = QuestionKind(
    widget=_areas,
    read=_read_profile,
    typed=typed_items,
    display=_show_profile,
    export=_export_profile,
    part_codes=dict,
    lacks=_ungraded,
)

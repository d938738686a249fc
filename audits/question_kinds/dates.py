"""Kinds answered by a date, by a month or a year, or by two dates."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format

from audits.models import Question
from audits.question_kinds.shape import (
    Cell,
    PartFault,
    PartFaults,
    Parts,
    QuestionKind,
    Typed,
    Value,
    exactly,
    texts,
)

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
DATE_BOXES = 3
_DATE_PART = re.compile(r"[0-9]{1,4}")
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_MONTH = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_IN_ONE_BOX = re.compile(r"[\s./-]+")


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes: a known date is quicker typed than picked."""

    def __init__(self):
        super().__init__([forms.TextInput() for _ in range(DATE_BOXES)])

    def decompress(self, value):
        return value or ["", "", ""]


def _read_date(question: Question, typed: Typed) -> str | None:
    """From day, month and year, or from one text as it is stored, 2026-03-31."""
    return read_date_parts(_date_parts(typed))


def read_date_parts(parts: list[str]) -> str | None:
    if not any(parts):
        return None
    if not all(parts):
        raise ValidationError("Give the day, the month and the year.")
    if len(parts) != DATE_BOXES or not all(map(_DATE_PART.fullmatch, parts)):
        raise ValidationError("Write the date in figures, such as 31 3 2026.")
    day, month, year = map(int, parts)
    _refuse_year(year)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise ValidationError("There is no such day. Check the day and the month.") from None


def read_date_in_one_box(typed: str) -> str | None:
    """A date typed with spaces, points, strokes or hyphens between, or as it is stored."""
    text = typed.strip()
    if found := _ISO_DATE.fullmatch(text):
        return read_date_parts(list(found.groups())[::-1])
    return read_date_parts(_IN_ONE_BOX.split(text) if text else [])


def typed_in_one_box(value: str) -> str:
    return " ".join(typed_date(value)) if value else ""


def _refuse_year(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValidationError(
            f"Write the year in four figures, from {EARLIEST_YEAR} to {LATEST_YEAR}."
        )


def _date_parts(typed: Typed) -> list[str]:
    parts = [text.strip() for text in texts(typed)]
    if len(parts) == 1 and (found := _ISO_DATE.fullmatch(parts[0])):
        return list(found.groups())[::-1]
    return parts


def typed_date(value: str) -> list[str]:
    held = date.fromisoformat(value)
    return [str(held.day), str(held.month), str(held.year)]


def in_words(value: str) -> str:
    return date_format(date.fromisoformat(value), "j F Y")


def _export_date(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    return [("", value or "")]


def _read_partial_date(question: Question, typed: Typed) -> str | None:
    """From month and year, or from one text as it is stored, 2026-03 or 2026."""
    month, year = _month_and_year(typed)
    if not month and not year:
        return None
    if not year:
        raise PartFaults([PartFault(1, "Year", "Give the year too.")])
    if not all(map(_DATE_PART.fullmatch, filter(None, [month, year]))):
        raise ValidationError("Write the month and the year in figures, such as 3 2026.")
    _refuse_year(int(year))
    if not month:
        return f"{int(year)}"
    if not 1 <= int(month) <= 12:
        raise PartFaults([PartFault(0, "Month", "Give a month from 1 to 12.")])
    return f"{int(year)}-{int(month):02}"


def _month_and_year(typed: Typed) -> list[str]:
    parts = [text.strip() for text in exactly(2, typed)]
    if not parts[1] and (found := _ISO_MONTH.fullmatch(parts[0])):
        return [found[2] or "", found[1]]
    return parts


def _typed_partial_date(question: Question, value: Value) -> list[str]:
    year, _, month = value.partition("-")
    return [str(int(month)) if month else "", year]


def _show_partial_date(question: Question, value: Value) -> str:
    year, _, month = value.partition("-")
    return date_format(date(int(year), int(month), 1), "F Y") if month else year


def _read_period(question: Question, typed: Typed) -> list[str] | None:
    """From two dates of three boxes each, or from two texts as they are stored."""
    boxes = _period_boxes(typed)
    if not any(boxes):
        return None
    dates, faults = [], []
    for at, name in ((0, "From"), (DATE_BOXES, "To")):
        try:
            dates.append(_needed_date(boxes[at : at + DATE_BOXES]))
        except ValidationError as error:
            faults.append(PartFault(at, name, error.message))
    if faults:
        raise PartFaults(faults)
    if dates[0] > dates[1]:
        raise PartFaults(
            [PartFault(DATE_BOXES, "To", "Give a date that is not before the first one.")]
        )
    return dates


def _needed_date(boxes: list[str]) -> str:
    found = read_date_parts(boxes)
    if found is None:
        raise ValidationError("Give this date too.")
    return found


def _period_boxes(typed: Typed) -> list[str]:
    parts = [text.strip() for text in exactly(2 * DATE_BOXES, typed)]
    stored = [_ISO_DATE.fullmatch(text) for text in parts[:2]]
    if all(stored) and not any(parts[2:]):
        return [part for found in stored for part in list(found.groups())[::-1]]
    return parts


def _typed_period(question: Question, value: Value) -> list[str]:
    return [*typed_date(value[0]), *typed_date(value[1])]


def _show_period(question: Question, value: Value) -> str:
    return f"{in_words(value[0])} to {in_words(value[1])}"


def _export_period(question: Question, value: Value | None) -> list[tuple[str, Cell]]:
    start, end = value or ("", "")
    return [("From", start), ("To", end)]


def boxes(count: int) -> Parts:
    return Parts([forms.TextInput() for _ in range(count)])


DATE = QuestionKind(
    widget=lambda question: DateParts(),
    read=_read_date,
    typed=lambda question, value: typed_date(value),
    display=lambda question, value: in_words(value),
    export=_export_date,
)
PARTIAL_DATE = QuestionKind(
    widget=lambda question: boxes(2),
    read=_read_partial_date,
    typed=_typed_partial_date,
    display=_show_partial_date,
    export=_export_date,
)
PERIOD = QuestionKind(
    widget=lambda question: boxes(2 * DATE_BOXES),
    read=_read_period,
    typed=_typed_period,
    display=_show_period,
    export=_export_period,
)

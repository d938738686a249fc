"""One answer as a person writes it in a cell, and as it is read and checked like any other."""

import re

from django.core.exceptions import ValidationError

from audits.models import AnswerState, Question
from audits.question_kinds import Typed, Value, items_of, kind_of, options_of
from audits.question_kinds.dates import DATE_BOXES
from audits.question_kinds.words import SPEAKERS, TASK_BOXES
from audits.tool_fields import nearest
from cases.forms import STATE_LABELS, states_allowed

STATE_WORDS = {
    "not recorded": AnswerState.NOT_RECORDED,
    "not applicable": AnswerState.NOT_APPLICABLE,
    "n/a": AnswerState.NOT_APPLICABLE,
}
YES, NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})
_BETWEEN = re.compile(r"[\s./-]+")
_PERIOD = re.compile(r"\s+to\s+|\s*–\s*", re.IGNORECASE)
TASK_JOIN = "|"

HOW = {
    Question.Kind.CHOICE: "One of the codes, or its words.",
    Question.Kind.GRADE: "One of the codes, or its words.",
    Question.Kind.CHOICES: "One or more codes or words, with semicolons between them.",
    Question.Kind.NUMBER: "A number in figures.",
    Question.Kind.ITEMS: "A number in the column of each item.",
    Question.Kind.PROFILE: "A code, or its words, in the column of each area.",
    Question.Kind.DATE: "A date: 31/03/2026.",
    Question.Kind.PARTIAL_DATE: "A month and year, or a year: 03/2026 or 2026.",
    Question.Kind.PERIOD: "Two dates: 01/09/2025 to 31/03/2026.",
    Question.Kind.TEXT: "Text.",
    Question.Kind.QUOTE: "The words; whose they are goes in the column .speaker.",
    Question.Kind.TASKS: "A line for each task: what | who | by when. A new line in the same cell"
    " for the next.",
}


def state_said(question: Question, text: str) -> str:
    """The state that stands in place of an answer; empty where the text is an answer.

    Raises ValidationError where the question does not allow it.
    """
    state = STATE_WORDS.get(_plain(text), "")
    if not state or state in states_allowed(question):
        return state
    if question.kind == Question.Kind.TEXT:
        return ""
    raise ValidationError(f"“{STATE_LABELS[state]}” is not among the answers to this question.")


def read_cell(question: Question, text: str, speaker: str = "") -> Value | None:
    """An answer given in one cell. Raises ValidationError with a sentence."""
    typed = _TYPED.get(question.kind, _as_text)
    return kind_of(question).read(question, typed(question, text, speaker))


def read_items(question: Question, texts: dict[str, str]) -> dict[str, Value] | None:
    """A block or profile, from the cell of each item by its code. Raises PartFaults."""
    typed = [texts.get(item.code, "") for item in items_of(question)]
    if question.kind == Question.Kind.PROFILE:
        typed = [code_of(question, text) if text.strip() else "" for text in typed]
    return kind_of(question).read(question, typed)


def read_speaker(text: str, speakers: dict[str, str]) -> str:
    """By its code or its words; empty where nobody is named."""
    said = _plain(text)
    for code, label in speakers.items():
        if said in (code, label.casefold()):
            return code
    if said:
        raise ValidationError(f"“{text.strip()[:60]}” is nobody here. {nearest(said, speakers)}")
    return ""


def read_tick(text: str) -> bool:
    said = text.strip().casefold()
    if said and said not in YES | NO:
        raise ValidationError("Write yes, or leave the cell empty.")
    return said in YES


def code_of(question: Question, text: str) -> str:
    """The option meant, by its code, or by its words where no other option has the same."""
    said = _plain(text)
    options = options_of(question)
    codes = [option.code for option in options]
    by_words = [option.code for option in options if _plain(option.label) == said]
    found = [code for code in codes if code.casefold() == said] or by_words
    if len(found) == 1:
        return found[0]
    raise ValidationError(f"“{text.strip()[:60]}” is no answer here. {nearest(said, codes)}")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _as_text(question: Question, text: str, speaker: str) -> Typed:
    return text


def _choice(question: Question, text: str, speaker: str) -> Typed:
    return code_of(question, text)


def _choices(question: Question, text: str, speaker: str) -> Typed:
    parts = re.split(r"[;\n]", text)
    if len(parts) == 1 and not _is_option(question, text):
        parts = text.split(",")
    return [code_of(question, part) for part in parts if part.strip()]


def _is_option(question: Question, text: str) -> bool:
    try:
        return bool(code_of(question, text))
    except ValidationError:
        return False


def _date(question: Question, text: str, speaker: str) -> Typed:
    return _boxes(text)


def _boxes(text: str) -> list[str]:
    """Day, month and year, also of a date that begins with its year."""
    boxes = _BETWEEN.split(text.strip())
    if len(boxes) != DATE_BOXES:
        raise ValidationError("Write the date as 31/03/2026.")
    return boxes[::-1] if len(boxes[0]) == 4 else boxes


def _partial_date(question: Question, text: str, speaker: str) -> Typed:
    """Excel makes a whole date of a month and year, on its first day."""
    boxes = _BETWEEN.split(text.strip())
    if len(boxes) == DATE_BOXES and boxes[0] in ("1", "01"):
        boxes = boxes[1:]
    if len(boxes) > 2:
        raise ValidationError("Write the month and year as 03/2026, or the year alone.")
    if len(boxes) == 1:
        return ["", boxes[0]]
    return boxes[::-1] if len(boxes[0]) == 4 else boxes


def _period(question: Question, text: str, speaker: str) -> Typed:
    parts = _PERIOD.split(text.strip())
    if len(parts) != 2:
        raise ValidationError("Write the two dates as 01/09/2025 to 31/03/2026.")
    return [box for part in parts for box in _boxes(part)]


def _quote(question: Question, text: str, speaker: str) -> Typed:
    return [text, read_speaker(speaker, SPEAKERS)]


def _tasks(question: Question, text: str, speaker: str) -> Typed:
    boxes: list[str] = []
    for line in filter(str.strip, text.splitlines()):
        parts = [part.strip() for part in line.split(TASK_JOIN)]
        if len(parts) > TASK_BOXES:
            raise ValidationError("Write a task as: what | who | by when.")
        boxes += [*parts, *[""] * TASK_BOXES][:TASK_BOXES]
    return boxes


_TYPED = {
    Question.Kind.CHOICE: _choice,
    Question.Kind.GRADE: _choice,
    Question.Kind.CHOICES: _choices,
    Question.Kind.DATE: _date,
    Question.Kind.PARTIAL_DATE: _partial_date,
    Question.Kind.PERIOD: _period,
    Question.Kind.QUOTE: _quote,
    Question.Kind.TASKS: _tasks,
}

"""One home for each kind of question: its widget, and how an answer is read, shown and counted.

`Typed` is what a widget gives and takes: text, or a list of texts. `Value` is what is stored.
"""

from audits.models import Question
from audits.question_kinds import choices, dates, numbers, words
from audits.question_kinds.shape import (
    PartFaults,
    Parts,
    QuestionKind,
    Typed,
    Value,
    items_of,
    options_of,
    read_text,
)

__all__ = [
    "KINDS",
    "PartFaults",
    "Parts",
    "QuestionKind",
    "Typed",
    "Value",
    "items_of",
    "kind_of",
    "options_of",
    "read_text",
]

KINDS: dict[str, QuestionKind] = {
    Question.Kind.CHOICE: choices.CHOICE,
    Question.Kind.CHOICES: choices.CHOICES,
    Question.Kind.GRADE: choices.GRADE,
    Question.Kind.PROFILE: choices.PROFILE,
    Question.Kind.NUMBER: numbers.NUMBER,
    Question.Kind.ITEMS: numbers.ITEMS,
    Question.Kind.DATE: dates.DATE,
    Question.Kind.PARTIAL_DATE: dates.PARTIAL_DATE,
    Question.Kind.PERIOD: dates.PERIOD,
    Question.Kind.TEXT: words.TEXT,
    Question.Kind.QUOTE: words.QUOTE,
    Question.Kind.TASKS: words.TASKS,
    Question.Kind.PROMPT: words.PROMPT,
}


def kind_of(question: Question) -> QuestionKind:
    return KINDS[question.kind]

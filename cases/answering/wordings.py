"""Every wording of one answer, oldest first, with what each changed."""

from dataclasses import dataclass
from datetime import datetime

from agencies.models import User
from audits.models import Question
from cases.answering.shown_answers import shown
from cases.answering.word_diff import Piece, compare
from cases.models import Answer, AnswerHistory, Evidence


@dataclass(frozen=True)
class Change:
    """One part of an answer, such as its note, as it became."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Wording:
    number: int
    who: str
    at: datetime
    changes: list[Change]
    is_current: bool


def wordings_of(answer: Answer) -> list[Wording]:
    """What only its auditor sees, *don't know yet*, is left out."""
    rows = [*AnswerHistory.objects.filter(answer_id=answer.pk).order_by("id"), answer]
    people = User.objects.in_bulk({_writer(row) for row in rows} - {None})
    questions = _questions(rows)
    found, before = [], {}
    for number, row in enumerate(rows, 1):
        parts = _parts(questions[row.question_id], row)
        changes = [
            Change(label, compare(before.get(label, ""), parts.get(label, "")))
            for label in dict.fromkeys((*before, *parts))
            if before.get(label, "") != parts.get(label, "")
        ]
        writer = people.get(_writer(row))
        found.append(
            Wording(number, writer.name if writer else "", _at(row), changes, row is answer)
        )
        before = parts
    return [each for each in found if each.changes or each.number == 1 or each.is_current]


def _questions(rows) -> dict:
    questions = Question.objects.select_related("scale", "section").prefetch_related(
        "scale__options", "items"
    )
    return questions.in_bulk({row.question_id for row in rows})


def _writer(row: Answer | AnswerHistory):
    return row.updated_by_id if isinstance(row, Answer) else row.written_by_id


def _at(row: Answer | AnswerHistory) -> datetime:
    return row.updated_at if isinstance(row, Answer) else row.written_at


def _parts(question: Question, row: Evidence) -> dict[str, str]:
    """Each part of an answer in words; what is empty is left out."""
    speaker = f" ({row.get_quote_speaker_display()})" if row.quote else ""
    parts = {
        "Answer": shown(question, row).text,
        "Reason": row.reason,
        "Note": row.note,
        "Quote": f"{row.quote}{speaker}",
        "Quote for the briefing": "Proposed" if row.quote_proposed else "",
        "Good practice": "Marked" if row.good_practice else "",
        "Place in the record": row.record_reference,
    }
    return {label: text for label, text in parts.items() if text}

"""Every wording of one answer, or of what else is kept so, oldest first, by what each changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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


@dataclass(frozen=True)
class Kept:
    """Something as it stood for a while: its parts by label, in words; what is empty left out."""

    parts: dict[str, str]
    writer_id: UUID | None
    at: datetime


def wordings_of(answer: Answer) -> list[Wording]:
    """What only its auditor sees, *don't know yet*, is left out."""
    rows = [*AnswerHistory.objects.filter(answer_id=answer.pk).order_by("id"), answer]
    questions = _questions(rows)
    return worded(
        [Kept(_parts(questions[row.question_id], row), _writer(row), _at(row)) for row in rows]
    )


def worded(kept: list[Kept]) -> list[Wording]:
    """Oldest first, each by what it changed; the last is as it is now."""
    people = User.objects.in_bulk({each.writer_id for each in kept} - {None})
    found, before = [], {}
    for number, each in enumerate(kept, 1):
        changes = [
            Change(label, compare(before.get(label, ""), each.parts.get(label, "")))
            for label in dict.fromkeys((*before, *each.parts))
            if before.get(label, "") != each.parts.get(label, "")
        ]
        writer = people.get(each.writer_id)
        name = writer.name if writer else ""
        found.append(Wording(number, name, each.at, changes, number == len(kept)))
        before = each.parts
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

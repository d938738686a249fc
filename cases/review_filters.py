"""Which answers of a return a reviewer may wish to look at on their own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from audits.models import AnswerState
from cases.answering.reading import ReadAnswer, Reading
from cases.models import ReturnStep

QUIET = (AnswerState.NOT_RECORDED, AnswerState.NOT_APPLICABLE)


@dataclass(frozen=True)
class ReviewFilter:
    """`key` is what the address says; `keeps` is given an answer and when it was last handed in."""

    key: str
    label: str
    keeps: Callable[[ReadAnswer, datetime | None], bool]


def _needs_attention(answer: ReadAnswer, _) -> bool:
    unexplained = answer.state in QUIET and not (answer.note or answer.reason)
    return answer.state == AnswerState.MISSING or unexplained or answer.has_open_thread


def _changed(answer: ReadAnswer, since: datetime | None) -> bool:
    return bool(since and answer.row and answer.row.updated_at > since)


FILTERS = (
    ReviewFilter("attention", "Needs attention", _needs_attention),
    ReviewFilter(
        "no_note", "Without a note", lambda answer, _: not answer.note and _is_entered(answer)
    ),
    ReviewFilter(
        "not_recorded", "Not recorded", lambda answer, _: answer.state == AnswerState.NOT_RECORDED
    ),
    ReviewFilter(
        "good_practice",
        "Good practice",
        lambda answer, _: bool(answer.row and answer.row.good_practice),
    ),
    ReviewFilter("changed", "Changed since it was last submitted", _changed),
)


def _is_entered(answer: ReadAnswer) -> bool:
    return answer.state not in (AnswerState.MISSING, AnswerState.NOT_ASKED)


def marks_of(reading: Reading, steps: list[ReturnStep]) -> dict[str, set]:
    """Places of the answers each filter keeps, by its key."""
    since = _handed_in_before(steps)
    asked = [
        answer
        for section in reading.sections
        for answer in section.answers
        if answer.state != AnswerState.NOT_ASKED
    ]
    return {
        each.key: {answer.place_id for answer in asked if each.keeps(answer, since)}
        for each in FILTERS
    }


def _handed_in_before(steps: list[ReturnStep]) -> datetime | None:
    """When it was handed in before it was last sent back; None where it never came back."""
    handed_in = None
    found = None
    for step in steps:
        if step.kind == ReturnStep.Kind.SUBMITTED:
            handed_in = step.at
        elif step.kind == ReturnStep.Kind.SENT_BACK:
            found = handed_in
    return found


def filtered(reading: Reading, marks: dict[str, set], show: str) -> Reading:
    """Only what this filter keeps, or everything where there is no such filter."""
    if show not in marks:
        return reading
    sections = []
    for section in reading.asked:
        rows = tuple(
            row
            for row in section.rows
            if any(answer.place_id in marks[show] for answer in row.answers)
        )
        if rows:
            sections.append(replace(section, rows=rows))
    return Reading(tuple(sections))

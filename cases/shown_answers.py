"""An answer in words, wherever it is read: back by its auditor, beside another, or by a lead."""

from dataclasses import dataclass

from audits.models import AnswerState, Question
from audits.question_kinds import kind_of
from cases.entries import Entry
from cases.models import Answer


@dataclass(frozen=True)
class ShownAnswer:
    """`is_answer` is false for *not recorded*, *not applicable* and a blank."""

    question: Question
    text: str
    is_answer: bool
    reason: str = ""
    note: str = ""


def shown(question: Question, said: Answer | Entry | None) -> ShownAnswer:
    if said is None:
        return ShownAnswer(question, "No answer", is_answer=False)
    if said.state == AnswerState.ANSWERED:
        text = kind_of(question).display(question, said.value)
        return ShownAnswer(question, text, is_answer=True, note=said.note)
    missing = said.state == AnswerState.MISSING
    text = "No answer" if missing else str(AnswerState(said.state).label)
    return ShownAnswer(question, text, is_answer=False, reason=said.reason, note=said.note)

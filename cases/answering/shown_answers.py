"""An answer in words, wherever it is read: back by its auditor, beside another, or by a lead."""

from dataclasses import dataclass

from audits.models import AnswerState, Question
from audits.question_kinds import kind_of
from cases.answering.entries import Beside, Entry
from cases.models import Answer, AnswerHistory, Evidence


@dataclass(frozen=True)
class ShownBeside:
    """What stands beside an answer, as others may read it: that its auditor is unsure they may not.

    `whose` is in words.
    """

    note: str = ""
    quote: str = ""
    whose: str = ""
    is_proposed: bool = False
    good_practice: bool = False
    record_reference: str = ""

    @classmethod
    def of(cls, said: Evidence | Beside) -> "ShownBeside":
        speakers = dict(Evidence.Speaker.choices)
        return cls(
            said.note,
            said.quote,
            speakers.get(said.quote_speaker, "whose words is not said yet") if said.quote else "",
            said.quote_proposed,
            said.good_practice,
            said.record_reference,
        )


NOTHING_BESIDE = ShownBeside()


@dataclass(frozen=True)
class ShownAnswer:
    """`is_answer` is false for *not recorded*, *not applicable* and a blank."""

    question: Question
    text: str
    is_answer: bool
    reason: str = ""
    beside: ShownBeside = NOTHING_BESIDE

    @property
    def note(self) -> str:
        return self.beside.note


def shown(question: Question, said: Answer | AnswerHistory | Entry | None) -> ShownAnswer:
    if said is None:
        return ShownAnswer(question, "No answer", is_answer=False)
    beside = ShownBeside.of(said.beside if isinstance(said, Entry) else said)
    if said.state == AnswerState.ANSWERED:
        text = kind_of(question).display(question, said.value)
        return ShownAnswer(question, text, is_answer=True, beside=beside)
    missing = said.state == AnswerState.MISSING
    text = "No answer" if missing else str(AnswerState(said.state).label)
    return ShownAnswer(question, text, is_answer=False, reason=said.reason, beside=beside)

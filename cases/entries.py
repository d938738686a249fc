from dataclasses import dataclass

from audits.models import AnswerState
from cases.models import Answer, AnswerHistory


@dataclass(frozen=True)
class Entry:
    """What an auditor has put for one question; `missing` when no answer was chosen.

    `version` is the answer's version the page was made from; 0 where there was no answer yet.
    """

    state: str
    value: object = None
    reason: str = ""
    note: str = ""
    version: int = 0

    @property
    def is_empty(self) -> bool:
        return self.state == AnswerState.MISSING and not self.note and not self.reason

    def matches(self, kept: Answer | AnswerHistory | None) -> bool:
        """Does it say what is kept, or nothing where nothing is?"""
        if kept is None:
            return self.is_empty
        said = (kept.state, kept.value, kept.reason, kept.note)
        return said == (self.state, self.value, self.reason, self.note)

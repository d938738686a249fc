from dataclasses import dataclass

from audits.models import AnswerState
from cases.models import Answer, AnswerHistory, Evidence


@dataclass(frozen=True)
class Beside:
    """What an auditor has put beside an answer; its fields are those of `Evidence`."""

    note: str = ""
    unsure: bool = False
    quote: str = ""
    quote_speaker: str = ""
    quote_proposed: bool = False
    good_practice: bool = False
    record_reference: str = ""

    @classmethod
    def of(cls, kept: Evidence) -> "Beside":
        return cls(*(getattr(kept, name) for name in Evidence.FIELDS))


@dataclass(frozen=True)
class Entry:
    """What an auditor has put for one question; `missing` when no answer was chosen.

    `version` is the answer's version the page was made from; 0 where there was no answer yet.
    """

    state: str
    value: object = None
    reason: str = ""
    beside: Beside = Beside()
    version: int = 0

    @property
    def note(self) -> str:
        return self.beside.note

    @property
    def is_empty(self) -> bool:
        nothing_beside = self.beside == Beside()
        return self.state == AnswerState.MISSING and nothing_beside and not self.reason

    def matches(self, kept: Answer | AnswerHistory | None) -> bool:
        """Does it say what is kept, or nothing where nothing is?"""
        if kept is None:
            return self.is_empty
        said = (kept.state, kept.value, kept.reason, Beside.of(kept))
        return said == (self.state, self.value, self.reason, self.beside)

"""One question on the panel's screen: what every return says to it, and what the panel agreed."""

from dataclasses import dataclass
from functools import cached_property

from agencies.plurals import plural
from audits.models import AnswerState
from audits.question_kinds import options_of
from cases.differences import comparing
from cases.differences.settled import taken_in_words
from cases.models import AuditReturn, Judgement, Resolution
from cases.panel.forms import JudgementForm
from cases.panel.judging import Place
from cases.panel.questions import ONE, Look, PanelQuestion
from cases.recognising import Recognised, recognised_in

IN_WORDS = Look("In words")
MOST_LETTERS = 24  # of an answer that is counted in a line, such as “3 yes · 2 partly”


@dataclass(frozen=True)
class Cell:
    """What one return says to one question. `value` is None unless it is answered."""

    audit_return: AuditReturn
    state: str
    look: Look
    value: object = None
    note: str = ""

    @property
    def is_asked(self) -> bool:
        return self.state != AnswerState.NOT_ASKED

    @property
    def in_full(self) -> str:
        """The words themselves, where they stand beneath."""
        return self.note if self.look is IN_WORDS else self.look.text

    @property
    def compared(self) -> comparing.Said:
        agency = self.audit_return.agency
        return comparing.Said(str(agency.pk), self.state, self.value, agency.position)


@dataclass
class Row:
    """One question in one repetition, as every return answers it and as the panel judges it."""

    asked: PanelQuestion
    place: Place
    cells: tuple[Cell, ...]
    judgement: Judgement | None
    form: JudgementForm
    compared: comparing.Asked | None = None
    resolution: Resolution | None = None  # what stands where agencies differ here
    is_current: bool = False
    conflict: dict | None = None  # what was put and what is kept, where the two met
    names: frozenset[str] = frozenset()  # of the case, for whoever may know them

    @property
    def number(self) -> str:
        label = self.place.repetition.label
        return f"{self.asked.number} ({label})" if label else self.asked.number

    @property
    def agreed(self) -> Look | None:
        if self.judgement is None or not self.judgement.is_agreed:
            return None
        return self.asked.look_of(self.judgement.state, self.judgement.value)

    @property
    def is_to_confirm(self) -> bool:
        return self.judgement is not None and self.judgement.is_to_confirm

    @property
    def is_settled(self) -> bool:
        return self.agreed is not None and not self.is_to_confirm

    @property
    def recognised(self) -> list[Recognised]:
        """By what the panel wrote here somebody could be known."""
        said = self.judgement
        return recognised_in(said.rationale, said.dissent, names=self.names) if said else []

    @property
    def taken(self) -> str:
        """What was taken as true before, in words; empty where that was left open."""
        question = self.asked.question
        return taken_in_words(question, self.resolution) if self.resolution and question else ""

    @property
    def is_at_odds(self) -> bool:
        """The panel agreed something else than what was taken as true."""
        return bool(self.agreed and self.taken) and self.agreed.text != self.taken

    @property
    def is_own_work(self) -> bool:
        return self.asked.is_own_work

    @property
    def is_compared(self) -> bool:
        return not self.is_own_work and self._kind in comparing.DISTANCES

    @property
    def is_one_choice(self) -> bool:
        return self._kind in ONE

    @property
    def _kind(self) -> str:
        return self.asked.question.kind if self.asked.question else ""

    @cached_property
    def difference(self) -> comparing.Difference | None:
        if self.compared is None:
            return None
        said = [cell.compared for cell in self.cells]
        return comparing.difference_at(self.compared, self._compared_place, said)

    @property
    def differs(self) -> bool:
        return self.difference is not None

    @property
    def _compared_place(self) -> comparing.Place:
        return comparing.Place(self.place.key, self.place.repetition.code)

    @property
    def _answered(self) -> list[Cell]:
        """Without options that say that the question does not apply."""
        void = self.asked.void
        answered = [cell for cell in self.cells if cell.state == AnswerState.ANSWERED]
        return [cell for cell in answered if cell.value not in void]

    @property
    def in_words(self) -> str:
        """Such as “3 yes · 2 partly”, in the order of the scale."""
        given = [cell.look.text for cell in self._answered]
        if not given:
            return ""
        if not self.is_one_choice:
            return f"{plural(len(given), 'answer')}"
        labels = [option.label for option in options_of(self.asked.question)]
        counted = [(given.count(label), label) for label in labels if label in given]
        return " · ".join(f"{count} {_shortened(label)}" for count, label in counted)

    @property
    def only_one(self) -> Cell | None:
        """What the one record says that answers what others were asked too."""
        if self.compared is None:
            return None
        said = [cell.compared for cell in self.cells]
        is_one = comparing.known_to_one_at(self.compared, self._compared_place, said)
        return self._answered[0] if is_one else None


def _shortened(label: str) -> str:
    lowered = label[:1].lower() + label[1:]
    return lowered if len(lowered) <= MOST_LETTERS else f"{lowered[: MOST_LETTERS - 1].rstrip()}…"

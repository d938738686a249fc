"""How far a return is: what is asked of this agency, answered, blank or switched off."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from audits.conditions import PlainAnswer
from audits.models import AnswerState, Question, Section
from audits.question_kinds import kind_of
from cases.answering.parts import Part, parts_of
from cases.answering.repetitions import ONCE, Asking, Repetition
from cases.models import Answer, AuditReturn

UNSURE = "You marked this “Don’t know yet”."


@dataclass
class SectionProgress:
    """A section, or one repetition of it. One that nobody has begun has no questions to count."""

    section: Section
    questions: list[Question] = field(default_factory=list)
    answered: int = 0
    unsure: int = 0
    repetition: Repetition = ONCE
    waits: bool = False

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def status(self) -> str:
        if self.answered == 0:
            return "not_started"
        return "approved" if self.answered == self.total else "in_progress"

    @property
    def number(self) -> int:
        return self.section.number

    @property
    def title(self) -> str:
        label = self.repetition.label
        return f"{self.section.title}: {label}" if label else self.section.title


@dataclass
class Progress:
    """Counts are of questions asked of this return's agency, given its answers so far.

    One marked *don't know yet* is neither answered nor blank. `speakers_missing`: a quote that
    does not say whose words it is.

    `to_begin`: sections of which at least one repetition must be answered, and none is.
    """

    sections: list[SectionProgress]
    required_blanks: list[Asking] = field(default_factory=list)
    optional_blanks: list[Asking] = field(default_factory=list)
    reasons_missing: list[Asking] = field(default_factory=list)
    incomplete: dict[Asking, str] = field(default_factory=dict)  # and what each lacks
    unsure: list[Asking] = field(default_factory=list)
    speakers_missing: list[Asking] = field(default_factory=list)
    switched_off: list[Asking] = field(default_factory=list)
    to_begin: list[Section] = field(default_factory=list)

    @cached_property
    def asked(self) -> dict[tuple[str, Repetition], Asking]:
        """Every question that is asked, in the order of the tool, by its key and repetition."""
        return {
            (question.key, part.repetition): Asking(question, part.repetition)
            for part in self.sections
            for question in part.questions
        }

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def problems(self) -> list[Asking]:
        """Questions that stop the return from being submitted, in order."""
        found = {
            *self.required_blanks,
            *self.reasons_missing,
            *self.incomplete,
            *self.unsure,
            *self.speakers_missing,
        }
        order = [
            Asking(question, part.repetition)
            for part in self.sections
            for question in part.questions
        ]
        return [asking for asking in order if asking in found]

    def problem(self, asking: Asking) -> str:
        """What is to be done about one of `problems`, in a sentence."""
        if asking in self.required_blanks:
            return "Answer this question."
        if asking in self.unsure:
            return f"{UNSURE} Answer it, or say that the record is silent or it does not apply."
        if asking in self.incomplete:
            return self.incomplete[asking]
        if asking in self.reasons_missing:
            return "Say why it does not apply."
        return "Say whose words the quote is."

    @property
    def is_complete(self) -> bool:
        """May the return be submitted, but for optional blanks to confirm?"""
        return not self.problems and not self.to_begin


def progress_of(audit_return: AuditReturn, answers: Iterable[Answer] | None = None) -> Progress:
    """Needs the return's agency; reads the tool, the children of its case, and the answers."""
    progress = Progress(sections=[])
    found = parts_of(audit_return, answers)
    for part in found:
        _add_part(progress, part)
    progress.to_begin = sections_to_begin(found)
    return progress


def sections_to_begin(found: list[Part]) -> list[Section]:
    """Sections with something required in them, of which no repetition has been begun."""
    begun = {part.section.key for part in found if part.is_asked}
    waiting = {
        part.section.key: part.section
        for part in found
        if not part.is_asked and any(question.required for question in part.questions)
    }
    return [section for key, section in waiting.items() if key not in begun]


def _add_part(progress: Progress, part: Part) -> None:
    found = SectionProgress(part.section, repetition=part.repetition)
    for question in part.section.questions.all():
        if not question.is_answered:
            continue
        answer, asking = part.answers.get(question.key), Asking(question, part.repetition)
        if part.asks(question.key):
            found.questions.append(question)
            _place(progress, found, asking, answer)
        elif answer is not None and answer.state != AnswerState.MISSING:
            progress.switched_off.append(asking)
    found.waits = not part.is_asked and bool(part.questions)
    if found.questions or found.waits:
        progress.sections.append(found)


def _place(progress, found, asking: Asking, answer: Answer | None) -> None:
    if answer is not None and answer.quote and not answer.quote_speaker:
        progress.speakers_missing.append(asking)
    if answer is not None and answer.unsure:
        found.unsure += 1
        progress.unsure.append(asking)
        return
    if answer is None or answer.state == AnswerState.MISSING:
        required = asking.question.required
        blanks = progress.required_blanks if required else progress.optional_blanks
        blanks.append(asking)
        return
    if lacks := lacking(asking.question, answer):
        progress.incomplete[asking] = lacks
        return
    found.answered += 1
    if answer.state == AnswerState.NOT_APPLICABLE and not answer.reason.strip():
        progress.reasons_missing.append(asking)


def lacking(question: Question, answer: Answer | PlainAnswer) -> str:
    """What an answer still needs, in a sentence; empty where it is whole."""
    answered = answer.state == AnswerState.ANSWERED
    return kind_of(question).lacks(question, answer.value) if answered else ""

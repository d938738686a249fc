"""A return's answers as text to read, in the order they were asked."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby

from audits.asking import describe
from audits.models import AnswerState, Question, Section
from audits.question_kinds import kind_of
from audits.questions import condition_of, loaded, question_words
from cases.answering.parts import Part, answers_and_leftovers, parts_of, placeless
from cases.answering.repetitions import ONCE, Repetition
from cases.answering.shown_answers import NOTHING_BESIDE, ShownAnswer, ShownBeside, shown
from cases.audiences import NOT_PICKED, audience_of, plan_type_names, why_not_for
from cases.evidence_files import files_by_place
from cases.models import Answer, AuditReturn

NOT_BEGUN = "Nothing was entered here."
WAS_NOT_PICKED = "It was not picked as relevant."


@dataclass(frozen=True)
class ReadAnswer:
    """`state` is one of the five; `text` is what was answered, `why` why it was not asked.

    `row` is what it was read from, where anything was entered; `files` are kept with it, and
    `threads` are what was asked about it.
    """

    question: Question
    state: str
    text: str = ""
    reason: str = ""
    beside: ShownBeside = NOTHING_BESIDE
    why: str = ""
    row: Answer | None = None
    files: tuple = ()
    threads: tuple = ()
    repetition: Repetition = ONCE

    @property
    def place_id(self) -> str:
        """Names its question in this repetition, for a page."""
        code = self.repetition.code
        return f"{self.question.key}.{code}" if code else self.question.key

    @property
    def note(self) -> str:
        return self.beside.note

    @property
    def has_open_thread(self) -> bool:
        return any(not thread.is_closed for thread in self.threads)


@dataclass(frozen=True)
class ReadRow:
    """One question, with its answer in each repetition of its section."""

    question: Question
    answers: tuple[ReadAnswer, ...]
    repetitions: tuple[Repetition, ...]

    @property
    def pairs(self) -> list[tuple[Repetition, ReadAnswer]]:
        return list(zip(self.repetitions, self.answers, strict=True))

    @property
    def is_asked(self) -> bool:
        return any(answer.state != AnswerState.NOT_ASKED for answer in self.answers)


@dataclass(frozen=True)
class ReadSection:
    """`repetitions` are those side by side in every row; of a section asked once there is one."""

    section: Section
    repetitions: tuple[Repetition, ...]
    rows: tuple[ReadRow, ...]

    @property
    def is_compared(self) -> bool:
        return bool(self.section.repeats)

    @property
    def answers(self) -> list[ReadAnswer]:
        return [answer for row in self.rows for answer in row.answers]

    @property
    def is_asked(self) -> bool:
        return any(row.is_asked for row in self.rows)


@dataclass(frozen=True)
class Reading:
    """`no_longer_asked`: what was answered before the tool or case changed, and has no place.

    `loose`: what queries are about that is not asked now, with their threads.
    """

    sections: tuple[ReadSection, ...]
    no_longer_asked: tuple[ShownAnswer, ...] = ()
    loose: tuple[ReadAnswer, ...] = ()

    @property
    def answers(self) -> dict[tuple[str, Repetition], ReadAnswer]:
        """By question key and repetition, also what is not asked."""
        return {
            (answer.question.key, repetition): answer
            for section in self.sections
            for row in section.rows
            for repetition, answer in row.pairs
        }

    @property
    def asked_places(self) -> set[tuple[str, Repetition]]:
        found = self.answers.items()
        return {place for place, answer in found if answer.state != AnswerState.NOT_ASKED}

    @property
    def asked(self) -> list[ReadSection]:
        return [section for section in self.sections if section.is_asked]

    @property
    def not_asked(self) -> list[ReadSection]:
        return [section for section in self.sections if not section.is_asked]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(state, how many answers), without the states that do not occur."""
        found = Counter(answer.state for part in self.sections for answer in part.answers)
        return [(state, found[state]) for state in AnswerState if found[state]]


def reading_of(audit_return: AuditReturn) -> Reading:
    """Needs the return's agency; reads the tool, the answers and the children of its case."""
    audit_return.tool_version = loaded(audit_return.tool_version)
    reader = _Reader(audit_return)
    answers, leftovers = answers_and_leftovers(audit_return)
    found = parts_of(audit_return, answers)
    together = groupby(found, key=lambda part: part.section)
    without_place = [*placeless(answers, found), *leftovers]
    return Reading(
        tuple(reader.section(section, list(each)) for section, each in together),
        tuple(shown(answer.question, answer) for answer in without_place),
    )


class _Reader:
    def __init__(self, audit_return: AuditReturn):
        version = audit_return.tool_version
        self.audience = audience_of(audit_return)
        self.words = question_words(version.ordered_questions)
        self.plan_types = plan_type_names(version)
        self.files = files_by_place(audit_return)

    def section(self, section: Section, found: list[Part]) -> ReadSection:
        repetitions = tuple(part.repetition for part in found)
        return ReadSection(
            section,
            repetitions,
            tuple(
                ReadRow(question, tuple(self.answer(part, question) for part in found), repetitions)
                for question in section.questions.all()
                if question.is_answered
            ),
        )

    def answer(self, part: Part, question: Question) -> ReadAnswer:
        if part.asks(question.key):
            read = _read(question, part.answers.get(question.key))
            return replace(read, files=tuple(self.files.get((part.repetition, question.key), ())))
        why = self.why_not(part, question)
        return ReadAnswer(question, AnswerState.NOT_ASKED, why=why)

    def why_not(self, part: Part, question: Question) -> str:
        items = (part.section, question)
        for item in items:
            if why := why_not_for(item, self.audience, self.plan_types):
                return WAS_NOT_PICKED if why == NOT_PICKED else why
        if question.key in part.in_play:
            return NOT_BEGUN
        conditions = [condition_of(item) for item in items if item.show_when]
        return " ".join(f"{describe(condition, self.words)}." for condition in conditions)


def _read(question: Question, answer: Answer | None) -> ReadAnswer:
    if answer is None:
        return ReadAnswer(question, AnswerState.MISSING)
    answered = answer.state == AnswerState.ANSWERED
    return ReadAnswer(
        question,
        answer.state,
        text=kind_of(question).display(question, answer.value) if answered else "",
        reason=answer.reason,
        beside=ShownBeside.of(answer),
        row=answer,
    )

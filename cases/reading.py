"""A return's answers as text to read, in the order they were asked."""

from collections import Counter
from dataclasses import dataclass

from audits.asking import QuestionWords, asked, describe
from audits.models import AnswerState, Question, Section
from audits.question_kinds import kind_of
from audits.questions import asked_sections, condition_of, loaded, question_words
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn
from cases.outcomes import plain_answers
from cases.progress import answers_of


@dataclass(frozen=True)
class ReadAnswer:
    """`state` is one of the five; `text` is what was answered, `why` why it was not asked."""

    question: Question
    state: str
    text: str = ""
    reason: str = ""
    note: str = ""
    why: str = ""


@dataclass(frozen=True)
class ReadSection:
    section: Section
    answers: tuple[ReadAnswer, ...]

    @property
    def is_asked(self) -> bool:
        return any(answer.state != AnswerState.NOT_ASKED for answer in self.answers)


@dataclass(frozen=True)
class Reading:
    sections: tuple[ReadSection, ...]

    @property
    def asked(self) -> list[ReadSection]:
        return [section for section in self.sections if section.is_asked]

    @property
    def not_asked(self) -> list[ReadSection]:
        return [section for section in self.sections if not section.is_asked]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """(state, how many questions), without the states that do not occur."""
        found = Counter(answer.state for part in self.sections for answer in part.answers)
        return [(state, found[state]) for state in AnswerState if found[state]]


def reading_of(audit_return: AuditReturn) -> Reading:
    """Needs the return's agency; reads the tool and the answers."""
    answers = answers_of(audit_return)
    version = loaded(audit_return.tool_version)
    sector = audit_return.agency.sector
    in_play = asked(asked_sections(version), audience_of(audit_return), plain_answers(answers))
    by_key = {answer.question.key: answer for answer in answers}
    words = question_words(version.ordered_questions)
    return Reading(
        tuple(
            ReadSection(
                section,
                tuple(
                    _read(question, by_key.get(question.key))
                    if question.key in in_play
                    else _not_asked(question, section, sector, words)
                    for question in section.questions.all()
                    if question.is_answered
                ),
            )
            for section in version.sections.all()
        )
    )


def _read(question: Question, answer: Answer | None) -> ReadAnswer:
    if answer is None:
        return ReadAnswer(question, AnswerState.MISSING)
    answered = answer.state == AnswerState.ANSWERED
    return ReadAnswer(
        question,
        answer.state,
        text=kind_of(question).display(question, answer.value) if answered else "",
        reason=answer.reason,
        note=answer.note,
    )


def _not_asked(
    question: Question, section: Section, sector: str, words: dict[str, QuestionWords]
) -> ReadAnswer:
    for item in (section, question):
        if item.sectors and sector not in item.sectors:
            return ReadAnswer(question, AnswerState.NOT_ASKED, why="It is for other agencies.")
    conditions = [condition_of(item) for item in (section, question) if item.show_when]
    why = " ".join(f"{describe(condition, words)}." for condition in conditions)
    return ReadAnswer(question, AnswerState.NOT_ASKED, why=why)

"""How far a return is: what is asked of this agency, answered, blank or switched off."""

from dataclasses import dataclass, field

from audits.asking import asked
from audits.conditions import PlainAnswer
from audits.models import AnswerState, Question, Section
from audits.question_kinds import kind_of
from audits.questions import asked_sections, loaded
from cases.audiences import audience_of
from cases.models import Answer, AuditReturn
from cases.outcomes import plain_answers


@dataclass
class SectionProgress:
    section: Section
    questions: list[Question] = field(default_factory=list)
    answered: int = 0

    @property
    def total(self) -> int:
        return len(self.questions)

    @property
    def status(self) -> str:
        if self.answered == 0:
            return "not_started"
        return "approved" if self.answered == self.total else "in_progress"


@dataclass
class Progress:
    """Counts are of questions asked of this return's agency, given its answers so far."""

    sections: list[SectionProgress]
    required_blanks: list[Question] = field(default_factory=list)
    optional_blanks: list[Question] = field(default_factory=list)
    reasons_missing: list[Question] = field(default_factory=list)
    incomplete: dict[Question, str] = field(default_factory=dict)  # and what each lacks
    switched_off: list[Question] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def problems(self) -> list[Question]:
        """Questions that stop the return from being submitted, in order."""
        return sorted(
            [*self.required_blanks, *self.reasons_missing, *self.incomplete],
            key=lambda question: (question.section.position, question.position),
        )


def progress_of(audit_return: AuditReturn) -> Progress:
    """Needs the return's agency; reads the tool and the answers."""
    answers = answers_of(audit_return)
    by_key = {answer.question.key: answer for answer in answers}
    version = loaded(audit_return.tool_version)
    in_play = asked(asked_sections(version), audience_of(audit_return), plain_answers(answers))
    progress = Progress(sections=[])
    for section in version.sections.all():
        _add_section(progress, section, in_play, by_key)
    return progress


def answers_of(audit_return: AuditReturn) -> list[Answer]:
    """Answers about the case with their questions, whether or not the return came with them."""
    if "answers" in getattr(audit_return, "_prefetched_objects_cache", {}):
        return [answer for answer in audit_return.answers.all() if answer.subject_id is None]
    found = audit_return.answers.current().filter(subject=None)
    return list(found.select_related("question"))


def _add_section(progress, section, in_play, by_key) -> None:
    found = SectionProgress(section)
    for question in section.questions.all():
        if not question.is_answered:
            continue
        answer = by_key.get(question.key)
        if question.key in in_play:
            found.questions.append(question)
            _place(progress, found, question, answer)
        elif answer is not None and answer.state != AnswerState.MISSING:
            progress.switched_off.append(question)
    if found.questions:
        progress.sections.append(found)


def _place(progress, found, question, answer: Answer | None) -> None:
    if answer is None or answer.state == AnswerState.MISSING:
        blanks = progress.required_blanks if question.required else progress.optional_blanks
        blanks.append(question)
        return
    if lacks := lacking(question, answer):
        progress.incomplete[question] = lacks
        return
    found.answered += 1
    if answer.state == AnswerState.NOT_APPLICABLE and not answer.reason.strip():
        progress.reasons_missing.append(question)


def lacking(question: Question, answer: Answer | PlainAnswer) -> str:
    """What an answer still needs, in a sentence; empty where it is whole."""
    answered = answer.state == AnswerState.ANSWERED
    return kind_of(question).lacks(question, answer.value) if answered else ""

"""Once, or one of the times that a section which repeats is answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from audits.models import Question, Section
from audits.rules import SectionRule
from cases.models import Answer, AuditReturn, Subject


@dataclass(frozen=True)
class Repetition:
    """A child of the case, or an occasion: a respondent or a time point; neither for once.

    `code` names it in addresses (child-2, parent), `label` for people.
    """

    subject_id: UUID | None = None
    occasion: str = ""
    code: str = field(default="", compare=False)
    label: str = field(default="", compare=False)

    @property
    def must_be_begun(self) -> bool:
        """Every child is asked about; a person or a time only where the auditor has begun it."""
        return bool(self.occasion)

    @classmethod
    def of(cls, row: Answer) -> "Repetition":
        """Of a row that has a subject and an occasion."""
        return cls(row.subject_id, row.occasion)


ONCE = Repetition()


@dataclass(frozen=True)
class Asking:
    """A question as it is put once, or in one repetition of its section."""

    question: Question
    repetition: Repetition = ONCE

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def number(self) -> str:
        label = self.repetition.label
        return f"{self.question.number} ({label})" if label else self.question.number

    @property
    def text(self) -> str:
        return self.question.text


def repetitions_of(
    section: Section | SectionRule, subjects: Sequence[Subject]
) -> tuple[Repetition, ...]:
    """The times that a section is put to a return about these children, in order."""
    if not section.repeats:
        return (ONCE,)
    if section.repeats == Section.Repeats.SUBJECT:
        return tuple(repetition_of_subject(subject) for subject in subjects)
    occasions = Section.OCCASIONS[Section.Repeats(section.repeats)]
    return tuple(
        Repetition(occasion=code, code=code, label=label) for code, label in occasions.items()
    )


def repetition_of_subject(subject: Subject) -> Repetition:
    number = subject.number
    label = f"{(subject.word or 'child').capitalize()} {number}"
    return Repetition(subject.pk, code=f"child-{number}", label=label)


def subjects_of(
    audit_return: AuditReturn, sections: Iterable[Section | SectionRule]
) -> tuple[Subject, ...]:
    """The children of a return's case, read only where a section repeats for each of them."""
    by_subject = any(section.repeats == Section.Repeats.SUBJECT for section in sections)
    if audit_return.case_id is None or not by_subject:
        return ()
    case = audit_return.case
    if "subjects" in getattr(case, "_prefetched_objects_cache", {}):
        return tuple(case.subjects.all())
    return tuple(case.subjects.with_word())

"""An auditor's returns as a list of work: what is next, how far, by when, and who reads it then."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.functional import cached_property

from agencies.models import User
from agencies.roles import Role
from audits.minutes import Asked, minutes_for
from audits.models import Section
from cases.deadlines import Deadline, deadline
from cases.models import AuditReturn
from cases.progress import Progress, SectionProgress, progress_of
from cases.repetitions import ONCE, Asking, Repetition
from cases.standing import Standing, standing_of

Status = AuditReturn.Status
QUESTION_NUMBER = re.compile(r"\b\d+\.\d+\b")


def section_url(audit_return: AuditReturn, section: Section, repetition: Repetition = ONCE) -> str:
    if repetition == ONCE:
        return reverse("cases:section", args=[audit_return.pk, section.key])
    return reverse("cases:repetition", args=[audit_return.pk, section.key, repetition.code])


def part_url(audit_return: AuditReturn, part: SectionProgress) -> str:
    return section_url(audit_return, part.section, part.repetition)


def question_url(audit_return: AuditReturn, asking: Asking) -> str:
    question = asking.question
    page = section_url(audit_return, question.section, asking.repetition)
    return f"{page}#question-{question.key}"


@dataclass
class Task:
    """A return on its auditor's list. `queries` says how many wait for an answer."""

    audit_return: AuditReturn
    today: date
    queries: str = ""

    ACTIONS = {
        Status.NOT_STARTED: "Start",
        Status.IN_PROGRESS: "Carry on",
        Status.CHANGES_REQUESTED: "Make changes",
    }

    @property
    def action(self) -> str:
        return self.ACTIONS[Status(self.audit_return.status)]

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.audit_return)

    @property
    def standing(self) -> Standing:
        return standing_of(self.audit_return, self.today)

    @property
    def deadline(self) -> Deadline:
        return deadline(self.audit_return.due_on, self.today)

    @property
    def minutes(self) -> int:
        return minutes_for(
            Asked(question.kind, len(question.items.all()))
            for part in self.progress.sections
            for question in part.questions
        )

    @property
    def resume(self) -> SectionProgress | None:
        """Where the auditor left off, or else the first section that is not finished."""
        parts = self.progress.sections
        left = [part for part in parts if part.section.key == self.audit_return.last_section]
        open_ = [part for part in left or parts if part.answered < part.total]
        return next(iter(open_ or left or parts), None)

    @property
    def named(self) -> Asking | None:
        """The first question the lead's reason names, where the return was sent back."""
        if self.audit_return.status != Status.CHANGES_REQUESTED:
            return None
        numbers = QUESTION_NUMBER.findall(self.audit_return.reason)
        asked = {
            question.number: Asking(question, part.repetition)
            for part in reversed(self.progress.sections)
            for question in part.questions
        }
        return next((asked[number] for number in numbers if number in asked), None)

    @property
    def url(self) -> str:
        if self.named is not None:
            return question_url(self.audit_return, self.named)
        if self.resume is None:
            return reverse("cases:return", args=[self.audit_return.pk])
        return part_url(self.audit_return, self.resume)


@dataclass(frozen=True)
class SideLink:
    """A section, or one repetition of it, in the list beside the questions."""

    part: SectionProgress
    url: str
    current: bool = False
    note: str = ""

    @property
    def number(self) -> int:
        return self.part.number

    @property
    def title(self) -> str:
        return self.part.title

    @property
    def status(self) -> str:
        return self.part.status

    @property
    def waits(self) -> bool:
        return self.part.waits

    @property
    def done(self) -> int:
        return self.part.answered

    @property
    def unsure(self) -> int:
        return self.part.unsure

    @property
    def total(self) -> int:
        return self.part.total


def side_list(
    audit_return,
    progress: Progress,
    current: Section | None = None,
    repetition: Repetition = ONCE,
    notes: Mapping[tuple, str] | None = None,
) -> list[SideLink]:
    """`notes` say something of a part, by the key of its section and its repetition."""
    return [
        SideLink(
            part,
            part_url(audit_return, part),
            (part.section, part.repetition) == (current, repetition),
            (notes or {}).get((part.section.key, part.repetition), ""),
        )
        for part in progress.sections
    ]


def readers(audit_return: AuditReturn) -> str:
    """Who reads a return once it is submitted."""
    leads = User.objects.holding(Role.LEAD, audit_return.agency).exclude(pk=audit_return.auditor_id)
    names = [lead.name for lead in leads]
    if not names or AuditReturn.objects.filter(pk=audit_return.pk).without_second_person().exists():
        return (
            f"As {audit_return.agency} has nobody else to approve it, the coordinator of the audit"
        )
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else f"{last}, your agency lead,"

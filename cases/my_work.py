"""An auditor's returns as a list of work: what is next, how far, by when, and who reads it then."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.functional import cached_property

from agencies.models import User
from agencies.roles import Role
from audits.minutes import Asked, minutes_for
from audits.models import Section
from cases.answering.parts import answers_of
from cases.answering.repetitions import ONCE, Asking, Repetition
from cases.deadlines import Deadline, deadline
from cases.models import AuditReturn, ReturnStep
from cases.progress import Progress, SectionProgress, progress_of
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


@dataclass(frozen=True)
class Queries:
    """Of one return: those that wait for its auditor, by place, in the order of the tool."""

    places: Mapping[tuple[str, Repetition], UUID] = field(default_factory=dict)
    said: str = ""

    def __bool__(self) -> bool:
        return bool(self.places)

    def __str__(self) -> str:
        return self.said

    @property
    def count(self) -> int:
        return len(self.places)


@dataclass
class Task:
    """A return on its auditor's list: where it stands, and the one place to go on from.

    `queries` are those that wait for an answer: their `places`, and how to say them. `sent_back`
    says who sent it back; `in_place` whether the reader stands in for its auditor, and
    `stands_alone` that nobody else in the agency can approve it.
    """

    audit_return: AuditReturn
    today: date
    queries: Queries = field(default_factory=Queries)
    sent_back: ReturnStep | None = None
    in_place: bool = False
    stands_alone: bool = False

    ACTIONS = {
        Status.NOT_STARTED: "Start",
        Status.IN_PROGRESS: "Carry on",
        Status.CHANGES_REQUESTED: "Make changes",
    }

    @property
    def action(self) -> str:
        if self.asked_for is not None:
            return f"Go to {self.asked_for.number}"
        return "Check and submit" if self.is_ready else self.ACTIONS[self.status]

    @property
    def status(self) -> Status:
        return Status(self.audit_return.status)

    @cached_property
    def progress(self) -> Progress:
        return progress_of(self.audit_return)

    @property
    def standing(self) -> Standing:
        """Of an audit that is over, what is late no longer matters."""
        if self.audit_return.is_open and not self.audit_return.audit.is_open:
            return Standing(self.status, "Not handed in")
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
    def is_ready(self) -> bool:
        """Begun, and nothing left but to check it: what came back has to be looked at first."""
        whole = self.progress.is_complete and self.progress.answered == self.progress.total
        return self.status == Status.IN_PROGRESS and whole

    @property
    def last_saved(self) -> Asking | None:
        """The question saved last; None where its auditor has moved on to another section."""
        rows = [
            (answer.updated_at, place, asking)
            for place, asking in enumerate(self.progress.asked.values())
            if (answer := self._answers.get((asking.key, asking.repetition))) is not None
        ]
        if not rows:
            return None
        asking = max(rows, key=lambda row: row[:2])[2]
        left = self.audit_return.last_section
        return asking if left in ("", asking.question.section.key) else None

    @cached_property
    def _answers(self) -> dict:
        return {
            (answer.question.key, Repetition.of(answer)): answer
            for answer in answers_of(self.audit_return)
        }

    @property
    def resume(self) -> SectionProgress | None:
        """Where the auditor left off, or else the first section that is not finished."""
        parts = self.progress.sections
        left = [part for part in parts if part.section.key == self.audit_return.last_section]
        open_ = [part for part in left or parts if part.answered < part.total]
        return next(iter(open_ or left or parts), None)

    @property
    def left_at(self) -> str:
        """“4.3, The child’s voice”, or “section 5, Working together”."""
        if asking := self.last_saved:
            return f"{asking.number}, {asking.question.section.title}"
        return f"section {self.resume.number}, {self.resume.title}" if self.resume else ""

    @property
    def query_url(self) -> str:
        """The first query, on the page where the return is read."""
        first = next(iter(self.queries.places.values()))
        return f"{reverse('cases:return', args=[self.audit_return.pk])}#thread-{first}"

    @property
    def finish(self) -> str:
        """How it ended, where its status alone does not say."""
        found = self.audit_return
        if self.status == Status.EXEMPT:
            by = f" {found.exempted_by.name} decided so." if found.exempted_by else ""
            return f"{found.reason}{by}"
        if self.status == Status.HELD:
            return "Approved, and kept in your agency: it counts in no figure until it is shared."
        if found.approved_for_agency:
            return f"Accepted by {found.approved_by.name}, not agency-approved."
        return ""

    @property
    def finished_at(self) -> datetime | None:
        return self.audit_return.exempted_at or self.audit_return.approved_at

    @cached_property
    def asked_for(self) -> Asking | None:
        """The first question, in the order of the tool, that a query or the reason is about."""
        came_back = self.status == Status.CHANGES_REQUESTED
        named = QUESTION_NUMBER.findall(self.audit_return.reason) if came_back else ()
        return next(
            (
                asking
                for place, asking in self.progress.asked.items()
                if place in self.queries.places or asking.question.number in named
            ),
            None,
        )

    @property
    def url(self) -> str:
        if self.asked_for is not None:
            return question_url(self.audit_return, self.asked_for)
        if self.is_ready:
            return reverse("cases:check", args=[self.audit_return.pk])
        if self.last_saved is not None:
            return question_url(self.audit_return, self.last_saved)
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

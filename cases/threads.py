"""A query as it is read and answered on a page: who said what, oldest first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.urls import reverse

from agencies.models import User
from agencies.roles import Role
from audits.models import AnswerState
from audits.question_kinds.shape import read_text
from cases.answering.reading import ReadAnswer, Reading, reading_of
from cases.answering.repetitions import Repetition
from cases.answering.shown_answers import ShownAnswer
from cases.models import AuditReturn, Query, QueryMessage
from cases.queries import MOST_WORDS, reply_to_query


@dataclass(frozen=True)
class Turn:
    who: str
    role: str
    is_reply: bool
    at: datetime
    text: str


@dataclass
class Thread:
    """`typed` is a reply that could not be sent, and `error` says why."""

    query: Query
    turns: list[Turn] = field(default_factory=list)
    typed: str = ""
    error: str = ""
    said: str = ""

    def read(self, typed: str) -> None:
        """Nothing typed is nothing to send."""
        self.typed = typed
        try:
            self.said = read_text(typed, MOST_WORDS)
        except ValidationError as error:
            self.error = error.messages[0]

    @property
    def number(self) -> str:
        return self.query.question.number

    @property
    def name(self) -> str:
        """What its box is called in a form."""
        return f"reply_{self.query.pk}"

    @property
    def is_closed(self) -> bool:
        return self.query.status == Query.Status.CLOSED

    @property
    def waits(self) -> bool:
        return self.query.status == Query.Status.ASKED

    @property
    def reply_url(self) -> str:
        return reverse("cases:reply", args=[self.query.pk])

    @property
    def close_url(self) -> str:
        return reverse("cases:close_query", args=[self.query.pk])


def threads_of(
    audit_return: AuditReturn, reader: User
) -> dict[Repetition, dict[str, list[Thread]]]:
    """By repetition and question key, oldest first; from a constant number of queries."""
    found: dict = {}
    queries = (
        audit_return.queries.filter(question__version=audit_return.tool_version_id)
        .select_related("question__section")
        .prefetch_related("messages__author__memberships")
        .order_by("asked_at")
    )
    for query in queries:
        here = found.setdefault(Repetition.of(query), {})
        turns = [_turn(message, audit_return, reader) for message in query.messages.all()]
        here.setdefault(query.question.key, []).append(Thread(query, turns))
    return found


def with_threads(
    reading: Reading, audit_return: AuditReturn, reader: User, unsent: Mapping | None = None
) -> Reading:
    """The same answers, each with what was asked about it and with its repetition.

    `unsent`: a reply that could not be sent and why, by the key of its query.
    """
    threads = threads_of(audit_return, reader)
    for found in threads.values():
        for thread in (each for threads_here in found.values() for each in threads_here):
            thread.typed, thread.error = (unsent or {}).get(thread.query.pk, ("", ""))

    asked = reading.asked_places

    def answer(repetition: Repetition, read: ReadAnswer) -> ReadAnswer:
        is_asked = (read.question.key, repetition) in asked
        found = threads.get(repetition, {}).get(read.question.key, ()) if is_asked else ()
        return replace(read, threads=tuple(found), repetition=repetition)

    return replace(
        reading,
        loose=_loose(reading, threads),
        sections=tuple(
            replace(
                section,
                rows=tuple(
                    replace(row, answers=tuple(answer(*pair) for pair in row.pairs))
                    for row in section.rows
                ),
            )
            for section in reading.sections
        ),
    )


def loose_queries(audit_return: AuditReturn, reader: User) -> tuple[ReadAnswer, ...]:
    """What open queries are about that is not asked now; most often nothing."""
    if not audit_return.queries.open().exists():
        return ()
    return with_threads(reading_of(audit_return), audit_return, reader).loose


def _loose(reading: Reading, threads: Mapping) -> tuple[ReadAnswer, ...]:
    read, asked = reading.answers, reading.asked_places
    found = []
    for repetition, by_key in threads.items():
        for key, here in by_key.items():
            if (key, repetition) not in asked:
                nowhere = ReadAnswer(here[0].query.question, AnswerState.NOT_ASKED)
                found.append(replace(read.get((key, repetition), nowhere), threads=tuple(here)))
    return tuple(found)


def _turn(message: QueryMessage, audit_return: AuditReturn, reader: User) -> Turn:
    author = message.author
    return Turn(
        who="You" if author == reader else author.name,
        role=_role(author, audit_return),
        is_reply=audit_return.is_answered_by(author),
        at=message.written_at,
        text=message.text,
    )


def _role(author: User, audit_return: AuditReturn) -> str:
    if author.pk == audit_return.substitute_id:
        return "substitute"
    if author.pk == audit_return.auditor_id:
        return "auditor"
    held = {(each.role, each.agency_id) for each in author.memberships.all()}
    if (Role.LEAD, audit_return.agency_id) in held:
        return "agency lead"
    return "coordinator" if (Role.COORDINATOR, None) in held else ""


class Replies:
    """What may be replied on the page of one repetition of a section, sent with its answers."""

    def __init__(self, audit_return: AuditReturn, repetition: Repetition, reader: User) -> None:
        self.threads = threads_of(audit_return, reader).get(repetition, {})

    @property
    def open(self) -> list[Thread]:
        return [each for found in self.threads.values() for each in found if not each.is_closed]

    def read(self, data: Mapping[str, str]) -> None:
        for thread in self.open:
            thread.read(data.get(thread.name, ""))

    @property
    def errors(self) -> list[str]:
        return [f"Reply at {thread.number}: {thread.error}" for thread in self.open if thread.error]

    def send(self, by: User) -> None:
        for thread in self.open:
            if thread.said:
                reply_to_query(query=thread.query, text=thread.said, by=by)

    @property
    def unsent(self) -> list[ShownAnswer]:
        return [
            ShownAnswer(thread.query.question, f"Your reply: {thread.typed}", is_answer=True)
            for thread in self.open
            if thread.typed.strip()
        ]

"""A reviewer's questions about single answers: ask, reply, ask again, close."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from agencies.activity import record
from agencies.models import User
from audits.models import Audit, Question, ToolVersion
from cases.answering.parts import parts_of
from cases.answering.repetitions import ONCE, Asking, Repetition, repetitions_of, subjects_of
from cases.locking import locked, require_auditor
from cases.models import AuditReturn, Query, QueryMessage
from cases.query_mail import tell_of_question, tell_of_reply
from cases.review_rights import require_reviewer
from cases.transitions import REFUSALS, Refused, move_query

Status = AuditReturn.Status
MOST_WORDS = 2000
# A return that nobody has begun says nothing to ask about; an approved one is sent back first.
MAY_BE_ASKED = (Status.IN_PROGRESS, Status.CHANGES_REQUESTED, Status.SUBMITTED)
MAY_BE_ANSWERED = (*MAY_BE_ASKED, Status.NOT_STARTED)


@transaction.atomic
def ask_query(
    *,
    audit_return: AuditReturn,
    question: Question,
    text: str,
    by: User,
    repetition: Repetition = ONCE,
) -> Query:
    """Ask about one answer; again where a query about it is open, and anew where it was closed.

    Raises Refused for the reader's own work, or while the return is not there to be asked about.
    """
    audit_return = locked(audit_return)
    require_reviewer(audit_return, by)
    _check_status(audit_return, MAY_BE_ASKED)
    if audit_return.auditor_id is None:
        raise Refused("Nobody answers this return, so nobody could answer a query about it.")
    if question.version_id != audit_return.tool_version_id or not question.is_answered:
        raise Refused("This return does not have that question. Open its page again.")
    if not _is_asked(audit_return, question, repetition):
        raise Refused("This return is not asked that question, so there is no answer to it.")
    text = _said(text)
    place = {
        "question": question,
        "subject_id": repetition.subject_id,
        "occasion": repetition.occasion,
    }
    query = audit_return.queries.open().filter(**place).first()
    if query is None:
        query = Query(audit_return=audit_return, agency_id=audit_return.agency_id, **place)
        query.asked_by = by
    move_query(query, Query.Status.ASKED)
    query.save()
    _add_turn(query, text, by)
    record("asked a query", audit_return, by=by, detail=question.key)
    tell_of_question(query, audit_return, by)
    return query


@transaction.atomic
def reply_to_query(*, query: Query, text: str, by: User) -> None:
    """The auditor's answer, or that of whoever stands in; it waits for the reviewer then."""
    audit_return = locked(query.audit_return)
    require_auditor(audit_return, by)
    query = _held(query)
    _check_status(audit_return, MAY_BE_ANSWERED)
    move_query(query, Query.Status.ANSWERED)
    query.save(update_fields=["status"])
    _add_turn(query, _said(text), by)
    record("answered a query", audit_return, by=by, detail=query.question.key)
    tell_of_reply(query, audit_return, by)


@transaction.atomic
def close_query(*, query: Query, by: User) -> None:
    """Settled, answered or not; closing again changes nothing."""
    audit_return = locked(query.audit_return)
    require_reviewer(audit_return, by)
    query = _held(query)
    if query.status != Query.Status.CLOSED:
        _close([query], by)
        record("closed a query", audit_return, by=by, detail=query.question.key)


def close_answered(audit_return: AuditReturn, by: User) -> None:
    """What has been answered is settled once the return is approved."""
    _close(audit_return.queries.filter(status=Query.Status.ANSWERED), by)


def move_queries(audit: Audit, version: ToolVersion, by: User) -> None:
    """Open queries follow their question to a newer version; without one there they are closed."""
    questions = {question.key: question for question in version.ordered_questions}
    for query in Query.objects.open().filter(audit_return__audit=audit).select_related("question"):
        query.question = questions.get(query.question.key, query.question)
        query.save(update_fields=["question"])
        if query.question.key not in questions:
            _close([query], by)


def _close(queries, by: User) -> None:
    for query in queries:
        move_query(query, Query.Status.CLOSED)
        query.closed_at, query.closed_by = timezone.now(), by
        query.save(update_fields=["status", "closed_at", "closed_by"])


def unanswered_queries(audit_return: AuditReturn) -> list[Query]:
    """Those that wait for the auditor, in the order of the tool; each with its question read."""
    return list(in_order(audit_return.queries.waiting_for_an_answer()))


def in_order(queries):
    return queries.select_related("question__section", "subject").order_by(
        "question__section__position", "question__position", "subject__number", "occasion"
    )


def askings_of(queries: Iterable[Query], audit_return: AuditReturn) -> list[Asking]:
    """The questions as they were put, each with the name of its repetition."""
    queries = list(queries)
    subjects = subjects_of(audit_return, [query.question.section for query in queries])
    found = []
    for query in queries:
        known = repetitions_of(query.question.section, subjects)
        repetition = next((each for each in known if each == Repetition.of(query)), ONCE)
        found.append(Asking(query.question, repetition))
    return found


def places_of(queries) -> str:
    """“4.3”, “4.3 and 6.2”, “1.1, 4.3 and 6.2”."""
    numbers = list(dict.fromkeys(query.question.number for query in queries))
    *first, last = numbers
    return f"{', '.join(first)} and {last}" if first else last


def _is_asked(audit_return: AuditReturn, question: Question, repetition: Repetition) -> bool:
    return any(
        part.repetition == repetition and part.asks(question.key)
        for part in parts_of(audit_return)
        if part.section.pk == question.section_id
    )


def _held(query: Query) -> Query:
    rows = Query.objects.select_related("question__section", "asked_by")
    return rows.get(pk=query.pk)


def _add_turn(query: Query, text: str, by: User) -> None:
    QueryMessage.objects.create(query=query, agency_id=query.agency_id, author=by, text=text)


def _said(text: str) -> str:
    if not text.strip():
        raise Refused("Write something first.")
    if len(text.strip()) > MOST_WORDS:
        raise Refused(f"Shorten it to {MOST_WORDS:,} characters or fewer.")
    return text.strip()


def _check_status(audit_return: AuditReturn, allowed) -> None:
    if audit_return.status not in allowed:
        raise Refused(REFUSALS[Status(audit_return.status)])

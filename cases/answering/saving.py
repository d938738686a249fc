"""Saving what was put to questions, each answer with a version of its own."""

from django.db import transaction
from django.utils import timezone

from agencies.activity import record
from agencies.models import User
from audits.models import Question
from cases.answering.entries import Entry
from cases.answering.repetitions import ONCE, Asking, Repetition
from cases.answering.stale_answers import StaleAnswers, changed_here
from cases.locking import locked, require_auditor
from cases.models import Answer, AuditReturn, Evidence
from cases.transitions import REFUSALS, Refused, check_transition

Status = AuditReturn.Status

MOVED = (
    "This audit was moved to a newer version of its tool while the page was open. Open the return"
    " again, and put what you wrote where it now belongs."
)


@transaction.atomic
def save_answers(
    *,
    audit_return: AuditReturn,
    entries: dict[Question, Entry],
    by: User,
    section_key: str = "",
    repetition: Repetition = ONCE,
    carried_from: Answer | None = None,
) -> int:
    """Save what changed and say how many answers that was; all or nothing.

    `repetition` is the one of their section that the entries are about; `carried_from` the earlier
    answer they take over. An answer that is changed afterwards is taken over no more.

    Raises Refused when the return is no longer open or its tool moved, and StaleAnswers when any
    answer changed here has also been changed by somebody else since the page was made.
    """
    audit_return = locked(audit_return)
    require_auditor(audit_return, by)
    if not audit_return.is_open:
        check_transition(audit_return, Status.IN_PROGRESS)
    if any(question.version_id != audit_return.tool_version_id for question in entries):
        raise Refused(MOVED)
    there = _answers(audit_return, entries, repetition)
    stored = {answer.question_id: answer for answer in there}
    changed = changed_here(entries, stored)
    for question, entry in changed.items():
        answer = stored.get(question.pk) or _new_answer(audit_return, question, repetition)
        answer.carried_from = carried_from
        _write(answer, entry, by)
    _note_progress(audit_return, section_key, by)
    return len(changed)


@transaction.atomic
def save_answer(
    *,
    audit_return: AuditReturn,
    asking: Asking,
    entry: Entry,
    kept: Answer | None,
    by: User,
) -> Answer | None:
    """Save one answer of a return that is held; `kept` is what was read of it since.

    Says what is then kept: the same as before, where the entry says no more than that. A page
    leaves what only somebody else changed; one answer by itself may come late or twice, so here
    whatever was not made from the version kept raises StaleAnswers. Raises Refused when the return
    is no longer open.
    """
    require_auditor(audit_return, by)
    if not audit_return.is_open:
        raise Refused(REFUSALS[Status(audit_return.status)])
    if entry.matches(kept):
        return kept
    if kept is not None and kept.version != entry.version:
        raise StaleAnswers([(asking.question, kept)])
    answer = kept or _new_answer(audit_return, asking.question, asking.repetition)
    _write(answer, entry, by)
    _note_progress(audit_return, asking.question.section.key, by)
    return answer


def _answers(audit_return, questions, repetition: Repetition):
    found = audit_return.answers.filter(
        question__in=list(questions),
        subject=repetition.subject_id,
        occasion=repetition.occasion,
    )
    return found.select_related("updated_by")


def _new_answer(audit_return, question: Question, repetition: Repetition) -> Answer:
    return Answer(
        audit_return=audit_return,
        agency_id=audit_return.agency_id,
        question=question,
        subject_id=repetition.subject_id,
        occasion=repetition.occasion,
        version=0,
    )


def _write(answer: Answer, entry: Entry, by) -> None:
    answer.state, answer.value = entry.state, entry.value
    answer.reason = entry.reason
    for name in Evidence.FIELDS:
        setattr(answer, name, getattr(entry.beside, name))
    answer.version += 1
    answer.updated_at, answer.updated_by = timezone.now(), by
    answer.save()


def _note_progress(audit_return, section_key, by) -> None:
    if audit_return.status == Status.NOT_STARTED:
        audit_return.status = Status.IN_PROGRESS
        record("started a return", audit_return, by=by)
    audit_return.saved_at = timezone.now()
    audit_return.last_section = section_key or audit_return.last_section
    audit_return.save(update_fields=["status", "saved_at", "last_section"])

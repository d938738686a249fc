"""Last round's answers, offered to be taken over one by one. Nothing is taken over by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from agencies.activity import record
from agencies.models import User
from audits.models import Question, Section
from cases.answering.entries import Beside, Entry
from cases.answering.fitting import still_reads
from cases.answering.repetitions import Repetition
from cases.answering.saving import save_answers
from cases.answering.shown_answers import ShownAnswer, shown
from cases.models import Answer, AuditReturn, Subject
from cases.transitions import Refused

# What was good practice, proposed as a quote or unclear then is not so again by itself.
TAKEN_OVER = ("note", "record_reference")


@dataclass(frozen=True)
class Offer:
    """What the agency answered to the same question in the round before."""

    question: Question
    earlier: Answer

    @property
    def shown(self) -> ShownAnswer:
        return shown(self.question, self.earlier)

    @property
    def reference(self) -> str:
        return self.earlier.audit_return.reference


def earlier_return(audit_return: AuditReturn) -> AuditReturn | None:
    """The same agency's approved return on the same child, or on itself, in the round before.

    Needs the return's audit and case. A response to a survey has none: nobody knows whose it is.
    """
    of_agency = AuditReturn.objects.filter(
        agency=audit_return.agency_id, status__in=AuditReturn.AGENCY_APPROVED
    )
    match audit_return.about:
        case AuditReturn.About.CASE if audit_return.case.follows_id:
            found = of_agency.filter(case=audit_return.case.follows_id)
        case AuditReturn.About.ORGANISATION if audit_return.audit.previous_id:
            found = of_agency.filter(
                audit=audit_return.audit.previous_id, about=AuditReturn.About.ORGANISATION
            )
        case _:
            return None
    return found.select_related("audit", "case").first()


def offers(
    audit_return: AuditReturn, section: Section, repetition: Repetition
) -> dict[Question, Offer]:
    """For the questions of one page; those that an earlier answer can still be read by."""
    earlier = earlier_return(audit_return)
    if earlier is None:
        return {}
    asked = {question.key: question for question in section.questions.all()}
    found = {}
    for answer in _answers(earlier, asked, repetition):
        question = asked[answer.question.key]
        if still_reads(answer, question):
            answer.audit_return = earlier
            found[question] = Offer(question, answer)
    return found


def _answers(earlier: AuditReturn, keys: Iterable[str], repetition: Repetition):
    rows = Answer.objects.current().filter(
        _same_child(earlier, repetition),
        audit_return=earlier,
        question__key__in=list(keys),
        state__in=Answer.ENTERED,
        occasion=repetition.occasion,
    )
    return rows.select_related("question__section", "question__scale").prefetch_related(
        "question__items", "question__scale__options"
    )


def _same_child(earlier: AuditReturn, repetition: Repetition) -> Q:
    """Children of a case keep their number from round to round."""
    if repetition.subject_id is None:
        return Q(subject=None)
    number = Subject.objects.filter(pk=repetition.subject_id).values("number")
    return Q(subject__case=earlier.case_id, subject__number__in=number)


@transaction.atomic
def take_over(
    *, audit_return: AuditReturn, question: Question, repetition: Repetition, by: User
) -> None:
    """Confirm that an earlier answer still holds, with its note and where the record says so.

    A note written here already stays. Raises Refused where there is nothing to take over, or an
    answer is there already.
    """
    offer = offers(audit_return, question.section, repetition).get(question)
    if offer is None:
        raise Refused("There is no earlier answer to this question to take over.")
    now = audit_return.answers.filter(
        question=question, subject=repetition.subject_id, occasion=repetition.occasion
    ).first()
    if now is not None and now.state in Answer.ENTERED:
        raise Refused("This question has an answer already. Clear it first.")
    save_answers(
        audit_return=audit_return,
        entries={question: _entry(offer.earlier, now)},
        by=by,
        repetition=repetition,
        carried_from=offer.earlier,
    )
    record("took over an earlier answer", audit_return, by=by, detail=question.key)


def _entry(earlier: Answer, now: Answer | None) -> Entry:
    beside = Beside.of(now) if now else Beside()
    kept = {name: getattr(beside, name) or getattr(earlier, name) for name in TAKEN_OVER}
    return Entry(
        earlier.state,
        earlier.value,
        earlier.reason,
        replace(beside, **kept, unsure=False),
        version=now.version if now else 0,
    )

"""What somebody without an account does with their response to a survey.

Of an anonymous one nothing is recorded as activity: a line has a time, and names what it is about.
"""

from django.db import transaction
from django.utils import timezone

from agencies.activity import record
from agencies.models import Agency
from agencies.rls import Scope, acting
from agencies.secret_links import hashed, new_token
from audits.models import Audit, Question
from cases.answering.entries import Entry
from cases.answering.repetitions import ONCE, Repetition
from cases.answering.saving import MOVED
from cases.answering.stale_answers import changed_here
from cases.locking import locked
from cases.models import Answer, AuditReturn, Invitation, Survey, SurveyResponse
from cases.outcomes import write_outcomes
from cases.progress import progress_of
from cases.surveys.doors import Door, free_number
from cases.transitions import Refused

Status = AuditReturn.Status
CLOSED = "This survey has closed, so nothing more can be saved."
FINISHED = "This response is finished, so it cannot be changed any more."
FULL = "This survey has as many responses as it takes. Tell whoever asked you to answer it."
BEGUN_ALREADY = (
    "This invitation has been used already. Carry on with the personal link you were given when "
    "you began."
)


def begin_response(*, door: Door, agency: Agency) -> str:
    """Make a response, and give the secret that opens it; only its hash is kept.

    Raises Refused where the survey has closed or is full, or the invitation was used.
    """
    token = new_token()
    with acting(Scope(agencies=frozenset({agency.pk}))):
        survey = _held(door.survey)
        invitation = _used(door.invitation) if door.invitation else None
        number = free_number(survey)
        if number is None:
            raise Refused(FULL)
        made = AuditReturn.objects.create(
            audit=survey.audit,
            about=AuditReturn.About.RESPONSE,
            number=number,
            agency=agency,
            tool_version=survey.audit.tool_version,
            due_on=survey.closes_on,
            survey=survey,
        )
        SurveyResponse.objects.create(
            audit_return=made,
            agency=agency,
            survey=survey,
            invitation=None if survey.is_anonymous else invitation,
            token_hash=hashed(token),
        )
        _note("began a response", made)
    return token


def reopen_by_invitation(*, invitation: Invitation) -> str:
    """A new secret for the response that an invitation began; the one before opens it no more.

    Raises Refused where the two cannot be matched, because the survey is anonymous.
    """
    token = new_token()
    with acting(Scope(agencies=frozenset({invitation.agency_id}))):
        changed = SurveyResponse.objects.filter(invitation=invitation)
        if not changed.update(token_hash=hashed(token)):
            raise Refused(BEGUN_ALREADY)
    return token


def _held(survey: Survey) -> Survey:
    """As it is now; held, so that no response begins while it closes, or takes another's number."""
    Audit.objects.select_for_update().get(pk=survey.audit_id)
    Survey.objects.select_for_update().get(pk=survey.pk)
    found = Survey.objects.select_related("audit__tool_version").get(pk=survey.pk)
    if not found.is_open:
        raise Refused(CLOSED)
    return found


def _used(invitation: Invitation) -> Invitation:
    held = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if held.begun:
        raise Refused(BEGUN_ALREADY)
    held.begun = True
    held.save(update_fields=["begun"])
    return held


def _note(verb: str, audit_return: AuditReturn) -> None:
    if not audit_return.survey.is_anonymous:
        record(verb, audit_return)


@transaction.atomic
def save_response(
    *,
    audit_return: AuditReturn,
    entries: dict[Question, Entry],
    section_key: str,
    repetition: Repetition = ONCE,
) -> None:
    """Keep what changed, answer and state alone. It counts from now on, finished or not.

    Raises Refused when the survey has closed or its tool moved, and StaleAnswers when the same
    answers were changed in another window.
    """
    audit_return = _open(audit_return)
    if any(question.version_id != audit_return.tool_version_id for question in entries):
        raise Refused(MOVED)
    there = audit_return.answers.filter(
        question__in=list(entries),
        subject=repetition.subject_id,
        occasion=repetition.occasion,
    )
    stored = {answer.question_id: answer for answer in there.select_related("updated_by")}
    at = audit_return.survey.moment()
    for question, entry in changed_here(entries, stored).items():
        answer = stored.get(question.pk) or Answer(
            audit_return=audit_return,
            agency_id=audit_return.agency_id,
            question=question,
            subject_id=repetition.subject_id,
            occasion=repetition.occasion,
            version=0,
        )
        answer.state, answer.value, answer.reason = entry.state, entry.value, entry.reason
        answer.version += 1
        answer.updated_at, answer.updated_by = at, None
        answer.save()
    audit_return.status, audit_return.saved_at = Status.IN_PROGRESS, at
    audit_return.last_section = section_key
    audit_return.save(update_fields=["status", "saved_at", "last_section"])


def _open(audit_return: AuditReturn) -> AuditReturn:
    """Held: either it is saved first, or the survey closes first."""
    try:
        found = locked(audit_return)
    except AuditReturn.DoesNotExist:  # nothing was answered when the survey closed
        raise Refused(CLOSED) from None
    survey = Survey.objects.select_related("audit").get(pk=found.survey_id)
    found.survey = survey
    if not found.is_open:
        raise Refused(FINISHED if survey.is_open else CLOSED)
    if not survey.is_open:
        raise Refused(CLOSED)
    return found


@transaction.atomic
def finish_response(*, audit_return: AuditReturn, invitation_id=None) -> None:
    """Hand it in; it is in the figures at once, as nobody here may change what it says.

    `invitation_id` is known to the respondent's own browser alone where the survey is anonymous.
    Raises Refused while a required question is blank.
    """
    audit_return = _open(audit_return)
    if not progress_of(audit_return).is_complete:
        raise Refused("Some questions still need an answer before you can finish.")
    count_response(audit_return, is_partial=False)
    _note("finished a response", audit_return)
    survey = audit_return.survey
    of_survey = Invitation.objects.filter(survey=survey, agency=audit_return.agency_id)
    of_survey.filter(pk=invitation_id).update(answered_on=timezone.localdate())


def count_response(audit_return: AuditReturn, *, is_partial: bool) -> None:
    """Put a held response into the figures. What was not answered is missing in them."""
    audit_return.status, audit_return.is_partial = Status.APPROVED, is_partial
    at = audit_return.survey.moment()
    audit_return.submitted_at = audit_return.approved_at = at
    audit_return.save(update_fields=["status", "is_partial", "submitted_at", "approved_at"])
    write_outcomes(audit_return)

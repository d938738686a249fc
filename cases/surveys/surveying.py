"""A survey from its making to its close, as the coordinator and the clock run it."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.rls import acting_as_system
from agencies.roles import Permission
from agencies.secret_links import new_token
from audits.models import Audit, AuditTool
from cases.locking import locked
from cases.models import Answer, AuditReturn, Survey
from cases.surveys.responding import count_response
from cases.transitions import Refused

PAST = "Choose today or a later day: the survey is open until the end of its last day."


@transaction.atomic
def make_survey(
    *,
    audit: Audit,
    access: str,
    is_anonymous: bool,
    closes_on: date,
    by: User,
    introduction: str = "",
) -> Survey:
    """Open a survey at once. Raises Refused unless the audit is one of what people say."""
    require(by, Permission.RUN_AUDITS)
    Audit.objects.select_for_update().get(pk=audit.pk)
    audit = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    if audit.audits != AuditTool.Audits.RESPONDENTS:
        raise Refused("This audit does not ask people, so it has no survey.")
    if audit.status != Audit.Status.COLLECTING:
        raise Refused("This audit is not collecting answers, so no survey can be opened.")
    if audit.surveys.filter(closed_at=None).exists():
        raise Refused("This audit has an open survey already.")
    if closes_on < timezone.localdate():
        raise Refused(PAST)
    made = Survey.objects.create(
        audit=audit,
        access=access,
        is_anonymous=is_anonymous,
        token=new_token(),
        introduction=introduction.strip(),
        closes_on=closes_on,
        made_by=by,
    )
    record("opened a survey", made, by=by)
    return made


@transaction.atomic
def extend_survey(*, survey: Survey, closes_on: date, reason: str, by: User) -> None:
    """Move the last day, also after it went by, as long as nothing has been counted for it."""
    survey = _held(survey, by)
    if closes_on < timezone.localdate():
        raise Refused(PAST)
    if not reason.strip():
        raise Refused("Say why the last day moves.")
    survey.closes_on, survey.extended_because = closes_on, reason.strip()
    survey.save(update_fields=["closes_on", "extended_because"])
    record("moved the last day of a survey", survey, by=by, detail=closes_on.isoformat())


@transaction.atomic
def replace_link(*, survey: Survey, by: User) -> None:
    """A new link; with the old one nobody can begin any more. Whoever has begun carries on."""
    survey = _held(survey, by)
    survey.token = new_token()
    survey.save(update_fields=["token"])
    record("replaced the link of a survey", survey, by=by)


@transaction.atomic
def close_survey(*, survey: Survey, by: User) -> None:
    """Close it now; what is unfinished is counted as far as it goes."""
    _close(_held(survey, by), by)


def close_due_surveys(today: date) -> int:
    """Close what has had its last day, and say how many; running it again changes nothing."""
    due = Survey.objects.filter(closed_at=None, closes_on__lt=today)
    return sum(_close_if_due(key, today) for key in due.values_list("pk", flat=True))


def _close_if_due(key, today: date) -> bool:
    with acting_as_system():
        survey = Survey.objects.select_for_update().get(pk=key)
        if survey.closed_at is not None or not survey.is_due(today):
            return False
        _close(survey, None)
        return True


def _held(survey: Survey, by: User) -> Survey:
    require(by, Permission.RUN_AUDITS)
    survey = Survey.objects.select_for_update().get(pk=survey.pk)
    if survey.closed_at is not None:
        raise Refused("This survey has closed.")
    return survey


def _close(survey: Survey, by: User | None) -> None:
    survey.closed_at, survey.closed_by = timezone.now(), by
    survey.save(update_fields=["closed_at", "closed_by"])
    for unfinished in survey.returns.filter(status__in=AuditReturn.OPEN):
        found = locked(unfinished)
        if not found.is_open:
            continue
        found.survey = survey
        if found.answers.current().filter(state__in=Answer.ENTERED).exists():
            count_response(found, is_partial=True)
        else:
            found.delete()
    record("closed a survey", survey, by=by)

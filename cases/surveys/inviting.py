"""Asking people by e-mail to answer a survey, each with a link of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.access import require
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Agency, User
from agencies.roles import Permission
from agencies.secret_links import hashed, new_token
from cases.models import Invitation, Survey
from cases.transitions import Refused


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    agency: Agency


@transaction.atomic
def invite(*, survey: Survey, people: Sequence[Person], by: User) -> int:
    """Write to each of them; all or nobody. Raises Refused where somebody was invited before."""
    survey = _running(survey, by)
    asked = set(survey.invitations.values_list("email", flat=True))
    again = [person.email for person in people if person.email in asked]
    if again:
        raise Refused(f"Invited already: {', '.join(again[:5])}. Take them out of the list.")
    for person in people:
        made = Invitation(survey=survey, agency=person.agency, name=person.name, email=person.email)
        _send(made, _invited, "Please answer a survey")
    record("invited people to a survey", survey, by=by, detail=str(len(people)))
    return len(people)


@transaction.atomic
def remind(*, survey: Survey, by: User) -> int:
    """Write again to whoever has not answered, at most once a day."""
    survey = _running(survey, by)
    today = timezone.localdate()
    waiting = [each for each in unanswered(survey) if _day(each) < today]
    for invitation in waiting:
        _send(invitation, _reminded, "Reminder: please answer a survey")
    record("reminded people of a survey", survey, by=by, detail=str(len(waiting)))
    return len(waiting)


def unanswered(survey: Survey):
    """Those not known to have answered.

    Of an anonymous survey nobody who has begun: whether they went on is not known.
    """
    waiting = survey.invitations.filter(answered_on=None)
    return waiting.filter(begun=False) if survey.is_anonymous else waiting


def _day(invitation: Invitation):
    return timezone.localtime(invitation.invited_at).date()


def _running(survey: Survey, by: User) -> Survey:
    require(by, Permission.RUN_AUDITS)
    Survey.objects.select_for_update().get(pk=survey.pk)
    survey = Survey.objects.select_related("audit").get(pk=survey.pk)
    if survey.access != Survey.Access.NAMED:
        raise Refused("Anyone with the link may answer this survey, so nobody is invited to it.")
    if not survey.is_open:
        raise Refused("This survey has closed, so nobody can be asked any more.")
    return survey


def _send(invitation: Invitation, words, subject: str) -> None:
    """With a new link: the last one is nowhere but in the e-mail that brought it."""
    token = new_token()
    invitation.token_hash, invitation.invited_at = hashed(token), timezone.now()
    invitation.save()
    link = f"{settings.SITE_URL}{reverse('cases:survey_start', args=[token])}"
    send_message(to=invitation.email, subject=subject, body=words(invitation, link))


def _invited(invitation: Invitation, link: str) -> str:
    survey = invitation.survey
    return (
        f"Dear {invitation.name},\n\n"
        f"You are asked to answer the survey “{survey.audit.name}”.\n\n"
        f"This link is for you alone, and can be used once:\n{link}\n\n"
        f"{_until(survey)} You need no account. {_known(survey)}\n"
    )


def _reminded(invitation: Invitation, link: str) -> str:
    survey = invitation.survey
    return (
        f"Dear {invitation.name},\n\n"
        f"The survey “{survey.audit.name}” is still waiting for your answer.\n\n"
        f"Use this link; the one you were sent before no longer works:\n{link}\n\n"
        f"{_until(survey)} {_known(survey)}\n"
    )


def _until(survey: Survey) -> str:
    return f"It is open until the end of {date_format(survey.closes_on, 'l j F Y')}."


def _known(survey: Survey) -> str:
    if survey.is_anonymous:
        return "Your answers are not kept with your name; the first page says what is known."
    return "Your answers are kept with your name; the first page says who reads them."

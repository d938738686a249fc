"""What a link to a survey opens: the only look-ups made for somebody who has no scope of their own.

Each takes a secret or a survey, and says no more than what its bearer needs.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from agencies.models import Agency
from agencies.rls import Scope, acting_as_system
from agencies.secret_links import hashed, is_token
from cases.models import AuditReturn, Invitation, Survey, SurveyResponse

WITH_AUDIT = "audit__tool_version__tool"
# Numbers of anonymous responses are drawn from these, so that their order tells nothing.
DRAWN_FROM = range(1000, 10_000)


@dataclass(frozen=True)
class Door:
    """A survey, and the agencies its respondents may work for.

    `invitation` is set where the link was made for one person.
    """

    survey: Survey
    agencies: tuple[Agency, ...]
    invitation: Invitation | None = None


@dataclass(frozen=True)
class Respondent:
    """One response, by keys, and the scope in which it alone is worked on."""

    return_id: UUID
    agency_id: UUID

    @property
    def scope(self) -> Scope:
        return Scope(agencies=frozenset({self.agency_id}))


def door_for(token: str) -> Door | None:
    """By the link of a survey, or of one invitation to it."""
    if not is_token(token):
        return None
    with acting_as_system():
        survey = Survey.objects.select_related(WITH_AUDIT).filter(token=token).first()
        if survey is not None:
            return Door(survey, _agencies(survey))
        invitations = Invitation.objects.select_related("agency", f"survey__{WITH_AUDIT}")
        found = invitations.filter(token_hash=hashed(token)).first()
        return found and Door(found.survey, (found.agency,), found)


def _agencies(survey: Survey) -> tuple[Agency, ...]:
    return tuple(survey.audit.agencies.filter(is_active=True))


def respondent_for(token: str) -> Respondent | None:
    """By the secret of one response."""
    if not is_token(token):
        return None
    with acting_as_system():
        rows = SurveyResponse.objects.filter(token_hash=hashed(token))
        found = rows.values_list("audit_return", "agency").first()
        return found and Respondent(*found)


def free_number(survey: Survey) -> int | None:
    """A number for one more response; None where the survey has as many as it takes.

    The survey is held by the caller.
    """
    with acting_as_system():
        if survey.responses.count() >= Survey.MOST_RESPONSES:
            return None
        rows = AuditReturn.objects.filter(audit=survey.audit_id)
        taken = set(rows.values_list("number", flat=True))
    if not survey.is_anonymous:
        return max(taken, default=0) + 1
    free = [number for number in DRAWN_FROM if number not in taken]
    return secrets.choice(free) if free else max(taken) + 1

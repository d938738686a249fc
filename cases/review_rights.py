"""Who may judge a return: asked by every page and every operation of a review."""

from dataclasses import dataclass

from agencies.access import may, require
from agencies.models import User
from agencies.roles import Permission
from cases.models import AuditReturn
from cases.transitions import Refused

OWN_WORK = "You answered this return, so somebody else must check it."


@dataclass(frozen=True)
class Reviewer:
    """In what capacity somebody may judge a return.

    `in_place`: for an agency in which nobody else can, as its coordinator does.
    """

    is_lead: bool
    in_place: bool
    own_work: bool

    @property
    def may_review(self) -> bool:
        return (self.is_lead or self.in_place) and not self.own_work


def reviewer_of(audit_return: AuditReturn, user: User) -> Reviewer:
    """The page and every service ask here who may judge a return; nobody one given by survey."""
    if audit_return.survey_id:
        return Reviewer(False, False, False)
    is_lead = may(user, Permission.REVIEW_RETURNS, agency_id=audit_return.agency_id)
    in_place = not is_lead and may(user, Permission.ACCEPT_RETURNS) and _stands_alone(audit_return)
    own_work = (is_lead or in_place) and audit_return.is_work_of(user)
    return Reviewer(is_lead, in_place, own_work)


def _stands_alone(audit_return: AuditReturn) -> bool:
    return AuditReturn.objects.filter(pk=audit_return.pk).without_second_person().exists()


def require_reviewer(audit_return: AuditReturn, by: User) -> Reviewer:
    """Raises PermissionDenied, or Refused where it is the reader's own work."""
    if audit_return.survey_id:
        raise Refused("This response was given by survey, so nobody here can judge or change it.")
    reviewer = reviewer_of(audit_return, by)
    if not reviewer.in_place:
        require(by, Permission.REVIEW_RETURNS, agency_id=audit_return.agency_id)
    if reviewer.own_work:
        raise Refused(OWN_WORK)
    return reviewer


def to_accept(returns, user: User) -> list[AuditReturn]:
    """Submitted returns of these that nobody in their agency may approve, for whoever may."""
    if not may(user, Permission.ACCEPT_RETURNS):
        return []
    waiting = returns.filter(status=AuditReturn.Status.SUBMITTED).without_second_person()
    return list(waiting.select_related("audit", "case", "agency"))

"""A coordinator invites an agency from outside to one audit, and says who answers for it."""

from django.db import transaction

from agencies.guests import add_guest, end_part_in, name_auditor
from agencies.models import Agency, User
from agencies.services import Refused as NotAdded
from audits.models import Audit
from audits.planning import lock_plan, note_change
from audits.transitions import Refused
from cases.asking_agencies import ask_about_cases
from cases.models import AuditReturn, Involvement, ReturnStep

HAS_WORKED = (
    "{name} has been given a return, has answered or has decided something for {agency}, so "
    "they stay. Give returns that wait to somebody else, then try again."
)


@transaction.atomic
def invite_guest(*, audit: Audit, chosen_cases: bool, by: User, **guest: str) -> Agency:
    """`guest`: as `add_guest` takes it. Raises Refused as that does."""
    stored = lock_plan(audit, audit.plan_version, by)
    try:
        made = add_guest(**guest, audit_name=stored.name, by=by)
    except NotAdded as refused:
        raise Refused(str(refused)) from refused
    stored.participations.get_or_create(
        agency=made, defaults={"is_guest": True, "chosen_cases": chosen_cases}
    )
    if stored.status in Audit.IN_HAND:
        ask_about_cases(audit=stored, by=by)
    note_change(stored, "invited a guest to an audit", by)
    return made


@transaction.atomic
def name_auditor_of_guest(*, audit: Audit, agency: Agency, name: str, email: str, by: User) -> User:
    """Of a guest that takes part. Raises Refused as `name_auditor` does."""
    stored = lock_plan(audit, audit.plan_version, by)
    try:
        auditor = name_auditor(agency=agency, name=name, email=email, audit_name=stored.name, by=by)
    except NotAdded as refused:
        raise Refused(str(refused)) from refused
    note_change(stored, "named the auditor of a guest", by)
    return auditor


@transaction.atomic
def withdraw_from_guest(*, audit: Audit, agency: Agency, user: User, by: User) -> None:
    """Somebody invited by mistake. Raises Refused for whoever has done anything there."""
    stored = lock_plan(audit, audit.plan_version, by)
    if has_worked(user, agency):
        raise Refused(HAS_WORKED.format(name=user.name, agency=agency))
    try:
        end_part_in(agency=agency, user=user, by=by)
    except NotAdded as refused:
        raise Refused(str(refused)) from refused
    note_change(stored, "withdrew somebody of a guest", by)


def has_worked(user: User, agency: Agency) -> bool:
    """Of any audit: was a return given to them, or anything written or decided by them?"""
    return (
        AuditReturn.objects.filter(agency=agency).work_of(user).exists()
        or ReturnStep.objects.filter(audit_return__agency=agency, by=user).exists()
        or Involvement.objects.filter(agency=agency, decided_by=user).exists()
    )

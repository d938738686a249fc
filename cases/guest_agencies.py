"""A coordinator invites an agency from outside to one audit, and says who answers for it."""

from django.db import transaction

from agencies.guests import add_guest, name_auditor
from agencies.models import Agency, User
from agencies.services import Refused as NotAdded
from audits.models import Audit
from audits.planning import lock_plan, note_change
from audits.transitions import Refused
from cases.asking_agencies import ask_about_cases


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

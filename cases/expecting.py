"""Asking agencies about themselves, and approving what several people said in one go."""

from typing import NamedTuple

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from cases.models import AuditReturn, Query
from cases.reviewing import approve_return
from cases.transitions import Refused

Status = AuditReturn.Status


def not_yet_asked(audit: Audit) -> list[Agency]:
    """Agencies taking part in an audit of organisations from which no return is expected yet."""
    asked = audit.returns.order_by().values("agency")
    return list(audit.agencies.filter(is_active=True).exclude(pk__in=asked))


@transaction.atomic
def expect_organisation_returns(*, audit: Audit, by: User) -> list[AuditReturn]:
    """One return from every agency taking part that has none; again, it adds only what is new."""
    require(by, Permission.RUN_AUDITS)
    Audit.objects.select_for_update().get(pk=audit.pk)
    audit = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    if audit.audits != AuditTool.Audits.ORGANISATIONS:
        raise Refused("This audit does not ask agencies about themselves.")
    if not audit.is_open:
        raise Refused("This audit has ended, so no return can be asked for.")
    made = AuditReturn.objects.bulk_create(
        AuditReturn(
            audit=audit,
            about=AuditReturn.About.ORGANISATION,
            agency=agency,
            tool_version=audit.tool_version,
            due_on=audit.due_on,
        )
        for agency in not_yet_asked(audit)
    )
    if made:
        record("asked agencies for returns", audit, by=by, audit_id=audit.pk, detail=str(len(made)))
    return made


class Approved(NamedTuple):
    """How many responses were approved at once, and how many were left, by reason."""

    approved: int
    own_work: int
    queried: int


@transaction.atomic
def approve_responses(*, audit: Audit, agency: Agency, by: User) -> Approved:
    """Approve every submitted response, but the reader’s own work and what waits for an answer."""
    require(by, Permission.REVIEW_RETURNS, agency_id=agency.pk)
    submitted = audit.returns.filter(
        about=AuditReturn.About.RESPONSE, agency=agency, status=Status.SUBMITTED
    )
    own_work = set(submitted.work_of(by))
    waiting = Query.objects.waiting_for_an_answer().values("audit_return")
    queried = set(submitted.filter(pk__in=waiting)) - own_work
    theirs = [found for found in submitted if found not in own_work | queried]
    for found in theirs:
        approve_return(audit_return=found, by=by)
    return Approved(len(theirs), len(own_work), len(queried))

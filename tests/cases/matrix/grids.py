"""Audits of any size for tests of pages that must not slow down with them."""

from itertools import cycle

from django.utils import timezone

from agencies.models import Sector
from audits.models import Participation
from cases.models import Answer, AuditReturn, Case, Involvement
from tests import factories

Status = AuditReturn.Status
State = Involvement.State
# Where cell after cell stands; a return's status, or the state of a case without one.
KINDS = (
    Status.APPROVED,
    Status.SUBMITTED,
    Status.IN_PROGRESS,
    Status.NOT_STARTED,
    Status.CHANGES_REQUESTED,
    Status.EXEMPT,
    State.NOT_KNOWN,
    State.OUTSIDE_PERIOD,
    State.DECLINED,
    State.TO_CONFIRM,
)


def grid(cases: int, agencies: int, kinds=KINDS, **fields):
    """An audit in which every agency has said something of every case, kind after kind."""
    audit = factories.audit(**fields)
    taking_part = [factories.agency(Sector.HEALTH) for _ in range(agencies)]
    Participation.objects.bulk_create(Participation(audit=audit, agency=a) for a in taking_part)
    made = Case.objects.bulk_create(
        Case(audit=audit, reference=f"{audit.reference_prefix}-{number:02}")
        for number in range(1, cases + 1)
    )
    auditors = {agency: factories.auditor(agency) for agency in taking_part}
    places = [(case, agency) for case in made for agency in taking_part]
    _fill(audit, zip(places, cycle(kinds), strict=False), auditors)
    return audit


def _fill(audit, cells, auditors) -> None:
    checker = factories.user()
    involvements, returns = [], []
    for (case, agency), kind in cells:
        state = kind if kind in State.values else State.KNOWN
        involvements.append(Involvement(case=case, agency=agency, state=state, reason="A reason."))
        if state == State.KNOWN:
            returns.append(_return(audit, case, agency, kind, auditors[agency], checker))
    Involvement.objects.bulk_create(involvements)
    AuditReturn.objects.bulk_create(returns)
    question = audit.tool_version.questions.first()
    Answer.objects.bulk_create(
        Answer(
            audit_return=found,
            agency_id=found.agency_id,
            question=question,
            state="answered",
            value="yes",
        )
        for found in returns
        if found.status != Status.NOT_STARTED
    )


def _return(audit, case, agency, status, auditor, checker) -> AuditReturn:
    handed_in = status in {Status.SUBMITTED, Status.APPROVED, Status.LOCKED}
    approved = status in {Status.APPROVED, Status.LOCKED}
    return AuditReturn(
        audit=audit,
        case=case,
        agency=agency,
        tool_version=audit.tool_version,
        status=status,
        due_on=audit.due_on,
        auditor=auditor,
        reason="A reason." if status in {Status.CHANGES_REQUESTED, Status.EXEMPT} else "",
        submitted_at=timezone.now() if handed_in else None,
        submitted_by=auditor if handed_in else None,
        approved_at=timezone.now() if approved else None,
        approved_by=checker if approved else None,
    )

"""What is due of audits that collect returns, as plain facts for the days of reminders."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from agencies.models import Agency, Membership
from agencies.roles import Role
from audits.models import Audit
from cases.models import Answer, AnswerHistory, AuditReturn, Involvement
from cases.reminders.days import Facts, Owed, Place, Waits

Status = AuditReturn.Status


def facts_of(audits: Iterable[Audit] | None = None) -> Facts:
    """Of these audits, or of every one; only those that collect returns remind of anything."""
    found = Audit.objects.filter(status=Audit.Status.COLLECTING)
    if audits is not None:
        found = found.filter(pk__in=[audit.pk for audit in audits])
    able, leads = _people()
    returns = AuditReturn.objects.filter(audit__in=found, survey=None).select_related(
        "audit", "case", "agency"
    )
    return Facts(
        owed=tuple(_owed(each, able) for each in returns.outstanding()),
        to_approve=_to_approve(returns.filter(status=Status.SUBMITTED), leads),
        to_confirm=_to_confirm(found, leads),
        leads=leads,
    )


def _people() -> tuple[dict, dict]:
    """Who may answer and who leads, by agency; people whose account is closed do neither."""
    able, leads = defaultdict(set), defaultdict(set)
    held = Membership.objects.filter(role__in=(Role.AUDITOR, Role.LEAD), user__is_active=True)
    for role, agency, user in held.values_list("role", "agency", "user"):
        (able if role == Role.AUDITOR else leads)[agency].add(user)
    return able, {agency: frozenset(people) for agency, people in leads.items()}


def _place(audit: Audit, agency: Agency) -> Place:
    return Place(audit.pk, agency.pk, audit.name, str(agency))


def _owed(found: AuditReturn, able: dict) -> Owed:
    people = {found.auditor_id, found.substitute_id} & able.get(found.agency_id, set())
    return Owed(
        found.reference,
        _place(found.audit, found.agency),
        found.due_on,
        frozenset(people),
        sent_back=found.status == Status.CHANGES_REQUESTED,
    )


def _to_approve(submitted, leads: dict) -> tuple[Waits, ...]:
    """Nobody is reminded of their own work, which another has to check."""
    wrote = _writers(submitted)
    return tuple(
        Waits(
            found.reference,
            _place(found.audit, found.agency),
            timezone.localdate(found.submitted_at),
            leads.get(found.agency_id, frozenset())
            - {found.auditor_id, found.substitute_id, found.submitted_by_id}
            - wrote[found.pk],
        )
        for found in submitted
    )


def _writers(returns) -> dict:
    pks = returns.order_by().values("pk")
    rows = Answer.objects.filter(audit_return__in=pks).values_list("audit_return", "updated_by")
    earlier = AnswerHistory.objects.filter(audit_return_id__in=pks).order_by()
    found = defaultdict(set)
    for audit_return, user in (
        *rows.distinct(),
        *earlier.values_list("audit_return_id", "written_by_id").distinct(),
    ):
        found[audit_return].add(user)
    return found


def _to_confirm(audits, leads: dict) -> tuple[Waits, ...]:
    rows = Involvement.objects.filter(
        state=Involvement.State.TO_CONFIRM, case__audit__in=audits
    ).select_related("case__audit", "agency")
    return tuple(
        Waits(
            row.case.reference,
            _place(row.case.audit, row.agency),
            timezone.localdate(row.decided_at) if row.decided_at else row.case.audit.scope_end,
            leads.get(row.agency_id, frozenset()),
        )
        for row in rows
    )

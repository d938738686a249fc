"""What is due of audits that collect returns, and what panels asked for, as plain facts."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from agencies.models import Agency, Membership
from agencies.roles import Role
from audits.models import Audit, LocalGroup
from cases.models import (
    Answer,
    AnswerHistory,
    AuditReturn,
    Case,
    CaseAction,
    Involvement,
    Moderation,
)
from cases.reminders.days import Asked, Facts, Owed, Place, Waits

Status = AuditReturn.Status


def facts_of(audits: Iterable[Audit] | None = None) -> Facts:
    """Of these audits, or of every one.

    Only those that collect returns remind of any; of actions all do that are not cancelled.
    """
    every = Audit.objects.exclude(status=Audit.Status.CANCELLED)
    if audits is not None:
        every = every.filter(pk__in=[audit.pk for audit in audits])
    found = every.filter(status=Audit.Status.COLLECTING)
    able, leads = _people()
    barred = _Barred(found)
    returns = AuditReturn.objects.filter(audit__in=found, survey=None).select_related(
        "audit", "case", "agency"
    )
    return Facts(
        owed=tuple(_owed(each, able, barred) for each in returns.outstanding()),
        to_approve=_to_approve(returns.filter(status=Status.SUBMITTED), leads, barred),
        to_confirm=_to_confirm(found, leads, barred),
        leads=leads,
        asked=_asked(every, leads),
    )


def _people() -> tuple[dict, dict]:
    """Who may answer and who leads, by agency; people whose account is closed do neither."""
    able, leads = defaultdict(set), defaultdict(set)
    held = Membership.objects.filter(role__in=(Role.AUDITOR, Role.LEAD), user__is_active=True)
    for role, agency, user in held.values_list("role", "agency", "user"):
        (able if role == Role.AUDITOR else leads)[agency].add(user)
    return able, {agency: frozenset(people) for agency, people in leads.items()}


class _Barred:
    """Who is of local groups of an audit, and not of the one whose case it is."""

    def __init__(self, audits) -> None:
        self.groups = defaultdict(lambda: defaultdict(set))
        people = LocalGroup.objects.filter(audit__in=audits, people__isnull=False)
        for audit, group, user in people.values_list("audit", "pk", "people"):
            self.groups[audit][user].add(group)

    def of(self, case: Case | None) -> frozenset:
        if case is None:
            return frozenset()
        people = self.groups[case.audit_id].items()
        return frozenset(user for user, groups in people if case.group_id not in groups)


def _reference(moderation: Moderation) -> str:
    return moderation.case.reference if moderation.case else moderation.audit.reference_prefix


def _place(audit: Audit, agency: Agency) -> Place:
    return Place(audit.pk, agency.pk, audit.name, str(agency))


def _owed(found: AuditReturn, able: dict, barred: _Barred) -> Owed:
    people = {found.auditor_id, found.substitute_id} & able.get(found.agency_id, set())
    return Owed(
        found.reference,
        _place(found.audit, found.agency),
        found.due_on,
        frozenset(people),
        sent_back=found.status == Status.CHANGES_REQUESTED,
        barred=barred.of(found.case),
    )


def _to_approve(submitted, leads: dict, barred: _Barred) -> tuple[Waits, ...]:
    """Nobody is reminded of their own work, which another has to check."""
    wrote = _writers(submitted)
    return tuple(
        Waits(
            found.reference,
            _place(found.audit, found.agency),
            timezone.localdate(found.submitted_at),
            leads.get(found.agency_id, frozenset())
            - {found.auditor_id, found.substitute_id, found.submitted_by_id}
            - wrote[found.pk]
            - barred.of(found.case),
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


def _to_confirm(audits, leads: dict, barred: _Barred) -> tuple[Waits, ...]:
    rows = Involvement.objects.filter(
        state=Involvement.State.TO_CONFIRM, case__audit__in=audits
    ).select_related("case__audit", "agency")
    return tuple(
        Waits(
            row.case.reference,
            _place(row.case.audit, row.agency),
            timezone.localdate(row.decided_at) if row.decided_at else row.case.audit.scope_end,
            leads.get(row.agency_id, frozenset()) - barred.of(row.case),
        )
        for row in rows
    )


def _asked(audits, leads: dict) -> tuple[Asked, ...]:
    """Told to those who lead the agency and may read it; an e-mail never says what it is."""
    open_ = CaseAction.objects.to_do().filter(moderation__audit__in=audits)
    rows = list(
        open_.select_related(
            "moderation__audit", "moderation__case", "moderation__agency", "agency"
        )
    )
    barred = _Barred({row.moderation.audit for row in rows})
    return tuple(
        Asked(
            _reference(row.moderation),
            _place(row.moderation.audit, row.agency),
            timezone.localdate(row.changed_at or row.added_at),
            row.due_on,
            leads.get(row.agency_id, frozenset()) - barred.of(row.moderation.case),
        )
        for row in rows
    )

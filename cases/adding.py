"""What auditors add to an audit themselves, own cases and responses, and take back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from agencies.access import require
from agencies.activity import record
from agencies.models import Agency, Area, User
from agencies.rls import acting_as_system
from agencies.roles import Permission
from audits.models import Audit, AuditTool, Participation, PlanType
from cases.identities.destroying import is_over
from cases.models import AuditReturn, Case, Identity, Involvement, Subject
from cases.references import next_references
from cases.transitions import REFUSALS, Refused

OVER = (
    "Identities of this audit are no longer kept, so no case can be added to it. Ask the "
    "coordinator of the audit."
)


class AlreadyAdded(Refused):
    """The agency has this case in this audit already."""


ADDED_TO = (AuditTool.Audits.OWN_CASES, AuditTool.Audits.RESPONDENTS)


def open_to(user: User) -> list[Participation]:
    """Where this person may add something now: an audit and the agency they would do it for."""
    found = Participation.objects.filter(
        agency__in=user.agency_ids(Permission.ANSWER_RETURNS),
        agency__is_active=True,
        audit__status=Audit.Status.COLLECTING,
        audit__tool_version__tool__audits__in=ADDED_TO,
    )
    return list(
        found.select_related("agency", "audit__tool_version__tool").order_by(
            "audit__due_on", "audit__name", "agency"
        )
    )


@transaction.atomic
def add_own_case(
    *,
    audit: Audit,
    agency: Agency,
    local_identifier: str,
    by: User,
    age_years: int | None = None,
    sex: str = Subject.Sex.UNKNOWN,
    area: Area | None = None,
    plan_type: PlanType | None = None,
) -> AuditReturn:
    """A case of the auditor’s own agency, and its return, which is theirs to answer.

    The local identifier is kept for the agency alone. Raises AlreadyAdded for one it has used.
    """
    audit = _locked(audit, agency, AuditTool.Audits.OWN_CASES, by)
    if is_over(audit):
        raise Refused(OVER)
    _refuse_twice(audit, agency, local_identifier)
    case = Case.objects.create(
        audit=audit,
        reference=next_references(audit, 1)[0],
        owner=agency,
        area=area,
        plan_type=plan_type,
    )
    Subject.objects.create(case=case, is_index=True, age_years=age_years, sex=sex)
    # Who knows the case decides who may write its identity, so that comes first.
    Involvement.objects.create(
        case=case, agency=agency, state=Involvement.State.KNOWN, decided_by=by
    )
    Identity.objects.create(
        case=case,
        owner=agency,
        kind=Identity.Kind.LOCAL_NUMBER,
        text=local_identifier.strip(),
    )
    return _give(audit, agency, by, "added a case", about=AuditReturn.About.CASE, case=case)


def _locked(audit: Audit, agency: Agency, audits: str, by: User) -> Audit:
    """Held, so that two people who add at once get two references."""
    require(by, Permission.ANSWER_RETURNS, agency_id=agency.pk)
    Audit.objects.select_for_update().get(pk=audit.pk)
    audit = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    if audit.audits != audits:
        raise Refused("Nothing can be added to this audit: its returns are asked for.")
    if audit.status != Audit.Status.COLLECTING:
        raise Refused("This audit is not collecting answers, so nothing can be added to it.")
    if not audit.participations.filter(agency=agency).exists():
        raise Refused(f"{agency} does not take part in this audit.")
    return audit


def _refuse_twice(audit: Audit, agency: Agency, local_identifier: str) -> None:
    """Compares what the agency itself may read, and says nothing of whose case the other is."""
    stored = Identity.objects.filter(
        owner=agency, case__audit=audit, kind=Identity.Kind.LOCAL_NUMBER
    )
    if _plain(local_identifier) in {_plain(identity.text) for identity in stored}:
        raise AlreadyAdded(
            "Your agency has already added a case with this local identifier to this audit. "
            "If it is not among your returns, ask your lead who has it."
        )


def _plain(identifier: str) -> str:
    """As people compare them: without regard to case and blanks."""
    return "".join(identifier.casefold().split())


def _give(audit: Audit, agency: Agency, by: User, verb: str, **fields) -> AuditReturn:
    made = AuditReturn.objects.create(
        audit=audit,
        agency=agency,
        tool_version=audit.tool_version,
        due_on=audit.due_on,
        auditor=by,
        **fields,
    )
    record(verb, made, by=by)
    return made


@transaction.atomic
def add_response(*, audit: Audit, agency: Agency, by: User) -> AuditReturn:
    """A return for what one person asked in a survey said, which the auditor types in."""
    audit = _locked(audit, agency, AuditTool.Audits.RESPONDENTS, by)
    with acting_as_system():  # other agencies’ responses have taken numbers too
        last = audit.returns.aggregate(last=Max("number"))["last"] or 0
    about = AuditReturn.About.RESPONSE
    return _give(audit, agency, by, "added a response", about=about, number=last + 1)


@transaction.atomic
def remove_added(*, audit_return: AuditReturn, by: User) -> None:
    """Take back a case or response that was added by mistake, while nothing has been answered."""
    require(by, Permission.ANSWER_RETURNS, agency_id=audit_return.agency_id)
    held = AuditReturn.objects.select_for_update(of=("self",)).select_related("case", "audit")
    audit_return = held.filter(pk=audit_return.pk).first()
    if audit_return is None:
        raise Refused("This has been removed already.")
    if not audit_return.is_answered_by(by):
        raise PermissionDenied("This return is somebody else’s to remove.")
    _refuse_removal(audit_return)
    record(
        "removed a case" if audit_return.is_own_case else "removed a response", audit_return, by=by
    )
    audit_return.delete()
    if audit_return.is_own_case:
        _remove_case(audit_return.case)


def _refuse_removal(audit_return: AuditReturn) -> None:
    if not audit_return.was_added:
        raise Refused("This return was asked for, so it cannot be removed.")
    if not audit_return.is_open:
        raise Refused(REFUSALS[AuditReturn.Status(audit_return.status)])
    if audit_return.answers.exists():
        raise Refused(
            f"{audit_return.reference} has answers, so it stays. If it does not belong in this "
            "audit, tell the coordinator."
        )


def _remove_case(case: Case) -> None:
    """Its identity first: without the involvement nobody could reach it any more."""
    Identity.objects.filter(case=case).delete()
    case.delete()

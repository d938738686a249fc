"""Who answers a return: its auditor, and somebody who stands in."""

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission, Role
from cases.interests import check_uninvolved
from cases.locking import locked
from cases.models import AuditReturn
from cases.return_mail import SIGN_IN, tell
from cases.transitions import Refused, check_transition

Status = AuditReturn.Status


@transaction.atomic
def assign_auditor(
    *, audit_return: AuditReturn, auditor: User, by: User, despite: str = ""
) -> None:
    """Give a return to one of the agency's auditors; what is already answered stays.

    Whoever stood in for somebody else and now answers it is no longer the substitute. `despite`:
    why somebody answers it who has a declared involvement; without it they are Refused.
    """
    audit_return = _held_to_assign(audit_return, by)
    _check_auditor(audit_return, auditor)
    check_uninvolved(audit_return, auditor, by, despite)
    before = audit_return.auditor
    audit_return.auditor = auditor
    if audit_return.substitute_id == auditor.pk:
        audit_return.substitute = None
    audit_return.save(update_fields=["auditor", "substitute"])
    record("assigned an auditor", audit_return, by=by, detail=str(auditor.pk))
    if before != auditor:
        _tell(
            audit_return,
            {auditor, before} - {None},
            by,
            f"{audit_return.reference} is now with {auditor.name}",
        )


@transaction.atomic
def name_substitute(
    *, audit_return: AuditReturn, substitute: User | None, by: User, despite: str = ""
) -> None:
    """Let another auditor of the agency answer this one return too, or with None nobody else."""
    audit_return = _held_to_assign(audit_return, by)
    if substitute is not None:
        _check_auditor(audit_return, substitute)
        if substitute.pk == audit_return.auditor_id:
            raise Refused(f"{substitute.name} is the auditor of this return. Choose somebody else.")
        if audit_return.auditor_id is None:
            raise Refused("Choose an auditor first; a substitute stands in for them.")
        check_uninvolved(audit_return, substitute, by, despite)
    before = audit_return.substitute
    if before == substitute:
        return
    audit_return.substitute = substitute
    audit_return.save(update_fields=["substitute"])
    record("named a substitute", audit_return, by=by, detail=str(getattr(substitute, "pk", "")))
    if substitute is None:
        said = f"Nobody stands in for {audit_return.reference} any more"
    else:
        said = f"{substitute.name} stands in for {audit_return.reference}"
    _tell(audit_return, {audit_return.auditor, before, substitute} - {None}, by, said)


def _held_to_assign(audit_return: AuditReturn, by: User) -> AuditReturn:
    require(by, Permission.ASSIGN_AUDITORS, agency_id=audit_return.agency_id)
    audit_return = locked(audit_return)
    if audit_return.survey_id:
        raise Refused("This response was given by survey, so nobody here answers it.")
    if not audit_return.is_open:
        check_transition(audit_return, Status.IN_PROGRESS)
    return audit_return


def _check_auditor(audit_return: AuditReturn, person: User) -> None:
    auditors = User.objects.holding(Role.AUDITOR, audit_return.agency)
    if not auditors.filter(pk=person.pk).exists():
        raise Refused(f"{person.name} is not an auditor of {audit_return.agency}.")


def _tell(audit_return: AuditReturn, people: set[User], by: User, said: str) -> None:
    body = (
        f"{said}, for {audit_return.agency}. What has been answered stays.\n\n{SIGN_IN['auditor']}"
    )
    active = [person for person in people if person.is_active]
    tell(active, audit_return, by=by, subject=said, said=body)

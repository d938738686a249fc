"""Who is involved with what a return is about, and so does not answer it unless allowed to."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from agencies.access import may
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission, Role
from cases.locking import locked
from cases.models import AuditReturn, DeclaredInterest, ReturnStep
from cases.return_mail import tell_leads
from cases.steps import note_step
from cases.transitions import Refused

Kind = DeclaredInterest.Kind


class Involved(Refused):
    """Somebody with a declared involvement may answer only with a reason."""


def interests_of(audit_return: AuditReturn) -> list[DeclaredInterest]:
    """Oldest first, with the people named in them."""
    return list(audit_return.interests.select_related("person", "declared_by", "allowed_by"))


def barred_from(returns: Iterable[AuditReturn]) -> dict:
    """By return, the people whom a standing interest keeps from it."""
    found = defaultdict(set)
    rows = DeclaredInterest.objects.standing().filter(audit_return__in=returns)
    for audit_return, person in rows.values_list("audit_return", "person"):
        found[audit_return].add(person)
    return found


def may_declare_for(audit_return: AuditReturn, by: User):
    """Whose involvement this person may declare: their own, and that of auditors they assign."""
    auditors = User.objects.holding(Role.AUDITOR, audit_return.agency)
    if may(by, Permission.ASSIGN_AUDITORS, agency_id=audit_return.agency_id):
        return auditors
    return auditors.filter(pk=by.pk)


@transaction.atomic
def declare_interest(
    *, audit_return: AuditReturn, person: User, kind: str, reason: str, by: User
) -> None:
    """While the return is open they no longer answer it; what they have answered stays.

    The reason is for whoever assigns auditors; the return's history names the person only.

    Raises Refused without a reason, twice for the same person, and for anybody whose involvement
    `by` may not declare.
    """
    audit_return = locked(audit_return)
    if audit_return.survey_id:
        raise Refused("This response was given by survey, so nobody here answers it.")
    if not may_declare_for(audit_return, by).filter(pk=person.pk).exists():
        raise Refused(f"{person.name} is not an auditor of {audit_return.agency}.")
    if not reason.strip():
        raise Refused("Say how they are involved, so that the lead can decide.")
    if audit_return.interests.standing().filter(person=person).exists():
        raise Refused(f"An involvement of {person.name} has been declared already.")
    left = _take_away(audit_return, {person.pk}) if audit_return.is_open else False
    DeclaredInterest.objects.create(
        audit_return=audit_return,
        agency_id=audit_return.agency_id,
        person=person,
        kind=kind,
        reason=reason.strip(),
        declared_by=by,
    )
    note_step(audit_return, ReturnStep.Kind.INTEREST_DECLARED, by, f"Of {person.name}")
    record("declared an interest", audit_return, by=by, detail=str(person.pk))
    _tell_leads(audit_return, by, left)


def _take_away(audit_return: AuditReturn, people: set) -> bool:
    """Whoever stands in takes over; says whether the return was theirs."""
    before = (audit_return.auditor_id, audit_return.substitute_id)
    if audit_return.substitute_id in people:
        audit_return.substitute = None
    if audit_return.auditor_id in people:
        audit_return.auditor, audit_return.substitute = audit_return.substitute, None
    if before == (audit_return.auditor_id, audit_return.substitute_id):
        return False
    audit_return.save(update_fields=["auditor", "substitute"])
    return True


def leave_out_the_involved(audit_return: AuditReturn) -> None:
    """Before a return opens again: whoever declared an involvement meanwhile does not go on."""
    people = set(audit_return.interests.standing().values_list("person", flat=True))
    _take_away(audit_return, people)


def check_uninvolved(audit_return: AuditReturn, person: User, by: User, despite: str) -> None:
    """Raises Involved where an interest stands, unless `despite` says why they answer anyway.

    The reason is kept with what was declared. Nobody gives it for themselves.
    """
    found = audit_return.interests.standing().filter(person=person).first()
    if found is None:
        return
    if person.pk == by.pk:
        raise Involved(
            "You have declared an involvement, so somebody else has to decide whether you answer: "
            "another lead, or the coordinator."
        )
    if not despite.strip():
        raise Involved(
            f"{person.name} has a declared involvement: {found.get_kind_display().lower()}. "
            "Choose somebody else, or say on the page “Who answers” why they should answer anyway."
        )
    found.allowed_because, found.allowed_at, found.allowed_by = (
        despite.strip(),
        timezone.now(),
        by,
    )
    found.save()
    note_step(audit_return, ReturnStep.Kind.INTEREST_ALLOWED, by, f"To {person.name}")
    record("allowed an interest", audit_return, by=by, detail=str(person.pk))


def _tell_leads(audit_return: AuditReturn, by: User, left: bool) -> None:
    reference = audit_return.reference
    said = f"Somebody has declared an involvement with {reference}, for {audit_return.agency}."
    if left and audit_return.auditor_id is None:
        said += " It has no auditor now: choose somebody else, or say why they should answer it."
    tell_leads(
        audit_return, by=by, subject=f"An involvement with {reference} is declared", said=said
    )

"""E-mail about one return: its reference and the numbers of questions, never what was written."""

from collections.abc import Iterable

from agencies.messages import send_message
from agencies.models import User
from agencies.roles import Role
from cases.models import AuditReturn

SIGN_IN = {
    "auditor": "Sign in and open My returns to read what was said.",
    "lead": "Sign in and open My agency to read what was said.",
    "coordinator": "Sign in and open the audit to read what was said.",
}


def tell_auditors(audit_return: AuditReturn, *, by: User, subject: str, said: str, once="") -> None:
    """Its auditor and whoever stands in."""
    people = User.objects.filter(
        pk__in={audit_return.auditor_id, audit_return.substitute_id} - {None}, is_active=True
    )
    tell(
        people,
        audit_return,
        by=by,
        subject=subject,
        said=f"{said}\n\n{SIGN_IN['auditor']}",
        once=once,
    )


def tell_leads(audit_return: AuditReturn, *, by: User, subject: str, said: str, once="") -> None:
    """The agency's leads; where it has no other than the writer, the coordinators."""
    leads = User.objects.holding(Role.LEAD, audit_return.agency).exclude(pk=by.pk)
    if leads:
        body = f"{said}\n\n{SIGN_IN['lead']}"
    else:
        leads, body = (
            User.objects.holding(Role.COORDINATOR),
            f"{said}\n\n{SIGN_IN['coordinator']}",
        )
    tell(leads, audit_return, by=by, subject=subject, said=body, once=once)


def tell(
    people: Iterable[User], audit_return: AuditReturn, *, by: User, subject: str, said: str, once=""
) -> None:
    """`once`: what this says, if it should be said to each of them only one time."""
    for person in people:
        if person.pk != by.pk:
            send_message(
                to=person,
                subject=subject,
                body=f"{said}\n",
                once=f"{once} {audit_return.pk} {person.pk}" if once else None,
            )

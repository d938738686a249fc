"""Who answers a return: its auditor, and somebody who stands in."""

from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format

from agencies.access import require
from agencies.account_links import TooManyLinks, send_link
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import User
from agencies.plurals import plural
from agencies.roles import Permission, Role
from cases.interests import check_uninvolved
from cases.locking import locked
from cases.models import AuditReturn
from cases.return_mail import SIGN_IN, tell
from cases.transitions import Refused, check_transition, require_open

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
    before = audit_return.auditor
    _give(audit_return, auditor, by, despite)
    if before != auditor:
        _tell(
            audit_return,
            {auditor, before} - {None},
            by,
            f"{audit_return.reference} is now with {auditor.name}",
        )


@transaction.atomic
def assign_auditors(*, pairs: Sequence[tuple[AuditReturn, User]], by: User) -> int:
    """Give many returns that nobody has to their auditors, all or none; says how many people.

    Each auditor is told in one e-mail. Raises Refused where a return was given away meanwhile.
    """
    given = defaultdict(list)
    for one, auditor in sorted(pairs, key=lambda pair: pair[0].pk):
        audit_return = _held_to_assign(one, by)
        if audit_return.auditor_id is not None:
            raise Refused(f"{audit_return} has been given to {audit_return.auditor.name} already.")
        _give(audit_return, auditor, by)
        given[auditor].append(audit_return)
    for auditor, returns in given.items():
        if auditor.pk != by.pk:
            send_message(to=auditor, **digest_of_assigned(returns))
    return len(given)


def _give(audit_return: AuditReturn, auditor: User, by: User, despite: str = "") -> None:
    _check_auditor(audit_return, auditor)
    check_uninvolved(audit_return, auditor, by, despite)
    audit_return.auditor = auditor
    if audit_return.substitute_id == auditor.pk:
        audit_return.substitute = None
    audit_return.save(update_fields=["auditor", "substitute"])
    record("assigned an auditor", audit_return, by=by, detail=str(auditor.pk))


def digest_of_assigned(returns: list[AuditReturn]) -> dict[str, str]:
    """Subject and body: references and days, and where to begin."""
    ordered = sorted(returns, key=lambda found: (found.due_on, found.reference))
    listed = "\n".join(
        f"- {found.reference} ({found.agency}, {found.audit.name}): "
        f"due on {date_format(found.due_on, 'l j F')}"
        for found in ordered
    )
    page = settings.SITE_URL + reverse("cases:my_returns")
    return {
        "subject": f"{plural(len(returns), 'return is', 'returns are')} with you to answer",
        "body": f"You are asked to answer:\n\n{listed}\n\nBegin at {page}\n",
    }


@transaction.atomic
def send_link_to_auditor(*, audit_return: AuditReturn, by: User) -> User:
    """Once more, to the auditor of an open return who has never signed in; says who that is."""
    require(by, Permission.ASSIGN_AUDITORS, agency_id=audit_return.agency_id)
    require_open(audit_return.audit)
    auditor = audit_return.auditor
    if auditor is None or not audit_return.is_open or not auditor.is_active:
        raise Refused("Nobody is waited for here, so no link is sent.")
    if auditor.last_login is not None:
        raise Refused(f"{auditor.name} has signed in already, and can ask for a new password.")
    try:
        send_link(user=auditor, by=by)
    except TooManyLinks as refusal:
        raise Refused(str(refusal)) from refusal
    return auditor


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
    require_open(audit_return.audit)
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

"""Agencies from outside the partnership, invited by a coordinator for one audit alone."""

from django.conf import settings
from django.db import transaction

from agencies.access import require
from agencies.account_links import send_link, way_in
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Agency, Membership, User
from agencies.roles import Permission, Role
from agencies.services import Refused, new_user

LAST = 30_000  # guests come after the agencies of the partnership
ASKED = "{agency} is asked to take part in the audit “{audit}”, and you {to_do}."
SIGN_IN = "\nOpen {site} and sign in as before.\n"
PARTS = {Role.LEAD: "to lead its part", Role.AUDITOR: "to answer its returns"}
ONE_OF_US = "{agency} belongs to the partnership. Tick it in the list of agencies instead."
YOURSELF = {
    Role.LEAD: "You cannot lead an agency that you invite. Name somebody who works there.",
    Role.AUDITOR: "You cannot answer for an agency that you invite. Name somebody who works there.",
}
CLOSED = "{name}’s account is closed. Ask an admin to reopen it, or name somebody else."
ADMIN_ADDS = "{agency} belongs to the partnership, so an admin adds its auditors."
ADMIN_REMOVES = "{agency} belongs to the partnership, so an admin takes away its roles."
NOT_YOURSELF = "You cannot withdraw yourself. Ask an admin."


@transaction.atomic
def add_guest(
    *,
    name: str,
    sector: str,
    lead_name: str,
    lead_email: str,
    audit_name: str,
    by: User,
    auditor_name: str = "",
    auditor_email: str = "",
) -> Agency:
    """A guest with its lead, and its auditor where one is named, who are told by e-mail.

    One that was here before is taken up again. The lead may be the auditor too. Raises Refused for
    the name of an agency of the partnership, a closed account and one's own.
    """
    require(by, Permission.RUN_AUDITS)
    agency = _agency(name, sector)
    people = {lead_email.casefold(): (lead_name, [Role.LEAD])}
    if auditor_email:
        _, roles = people.setdefault(auditor_email.casefold(), (auditor_name, []))
        roles.append(Role.AUDITOR)
    record("invited a guest agency", agency, by=by, agency_id=agency.pk)
    for email, (person, roles) in people.items():
        _ask(agency, person, email, roles, audit_name, by)
    return agency


@transaction.atomic
def name_auditor(*, agency: Agency, name: str, email: str, audit_name: str, by: User) -> User:
    """Let somebody answer for a guest: its lead, or another, who then gets an account.

    Raises Refused for an agency of the partnership, a closed account and one's own.
    """
    require(by, Permission.RUN_AUDITS)
    if not agency.is_guest:
        raise Refused(ADMIN_ADDS.format(agency=agency))
    return _ask(agency, name, email, [Role.AUDITOR], audit_name, by)


@transaction.atomic
def end_part_in(*, agency: Agency, user: User, by: User) -> None:
    """What somebody was invited to a guest for by mistake: their roles there end.

    Whoever has no other role is left no link into an account. Raises Refused for an agency of the
    partnership and for oneself; the caller knows whether they have done anything.
    """
    require(by, Permission.RUN_AUDITS)
    if not agency.is_guest:
        raise Refused(ADMIN_REMOVES.format(agency=agency))
    if user == by:
        raise Refused(NOT_YOURSELF)
    for membership in user.memberships.filter(agency=agency):
        membership.delete()
        record("took away a role", user, by=by, agency_id=agency.pk, detail=membership.role)
    if not user.memberships.exists():
        user.links.filter(used_at=None).delete()


def _ask(
    agency: Agency, name: str, email: str, roles: list[Role], audit_name: str, by: User
) -> User:
    """Give somebody these roles in a guest, and say in one e-mail what for."""
    user = User.objects.filter(email__iexact=email).first()
    if user == by:
        raise Refused(YOURSELF[roles[0]])
    if user is not None and not user.is_active:
        raise Refused(CLOSED.format(name=user.name))
    is_new = user is None or not (user.has_usable_password() or user.links.exists())
    user = user or new_user(email=email, name=name)
    for role in roles:
        Membership.objects.get_or_create(user=user, role=role, agency=agency)
        record("gave a role", user, by=by, agency_id=agency.pk, detail=role)
    to_do = " and ".join(PARTS[role] for role in roles)
    asked = ASKED.format(agency=agency.name, audit=audit_name, to_do=to_do)
    if is_new:
        send_link(user=user, by=by, why=asked)
    else:
        how = way_in(user) or SIGN_IN.format(site=settings.SITE_URL)
        send_message(
            to=user,
            subject="You are asked to take part in an audit",
            body=f"Hello {user.name},\n\n{asked}\n{how}",
        )
    return user


def _agency(name: str, sector: str) -> Agency:
    found = (
        Agency.objects.filter(name__iexact=name).first()
        or Agency.objects.filter(short_name__iexact=name[:40]).first()
    )
    if found is None:
        return Agency.objects.create(
            name=name, short_name=name[:40].strip(), sector=sector, is_guest=True, position=LAST
        )
    if not found.is_guest:
        raise Refused(ONE_OF_US.format(agency=found.name))
    return found

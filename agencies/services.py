"""What an admin does with agencies and people."""

from django.db import transaction

from agencies.access import require
from agencies.account_links import TooManyLinks, password_link, send_link
from agencies.activity import record
from agencies.models import Agency, Membership, User
from agencies.roles import AGENCY_ROLES, Permission, Role


class Refused(Exception):
    """The operation cannot happen; the message is a sentence for the reader."""


@transaction.atomic
def add_person(*, email: str, name: str, job_title: str, role: str, agency, by: User) -> User:
    """Create an account with one role and send the person a link to choose a password."""
    require(by, Permission.SET_UP)
    user = new_user(email=email, name=name, job_title=job_title)
    record("added a person", user, by=by)
    add_role(user=user, role=role, agency=agency, by=by)
    invite(user=user, by=by)
    return user


def new_user(*, email: str, name: str, job_title: str = "") -> User:
    user = User(email=email.strip().lower(), name=name.strip(), job_title=job_title.strip())
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    return user


@transaction.atomic
def add_admin(*, email: str, name: str) -> str:
    """For whoever runs the service: an account that can set everything up, and its one-time link.

    Raises ValidationError for an address that is malformed or taken.
    """
    user = new_user(email=email, name=name)
    Membership.objects.create(user=user, role=Role.ADMIN)
    record("added an admin from the command line", user)
    return password_link(user)


@transaction.atomic
def invite(*, user: User, by: User) -> None:
    """Send a link that works once."""
    require(by, Permission.SET_UP)
    send_invitation(user=user, by=by)


def send_invitation(*, user: User, by: User) -> None:
    """Whoever calls this has asked whether `by` may. Raises Refused where too many were sent."""
    try:
        send_link(user=user, by=by)
    except TooManyLinks as refusal:
        raise Refused(str(refusal)) from refusal


@transaction.atomic
def add_role(*, user: User, role: str, agency: Agency | None, by: User) -> Membership:
    """Raises Refused for one's own account, a role held already, or an agency that does not fit."""
    require(by, Permission.SET_UP)
    _refuse_own_account(user, by)
    if (role in AGENCY_ROLES) != (agency is not None):
        raise Refused(
            f"Choose an agency for “{Role(role).label}”."
            if agency is None
            else f"“{Role(role).label}” works for the whole partnership. Leave the agency empty."
        )
    membership, created = Membership.objects.get_or_create(user=user, role=role, agency=agency)
    if not created:
        raise Refused(f"{user.name} has this role already.")
    record("gave a role", user, by=by, agency_id=membership.agency_id, detail=role)
    return membership


@transaction.atomic
def remove_role(*, membership: Membership, by: User) -> None:
    require(by, Permission.SET_UP)
    _refuse_own_account(membership.user, by)
    detail = membership.role
    membership.delete()
    record("took away a role", membership.user, by=by, detail=detail)


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: User) -> None:
    """Close or reopen an account. A closed one is signed out at its next request."""
    require(by, Permission.SET_UP)
    _refuse_own_account(user, by)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    record("reopened an account" if is_active else "closed an account", user, by=by)


def _refuse_own_account(user: User, by: User) -> None:
    if user.pk == by.pk:
        raise Refused("You cannot change your own roles or account. Ask another admin.")


@transaction.atomic
def save_setup(*, form, by: User):
    """Save a valid area, agency, partnership or person form, and say so in the activity."""
    require(by, Permission.SET_UP)
    verb = "changed" if not form.instance._state.adding else "added"
    saved = form.save()
    record(f"{verb} {saved._meta.verbose_name}", saved, by=by)
    return saved

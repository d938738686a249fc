"""What an admin does with agencies and people."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from agencies.access import require
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Agency, Membership, Partnership, User
from agencies.roles import AGENCY_ROLES, Permission, Role

INVITATION = """Hello {name},

You have been given an account in Case Audit, the service {partnership} uses for its multi-agency \
case audits.

Choose a password here:
{link}

The link works once, for three days. If it has run out, open {site} and choose \
“I have forgotten my password”.
"""


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


def password_link(user: User) -> str:
    """Lets its holder choose this person's password, once."""
    key = [user_pk_to_url_str(user), default_token_generator.make_token(user)]
    return settings.SITE_URL + reverse("account_reset_password_from_key", args=key)


@transaction.atomic
def invite(*, user: User, by: User) -> None:
    """Send a link that works once; any earlier link stops working when a password is chosen."""
    require(by, Permission.SET_UP)
    send_invitation(user=user, by=by)


def send_invitation(*, user: User, by: User) -> None:
    """Whoever calls this has asked whether `by` may."""
    partnership = Partnership.objects.first() or "your partnership"
    send_message(
        to=user,
        subject="Your account in Case Audit",
        body=INVITATION.format(
            name=user.name,
            partnership=partnership,
            link=password_link(user),
            site=settings.SITE_URL,
        ),
    )
    record("invited a person", user, by=by)


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

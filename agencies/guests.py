"""Agencies from outside the partnership, invited by a coordinator for one audit alone."""

from django.conf import settings
from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Agency, Membership, User
from agencies.roles import Permission, Role
from agencies.services import Refused, new_user, send_invitation

LAST = 30_000  # guests come after the agencies of the partnership
ASKED = """Hello {name},

{agency} is asked to take part in the audit “{audit}”, and you to lead its part.

Open {site} and sign in as before.
"""
ONE_OF_US = "{agency} belongs to the partnership. Tick it in the list of agencies instead."
YOURSELF = "You cannot lead an agency that you invite. Name somebody who works there."
CLOSED = "{name}’s account is closed. Ask an admin to reopen it, or name somebody else."


@transaction.atomic
def add_guest(
    *, name: str, sector: str, lead_name: str, lead_email: str, audit_name: str, by: User
) -> Agency:
    """A guest with its lead, who is told by e-mail; one that was here before is taken up again.

    Raises Refused for the name of an agency of the partnership, a closed account and one's own.
    """
    require(by, Permission.RUN_AUDITS)
    agency = _agency(name, sector)
    user = User.objects.filter(email__iexact=lead_email).first()
    if user == by:
        raise Refused(YOURSELF)
    if user is not None and not user.is_active:
        raise Refused(CLOSED.format(name=user.name))
    is_new = user is None
    user = user or new_user(email=lead_email, name=lead_name)
    Membership.objects.get_or_create(user=user, role=Role.LEAD, agency=agency)
    record("invited a guest agency", agency, by=by, agency_id=agency.pk)
    if is_new:
        send_invitation(user=user, by=by)
    else:
        body = ASKED.format(
            name=user.name, agency=agency.name, audit=audit_name, site=settings.SITE_URL
        )
        send_message(to=user, subject="You are asked to take part in an audit", body=body)
    return agency


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

"""Named contacts, deputies and those told last of immediate concerns."""

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import Area, ConcernContact, User
from agencies.roles import Permission
from agencies.services import Refused


@transaction.atomic
def add_contact(*, user: User, area: Area | None, kind: str, by: User) -> ConcernContact:
    """Raises Refused for somebody who is told of that area already."""
    require(by, Permission.SET_UP)
    made, created = ConcernContact.objects.get_or_create(
        user=user, area=area, defaults={"kind": kind}
    )
    if not created:
        raise Refused(f"{user.name} is told of that area already. Remove the entry to change it.")
    record("added a concern contact", user, by=by, detail=kind)
    return made


@transaction.atomic
def remove_contact(*, contact: ConcernContact, by: User) -> None:
    require(by, Permission.SET_UP)
    record("removed a concern contact", contact.user, by=by, detail=contact.kind)
    contact.delete()


def areas_without_contact() -> list[Area]:
    """Areas in which nobody but the coordinators is told at once."""
    told = ConcernContact.objects.filter(
        user__is_active=True,
        kind__in=[ConcernContact.Kind.CONTACT, ConcernContact.Kind.DEPUTY],
    )
    if told.filter(area=None).exists():
        return []
    return list(Area.objects.exclude(pk__in=told.values("area")))

"""Concerns raised, and who is told of them."""

from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from agencies.models import ConcernContact, Message
from agencies.roles import Role
from cases.concerns import raise_concern
from cases.models import Concern
from tests import factories

SECRET = "The kestrel was not fed"


def contact(area=None, kind="contact", **fields):
    person = factories.user(Role.VIEWER, **fields)
    ConcernContact.objects.create(user=person, area=area, kind=kind)
    return person


def raised(found, by=None, **fields) -> Concern:
    return raise_concern(
        **{
            "key": uuid4(),
            "audit": found.audit,
            "audit_return": found,
            "what": SECRET,
            "for_whom": "The youngest",
            "told_whom": "Children’s social care",
            "told_at": timezone.now(),
            "by": by or found.auditor,
        }
        | fields
    )


def told() -> set:
    return set(Message.objects.values_list("recipient", flat=True))


def later(minutes):
    return timezone.now() + timedelta(minutes=minutes)


def sent(**changes) -> dict:
    now = timezone.localtime()
    return {
        "key": str(uuid4()),
        "what": SECRET,
        "for_whom": "The youngest",
        "told_whom": "Social care",
        "told_on": f"{now:%d/%m/%Y}",
        "told_time": f"{now:%H:%M}",
    } | changes


def page_for(found) -> str:
    return reverse("cases:return_concern", args=[found.pk])

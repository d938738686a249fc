"""E-mail about an immediate concern: where to read it, and never what it is or about whom."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from agencies.messages import send_message
from agencies.models import Message, User
from cases.models import Concern

TOLD = """{name},

An immediate concern about {reference} was raised in Case Audit at {time} on {day}.
{more}
Read it, and say that you have seen it, here:
{link}

This message says nothing of the concern itself. Case Audit is not a referral: whoever raised it \
was told to refer at once, or to ring 999.
"""


def tell(concern: Concern, people: Iterable[User], *, subject: str, more: str, when: str) -> None:
    """`concern` needs its audit, case and return."""
    raised = timezone.localtime(concern.raised_at)
    for person in people:
        send_message(
            to=person,
            subject=f"{subject}: {concern.reference}",
            body=TOLD.format(
                name=person.name,
                reference=concern.reference,
                time=f"{raised:%H:%M}",
                day=f"{raised.day} {raised:%B %Y}",
                more=more,
                link=settings.SITE_URL + reverse("cases:concern", args=[concern.pk]),
            ),
            once=f"{_told(concern)}{person.pk}:{when}",
        )


def told_of(concern: Concern) -> list[Message]:
    """Each e-mail that asked somebody to read it, the first one first."""
    written = Message.objects.filter(once__startswith=_told(concern))
    return list(written.select_related("recipient").order_by("written_at", "recipient__name"))


def _told(concern: Concern) -> str:
    return f"concern:{concern.pk}:"

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

ANSWERED = """{name},

The immediate concern about {reference} that you raised in Case Audit {answered}.

Read by whom, and what was done, here:
{link}

This message says nothing of the concern itself.
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
                link=_link(concern),
            ),
            once=f"{_told(concern)}{person.pk}:{when}",
        )


def tell_raiser(concern: Concern, *, by: User, answered: str) -> None:
    """`answered` goes on from the concern: “has been seen”. Nobody is told what they did.

    `concern` needs its audit, case and return, as far as whoever answers may see them.
    """
    raiser = concern.raised_by
    if raiser.pk == by.pk or not raiser.is_active:
        return
    send_message(
        to=raiser,
        subject=f"Your immediate concern {answered}: {concern.reference}",
        body=ANSWERED.format(
            name=raiser.name,
            reference=concern.reference,
            answered=answered,
            link=_link(concern),
        ),
    )


def _link(concern: Concern) -> str:
    return settings.SITE_URL + reverse("cases:concern", args=[concern.pk])


def told_of(concern: Concern) -> list[Message]:
    """Each e-mail that asked somebody to read it, the first one first."""
    written = Message.objects.filter(once__startswith=_told(concern))
    return list(written.select_related("recipient").order_by("written_at", "recipient__name"))


def _told(concern: Concern) -> str:
    return f"concern:{concern.pk}:"

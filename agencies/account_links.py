"""One-time links with which somebody chooses their password: made, sent, opened and renewed."""

from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone

from agencies.activity import record
from agencies.messages import send_message
from agencies.models import AccountLink, Partnership, User
from agencies.secret_links import hashed, is_token, new_token

MOST_A_DAY = 3
MOST_UNASKED = 3  # so many go to somebody who does not come; then somebody has to ask them
INVITATION = """Hello {name},

You have been given an account in Case Audit, the service {partnership} uses for its multi-agency \
case audits.{why}

Choose a password here:
{link}

The link works once, for three days. Once it has run out, open it all the same and ask for a new \
one. Only the newest link works.
"""


class TooManyLinks(Exception):
    """The message is a sentence for whoever asked for one more."""


class State(StrEnum):
    WORKS = "works"
    USED = "used"
    REPLACED = "replaced"
    RUN_OUT = "run_out"
    UNKNOWN = "unknown"


def find_link(token: str) -> AccountLink | None:
    if not is_token(token):
        return None
    return AccountLink.objects.select_related("user").filter(token_hash=hashed(token)).first()


def state_of(link: AccountLink | None, now: datetime) -> State:
    """A link into an account that was closed tells as little as one that never was."""
    if link is None or not link.user.is_active:
        return State.UNKNOWN
    came = link.user.last_login
    if link.used_at or (came and came > link.made_at):
        return State.USED
    if link.user.links.filter(made_at__gt=link.made_at).exists():
        return State.REPLACED
    return State.RUN_OUT if link.expires_at <= now else State.WORKS


def password_link(user: User) -> str:
    """Lets its holder choose this person's password, once; earlier ones stop working.

    Raises TooManyLinks.
    """
    now, token = timezone.now(), new_token()
    # Held, so that two who ask at once do not both get the last one.
    User.objects.select_for_update().get(pk=user.pk)
    if user.links.filter(made_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyLinks(
            f"{user.name} has been sent {MOST_A_DAY} links in a day. Ask them to look among "
            "unwanted mail, or send another tomorrow."
        )
    AccountLink.objects.create(
        user=user, token_hash=hashed(token), made_at=now, expires_at=now + AccountLink.LASTS
    )
    return settings.SITE_URL + reverse("agencies:account_link", args=[token])


def way_in(person: User, *, spares: timedelta = timedelta(0)) -> str:
    """What an e-mail adds for somebody who was invited and has not come yet: a link that works.

    Nothing for anybody else, and for whoever had as many links as a day allows. A link younger
    than `spares` is pointed to: another would stop it working.
    """
    if person.last_login is not None or not person.links.exists():
        return ""
    if person.links.filter(made_at__gt=timezone.now() - spares).exists():
        return "\nYou have not signed in yet. Choose a password first, with the link just sent.\n"
    try:
        link = password_link(person)
    except TooManyLinks:
        return ""
    return f"\nYou have not signed in yet. Choose a password first, within three days:\n{link}\n"


@transaction.atomic
def send_link(*, user: User, by: User | None = None, why: str = "") -> None:
    """E-mail a link that works once; `why`: what somebody is asked to do. Raises TooManyLinks."""
    send_message(
        to=user,
        subject="Your account in Case Audit",
        body=INVITATION.format(
            name=user.name,
            partnership=Partnership.objects.first() or "your partnership",
            link=password_link(user),
            why=why and f"\n\n{why}",
        ),
    )
    record("invited a person", user, by=by)


@transaction.atomic
def choose_password(*, link: AccountLink, password: str) -> bool:
    """Says whether the link still worked; of two who use it at once the second is too late."""
    held = AccountLink.objects.select_for_update(of=("self",)).select_related("user")
    link = held.get(pk=link.pk)
    if state_of(link, timezone.now()) != State.WORKS:
        return False
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    link.user.set_password(password)
    link.user.save(update_fields=["password"])
    record("chose a password", link.user, by=link.user)
    return True


def renew(link: AccountLink | None) -> None:
    """A new link to the address of one that ran out; of any other nothing is sent."""
    if state_of(link, timezone.now()) in {State.RUN_OUT, State.REPLACED}:
        with suppress(TooManyLinks):  # whoever holds an old link learns nothing, not even this
            send_link(user=link.user)


def renew_run_out(now: datetime) -> int:
    """To people who have a role and never came: a new link when theirs has run out, a few times."""
    waiting = (
        User.objects.filter(is_active=True, last_login=None, memberships__isnull=False)
        .annotate(
            number=Count("links", distinct=True),
            last=Max("links__expires_at"),
            used=Count("links", filter=Q(links__used_at__isnull=False)),
        )
        .filter(number__gt=0, number__lt=MOST_UNASKED, last__lte=now, used=0)
    )
    for person in waiting:
        send_link(user=person)
    return len(waiting)

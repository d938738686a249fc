"""E-mails: a row in the caller's transaction, sent by a worker after it commits."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from agencies.models import Message
from agencies.queueing import dispatch

log = logging.getLogger("caseaudit.messages")


def send_message(*, to, subject: str, body: str, once: str | None = None) -> Message | None:
    """Neither subject nor body may hold an identifier of a child: references only.

    `to` is a user, or the address of somebody without an account. What has been said before under
    the same `once` is not said again, and nothing is returned.
    """
    reaches = {"address": to} if isinstance(to, str) else {"recipient": to}
    message = Message(**reaches, subject=" ".join(subject.split()), body=body, once=once)
    # Two workers may say the same at once; the row that is there already decides.
    Message.objects.bulk_create([message], ignore_conflicts=once is not None)
    if once is not None and not Message.objects.filter(pk=message.pk).exists():
        return None
    transaction.on_commit(lambda: dispatch("agencies.tasks.deliver_message", message.pk))
    return message


@transaction.atomic
def deliver(message_id) -> None:
    """Send a message that has not been sent; the row is held meanwhile, so it is sent once.

    A mail server that does not answer costs one attempt; the beat asks again every minute.
    """
    waiting = Message.objects.waiting().select_related("recipient").filter(pk=message_id)
    message = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if message is None:
        return
    message.attempts += 1
    if _was_sent(message):
        message.sent_at = timezone.now()
    message.save(update_fields=["attempts", "sent_at"])


def _was_sent(message: Message) -> bool:
    recipients = [message.recipient.email if message.recipient_id else message.address]
    try:
        send_mail(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, recipients)
    except (OSError, SMTPException) as error:
        log.warning("Message %s was not sent: %s", message.pk, type(error).__name__)
        return False
    return True

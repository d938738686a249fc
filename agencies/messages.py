"""E-mails: a row in the caller's transaction, sent by a worker after it commits."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Message
from agencies.queueing import dispatch


def send_message(*, to, subject: str, body: str) -> Message:
    """Neither subject nor body may hold an identifier of a child: references only."""
    message = Message.objects.create(recipient=to, subject=" ".join(subject.split()), body=body)
    transaction.on_commit(lambda: dispatch("agencies.tasks.deliver_message", message.pk))
    return message


def deliver(message_id) -> None:
    """Send a message that has not been sent; twice asked, once sent."""
    with transaction.atomic():
        message = Message.objects.waiting().select_for_update(skip_locked=True)
        message = message.select_related("recipient").filter(pk=message_id).first()
        if message is None:
            return
        Message.objects.filter(pk=message_id).update(attempts=F("attempts") + 1)
    _send(message)
    Message.objects.filter(pk=message_id).update(sent_at=timezone.now())


def _send(message: Message) -> None:
    send_mail(message.subject, message.body, settings.DEFAULT_FROM_EMAIL, [message.recipient.email])

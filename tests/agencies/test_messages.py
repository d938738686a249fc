"""E-mail: a row first, sent once, tried again when the mail server does not answer."""

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.urls import reverse

from agencies.messages import deliver, send_message
from agencies.models import Message
from agencies.tasks import deliver_waiting_messages
from tests import factories

pytestmark = pytest.mark.django_db


class DeadServer(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def message():
    return send_message(to=factories.user(), subject="Two\nlines", body="Body")


def test_a_message_is_sent_once_however_often_it_is_asked_for(message):
    for _ in range(3):
        deliver(message.pk)
    assert [sent.to for sent in mail.outbox] == [[message.recipient.email]]
    assert Message.objects.get().sent_at is not None


def test_a_subject_is_one_line_whatever_was_given(message):
    assert message.subject == "Two lines"


def test_a_dead_mail_server_loses_nothing(message, settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    deliver(message.pk)
    assert (Message.objects.get().sent_at, Message.objects.get().attempts) == (None, 1)

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_waiting_messages()
    assert Message.objects.get().sent_at is not None


def test_one_message_that_fails_does_not_hold_up_the_next(message, settings):
    given_up = send_message(to=factories.user(), subject="Another", body="Body")
    Message.objects.filter(pk=given_up.pk).update(attempts=Message.MAX_ATTEMPTS)
    deliver_waiting_messages()
    assert [sent.subject for sent in mail.outbox] == ["Two lines"]


# the page


def subjects(client, query="") -> list[str]:
    page = client.get(reverse("agencies:messages") + query).context["page"]
    return [sent.subject for sent in page]


@pytest.fixture
def reader(as_):
    """Somebody who was sent three messages, two of them reminders."""
    person = factories.user()
    for subject, once in (("First", "reminder:x:1"), ("Second", None), ("Third", "late:x:2")):
        send_message(to=person, subject=subject, body="Body", once=once)
    send_message(to=factories.user(), subject="Somebody else’s", body="Body", once="reminder:y:1")
    return as_(person)


def test_messages_are_listed_newest_first_or_oldest_first(reader):
    assert subjects(reader) == ["Third", "Second", "First"]
    assert subjects(reader, "?order=oldest") == ["First", "Second", "Third"]


def test_reminders_can_be_looked_at_alone_and_say_what_they_are(reader):
    assert subjects(reader, "?show=reminders&order=oldest") == ["First", "Third"]
    body = reader.get(reverse("agencies:messages")).content.decode()
    assert body.count(" Reminder</span>") == 2


def test_nonsense_in_the_address_shows_everything(reader):
    assert len(subjects(reader, "?show=%00&order=%00&page=x")) == 3


def test_nobody_who_was_sent_nothing_is_offered_a_filter(as_):
    page = as_(factories.user()).get(reverse("agencies:messages")).content.decode()
    assert "No messages" in page
    assert "pills" not in page

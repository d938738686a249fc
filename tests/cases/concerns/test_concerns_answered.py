"""Whoever raised a concern hears that it was seen and closed, and no more by e-mail."""

import pytest

from agencies.models import Message
from cases.concerns import acknowledge_concern, close_concern
from cases.models import Concern
from tests import factories
from tests.cases.concerns.raising import SECRET, raised

pytestmark = pytest.mark.django_db


def heard_by(person) -> list[str]:
    return [message.subject for message in person.messages.order_by("written_at")]


def test_whoever_raised_it_hears_that_it_was_seen_and_that_it_is_closed(found, coordinator):
    concern = raised(found)
    assert heard_by(found.auditor) == []
    acknowledge_concern(concern=concern, by=coordinator)
    acknowledge_concern(concern=concern, by=coordinator)
    seen = f"Your immediate concern has been seen: {found.reference}"
    assert heard_by(found.auditor) == [seen]
    close_concern(concern=concern, outcome="Safe.", by=coordinator)
    closed = f"Your immediate concern is closed: {found.reference}"
    assert heard_by(found.auditor) == [seen, closed]


def test_what_they_hear_says_nothing_of_the_concern_or_of_who_the_child_is(found, coordinator):
    concern = raised(found)
    close_concern(concern=concern, outcome="Taken to an aunt.", by=coordinator)
    heard = found.auditor.messages.get()
    for secret in (SECRET, "youngest", "social care", "aunt"):
        assert secret not in heard.subject + heard.body
    assert f"/concerns/{concern.pk}/" in heard.body


def test_nobody_is_told_what_they_did_themselves(found):
    only = factories.coordinator()
    concern = raised(found, by=only)
    close_concern(concern=concern, outcome="Safe.", by=only)
    assert not Message.objects.exists()


def test_somebody_who_has_left_is_not_written_to(found, coordinator):
    concern = raised(found)
    found.auditor.is_active = False
    found.auditor.save()
    close_concern(concern=Concern.objects.get(pk=concern.pk), outcome="Safe.", by=coordinator)
    assert heard_by(found.auditor) == []

"""Immediate concerns: told at once and without a word of what they are, until somebody answers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Message
from agencies.rls import Scope, acting, scope_of
from agencies.roles import Role
from audits.models import Audit
from cases.concerns import (
    acknowledge_concern,
    close_concern,
    escalate_due,
    note_on_concern,
    reasons_not_to_close,
)
from cases.models import Concern, ConcernNote
from cases.tasks import escalate_concerns
from cases.transitions import Refused
from tests import factories
from tests.cases.concerns.raising import SECRET, contact, later, raised, told

pytestmark = pytest.mark.django_db


def test_contacts_deputies_and_coordinators_are_told_at_once(found, area, coordinator):
    named, deputy, everywhere = contact(area), contact(area, "deputy"), contact(None)
    contact(factories.area())
    contact(area, "escalation")
    contact(area, is_active=False)
    raised(found)
    assert told() == {each.pk for each in (named, deputy, everywhere, coordinator)}


def test_no_mail_says_what_the_concern_is_or_who_the_child_is(found, area, coordinator):
    contact(area)
    raised(found)
    for message in Message.objects.all():
        words = message.subject + message.body
        assert found.reference in words
        for secret in (SECRET, "youngest", "kestrel", "social care"):
            assert secret not in words


def test_without_a_contact_the_coordinator_is_told_so(found, coordinator):
    raised(found)
    assert "No named contact is set up" in Message.objects.get().body


def test_sent_twice_it_is_one_concern(found, coordinator):
    key = uuid4()
    raised(found, key=key)
    raised(found, key=key)
    assert Concern.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_key_of_somebody_elses_concern_makes_one_of_ones_own(found, coordinator):
    there = raised(found)
    mine = raised(found, key=there.pk, by=coordinator)
    assert mine.pk != there.pk
    assert mine.raised_by == coordinator


def test_a_viewer_cannot_raise_one(found):
    with pytest.raises(PermissionDenied):
        raised(found, by=factories.user(Role.VIEWER))


# Escalation


def test_what_nobody_has_seen_in_time_also_reaches_those_told_last(found, area, coordinator):
    named, last = contact(area), contact(area, "escalation")
    raised(found)
    assert escalate_due(later(59)) == 0
    assert escalate_due(later(61)) == 1
    again = Message.objects.filter(subject__startswith="Nobody has seen")
    assert set(again.values_list("recipient", flat=True)) == {named.pk, last.pk, coordinator.pk}
    assert Concern.objects.get().escalated_at


def test_it_is_told_once_a_day_until_somebody_has_seen_it(found, coordinator):
    concern = raised(found)
    assert escalate_due(later(61)) == 1
    assert escalate_due(later(62)) == 0
    assert escalate_due(later(61 + 24 * 60)) == 1
    acknowledge_concern(concern=concern, by=coordinator)
    assert escalate_due(later(61 + 72 * 60)) == 0


def test_the_wait_is_an_hour_also_when_the_clocks_change(found, coordinator):
    raised(found)
    before = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    Concern.objects.update(raised_at=before)
    assert escalate_due(before + timedelta(minutes=59)) == 0
    assert escalate_due(before + timedelta(minutes=60)) == 1


def test_the_task_of_the_beat_escalates(found, coordinator):
    raised(found)
    Concern.objects.update(raised_at=timezone.now() - timedelta(hours=2))
    escalate_concerns()
    assert Message.objects.filter(subject__startswith="Nobody has seen").count() == 1


# Answering


def test_a_contact_of_the_area_answers_and_others_do_not(found, area):
    concern = raised(found)
    stranger = contact(factories.area())
    for person in (stranger, factories.lead(found.agency)):
        with pytest.raises(PermissionDenied):
            acknowledge_concern(concern=concern, by=person)
    acknowledge_concern(concern=concern, by=contact(area))
    concern.refresh_from_db()
    assert concern.is_acknowledged


def test_who_raised_it_answers_only_where_nobody_else_can(area):
    only = factories.coordinator()
    found = factories.audit_return()
    concern = raised(found, by=only)
    acknowledge_concern(concern=concern, by=only)
    other = raised(found, by=only)
    factories.coordinator()
    with pytest.raises(PermissionDenied):
        acknowledge_concern(concern=other, by=only)


def test_closing_says_what_came_of_it_and_is_final(found, coordinator):
    concern = raised(found)
    close_concern(concern=concern, outcome="Referred and seen.", by=coordinator)
    concern.refresh_from_db()
    assert (concern.acknowledged_by, concern.closed_by) == (coordinator, coordinator)
    with pytest.raises(Refused, match="closed already"):
        close_concern(concern=concern, outcome="Again.", by=coordinator)


def test_the_audit_cannot_be_closed_while_one_is_open(found, coordinator):
    concern = raised(found)
    assert reasons_not_to_close(found.audit.concerns.open().count()) == [
        "1 immediate concern is open. The audit cannot be closed until somebody says what came of"
        " it."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.filter(pk=found.audit_id).update(status="closed")
    close_concern(concern=concern, outcome="Safe.", by=coordinator)
    assert reasons_not_to_close(found.audit.concerns.open().count()) == []
    Audit.objects.filter(pk=found.audit_id).update(status="closed")


# The wall


def seen_by(person) -> list:
    with acting(scope_of(person)):
        return list(Concern.objects.visible_to(person))


def test_who_may_see_one_in_query_and_behind_the_wall(found, area, coordinator):
    concern = raised(found)
    welcome = [
        coordinator,
        contact(area),
        contact(None),
        found.auditor,
        factories.lead(found.agency),
    ]
    strangers = [
        contact(factories.area()),
        factories.lead(factories.agency()),
        factories.auditor(found.agency),
        factories.user(Role.VIEWER),
    ]
    for person in welcome:
        assert seen_by(person) == [concern], person
    for person in strangers:
        assert seen_by(person) == [], person


def test_a_forgotten_filter_shows_nothing_to_another_agency(found, coordinator):
    note_on_concern(concern=raised(found), text="Rang.", by=found.auditor)
    with acting(Scope(agencies=frozenset({str(factories.agency().pk)}))):
        assert not Concern.objects.exists()
        assert not ConcernNote.objects.exists()

"""Reminders of what a panel asked an agency to do: its leads hear of it, and never what it is."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Membership, Message
from agencies.roles import Role
from agencies.tasks import deliver_waiting_messages
from audits.models import Audit, LocalGroup
from cases.models import CaseAction, Reminder
from cases.panel.notes import add_case_action, finish_case_action
from cases.reminders.facts import facts_of
from tests import factories
from tests.cases.panel.panels import item, two_returns
from tests.cases.reminders.test_reminders import TODAY, at, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return two_returns()


@pytest.fixture
def lead(three):
    """The only one."""
    Membership.objects.filter(role=Role.LEAD).delete()
    return factories.lead(three[1].agency)


def ask(three, *, since=-30, due=None) -> CaseAction:
    """Asked, and due, so many days from today."""
    case, health, _ = three
    due_on = None if due is None else TODAY + timedelta(days=due)
    action = add_case_action(
        item=item(case),
        agency=health.agency,
        text="Ring Clementine Canary.",
        due_on=due_on,
        by=factories.user(Role.MODERATOR),
    )
    CaseAction.objects.filter(pk=action.pk).update(added_at=at(TODAY + timedelta(days=since)))
    return action


def test_leads_are_told_the_day_after_a_panel_asks_also_without_a_day(three, lead):
    factories.lead(three[2].agency)
    ask(three, since=-1)
    assert send() == [lead.name]
    assert "Actions a panel asked your agency for:" in Message.objects.get().body
    assert send(TODAY + timedelta(days=1)) == []


@pytest.mark.parametrize("number", [7, 1, 0, -1, -4])
def test_leads_are_reminded_before_on_and_after_the_day(three, lead, number):
    ask(three, due=number)
    assert send() == [lead.name]


@pytest.mark.parametrize("number", [8, 2, -2, None])
def test_no_mail_between(three, lead, number):
    ask(three, due=number)
    assert send() == []


def test_what_was_changed_is_told_again(three, lead):
    action = ask(three)
    changed = {"changed_at": at(TODAY - timedelta(days=1)), "changed_by": action.added_by}
    CaseAction.objects.filter(pk=action.pk).update(**changed)
    assert send() == [lead.name]


def test_also_once_the_audit_is_closed_but_not_where_it_is_cancelled(three, lead):
    ask(three, due=-1)
    Audit.objects.update(status=Audit.Status.CANCELLED)
    assert send() == []
    Audit.objects.update(status=Audit.Status.CLOSED)
    assert send() == [lead.name]


def test_what_is_done_is_not_reminded_of(three, lead):
    finish_case_action(action=ask(three, due=-1), done=True, by=lead)
    assert send() == []


def test_a_lead_of_another_local_group_is_not_told(three, lead):
    ask(three, due=-1)
    group = LocalGroup.objects.create(audit=three[0].audit, name="Elsewhere")
    group.people.add(lead)
    assert send() == []


def test_an_email_gives_the_reference_and_not_what_is_to_be_done(three, lead):
    ask(three, due=-1)
    send()
    deliver_waiting_messages()
    (sent,) = mail.outbox
    assert "Canary" not in sent.subject + sent.body
    assert three[0].reference in sent.body
    assert sent.subject == "1 action a panel asked for"
    assert Reminder.objects.get().references == [three[0].reference]


def test_a_day_that_was_missed_is_caught_up(three, lead):
    factories.partnership(reminded_on=TODAY - timedelta(days=2))
    ask(three, since=-2)
    assert send() == [lead.name]
    assert three[0].reference in Message.objects.get().body


def test_many_actions_cost_what_one_does(three, lead):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert facts_of().asked
        return len(queries)

    ask(three)
    one = cost()
    for _ in range(4):
        ask(three, due=3)
    assert cost() == one

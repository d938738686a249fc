"""Asking, answering and approving in the browser, and the pages around it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from cases.agency_actions import ActionEntry, add_action
from cases.models import AgencyAction, AuditReturn, Query
from cases.queries import ask_query
from cases.reviewing import approve_return
from tests import factories
from tests.browser.checks import opens_and_passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ASKED = "Which visit was this?"
REPLY = "The second one, in May."


@pytest.fixture
def lead(audit_return):
    with acting_as_system():
        return factories.lead(audit_return.agency, name="Dilys Lead")


@pytest.fixture
def queried(audit_return, lead):
    """Its first answer was changed once, and is asked about."""
    with acting_as_system():
        AuditReturn.objects.filter(pk=audit_return.pk).update(status="in_progress")
        question = audit_return.tool_version.questions.order_by("section__position", "position")[0]
        answer = factories.answer(audit_return, question, "yes", note="Seen twice.")
        answer.value, answer.version = "no", 2
        answer.save()
        ask_query(audit_return=audit_return, question=question, text=ASKED, by=lead)
    return question


def said(audit_return) -> list[str]:
    with acting_as_system():
        return list(Query.objects.get().messages.values_list("text", flat=True))


def test_a_reply_goes_out_with_what_was_answered_and_the_lead_closes(
    page, live_server, audit_return, queried, lead, sign_in
):
    sign_in(audit_return.auditor)
    page.goto(
        live_server.url + reverse("cases:section", args=[audit_return.pk, queried.section.key])
    )
    page.get_by_label("Reply", exact=True).fill(REPLY)
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text(REPLY)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Query, answered"))).to_be_visible()
    assert said(audit_return) == [ASKED, REPLY]
    sign_in(lead)
    page.goto(live_server.url + reverse("cases:review", args=[audit_return.pk]))
    expect(page.get_by_text(REPLY)).to_be_visible()
    page.get_by_role("button", name="Close this query").click()
    expect(page.get_by_text("Closed query")).to_be_visible()


def pages_of(found, question):
    """(name, who reads it, its address), each of one state of the return."""
    answer = found.answers.get()
    action = AgencyAction.objects.first()
    return {
        "section": ("auditor", "section", [found.pk, question.section.key]),
        "wordings": ("auditor", "wordings", [found.pk, answer.pk]),
        "assign": ("lead", "assign", [found.pk]),
        "review": ("lead", "review", [found.pk]),
        "actions": ("lead", "agency_actions", [found.agency_id]),
        "action": ("lead", "change_action", [action.pk]),
        "sharing": ("coordinator", "sharing", [found.audit_id]),
    }


def test_the_pages_of_checking_are_sound(
    page, live_server, audit_return, queried, lead, sign_in, complaints
):
    with acting_as_system():
        people = {
            "auditor": audit_return.auditor,
            "lead": lead,
            "coordinator": factories.coordinator(),
        }
        add_action(agency=audit_return.agency, entry=ActionEntry("Call again."), by=lead)
        pages = pages_of(audit_return, queried)
        held = factories.submitted_return(audit=audit_return.audit)
        held.audit.may_be_held = True
        held.audit.save()
        approve_return(audit_return=held, by=factories.lead(held.agency), keep=True)
        pages["held"] = ("coordinator", "ask_release", [held.pk])
        pages["reopening"] = (held.auditor, "ask_reopening", [held.pk])
    for who, name, args in pages.values():
        sign_in(people.get(who, who))
        address = live_server.url + reverse(f"cases:{name}", args=args)
        opens_and_passes(page, address, complaints)

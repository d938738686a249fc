"""Answering a section for several people, and picking what is relevant, with and without script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from cases.models import Answer, AuditReturn
from tests import factories
from tests.browser.answers import go_on
from tests.browser.checks import opens_and_passes
from tests.cases.answering import repeating_tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"^Saved [0-9]{2}:[0-9]{2}$")


@pytest.fixture
def found():
    with acting_as_system():
        factories.partnership()
        return repeating_tool.new_return()


def address(live_server, name, found, *args) -> str:
    return live_server.url + reverse(f"cases:{name}", args=[found.pk, *args])


def said(found) -> dict:
    with acting_as_system():
        rows = Answer.objects.filter(audit_return=found).select_related("question", "subject")
        return {
            (row.question.key, row.subject.number if row.subject else row.occasion): row.value
            for row in rows
        }


def choose(page, key, label) -> None:
    page.locator(f"#question-{key}").get_by_label(label, exact=True).check()


def answer_all(page, start) -> None:
    """From the return's page to its check, by its buttons."""
    page.goto(start)
    page.get_by_label("Housing").check()
    go_on(page, "Save what is relevant")
    page.get_by_role("link", name="1. The record").click()
    choose(page, "gate", "Yes")
    go_on(page, "Save and go to section 2: Child 1")
    choose(page, "seen", "No")
    go_on(page, "Save and go to section 2: Child 2")
    choose(page, "seen", "Partly")
    go_on(page, "Save and go to section 3: Worker")
    go_on(page, "Save and go to section 3: Parent or carer")
    choose(page, "heard", "No")
    go_on(page, "Save and go to section 3: Child")
    go_on(page, "Save and go to section 4: First time")
    go_on(page, "Save and go to section 4: Later")
    go_on(page, "Save and go to section 5")
    page.get_by_label("5.2 Was there mould?").check()
    go_on(page, "Save and show these questions")
    choose(page, "damp", "Yes")
    choose(page, "mould", "Partly")
    go_on(page, "Save and check your answers")


EXPECTED = {
    ("gate", ""): "yes",
    ("seen", 1): "no",
    ("seen", 2): "partly",
    ("heard", "parent"): "no",
    ("damp", ""): "yes",
    ("mould", ""): "partly",
}


def test_a_return_with_repetitions_and_picks_is_answered_and_submitted(found, sign_in, live_server):
    page = sign_in(found.auditor)
    answer_all(page, address(live_server, "return", found))
    page.get_by_label("I have looked at the questions left blank").check()
    page.get_by_role("button", name="Submit this return").click()
    assert page.get_by_text("is submitted.").is_visible()
    assert said(found) == EXPECTED
    with acting_as_system():
        assert AuditReturn.objects.get(pk=found.pk).picked == ["extra", "mould"]


def test_it_is_answered_without_javascript_too(browser, found, sign_in, live_server):
    signed_in = sign_in(found.auditor).context.storage_state()
    with browser.new_context(java_script_enabled=False, storage_state=signed_in) as context:
        page = context.new_page()
        answer_all(page, address(live_server, "return", found))
        assert page.get_by_role("heading", name="Check your answers").is_visible()
    assert said(found) == EXPECTED


def test_a_tick_saves_itself_and_the_section_appears(found, sign_in, live_server, complaints):
    page = sign_in(found.auditor)
    page.goto(address(live_server, "return", found))
    page.get_by_label("Housing").check()
    expect(page.locator(".savestate")).to_have_text(SAVED, timeout=3000)
    page.get_by_role("link", name="5. Housing").click()
    page.get_by_label("5.2 Was there mould?").check()
    expect(page.locator(".savestate")).to_have_text(SAVED, timeout=3000)
    page.reload()
    assert page.get_by_role("group", name="Was there mould?").is_visible()
    assert complaints == []


def test_its_pages_pass_what_every_page_must(found, sign_in, complaints, live_server):
    with acting_as_system():
        found.picked = ["extra"]
        found.save()
        repeating_tool.answer(found, "gate", "yes")
        repeating_tool.answer(found, "seen", "yes", "child-2", note="From the school’s record.")
        repeating_tool.answer(found, "heard", "no", "parent")
        repeating_tool.answer(found, "words", "Nobody came when I rang.", "parent")
        repeating_tool.answer(found, "heard", state="not_recorded", code="worker")
    page = sign_in(found.auditor)
    places = [
        address(live_server, "return", found),
        address(live_server, "repetition", found, "views", "parent"),
        address(live_server, "section", found, "extra"),
        address(live_server, "check", found),
    ]
    for place in places:
        opens_and_passes(page, place, complaints)
    with acting_as_system():
        factories.move(found, AuditReturn.Status.SUBMITTED)
    opens_and_passes(page, places[0], complaints)
    assert complaints == []

"""Answering a return by keyboard alone, and without JavaScript."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.answers import go_on, status, stored
from tests.browser.checks import COVERED, WIDTHS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_TABS = 80
FOCUSED = """() => {
  const element = document.activeElement;
  const named = element.labels?.[0] ?? element;
  return named.textContent.replace(/\\s+/g, " ").trim();
}"""


def tab_to(page, words):
    """Tab to the control whose words begin so; fails when it is not reached."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(words):
            return
    raise AssertionError(f"“{words}” cannot be reached by keyboard")


def press_on(page, words):
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_return_is_answered_and_submitted_by_keyboard_alone(auditor, audit_return, live_server):
    page = auditor
    page.goto(live_server.url + reverse("cases:my_returns"))
    press_on(page, "Start")
    tab_to(page, "Yes")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    tab_to(page, "Partly")
    page.keyboard.press("Space")
    tab_to(page, "Number of visits")
    page.keyboard.type("4")
    tab_to(page, "Day")
    for part in ("31", "3", "2026"):
        page.keyboard.type(part)
        page.keyboard.press("Tab")
    tab_to(page, "Your answer")
    page.keyboard.type("The nurse came back.")
    tab_to(page, "Add a note")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Entry 14.")
    press_on(page, "Save and go to section 2")
    tab_to(page, "Yes")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    press_on(page, "Save and check your answers")
    press_on(page, "Submit this return")
    assert page.get_by_text("is submitted.").is_visible()
    assert stored(audit_return) == {
        "seen-alone": "no",
        "reasons": ["partly"],
        "visits": 4,
        "last-seen": "2026-03-31",
        "learning": "The nurse came back.",
        "drift": "no",
    }
    assert status(audit_return) == "submitted"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_focus_on_a_section_is_never_under_the_sticky_bar(key, width, auditor, return_url):
    page = auditor
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(return_url("section", "voice"))
    covered = []
    for _ in range(page.locator("a, button, input, textarea, summary").count() + 2):
        page.keyboard.press(key)
        covered.append(page.evaluate(COVERED))
    assert [each for each in covered if each] == []


def test_a_return_is_answered_and_submitted_without_javascript(
    browser, auditor, audit_return, return_url, live_server
):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(auditor.context.cookies())
    page = context.new_page()
    page.goto(live_server.url + reverse("cases:my_returns"))
    page.get_by_role("link", name="Start").click()
    only_if = "Answer this only if ‘1.1 Was the child seen alone?’ is ‘No’ or ‘Partly’."
    assert page.get_by_text(only_if).is_visible()
    first = page.get_by_role("group", name=re.compile("seen alone"))
    first.get_by_label("Not applicable").check()
    go_on(page)
    page.goto(return_url("check"))
    page.get_by_role("link", name=re.compile(r"^1\.1 .*Say why it does not apply\.$")).click()
    first.get_by_label("Why does it not apply?").fill("The child was not yet born.")
    go_on(page)
    page.get_by_label("No", exact=True).first.check()
    go_on(page)
    page.get_by_role("button", name="Submit this return").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("I have looked at the questions left blank").check()
    page.get_by_role("button", name="Submit this return").click()
    assert page.get_by_text("is submitted.").is_visible()
    assert page.get_by_text("The child was not yet born.").is_visible()
    assert status(audit_return) == "submitted"
    context.close()

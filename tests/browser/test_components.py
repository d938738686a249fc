"""The components in Chromium, under the real content security policy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks import COVERED, WIDTHS, axe_violations, opens_and_passes, widths

PAGES = ["/style/", "/accounts/login/", "/accounts/password/reset/", "/help/", "/accessibility/",
         "/privacy/"]  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_each_page_passes_axe_fits_and_is_silent(page, demo_server, complaints):
    for path in PAGES:
        opens_and_passes(page, demo_server.url + path, complaints)


def test_a_refused_form_passes_axe(page, demo_server, complaints):
    page.goto(demo_server.url + "/style/")
    page.get_by_role("button", name="Save and continue", exact=True).click()
    expect(page).to_have_title(re.compile("^Error: "))
    for width in widths(page):
        assert axe_violations(page) == [], width
    assert complaints == []


def test_the_error_summary_takes_focus_and_its_links_lead_to_the_fields(page, demo_server):
    page.goto(demo_server.url + "/style/")
    page.get_by_role("button", name="Save and continue", exact=True).click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Choose an answer to “How are the cases chosen?”").click()
    expect(page.locator("#id_sample_0")).to_be_focused()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_focus_is_never_under_the_sticky_bar(key, width, page, demo_server):
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(demo_server.url + "/style/")
    covered = []
    for _ in range(page.locator("a, button, input, select, textarea, summary").count() + 2):
        page.keyboard.press(key)
        covered.append(page.evaluate(COVERED))
    assert [each for each in covered if each] == []


def test_characters_are_counted_down(page, demo_server):
    page.goto(demo_server.url + "/style/")
    page.get_by_label("Purpose").fill("a" * 190)
    expect(page.locator("#id_purpose-info + .govuk-character-count__status")).to_have_text(
        "You have 10 characters remaining"
    )


def test_without_javascript_a_refused_form_still_lists_its_errors(browser, demo_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_server.url + "/style/")
    page.get_by_role("button", name="Save and continue", exact=True).click()
    assert page.get_by_role("link", name="Fill in “Name of the audit”").is_visible()
    assert page.get_by_text("You can write up to 200 characters.").is_visible()
    context.close()


def test_a_reason_is_asked_for_only_when_its_answer_is_chosen(page, demo_server):
    page.goto(demo_server.url + "/style/")
    reason = page.get_by_label("Why does it not apply?")
    assert not reason.is_visible()
    page.get_by_label("Not applicable").check()
    assert reason.is_visible()

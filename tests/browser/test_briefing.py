"""A coordinator has a briefing made by a real worker, in Chromium, with and without JavaScript."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from tests.browser.checks import axe_violations, scrolls_sideways
from tests.reports.worker import working, written_briefing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (1280, 375)


@pytest.fixture
def briefing(live_server):
    with acting_as_system():
        return written_briefing()


def address(live_server, briefing, name) -> str:
    return live_server.url + reverse(f"reports:{name}", args=[briefing.pk])


def passes(page, complaints) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_violations(page) == []
        assert not scrolls_sideways(page)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    assert complaints == []


def downloaded(page) -> bytes:
    link = page.get_by_role("link", name="Open the PDF").get_attribute("href")
    return page.request.get(re.match(r"https?://[^/]+", page.url)[0] + link).body()


def test_a_briefing_is_asked_for_watched_and_downloaded(briefing, live_server, sign_in, complaints):
    page = sign_in(briefing.written_by)
    page.goto(address(live_server, briefing, "edit_briefing"))
    passes(page, complaints)
    page.get_by_role("button", name="Save and make PDF").click()
    expect(page.get_by_role("status")).to_contain_text("Waiting for a worker to start")
    passes(page, complaints)
    with working():
        expect(page.get_by_role("status")).to_contain_text("The PDF is ready", timeout=60_000)
    passes(page, complaints)
    assert downloaded(page).startswith(b"%PDF")
    page.get_by_role("link", name="Back to the briefing").click()
    page.get_by_role("link", name="Send for review").click()
    passes(page, complaints)
    page.get_by_role("button", name="Send for review").click()
    passes(page, complaints)


def test_text_is_counted_as_printed_and_a_figure_is_inserted(briefing, live_server, sign_in):
    page = sign_in(briefing.written_by)
    page.goto(address(live_server, briefing, "edit_briefing"))
    field = page.locator("[name='title']")
    field.fill("A title with ")
    page.get_by_role("button", name="Insert [[audit.returns]]").click()
    expect(field).to_have_value("A title with [[audit.returns]]")
    expect(page.locator("[id='id_title-count']")).to_contain_text("14 of 60 characters")
    expect(page.locator("[id='id_title-count']")).to_contain_text("Reads: A title with 2")
    expect(page.locator("#savestate")).to_have_text("Not saved")


def test_it_works_without_javascript(briefing, live_server, sign_in, browser):
    cookies = sign_in(briefing.written_by).context.cookies()
    with browser.new_context(java_script_enabled=False) as context:
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(address(live_server, briefing, "edit_briefing"))
        page.locator("[name='title']").fill("Plain and simple")
        page.get_by_role("button", name="Save and make PDF").click()
        with working():
            page.get_by_role("link", name="Open the PDF").wait_for(timeout=60_000)
        assert downloaded(page).startswith(b"%PDF")

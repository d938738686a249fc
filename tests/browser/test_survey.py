"""A survey in Chromium: by keyboard alone, on a phone, and without scripts."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from agencies.rls import acting_as_system
from cases.models import AuditReturn, Survey
from tests import factories
from tests.browser.checks import (
    asks_to_stay,
    axe_violations,
    opens_and_passes,
    scrolls_sideways,
    widths,
)
from tests.cases.surveys import survey_tool
from tests.cases.surveys.test_invitations import invited

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def survey(live_server):
    cache.clear()
    with acting_as_system():
        factories.partnership()
        agency = factories.agency(name="Alder Health Trust", short_name="Alder")
        audit = survey_tool.audit(
            agency,
            factories.agency(name="Birch Homes", short_name="Birch"),
            purpose="How confident are the people who do the work?",
        )
        return factories.survey(audit, introduction="We would like to hear from you.")


@pytest.fixture
def start(survey, live_server):
    return live_server.url + reverse("cases:survey_start", args=[survey.token])


def only_return() -> AuditReturn:
    with acting_as_system():
        return AuditReturn.objects.get()


def press_to(page, name: str, *, role: str | None = None, most: int = 40) -> None:
    """Tab until what has this name is focused."""
    wanted = page.get_by_role(role, name=name) if role else page.get_by_label(name, exact=True)
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.first.evaluate("found => found === document.activeElement"):
            return
    pytest.fail(f"{name} is not reached by Tab")


def choose(page, question: str, option: str) -> None:
    """Tab into a group of radios and move to the option with the arrow keys."""
    group = page.locator(f"#question-{question}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if group.evaluate("found => found.contains(document.activeElement)"):
            break
    page.keyboard.press("Space")
    for _ in range(6):
        if group.get_by_label(option, exact=True).is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{option} is not reached by the arrow keys")


def test_by_keyboard_alone_from_the_link_to_the_thanks(start, page, complaints):
    page.goto(start)
    press_to(page, "Alder Health Trust")
    page.keyboard.press("Space")
    press_to(page, "Begin", role="button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/survey/answer/confidence/")
    choose(page, "confident", "Partly")
    press_to(page, "Save and go on", role="button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/survey/answer/support/")
    assert not page.locator("#question-by-whom").is_visible()
    choose(page, "supported", "Yes")
    page.locator("#question-by-whom").wait_for(state="visible")
    press_to(page, "Save and check your answers", role="button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/survey/check/")
    press_to(page, "Finish", role="button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/survey/thanks/")
    assert only_return().status == AuditReturn.Status.APPROVED
    assert complaints == []


def test_every_page_passes_axe_and_fits(start, page, complaints, live_server):
    """Gone through on a phone: each page is left at the narrower width."""

    def check():
        for _ in widths(page):
            assert axe_violations(page) == []
            assert not scrolls_sideways(page)

    page.goto(start)
    check()
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("There is a problem").wait_for()
    check()
    page.get_by_label("Alder Health Trust").check()
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/confidence/")
    check()
    page.locator("#question-confident").get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save and stop for now").click()
    page.wait_for_url("**/later/")
    check()
    page.get_by_role("link", name="Carry on now").click()
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url("**/support/")
    page.get_by_role("button", name="Save and check your answers").click()
    page.wait_for_url("**/check/")
    check()
    page.goto(f"{live_server.url}/survey/later/")
    page.get_by_role("button", name="I have finished on this computer").click()
    page.wait_for_url("**/left/")
    check()
    for address in ("/survey/thanks/", "/survey/check/", f"/survey/{'x' * 43}/"):
        page.goto(live_server.url + address)
        check()
    # The pages of what is not there are answered as such, which Chromium notes on its console.
    assert all("status of 4" in said for said in complaints)


def test_nobody_leaves_a_page_of_answers_that_was_not_sent_unasked(start, page):
    page.goto(start)
    page.get_by_label("Alder Health Trust").check()
    page.get_by_role("button", name="Begin").click()
    page.locator("#question-confident").get_by_label("Yes", exact=True).click()
    asks_to_stay(page, lambda: page.evaluate("setTimeout(() => location.reload())"))
    assert page.locator("#question-confident").get_by_label("Yes", exact=True).is_checked()


def test_everything_works_without_scripts(start, browser):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(start)
    page.get_by_label("Alder Health Trust").check()
    page.get_by_role("button", name="Begin").click()
    page.locator("#question-confident").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and go on").click()
    assert page.locator("#question-by-whom").is_visible()
    page.locator("#question-supported").get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save and check your answers").click()
    page.get_by_role("button", name="Finish").click()
    assert re.search(r"/survey/thanks/$", page.url)
    assert only_return().status == AuditReturn.Status.APPROVED
    page.context.close()


def test_the_coordinators_pages_pass_axe_and_fit(survey, page, sign_in, live_server, complaints):
    with acting_as_system():
        Survey.objects.update(access="named", is_anonymous=False)
        survey.refresh_from_db()
        invited(survey, survey.audit.agencies.first(), "Kit", "Jo")
        reader = factories.coordinator()
    sign_in(reader)
    names = ("survey", "new_survey", "extend_survey", "close_survey", "new_link", "invitations")
    for name in names:
        address = live_server.url + reverse(f"cases:{name}", args=[survey.audit_id])
        opens_and_passes(page, address, complaints)

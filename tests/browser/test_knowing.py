"""A lead says which cases the agency knows, by keyboard, each line saved as it is chosen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from cases.models import Identity, Involvement
from cases.services import decide_involvement
from tests import factories
from tests.browser.checks import passes, widths

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def rows(live_server):
    with acting_as_system():
        factories.partnership()
        audit, agency = factories.audit(), factories.agency()
        made = []
        for name in ("Robin", "Alex", "Sam"):
            case = factories.case(audit)
            made.append(factories.involvement(case, agency, Involvement.State.TO_CONFIRM))
            Identity.objects.create(case=case, kind="subject", text=f"{name} Example")
        return made


@pytest.fixture
def opened(rows, sign_in, live_server):
    with acting_as_system():
        lead = factories.lead(rows[0].agency)
    page = sign_in(lead)
    url = reverse("cases:known", args=[rows[0].agency_id, rows[0].case.audit_id])
    page.goto(f"{live_server.url}{url}")
    return page


def line(page, row):
    return page.locator(f"#known-{row.pk}")


def stored(row) -> tuple:
    with acting_as_system():
        found = Involvement.objects.get(pk=row.pk)
    return found.state, found.known_whom, found.reason


def test_each_line_is_saved_as_it_is_chosen_by_keyboard(opened, rows, complaints):
    first, second = line(opened, rows[0]), line(opened, rows[1])
    first.get_by_role("radio", name="Known", exact=True).focus()
    opened.keyboard.press("Space")
    expect(first.locator("[data-said]")).to_have_text("Saved: Known.")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    expect(first.get_by_role("checkbox", name="A sibling")).to_be_focused()
    opened.keyboard.press("Space")
    expect(opened.locator("[data-progress]")).to_contain_text("1 of 3 cases answered: 1 known.")
    second.get_by_role("radio", name="Declined").focus()
    opened.keyboard.press("Space")
    expect(second.locator("[data-said]")).to_contain_text("Say why your agency declines")
    assert stored(rows[1])[0] == "to_confirm"
    second.get_by_label("Reason").fill("Held by another team.")
    opened.keyboard.press("Enter")
    expect(second.locator("[data-said]")).to_have_text("Saved: Declined.")
    expect(opened.locator("[data-progress]")).to_contain_text("1 to answer")
    assert stored(rows[0]) == ("known", ["sibling"], "")
    assert stored(rows[1]) == ("declined", [], "Held by another team.")
    for _ in widths(opened):
        passes(opened, complaints)


def test_who_a_case_is_about_is_shown_in_its_line_alone_and_hidden_again(opened, rows):
    opener = line(opened, rows[0]).get_by_role("button", name="Who is this?")
    opener.click()
    expect(opened.get_by_text("Robin Example")).to_be_visible()
    line(opened, rows[1]).get_by_role("button", name="Who is this?").click()
    expect(opened.get_by_text("Alex Example")).to_be_visible()
    expect(opened.get_by_text("Robin Example")).to_have_count(0)
    line(opened, rows[1]).get_by_role("radio", name="Not known").check()
    expect(opened.get_by_text("Alex Example")).to_have_count(0)


def test_what_a_colleague_answered_meanwhile_is_told_in_the_line_and_kept(opened, rows):
    with acting_as_system():
        colleague = factories.lead(rows[0].agency, name="Kim Colleague")
        decide_involvement(involvement=rows[0], state="outside_period", by=colleague)
    first = line(opened, rows[0])
    first.get_by_role("radio", name="Known", exact=True).check()
    expect(first.get_by_text("Kim Colleague answered “Outside period” meanwhile")).to_be_visible()
    expect(first.get_by_role("radio", name="Outside the period")).to_be_checked()
    assert stored(rows[0])[0] == "outside_period"
    first.get_by_role("radio", name="Known", exact=True).check()
    expect(first.get_by_text("Enter why the earlier answer is changed")).to_be_visible()
    first.get_by_label("Reason").fill("A sister is known.")
    opened.keyboard.press("Tab")
    expect(first.locator("[data-said]")).to_have_text("Saved: Known.")
    assert stored(rows[0]) == ("known", [], "A sister is known.")

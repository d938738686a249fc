"""The pages of leads and coordinators in Chromium."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from cases.models import AuditReturn, Involvement
from tests import factories
from tests.browser.checks import opens_and_passes
from tests.cases.matrix.grids import grid

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Status = AuditReturn.Status
State = Involvement.State
# A cell's name is its hidden text; what is seen of it is for eyes only.
FOCUSED = """() => {
  const focused = document.activeElement;
  return (focused.querySelector('.govuk-visually-hidden') || focused).textContent;
}"""


@pytest.fixture
def audit(live_server):
    """Two rows of ten cells, one of each kind a row, late where nothing has been handed in."""
    with acting_as_system():
        factories.partnership()
        late = timezone.localdate() - timedelta(days=4)
        return grid(2, 10, due_on=late, panel_on=late + timedelta(days=20))


@pytest.fixture
def coordinator(sign_in):
    with acting_as_system():
        person = factories.coordinator()
    return sign_in(person)


@pytest.fixture
def lead(sign_in, audit):
    """Leads the first two agencies: something to approve and something to confirm."""
    with acting_as_system():
        agencies = list(audit.agencies.all())
        person = factories.lead(agencies[1])
        factories.membership(person, "lead", agencies[-1])
    return sign_in(person)


def address(live_server, name, *args):
    return live_server.url + reverse(name, args=args)


def test_each_page_of_a_coordinator_passes_axe_fits_and_is_silent(
    coordinator, audit, live_server, complaints
):
    with acting_as_system():
        case = audit.cases.first()
        pages = [
            ("audits:list",),
            ("cases:audit", audit.pk),
            ("cases:case", audit.pk, case.pk),
            ("cases:review", audit.returns.filter(status=Status.APPROVED)[0].pk),
            ("cases:involvement", case.involvements.first().pk),
            ("cases:assign", audit.returns.filter(status=Status.NOT_STARTED)[0].pk),
        ]
    for page in pages:
        opens_and_passes(coordinator, address(live_server, *page), complaints)


def test_a_lead_s_pages_pass_axe_fit_and_are_silent(lead, audit, live_server, complaints):
    with acting_as_system():
        submitted = audit.returns.filter(status=Status.SUBMITTED)[0].pk
    for page in (("cases:agency",), ("cases:review", submitted)):
        opens_and_passes(lead, address(live_server, *page), complaints)


def test_a_cell_is_named_by_state_case_and_agency(coordinator, audit, live_server):
    coordinator.goto(address(live_server, "cases:audit", audit.pk))
    with acting_as_system():
        first, agency = audit.cases.first(), audit.agencies.first()
    name = f"Approved, {first.reference}, {agency.short_name}"
    coordinator.get_by_role("link", name=name, exact=True).click()
    assert coordinator.get_by_role("heading", name=first.reference).is_visible()
    assert "/review/" in coordinator.url


def test_tab_enters_the_matrix_once_and_arrows_move_in_it(coordinator, audit, live_server):
    page = coordinator
    page.goto(address(live_server, "cases:audit", audit.pk))
    stops = page.locator("[data-matrix] a:not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    with acting_as_system():
        first, second = (case.reference for case in audit.cases.all())
        agencies = [agency.short_name for agency in audit.agencies.all()]
    page.get_by_role("button", name="A column for each sector").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == first
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == f"Approved, {first}, {agencies[0]}"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == f"Approved, {second}, {agencies[0]}"
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == f"To confirm, {second}, {agencies[-1]}"
    page.keyboard.press("ArrowRight")
    assert page.evaluate(FOCUSED) == f"To confirm, {second}, {agencies[-1]}"
    page.keyboard.press("Control+Home")
    assert page.evaluate(FOCUSED) == first
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert not page.evaluate("!!document.activeElement.closest('[data-matrix]')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(FOCUSED) == f"To confirm, {first}, {agencies[-1]}"


def test_arrows_pass_over_cells_a_filter_left_out(coordinator, audit, live_server):
    page = coordinator
    page.goto(address(live_server, "cases:audit", audit.pk) + "?show=explained")
    page.locator("[data-matrix] th a").first.focus()
    page.keyboard.press("ArrowRight")
    assert "Not known" in page.evaluate(FOCUSED)


def test_without_javascript_every_cell_is_a_stop_and_filters_work(
    browser, sign_in, audit, live_server
):
    with acting_as_system():
        person = factories.coordinator()
    cookies = sign_in(person).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(address(live_server, "cases:audit", audit.pk))
    expect(page.locator("[data-matrix] a[tabindex]")).to_have_count(0)
    expect(page.locator("[data-matrix] a")).to_have_count(2 + 20)
    page.get_by_role("link", name=re.compile("Late or sent back")).click()
    expect(page.locator("[data-matrix] a.cell")).to_have_count(6)
    context.close()


def test_on_a_phone_what_is_owed_stands_before_a_list_by_case(coordinator, audit, live_server):
    page = coordinator
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto(address(live_server, "cases:audit", audit.pk))
    owed, cells = page.get_by_text("Next thing to do"), page.locator("a.cell")
    assert owed.bounding_box()["y"] < cells.first.bounding_box()["y"]
    tops = [cell.bounding_box()["y"] for cell in cells.all()[:10]]
    assert tops == sorted(set(tops))


def test_a_lead_confirms_a_case_reviews_a_return_and_approves_it(lead, audit, live_server):
    page = lead
    page.goto(address(live_server, "cases:agency"))
    with acting_as_system():
        first = audit.cases.first()
    asked = page.get_by_role("group", name=re.compile(first.reference))
    asked.get_by_label("Not known", exact=True).check()
    page.get_by_role("button", name=f"Save {first.reference}").click()
    assert page.get_by_text("without a return").is_visible()
    page.get_by_role("link", name=f"Review {first.reference}").click()
    page.get_by_role("button", name="Send back").click()
    assert page.title().startswith("Error: ")
    page.get_by_role("button", name="Approve").click()
    assert page.get_by_text("Its answers are now in the figures.").is_visible()

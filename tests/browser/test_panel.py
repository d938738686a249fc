"""The panel's screen in Chromium: keys, two people who type at once, and every width."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from agencies.roles import Role
from cases.models import CaseAction, Judgement, JudgementHistory, LearningPoint
from cases.panel.items import PanelItem
from cases.panel.learning import add_learning
from tests import factories
from tests.browser.checks import axe_violations, scrolls_sideways
from tests.cases.panel.panels import panel_audit, two_returns

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PROJECTOR = (1920, 1080)
SIZES = (PROJECTOR, (1280, 900), (375, 667))
WITHIN = 3000  # milliseconds from the last keystroke
SAVED = re.compile(r"^Saved [0-9]{2}:[0-9]{2}$")
# What has focus and is under a bar that stays; null when nothing.
COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const over = [...document.querySelectorAll('.phead, .pkeys')].some((bar) => {
    const edge = bar.getBoundingClientRect();
    const isOwn = bar.contains(document.activeElement);
    return !isOwn && box.top < edge.bottom - 1 && box.bottom > edge.top + 1;
  });
  return over ? document.activeElement.outerHTML : null;
}"""


@pytest.fixture
def cases(live_server):
    """Two cases, each with two returns that differ."""
    with acting_as_system():
        factories.partnership()
        audit = panel_audit()
        return [two_returns(audit) for _ in range(2)]


@pytest.fixture
def moderator():
    with acting_as_system():
        return factories.user(Role.MODERATOR, name="Marlow Finchley")


@pytest.fixture
def screen(sign_in, moderator, cases, live_server):
    page = sign_in(moderator)
    page.set_viewport_size(dict(zip(("width", "height"), PROJECTOR, strict=True)))
    page.goto(live_server.url + address(cases[0][0]))
    expect(page.locator("[data-do=keys]")).to_be_visible()
    return page


def address(case) -> str:
    return reverse("cases:panel_item", args=[case.audit_id, case.pk])


def is_saved(page, timeout=WITHIN):
    expect(page.locator(".pkeys .savestate")).to_have_text(SAVED, timeout=timeout)


def kept(key) -> Judgement:
    with acting_as_system():
        return Judgement.objects.filter(question_key=key).order_by("-updated_at").first()


def place(page) -> str:
    return page.locator(".prow.is-current").get_attribute("data-place")


def test_a_panel_goes_through_a_case_by_keys_alone(screen, cases):
    page, keys = screen, screen.keyboard
    assert place(page) == "seen-alone"
    keys.press("2")
    is_saved(page)
    assert kept("seen-alone").value == "partly"
    keys.press("n")
    keys.type("Hidden from 1 of 2: no")
    is_saved(page)
    assert kept("seen-alone").rationale == "Hidden from 1 of 2: no"  # no key fired while typing
    assert kept("seen-alone").value == "partly"
    keys.press("Escape")
    keys.press("d")
    keys.type("Police: no.")
    is_saved(page)
    assert kept("seen-alone").dissent == "Police: no."
    keys.press("Escape")
    keys.press("h")
    keys.press("ArrowDown")
    assert place(page) == "home-seen"
    assert page.evaluate(COVERED) is None
    keys.press("o")
    expect(page.get_by_text("Mother was there.")).to_be_visible()
    keys.press("g")
    assert place(page) == "overall"
    keys.press("3")
    is_saved(page)
    assert kept("overall").value == "weak"
    expect(page.locator(".pstrip [aria-current]")).to_have_class(re.compile("step--done"))
    keys.press("l")
    keys.type("Ask who was in the room.")
    page.get_by_role("button", name="Add it").first.click()
    expect(
        page.locator(".paside .pnote > p").get_by_text("Ask who was in the room.", exact=True)
    ).to_be_visible()
    expect(page.locator("[data-do=keys]")).to_be_visible()  # its script has begun
    keys.press("a")
    page.get_by_label("Agency", exact=True).select_option(index=1)
    page.get_by_label("What is to be done").fill("See the child alone.")
    page.get_by_role("button", name="Add it").last.click()
    expect(page.locator(".paside").get_by_text("See the child alone.", exact=True)).to_be_visible()
    with acting_as_system():
        assert (LearningPoint.objects.count(), CaseAction.objects.count()) == (1, 1)
    keys.press("Escape")
    page.locator("h1").click()
    keys.press("ArrowRight")
    page.wait_for_url(re.compile(address(cases[1][0])))
    expect(page.get_by_role("heading", level=1)).to_have_text(cases[1][0].reference)


def test_a_name_is_warned_of_beside_the_field_and_is_saved(screen):
    page, keys = screen, screen.keyboard
    keys.press("n")
    keys.type("Mrs Pebblewick was at work")
    is_saved(page)
    beside = page.locator(".is-current [data-recognised]")
    expect(beside).to_contain_text("“Mrs Pebblewick”: This looks like a name.")
    assert axe_violations(page) == []
    assert page.evaluate("document.activeElement.dataset.part") == "rationale"
    keys.press("Home")
    for _ in range(len("Mrs Pebblewick")):
        keys.press("Delete")
    expect(beside).to_be_empty(timeout=WITHIN)


def test_a_point_is_changed_where_it_stands(screen, cases, moderator):
    page = screen
    with acting_as_system():
        case = cases[0][0]
        item = PanelItem(case.audit, case=case)
        add_learning(item=item, kind="learning", text="Ask first.", by=moderator)
    page.reload()
    page.get_by_text("Change: Ask first.").click()
    page.get_by_label("What is to be learned").first.fill("Ask who lives there.")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Save it").click()
    expect(page.locator(".paside .pnote > p").last).to_have_text("Ask who lives there.")


def test_the_keys_are_listed_and_can_be_switched_off(screen):
    screen.keyboard.press("?")
    expect(screen.get_by_role("dialog")).to_be_visible()
    assert axe_violations(screen) == []
    screen.get_by_label("Use these keys").uncheck()
    screen.get_by_role("button", name="Close").click()
    screen.keyboard.press("2")
    screen.wait_for_timeout(300)
    assert kept("seen-alone") is None
    screen.get_by_role("button", name="reason").click()  # what a key does, a button does too
    assert screen.evaluate("document.activeElement.dataset.part") == "rationale"


@pytest.fixture
def second(browser, live_server, cases):
    """The same case before a coordinator, in a browser of their own."""
    with acting_as_system():
        client = Client()
        client.force_login(factories.coordinator(name="Juno Tidewell"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + address(cases[0][0]))
    expect(page.locator("[data-do=keys]")).to_be_visible()
    yield page
    context.close()


def reason(page):
    return page.locator(".prow.is-current [data-part=rationale]")


def test_two_people_type_at_once_and_nothing_is_lost(screen, second):
    reason(screen).press_sequentially("First words.")
    is_saved(screen)
    expect(second.locator("[data-typing]")).to_have_text("Marlow Finchley is typing", timeout=8000)
    expect(reason(second)).to_have_value("First words.", timeout=8000)  # nobody had to reload
    acknowledged = ["First words."]
    for turn in range(5):
        for who, page in (("first", screen), ("second", second)):
            words = f"{who} {turn}"
            reason(page).fill(words)
            settle(page)
            if page.locator("[data-conflict]").count():
                expect(page.locator("[data-conflict]")).to_contain_text("changed this judgement")
                page.get_by_role("button", name="Keep mine").click()
                page.locator("[data-conflict]").wait_for(state="detached")
                settle(page)
            is_saved(page, 6000)
            acknowledged.append(words)
    with acting_as_system():
        found = {Judgement.objects.get().rationale}
        found |= set(JudgementHistory.objects.values_list("rationale", flat=True))
    assert set(acknowledged) <= found


def settle(page):
    said = page.locator(".pkeys .savestate")
    page.wait_for_timeout(50)
    expect(said).to_have_text(re.compile("^(Saved [0-9]|Not saved:)"), timeout=6000)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_the_screen_passes_axe_fits_and_is_silent_at_every_width(size, screen, complaints):
    screen.set_viewport_size({"width": size[0], "height": size[1]})
    screen.reload()
    expect(screen.locator(".prow.is-current")).to_be_visible()
    expect(screen.locator("[data-place=home-seen]")).to_be_hidden()  # the returns agree on it
    assert axe_violations(screen) == []
    assert not scrolls_sideways(screen)
    assert complaints == []
    if size == PROJECTOR:
        assert screen.evaluate("document.documentElement.scrollHeight") <= size[1]

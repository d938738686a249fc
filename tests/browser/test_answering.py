"""An auditor’s pages in Chromium."""

import random
import re

import pytest
from django.templatetags.static import static
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from audits.conditions import PlainAnswer, holds, parse
from cases.models import AuditReturn
from tests import factories
from tests.browser.answers import SAVE_ON, go_on, stored
from tests.browser.checks import (
    WIDTHS,
    axe_violations,
    opens_and_passes,
    passes,
    scrolls_sideways,
)
from tests.cases.answering import answering_tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill(audit_return, but=()):
    """Answers that make the return ready to submit."""
    values = {"seen-alone": "no", "reasons": ["yes"], "drift": "no"}
    with acting_as_system():
        for key, value in values.items():
            if key not in but:
                factories.answer(audit_return, answering_tool.question(audit_return, key), value)
        AuditReturn.objects.filter(pk=audit_return.pk).update(status="in_progress")


# every page


def test_each_page_of_an_auditor_passes_axe_fits_and_is_silent(
    auditor, audit_return, return_url, live_server, complaints
):
    fill(audit_return, but=["drift"])
    mine = live_server.url + reverse("cases:my_returns")
    begun = [return_url("return"), return_url("section", "voice"), return_url("check")]
    for address in [mine, *begun]:
        opens_and_passes(auditor, address, complaints)
    fill(audit_return, but=["seen-alone", "reasons"])
    opens_and_passes(auditor, return_url("check"), complaints)
    with acting_as_system():
        AuditReturn.objects.filter(pk=audit_return.pk).update(
            status="submitted",
            submitted_by=audit_return.auditor,
            submitted_at="2026-11-20T09:00Z",
        )
    opens_and_passes(auditor, return_url("return"), complaints)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refused_section_passes_axe_and_links_to_each_fault(
    width, auditor, audit_return, return_url, complaints
):
    page = auditor
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(return_url("section", "voice"))
    page.get_by_label("Number of visits").fill("many")
    page.get_by_label("Day").fill("31")
    go_on(page)
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_role("link", name=re.compile(r"^1\.4 When last")).click()
    assert page.evaluate("document.activeElement.id") == "id_answer-last-seen_0"
    page.get_by_role("link", name=re.compile(r"^1\.3 How many visits")).click()
    assert page.evaluate("document.activeElement.value") == "many"
    passes(page, complaints)
    assert stored(audit_return) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_without_the_script_two_pages_show_both_texts_and_either_can_be_kept(
    width, auditor, audit_return, return_url
):
    first = auditor
    first.context.route("**/js/answering*.js", lambda route: route.abort())
    first.set_viewport_size({"width": width, "height": 900})
    first.goto(return_url("section", "work"))
    second = first.context.new_page()
    second.goto(return_url("section", "work"))
    second.get_by_label("Partly").first.check()
    second.get_by_role("button", name=SAVE_ON).click()
    first.get_by_label("Yes").first.check()
    first.get_by_role("button", name=SAVE_ON).click()
    assert first.get_by_text("Nothing has been saved yet.").is_visible()
    assert axe_violations(first) == []
    assert not scrolls_sideways(first)
    assert stored(audit_return)["drift"] == "partly"
    first.get_by_label("Keep what I put").check()
    first.get_by_role("button", name=SAVE_ON).click()
    assert stored(audit_return)["drift"] == "yes"


@pytest.mark.parametrize("width", WIDTHS)
def test_who_a_child_is_opens_by_a_button_and_hides_again(width, auditor, return_url, complaints):
    page = auditor
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(return_url("section", "voice"))
    opener = page.get_by_role("button", name="Who is this child?")
    opener.click()
    page.get_by_text("Robin Example").wait_for()
    assert page.get_by_text("Never write any of this in a return.").is_visible()
    expect(page.locator(".identity__box").locator("a, button")).to_have_count(1)
    assert page.url == return_url("section", "voice")
    assert opener.get_attribute("aria-expanded") == "true"
    passes(page, complaints)
    page.get_by_role("button", name="Hide", exact=True).click()
    expect(page.get_by_text("Robin Example")).to_have_count(0)
    assert opener.evaluate("button => button === document.activeElement")


def test_within_a_section_it_hides_after_ten_idle_minutes_and_says_so(auditor, return_url):
    page = auditor
    page.clock.install()
    page.goto(return_url("section", "voice"))
    page.get_by_role("button", name="Who is this child?").click()
    page.get_by_text("Robin Example").wait_for()
    page.clock.fast_forward("09:00")
    page.keyboard.press("Tab")
    page.clock.fast_forward("09:00")
    assert page.get_by_text("Robin Example").is_visible()
    page.clock.fast_forward("02:00")
    expect(page.get_by_text("Robin Example")).to_have_count(0)
    expect(
        page.get_by_text("Hidden, because nobody used this page for ten minutes.")
    ).to_have_count(1)


def test_a_computer_that_slept_for_ten_minutes_shows_nobody_when_it_wakes(auditor, return_url):
    page = auditor
    page.clock.install()
    page.goto(return_url("section", "voice"))
    page.get_by_role("button", name="Who is this child?").click()
    page.get_by_text("Robin Example").wait_for()
    page.clock.set_system_time(page.evaluate("Date.now()") + 11 * 60 * 1000)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Robin Example")).to_have_count(0)


def test_without_script_it_is_a_page_of_its_own(browser, audit_return, auditor, return_url):
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(auditor.context.cookies())
    page = context.new_page()
    page.goto(return_url("section", "voice"))
    page.get_by_role("button", name="Who is this child?").click()
    assert page.get_by_text("Robin Example").is_visible()
    page.get_by_role("link", name="Hide and go back").click()
    assert page.url == return_url("section", "voice")
    context.close()


def test_who_a_child_is_hides_itself_after_ten_idle_minutes(auditor, return_url):
    page = auditor
    page.clock.install()
    page.goto(return_url("return"))
    page.get_by_role("button", name="Who is this child?").click()
    page.wait_for_load_state()
    page.clock.fast_forward("09:00")
    page.keyboard.press("Tab")
    page.clock.fast_forward("09:00")
    assert page.get_by_text("Robin Example").is_visible()
    page.clock.fast_forward("02:00")
    page.wait_for_url(return_url("return"))
    expect(page.get_by_text("Robin Example")).to_have_count(0)


# what an answer makes relevant


def test_a_question_comes_and_goes_with_the_answer_it_depends_on(auditor, return_url):
    page = auditor
    page.goto(return_url("section", "voice"))
    why = page.get_by_role("group", name=re.compile("Why not"))
    assert not why.is_visible()
    assert page.get_by_text("1.2 is not asked, because 1.1 is not answered yet.").is_visible()
    first = page.get_by_role("group", name=re.compile("seen alone"))
    first.get_by_label("No", exact=True).check()
    assert why.is_visible()
    first.get_by_label("Not recorded").check()
    assert not why.is_visible()
    assert page.get_by_text("1.2 is not asked, because 1.1 is not recorded.").is_visible()
    first.get_by_label("Yes").check()
    assert page.get_by_text("because 1.1 is “Yes”").is_visible()


def test_what_was_put_before_a_question_went_is_kept_but_not_counted(
    auditor, audit_return, return_url
):
    page = auditor
    page.goto(return_url("section", "voice"))
    first = page.get_by_role("group", name=re.compile("seen alone"))
    first.get_by_label("No", exact=True).check()
    page.get_by_role("group", name=re.compile("Why not")).get_by_label("Partly").check()
    first.get_by_label("Yes").check()
    go_on(page)
    assert stored(audit_return)["reasons"] == ["partly"]
    page.goto(return_url("check"))
    assert page.get_by_text("Answered, but no longer asked").is_visible()


def random_tree(choose, depth=0):
    kinds = ["is", "answered", "at_least", "at_most"] + ["all", "any", "not"] * (depth < 3)
    kind = choose.choice(kinds)
    if kind == "not":
        return {"not": random_tree(choose, depth + 1)}
    if kind in {"all", "any"}:
        return {kind: [random_tree(choose, depth + 1) for _ in range(choose.randint(1, 3))]}
    number = choose.choice([2, "2.5", -3, "-0.5", "99999999999.123456789"])
    value = {"is": ["a", "b"], "answered": True}.get(kind, number)
    return {"question": choose.choice(["p", "q", "r"]), kind: value}


def random_answers(choose) -> dict:
    numbers = [3, "2.5", "1", "-3", "-0.50", "99999999999.123456788", 10**12]
    no_numbers = ["", " 3", "1e3", ["3"], "3.", ".5", "1234567890.1234567890"]
    answered = [["a"], "b", ["c", "b"], None, *numbers, *no_numbers]
    states = ["missing", "not_asked", "not_recorded"]
    answers = {
        key: choose.choice(
            [("answered", value) for value in answered] + [(s, None) for s in states]
        )
        for key in "pqr"
    }
    return {key: {"state": state, "value": value} for key, (state, value) in answers.items()}


def test_the_page_decides_as_the_server_does(auditor, return_url):
    choose = random.Random(20261124)
    drawn = [(random_tree(choose), random_answers(choose)) for _ in range(2000)]
    expected = [
        holds(parse(tree), {key: PlainAnswer(**answer) for key, answer in answers.items()})
        for tree, answers in drawn
    ]
    auditor.goto(return_url("section", "voice"))
    decided = auditor.evaluate(
        """async ([module, drawn]) => {
          const { truth } = await import(module);
          return drawn.map(([tree, answers]) => truth(tree, answers) === true);
        }""",
        [static("js/conditions.js"), drawn],
    )
    assert {True, False} == set(expected)
    assert decided == expected


def test_a_state_and_an_answer_push_each_other_out(auditor, return_url):
    page = auditor
    page.goto(return_url("section", "voice"))
    visits = page.get_by_role("group", name=re.compile("How many visits"))
    visits.get_by_label("Not recorded").check()
    visits.get_by_label("Not applicable").check()
    assert not visits.get_by_label("Not recorded").is_checked()
    assert visits.get_by_label("Why does it not apply?").is_visible()
    visits.get_by_label("Number of visits").fill("3")
    assert not visits.get_by_label("Not applicable").is_checked()


# saving


def test_enter_in_a_text_box_saves_and_clears_nothing(auditor, audit_return, return_url):
    fill(audit_return)
    page = auditor
    page.goto(return_url("section", "voice"))
    page.get_by_label("Number of visits").fill("3")
    page.get_by_label("Number of visits").press("Enter")
    expect(page.locator(".savestate")).to_have_text(re.compile(r"^\s*Saved"))
    assert stored(audit_return)["seen-alone"] == "no"
    assert stored(audit_return)["visits"] == 3


def test_an_answer_can_be_cleared(auditor, audit_return, return_url):
    fill(audit_return)
    page = auditor
    page.goto(return_url("section", "work"))
    page.get_by_role("button", name="Clear answer to 2.1").click()
    expect(page.locator("[data-question=drift] input:checked")).to_have_count(0)
    go_on(page)
    assert "drift" not in stored(audit_return)

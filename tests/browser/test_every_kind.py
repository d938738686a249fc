"""One section with every kind of question in Chromium."""

import random
import re

import pytest
from django.templatetags.static import static
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.totals import TotalRule, stored_number
from tests import factories
from tests.browser.answers import SAVE_ON, go_on, stored
from tests.browser.checks import WIDTHS, passes, passes_at_each_width
from tests.cases.answering import kinds_tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def audit_return(live_server):
    with acting_as_system():
        factories.partnership()
        made = kinds_tool.new_return()
        factories.lead(made.agency, name="Odalys Lead")
        return made


@pytest.fixture
def section(auditor, audit_return, live_server):
    auditor.goto(live_server.url + reverse("cases:section", args=[audit_return.pk, "all"]))
    return auditor


def group(page, words):
    return page.get_by_role("group", name=re.compile(words)).first


def test_every_kind_passes_axe_and_fits(section, complaints):
    passes_at_each_width(section, complaints)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_at_fault_passes_axe_and_links_to_each_box(section, width, complaints):
    page = section
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("Warm").fill("9")
    group(page, "plan").get_by_role("group", name="From").get_by_label("Day").fill("1")
    group(page, "What is to be done").get_by_label("Who does it").first.fill("Nurse")
    group(page, "others should hear").get_by_label("Whose words").select_option("child")
    go_on(page)
    for name, box in {
        r"Warm: ": "home_1",
        r"From: ": "plan_0",
        r"To: ": "plan_3",
        r"Task 1: ": "actions_0",
        r"Quote: ": "words_0",
    }.items():
        page.get_by_role("link", name=re.compile(name)).click()
        assert page.evaluate("document.activeElement.id") == f"id_answer-{box}"
    passes(page, complaints)


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_every_kind_is_answered_by_keyboard_alone(section, audit_return):
    page = section
    page.locator("[data-question=overall] input").first.focus()
    press(page, "ArrowDown")
    page.locator("#id_answer-home_0").focus()
    for score in ["2", "1", "3"]:
        page.keyboard.type(score)
        press(page, "Tab")
    page.locator("#id_answer-areas_0_0").focus()
    press(page, "ArrowRight", "Tab", "Space", "ArrowRight", "ArrowRight")
    page.locator("#id_answer-began_0").focus()
    page.keyboard.type("9")
    press(page, "Tab")
    page.keyboard.type("2025")
    page.locator("#id_answer-plan_0").focus()
    for part in ["1", "9", "2025", "31", "3", "2026"]:
        page.keyboard.type(part)
        press(page, "Tab")
    page.locator("#id_answer-words_0").focus()
    page.keyboard.type("Nobody asked me.")
    press(page, "Tab")
    page.keyboard.type("Child")
    page.locator("#id_answer-actions_0").focus()
    for text in ["Ask again", "Health visitor", "30/6/2026", "Tell the school", "Social worker"]:
        page.keyboard.type(text)
        press(page, "Tab")
    with page.expect_navigation():
        page.get_by_role("button", name=SAVE_ON).press("Enter")
    kept = stored(audit_return)
    assert kept == {key: kinds_tool.VALUES[key] for key in kept}
    assert set(kept) == {"overall", "home", "areas", "began", "plan", "words", "actions"}


def test_the_total_is_there_once_every_item_is_scored_and_opens_what_depends_on_it(section):
    page = section
    block = group(page, "home like")
    low = group(page, "so poor")
    for label, score in {"Clean": "1", "Warm": "0"}.items():
        block.get_by_label(label).fill(score)
    assert block.get_by_text("none yet").is_visible()
    assert page.get_by_text("1.15 is not asked, because 1.7 has no total yet.").is_visible()
    assert not low.is_visible()
    block.get_by_label("Food").fill("2")
    assert block.get_by_role("status").inner_text() == "3 points"
    assert low.is_visible()
    block.get_by_label("Food").fill("3")
    assert not low.is_visible()


def test_a_row_can_be_added_to_a_list_of_tasks(section, audit_return):
    page = section
    tasks = group(page, "What is to be done")
    for _ in range(2):
        tasks.get_by_role("button", name="Add a row").click()
    fourth = tasks.get_by_role("group", name="Task 4")
    assert fourth.get_by_label("What is to be done").evaluate("e => e === document.activeElement")
    page.keyboard.type("Tell the school")
    fourth.get_by_label("Who does it").fill("Social worker")
    go_on(page)
    assert stored(audit_return)["actions"] == [
        {"task": "Tell the school", "who": "Social worker", "by": ""}
    ]


def test_a_state_and_the_boxes_of_an_answer_push_each_other_out(section):
    page = section
    block = group(page, "home like")
    block.get_by_label("Not recorded").check()
    block.get_by_label("Warm").fill("1")
    assert not block.get_by_label("Not recorded").is_checked()


def drawn_blocks(choose):
    for _ in range(300):
        codes = [f"item-{at}" for at in range(choose.randint(1, 6))]
        rule = choose.choice(["every", "sum", "scaled"])
        fewest = None if rule == "every" else choose.randint(1, 6)
        totals = TotalRule(tuple(codes), rule, fewest, choose.randint(0, 3))
        numbers = {
            code: choose.choice(["", "0", "-2.5", "3", f"{choose.randint(-9999, 9999) / 1000:.3f}"])
            for code in codes
        }
        yield totals, numbers


def test_the_page_adds_up_as_the_server_does(section):
    blocks = list(drawn_blocks(random.Random(20261126)))
    found = [rule.total({code: n for code, n in numbers.items() if n}) for rule, numbers in blocks]
    expected = [None if total is None else str(stored_number(total)) for total in found]
    sent = [
        [
            list(numbers.values()),
            {
                "every": len(rule.items),
                "needed": rule.needed,
                "scaled": rule.rule == "scaled",
                "places": rule.places,
            },
        ]
        for rule, numbers in blocks
    ]
    added = section.evaluate(
        """async ([module, sent]) => {
          const { total } = await import(module);
          return sent.map(([texts, rule]) => total(texts, rule));
        }""",
        [static("js/totals.js"), sent],
    )
    assert None in expected
    assert added == expected

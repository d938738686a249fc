"""An auditor's pages in Chromium: by mouse, by keyboard alone, and without JavaScript."""

import random
import re

import pytest
from django.templatetags.static import static
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.conditions import PlainAnswer, holds, parse
from cases.models import Answer, AuditReturn, Identity
from tests import factories
from tests.cases import answering
from tests.look.test_in_the_browser import COVERED, WIDTHS, axe_violations, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVE_ON = re.compile("Save and (go|check)")
MOST_TABS = 80
FOCUSED = """() => {
  const element = document.activeElement;
  const named = element.labels?.[0] ?? element;
  return named.textContent.replace(/\\s+/g, " ").trim();
}"""


@pytest.fixture
def found(live_server):
    with acting_as_system():
        factories.partnership()
        made = answering.new_return()
        factories.lead(made.agency, name="Odalys Lead")
        Identity.objects.create(case=made.case, kind="subject", text="Robin Example")
        return made


@pytest.fixture
def auditor(found, sign_in):
    with acting_as_system():
        return sign_in(found.auditor)


@pytest.fixture
def address(live_server, found):
    def of(name, *args):
        return live_server.url + reverse(f"cases:{name}", args=[found.pk, *args])

    return of


def fill(found, but=()):
    """Answers that make the return ready to submit."""
    values = {"seen-alone": "no", "reasons": ["yes"], "drift": "no"}
    with acting_as_system():
        for key, value in values.items():
            if key not in but:
                factories.answer(found, answering.question(found, key), value)
        AuditReturn.objects.filter(pk=found.pk).update(status="in_progress")


def stored(found) -> dict:
    with acting_as_system():
        rows = Answer.objects.filter(audit_return=found, state="answered")
        return dict(rows.values_list("question__key", "value"))


def status(found) -> str:
    with acting_as_system():
        return AuditReturn.objects.get(pk=found.pk).status


def fits(page, complaints) -> bool:
    assert axe_violations(page) == []
    assert complaints == []
    assert not scrolls_sideways(page)
    page.set_viewport_size({"width": 320, "height": 900})
    return not scrolls_sideways(page)


# every page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ["my_returns", "return", "section", "check", "ready", "read"])
def test_an_auditor_s_page_passes_axe_fits_and_is_silent(
    name, width, auditor, found, address, live_server, complaints
):
    fill(found, but=() if name in {"ready", "read"} else ["drift"])
    if name == "read":
        with acting_as_system():
            AuditReturn.objects.filter(pk=found.pk).update(
                status="submitted", submitted_by=found.auditor, submitted_at="2026-11-20T09:00Z"
            )
    pages = {
        "my_returns": live_server.url + reverse("cases:my_returns"),
        "section": address("section", "voice"),
        "check": address("check"),
        "ready": address("check"),
    }
    auditor.set_viewport_size({"width": width, "height": 900})
    auditor.goto(pages.get(name) or address("return"))
    assert fits(auditor, complaints)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refused_section_passes_axe_and_links_to_each_fault(
    width, auditor, found, address, complaints
):
    page = auditor
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address("section", "voice"))
    page.get_by_label("Number of visits").fill("many")
    page.get_by_label("Day").fill("31")
    page.get_by_role("button", name=SAVE_ON).click()
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name=re.compile(r"^1\.4 When last")).click()
    assert page.evaluate("document.activeElement.id") == "id_answer-last-seen_0"
    page.get_by_role("link", name=re.compile(r"^1\.3 How many visits")).click()
    assert page.evaluate("document.activeElement.value") == "many"
    assert fits(page, complaints)
    assert stored(found) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_two_pages_on_one_answer_show_both_texts_and_either_can_be_kept(
    width, auditor, found, address
):
    first = auditor
    first.set_viewport_size({"width": width, "height": 900})
    first.goto(address("section", "work"))
    second = first.context.new_page()
    second.goto(address("section", "work"))
    second.get_by_label("Partly").first.check()
    second.get_by_role("button", name=SAVE_ON).click()
    first.get_by_label("Yes").first.check()
    first.get_by_role("button", name=SAVE_ON).click()
    assert first.get_by_text("Nothing has been saved yet.").is_visible()
    assert axe_violations(first) == []
    assert not scrolls_sideways(first)
    assert stored(found)["drift"] == "partly"
    first.get_by_label("Keep what I put").check()
    first.get_by_role("button", name=SAVE_ON).click()
    assert stored(found)["drift"] == "yes"


@pytest.mark.parametrize("width", WIDTHS)
def test_who_a_child_is_opens_by_a_button_and_hides_again(width, auditor, address, complaints):
    page = auditor
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address("section", "voice"))
    page.get_by_role("button", name="Who is this child?").click()
    assert page.get_by_text("Robin Example").is_visible()
    assert fits(page, complaints)
    page.get_by_role("link", name="Hide and go back").click()
    assert page.url == address("section", "voice")


def test_who_a_child_is_hides_itself_after_ten_idle_minutes(auditor, address):
    page = auditor
    page.clock.install()
    page.goto(address("return"))
    page.get_by_role("button", name="Who is this child?").click()
    page.wait_for_load_state()
    page.clock.fast_forward("09:00")
    page.keyboard.press("Tab")
    page.clock.fast_forward("09:00")
    assert page.get_by_text("Robin Example").is_visible()
    page.clock.fast_forward("02:00")
    page.wait_for_url(address("return"))
    assert page.get_by_text("Robin Example").count() == 0


# what an answer makes relevant


def test_a_question_comes_and_goes_with_the_answer_it_depends_on(auditor, address):
    page = auditor
    page.goto(address("section", "voice"))
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


def test_what_was_put_before_a_question_went_is_kept_but_not_counted(auditor, found, address):
    page = auditor
    page.goto(address("section", "voice"))
    first = page.get_by_role("group", name=re.compile("seen alone"))
    first.get_by_label("No", exact=True).check()
    page.get_by_role("group", name=re.compile("Why not")).get_by_label("Partly").check()
    first.get_by_label("Yes").check()
    page.get_by_role("button", name=SAVE_ON).click()
    assert stored(found)["reasons"] == ["partly"]
    page.goto(address("check"))
    assert page.get_by_text("Answered, but no longer asked").is_visible()


def random_tree(choose, depth=0):
    kinds = ["is", "answered", "at_least", "at_most"] + ["all", "any", "not"] * (depth < 3)
    kind = choose.choice(kinds)
    if kind == "not":
        return {"not": random_tree(choose, depth + 1)}
    if kind in {"all", "any"}:
        return {kind: [random_tree(choose, depth + 1) for _ in range(choose.randint(1, 3))]}
    value = {"is": ["a", "b"], "answered": True}.get(kind, choose.choice([2, "2.5"]))
    return {"question": choose.choice(["p", "q", "r"]), kind: value}


def random_answers(choose) -> dict:
    answered = [["a"], "b", ["c", "b"], 3, "2.5", "1"]
    states = ["missing", "not_asked", "not_recorded"]
    answers = {
        key: choose.choice(
            [("answered", value) for value in answered] + [(s, None) for s in states]
        )
        for key in "pqr"
    }
    return {key: {"state": state, "value": value} for key, (state, value) in answers.items()}


def test_the_page_decides_as_the_server_does(auditor, address):
    choose = random.Random(20261124)
    drawn = [(random_tree(choose), random_answers(choose)) for _ in range(400)]
    expected = [
        holds(parse(tree), {key: PlainAnswer(**answer) for key, answer in answers.items()})
        for tree, answers in drawn
    ]
    auditor.goto(address("section", "voice"))
    decided = auditor.evaluate(
        """async ([module, drawn]) => {
          const { truth } = await import(module);
          return drawn.map(([tree, answers]) => truth(tree, answers) === true);
        }""",
        [static("js/conditions.js"), drawn],
    )
    assert {True, False} == set(expected)
    assert decided == expected


def test_a_state_and_an_answer_push_each_other_out(auditor, address):
    page = auditor
    page.goto(address("section", "voice"))
    visits = page.get_by_role("group", name=re.compile("How many visits"))
    visits.get_by_label("Not recorded").check()
    visits.get_by_label("Not applicable").check()
    assert not visits.get_by_label("Not recorded").is_checked()
    assert visits.get_by_label("Why does it not apply?").is_visible()
    visits.get_by_label("Number of visits").fill("3")
    assert not visits.get_by_label("Not applicable").is_checked()


# saving


def test_enter_in_a_text_box_saves_and_clears_nothing(auditor, found, address):
    fill(found)
    page = auditor
    page.goto(address("section", "voice"))
    page.get_by_label("Number of visits").fill("3")
    page.get_by_label("Number of visits").press("Enter")
    page.wait_for_url(address("section", "voice"))
    assert page.get_by_text("Saved", exact=True).is_visible()
    assert stored(found)["seen-alone"] == "no"
    assert stored(found)["visits"] == 3


def test_an_answer_can_be_cleared(auditor, found, address):
    fill(found)
    page = auditor
    page.goto(address("section", "work"))
    page.get_by_role("button", name="Clear answer to 2.1").click()
    assert page.locator("[data-question=drift] input:checked").count() == 0
    page.get_by_role("button", name=SAVE_ON).click()
    assert "drift" not in stored(found)


def test_leaving_with_unsaved_typing_asks_first(auditor, address):
    page = auditor
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.goto(address("section", "voice"))
    page.get_by_label("Your answer").fill("Half a thought")
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="My returns").first.click()
    assert asked.value.type == "beforeunload"
    assert page.get_by_label("Your answer").input_value() == "Half a thought"


# by keyboard, without JavaScript


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


def test_a_return_is_answered_and_submitted_by_keyboard_alone(auditor, found, live_server):
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
    assert stored(found) == {
        "seen-alone": "no",
        "reasons": ["partly"],
        "visits": 4,
        "last-seen": "2026-03-31",
        "learning": "The nurse came back.",
        "drift": "no",
    }
    assert status(found) == "submitted"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_focus_on_a_section_is_never_under_the_sticky_bar(key, width, auditor, address):
    page = auditor
    page.set_viewport_size({"width": width, "height": 600})
    page.goto(address("section", "voice"))
    covered = []
    for _ in range(page.locator("a, button, input, textarea, summary").count() + 2):
        page.keyboard.press(key)
        covered.append(page.evaluate(COVERED))
    assert [each for each in covered if each] == []


def test_a_return_is_answered_and_submitted_without_javascript(
    browser, auditor, found, address, live_server
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
    page.get_by_role("button", name=SAVE_ON).click()
    page.goto(address("check"))
    page.get_by_role("link", name=re.compile(r"^1\.1 .*Say why it does not apply\.$")).click()
    first.get_by_label("Why does it not apply?").fill("The child was not yet born.")
    page.get_by_role("button", name=SAVE_ON).click()
    page.get_by_label("No", exact=True).first.check()
    page.get_by_role("button", name=SAVE_ON).click()
    page.get_by_role("button", name="Submit this return").click()
    assert page.title().startswith("Error: ")
    page.get_by_label("I have looked at the questions left blank").check()
    page.get_by_role("button", name="Submit this return").click()
    assert page.get_by_text("is submitted.").is_visible()
    assert page.get_by_text("The child was not yet born.").is_visible()
    assert status(found) == "submitted"
    context.close()

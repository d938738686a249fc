"""An admin builds a tool in Chromium: by keyboard, by handle, and without JavaScript."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from agencies.roles import Role
from audits.models import ToolVersion
from audits.tool_rows import definition_of
from tests import factories
from tests.browser.checks import passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CELLS = "\n".join(
    [
        "The record\tHow many visits?\tnumber",
        "\tWhen was the last?\tdate",
        "\tWas there a plan?\t\tYes; No",
        "\tWhat was in it?",
        "\tSay more\tquote",
    ]
)


@pytest.fixture
def admin(sign_in, live_server):
    with acting_as_system():
        factories.partnership()
        return sign_in(factories.user(Role.ADMIN))


@pytest.fixture
def draft(live_server):
    with acting_as_system():
        version = factories.draft_version()
        for title in ("Voice", "Record"):
            section = factories.section(version, title=title)
            for _ in range(2):
                factories.question(section, kind="text")
        return version


def built() -> list[tuple[str, list[tuple[str, str]]]]:
    with acting_as_system():
        tool = definition_of(ToolVersion.objects.get())
    return [(s.title, [(q.kind, q.text) for q in s.questions]) for s in tool.sections]


def keys_of(version) -> list[list[str]]:
    with acting_as_system():
        sections = definition_of(version).sections
    return [[question.key for question in section.questions] for section in sections]


def press(page, role, name):
    """Reach it and press Enter; nothing is clicked."""
    control = page.get_by_role(role, name=name, exact=True).first
    control.focus()
    control.press("Enter")


def write(page, label, text):
    box = page.get_by_label(label, exact=True)
    box.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def choose(page, label, text):
    """In a closed list, typing goes to the first choice that begins so."""
    page.get_by_label(label, exact=True).focus()
    page.keyboard.type(text)


def test_a_tool_is_built_by_keyboard_alone(admin, live_server, complaints):
    page = admin
    page.goto(live_server.url + reverse("audits:tools"))
    press(page, "link", "New tool")
    write(page, "Name of the tool", "Neglect")
    write(page, "Title of its first section", "The child’s voice")
    press(page, "button", "Start the tool")
    press(page, "button", "Save and add a question")
    write(page, "Question", "Why was the child not seen?")
    press(page, "button", "Save and add another")
    write(page, "Question", "Was the child seen alone?")
    choose(page, "Kind of answer", "One choice")
    choose(page, "Scale", "A new scale")
    page.keyboard.press("Tab")
    page.get_by_label("Options of the new scale").focus()
    page.keyboard.type("Yes\nPartly\nNo")
    passes(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    press(page, "button", "Save question")

    row = page.get_by_role("link", name="1.2 Was the child seen alone?")
    row.focus()
    row.press("Alt+ArrowUp")
    expect(page.locator("#builder-moves")).to_contain_text("1.1 Was the child seen alone?")
    expect(page.get_by_role("link", name="1.1 Was the child seen alone?")).to_be_focused()
    expect(page.get_by_role("heading", name="Question 1.1")).to_be_visible()

    press(page, "button", "Delete")
    expect(page.get_by_text("Deleted 1.1 ‘Was the child seen alone?’.")).to_be_visible()
    press(page, "button", "Undo")
    press(page, "link", "Paste questions")
    page.get_by_label("Cells copied from a spreadsheet").focus()
    page.keyboard.insert_text(CELLS)
    press(page, "button", "Look at what will be made")
    passes(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    press(page, "button", "Make 5 questions")
    expect(page.get_by_text("Pasted 5 questions.")).to_be_visible()
    assert built() == [
        (
            "The child’s voice",
            [("choice", "Was the child seen alone?"), ("text", "Why was the child not seen?")],
        ),
        (
            "The record",
            [
                ("number", "How many visits?"),
                ("date", "When was the last?"),
                ("choice", "Was there a plan?"),
                ("text", "What was in it?"),
                ("quote", "Say more"),
            ],
        ),
    ]


def test_a_section_is_moved_by_keys_with_its_questions(admin, draft, live_server):
    page = admin
    page.goto(live_server.url + reverse("audits:build_question", args=[draft.pk, "question-1-1"]))
    section = page.locator(".outline__section").nth(1).locator("summary").first
    section.focus()
    section.press("Alt+ArrowUp")
    expect(page.locator("#builder-moves")).to_have_text("Section 1. Record")
    expect(page.locator("summary", has_text="1. Record")).to_be_focused()
    assert keys_of(draft)[0] == ["question-2-1", "question-2-2"]


def test_fields_of_another_kind_are_hidden_and_keep_what_was_typed(admin, draft, live_server):
    page = admin
    page.goto(live_server.url + reverse("audits:build_question", args=[draft.pk, "question-1-1"]))
    kind = page.get_by_label("Kind of answer")
    expect(page.get_by_label("Least")).to_be_hidden()
    kind.select_option("number")
    page.get_by_label("Least").fill("3")
    kind.select_option("text")
    expect(page.get_by_label("Least")).to_be_hidden()
    kind.select_option("number")
    expect(page.get_by_label("Least")).to_have_value("3")
    page.goto(live_server.url + reverse("audits:new_question", args=[draft.pk, "section-1"]))
    expect(page.get_by_label("Required")).not_to_be_checked()
    page.get_by_label("Kind of answer").select_option("date")
    expect(page.get_by_label("Required")).to_be_checked()


def test_a_question_is_dragged_by_its_handle_into_another_section(
    admin, draft, live_server, complaints
):
    page = admin
    page.goto(live_server.url + reverse("audits:build_question", args=[draft.pk, "question-1-1"]))
    page.get_by_label("Guidance").fill("Typed, not saved")
    page.locator(".outline__section").nth(1).locator("summary").click()
    handle = page.locator('[data-key="question-1-2"] .outline__handle')
    target = page.locator('[data-key="question-2-1"]')
    start, end = handle.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 12, steps=5)
    page.mouse.up()
    expect(page.locator("#builder-moves")).to_contain_text("2.1")
    assert keys_of(draft) == [["question-1-1"], ["question-1-2", "question-2-1", "question-2-2"]]
    expect(page.get_by_label("Guidance")).to_have_value("Typed, not saved")
    passes(page, complaints)


def test_a_tool_is_built_without_javascript(admin, live_server, browser):
    with browser.new_context(java_script_enabled=False) as context:
        context.add_cookies(admin.context.cookies())
        page = context.new_page()
        page.goto(live_server.url + reverse("audits:new_tool"))
        page.get_by_label("Name of the tool").fill("Neglect")
        page.get_by_label("Title of its first section").fill("Home")
        page.get_by_role("button", name="Start the tool").click()
        page.get_by_role("button", name="Save and add a question").click()
        page.get_by_label("Question", exact=True).fill("Home conditions")
        page.get_by_label("Kind of answer").select_option("items")
        page.get_by_role("button", name="Change kind").click()
        page.get_by_label("Item 1: Label").fill("Kitchen")
        page.get_by_label("Item 2: Label").fill("Bath")
        page.get_by_role("button", name=re.compile("Down.*row 1")).click()
        expect(page.get_by_label("Item 1: Label")).to_have_value("Bath")
        page.get_by_role("button", name="Save question", exact=True).click()
        page.get_by_role("button", name="Duplicate").click()
        page.get_by_role("button", name="Up", exact=True).click()
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("Deleted 1.1 ‘Home conditions’.")).to_be_visible()
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(page.get_by_text(re.compile("Taken back: Deleted 1.1"))).to_be_visible()
    assert built() == [("Home", [("items", "Home conditions")] * 2)]


@pytest.mark.parametrize(("width", "shown"), [(375, False), (1280, True)])
def test_without_javascript_the_outline_is_folded_on_phones_only(
    admin, draft, live_server, browser, width, shown
):
    address = live_server.url + reverse("audits:build", args=[draft.pk])
    signed_in = admin.context.storage_state()
    size = {"width": width, "height": 800}
    with browser.new_context(
        java_script_enabled=False, storage_state=signed_in, viewport=size
    ) as context:
        page = context.new_page()
        page.goto(address)
        part = page.get_by_role("link", name="Paste questions")
        expect(part).to_be_visible(visible=shown)
        if not shown:
            page.locator(".builder-fold > summary").click()
            expect(part).to_be_visible()


def test_a_measure_shows_only_what_applies_to_it(admin, draft, live_server, complaints):
    with acting_as_system():
        question = factories.question(draft.sections.first(), key="alone", text="Seen alone?")
        factories.measure(question, key="alone")
    admin.goto(live_server.url + reverse("audits:build_measure", args=[draft.pk, "alone"]))
    rule, lead = (
        admin.get_by_label("How several returns make one"),
        admin.get_by_label("Lead sector"),
    )
    expect(rule).to_be_hidden()
    admin.get_by_label("Cases", exact=True).check()
    expect(rule).to_be_visible()
    expect(lead).to_be_hidden()
    rule.select_option("lead")
    expect(lead).to_be_visible()
    passes(admin, complaints)

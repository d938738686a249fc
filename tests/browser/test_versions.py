"""Conditions, preview and versions in Chromium: by keyboard, with and without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from agencies.roles import Role
from audits.models import Question, ToolVersion
from audits.versioning import start_version
from tests import factories
from tests.browser.checks import passes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Kind = Question.Kind


@pytest.fixture
def admin(live_server):
    with acting_as_system():
        factories.partnership()
        return factories.user(Role.ADMIN)


@pytest.fixture
def draft(admin):
    with acting_as_system():
        version = factories.draft_version()
        voice = factories.section(version, key="voice", title="The child’s voice")
        ask = factories.question
        ask(voice, key="seen", text="Was the child seen?", guidance="Look.")
        ask(voice, Kind.NUMBER, key="visits", text="How many visits?", guidance="Count.")
        ask(voice, key="alone", text="Was the child alone?", guidance="Look.")
        factories.measure(version.questions.get(key="seen"))
        factories.published(version)
        return start_version(tool=version.tool, by=admin)


def open_page(page, live_server, name, *keys):
    page.goto(live_server.url + reverse(name, args=keys))


def press(page, name):
    """Reach a button by focus and press Enter; nothing is clicked."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def choose(page, label, option):
    """Type into the focused select the start of an option, as a keyboard does."""
    select = page.get_by_label(label, exact=True)
    select.focus()
    page.keyboard.type(option)
    page.keyboard.press("Tab")


def test_a_condition_is_written_by_keyboard_previewed_compared_and_published(
    page, live_server, sign_in, complaints, admin, draft
):
    sign_in(admin)
    open_page(page, live_server, "audits:build_question", draft.pk, "alone")
    expect(page.locator("#preview")).to_contain_text("Was the child alone?")

    press(page, "Add a rule")
    expect(page.get_by_label("Question of rule 1", exact=True)).to_be_focused()
    choose(page, "Question of rule 1", "1.1")
    page.get_by_role("checkbox", name="Yes").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#when .reads")).to_contain_text("asked when ‘1.1 Was the child seen?’")

    press(page, "Add a group")
    expect(page.get_by_label("Question of rule 2.1", exact=True)).to_be_focused()
    choose(page, "Question of rule 2.1", "1.2")
    expect(page.get_by_label("Number of rule 2.1", exact=True)).to_be_visible()
    page.get_by_label("Number of rule 2.1", exact=True).fill("2")
    press(page, "Add a rule to group 2")
    choose(page, "Question of rule 2.2", "1.1")
    page.locator("#when-1\\.1-code-partly").focus()
    page.keyboard.press("Space")
    expect(page.locator("#when .reads")).to_contain_text("or ‘1.1 Was the child seen?’ is ‘Partly’")
    passes(page, complaints)
    page.set_viewport_size({"width": 1280, "height": 900})

    press(page, "Save question")
    expect(page.get_by_text("Saved 1.3.")).to_be_visible()
    with acting_as_system():
        tree = ToolVersion.objects.get(pk=draft.pk).questions.get(key="alone").show_when
    assert tree == {
        "all": [
            {"question": "seen", "is": ["yes"]},
            {
                "any": [
                    {"question": "visits", "at_least": 2},
                    {"question": "seen", "is": ["partly"]},
                ]
            },
        ]
    }

    preview = page.locator("#preview")
    expect(preview).to_contain_text("1.3 is not asked")
    preview.get_by_role("radio", name="Yes").first.focus()
    page.keyboard.press("Space")
    expect(preview).to_contain_text("1.1 is “Yes”")
    preview.locator("#id_answer-visits").fill("3")
    page.keyboard.press("Tab")
    expect(preview.locator("#question-alone")).to_be_visible()

    page.get_by_role("link", name="Review and publish").press("Enter")
    expect(page.get_by_role("heading", name="Compared with version 1")).to_be_visible()
    expect(page.get_by_text("who is asked changed")).to_be_visible()
    passes(page, complaints)
    press(page, "Publish version 2")
    expect(page.get_by_role("status").first).to_contain_text("is published")
    with acting_as_system():
        assert ToolVersion.objects.get(pk=draft.pk).status == ToolVersion.Status.PUBLISHED


def test_without_javascript_a_condition_is_written_and_what_follows_is_shown(
    browser, live_server, sign_in, admin, draft
):
    cookies = sign_in(admin).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    open_page(page, live_server, "audits:build_question", draft.pk, "alone")
    page.get_by_label("Question", exact=True).fill("Was the child on their own?")
    page.get_by_role("button", name="Add a rule").click()
    page.get_by_label("Question of rule 1", exact=True).select_option("seen")
    page.get_by_role("button", name="Show the answers of this question").click()
    page.get_by_role("checkbox", name="No", exact=True).check()
    page.get_by_role("button", name="Save question").last.click()
    with acting_as_system():
        question = ToolVersion.objects.get(pk=draft.pk).questions.get(key="alone")
    assert question.text == "Was the child on their own?"
    assert question.show_when == {"question": "seen", "is": ["no"]}

    page.get_by_role("link", name="Preview this section as any sector").click()
    assert "1.3 is not asked" in page.locator("#preview").inner_text()
    page.get_by_role("radio", name="No", exact=True).first.check()
    page.get_by_role("button", name="Show what follows").click()
    assert "Was the child on their own?" in page.locator("#preview").inner_text()
    context.close()

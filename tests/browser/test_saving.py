"""Each answer is saved as it is given, in Chromium; whatever happens to the page, the network,
the session or somebody else's page."""

import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from agencies.rls import acting_as_system
from cases.models import Answer, AnswerHistory, AuditReturn
from tests import factories
from tests.browser.answers import SAVE_ON, status, stored
from tests.browser.checks import WIDTHS, asks_to_stay, axe_violations, scrolls_sideways, widths
from tests.cases.answering import answering_tool

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHIN = 3000  # milliseconds from the last keystroke
SAVED = re.compile(r"^Saved [0-9]{2}:[0-9]{2}$")
TEXT = "Seen at home twice, then not for a month."


@pytest.fixture
def voice(auditor, return_url):
    """The page of the first section."""
    auditor.goto(return_url("section", "voice"))
    return auditor


def text(page):
    return page.get_by_label("Your answer")


def is_saved(page, timeout=WITHIN):
    expect(page.locator(".savestate")).to_have_text(SAVED, timeout=timeout)


def is_not_saved(page, words="Not saved", timeout=15_000):
    page.locator(".savestate--failed").get_by_text(words).wait_for(timeout=timeout)


def end_sessions():
    with acting_as_system():
        Session.objects.all().delete()


def with_password(person, password=factories.PASSWORD):
    with acting_as_system():
        person.set_password(password)
        person.save()
    return person


# typing


def test_what_is_typed_is_saved_without_a_button(voice, audit_return):
    text(voice).press_sequentially(TEXT)
    is_saved(voice)
    assert stored(audit_return)["learning"] == TEXT
    assert status(audit_return) == "in_progress"
    assert voice.locator(".stickybar .progress__text").inner_text() == "1 of 5 answered"


def test_a_choice_is_saved_at_once_and_counted_in_the_list(voice, audit_return):
    voice.get_by_label("No", exact=True).first.check()
    is_saved(voice, 1500)
    assert stored(audit_return)["seen-alone"] == "no"
    current = voice.locator(".sections [aria-current]")
    assert "1 of 5" in current.inner_text()
    voice.get_by_label("Yes", exact=True).first.check()
    voice.get_by_role("link", name="3. Seen alone").wait_for()


def test_words_typed_during_a_save_are_saved_too(voice, audit_return):
    voice.route("**/answers/**", lambda route: (voice.wait_for_timeout(300), route.continue_()))
    text(voice).press_sequentially("One ")
    voice.wait_for_timeout(1100)
    text(voice).press_sequentially("two ")
    voice.wait_for_timeout(1100)
    text(voice).press_sequentially("three")
    is_saved(voice, 6000)
    voice.unroute_all(behavior="wait")
    assert stored(audit_return)["learning"] == "One two three"


def test_an_answer_can_be_cleared_without_another_button(voice, audit_return):
    voice.get_by_label("No", exact=True).first.check()
    is_saved(voice)
    voice.get_by_role("button", name="Clear answer to 1.1").click()
    expect(voice.locator("[name=answer-seen-alone_version]")).to_have_value("2")
    assert "seen-alone" not in stored(audit_return)


def test_the_button_waits_for_what_is_being_saved_and_meets_no_conflict(
    voice, audit_return, return_url
):
    text(voice).press_sequentially(TEXT)
    voice.get_by_role("button", name=SAVE_ON).click()
    voice.wait_for_url(return_url("section", "work"))
    assert stored(audit_return)["learning"] == TEXT
    with acting_as_system():
        assert Answer.objects.get(question__key="learning").version == 1


def test_a_link_followed_in_mid_sentence_loses_nothing_and_asks_nothing(voice, audit_return):
    text(voice).press_sequentially(TEXT)
    voice.get_by_role("link", name="My returns").first.click()
    voice.wait_for_url(re.compile(r"/returns/$"))
    assert stored(audit_return)["learning"] == TEXT


def test_an_answer_that_cannot_be_read_is_faulted_once_the_reader_turns_from_it(
    voice, audit_return
):
    visits = voice.get_by_label("Number of visits")
    visits.press_sequentially("many")
    voice.locator(".savestate").get_by_text("Not saved yet").wait_for()
    expect(voice.get_by_text("Enter a number in figures")).to_have_count(0)
    text(voice).focus()
    voice.get_by_text("Enter a number in figures").wait_for()
    assert visits.get_attribute("aria-invalid") == "true"
    assert axe_violations(voice) == []
    visits.fill("3")
    is_saved(voice)
    expect(voice.get_by_text("Enter a number in figures")).to_have_count(0)
    assert stored(audit_return)["visits"] == 3


# two pages


def test_two_people_save_twenty_times_and_nothing_is_lost(
    auditor, audit_return, return_url, browser, live_server
):
    with acting_as_system():
        substitute = factories.auditor(audit_return.agency, name="Sam Substitute")
        AuditReturn.objects.filter(pk=audit_return.pk).update(substitute=substitute)
    second = other_browser(browser, live_server, substitute)
    for page in (auditor, second):
        page.goto(return_url("section", "voice"))
    acknowledged = []
    for turn in range(10):
        for who, page in (("first", auditor), ("second", second)):
            words = f"{who} {turn}"
            text(page).fill(words)
            text(page).blur()
            settle(page)
            if page.locator("[data-conflict]").count():
                page.get_by_role("button", name="Keep mine").click()
                page.locator("[data-conflict]").wait_for(state="detached")
                settle(page)
            is_saved(page)
            acknowledged.append(words)
    with acting_as_system():
        kept = {Answer.objects.get(question__key="learning").value}
        kept |= set(AnswerHistory.objects.values_list("value", flat=True))
    assert len(acknowledged) == 20
    assert set(acknowledged) <= kept
    second.context.close()


def settle(page):
    expect(page.locator(".savestate")).to_have_text(re.compile("^(Saved [0-9]|Not saved:)"))


def other_browser(browser, live_server, person):
    client = Client()
    with acting_as_system():
        client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context = browser.new_context()
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return context.new_page()


@pytest.fixture
def conflict(voice, audit_return):
    """A page on which the reader has just met somebody else's answer."""
    with acting_as_system():
        other = factories.auditor(audit_return.agency, name="Sam Substitute")
        asked = answering_tool.question(audit_return, "learning")
        factories.answer(audit_return, asked, "Their account.", updated_by=other)
    text(voice).fill("My account.")
    voice.locator("[data-conflict]").wait_for()
    return voice


def test_both_texts_stand_side_by_side_under_their_question(conflict):
    page = conflict
    block = page.locator("#question-learning [data-conflict]")
    for _ in widths(page):
        assert block.get_by_text("Sam Substitute changed this answer").is_visible()
        assert block.get_by_text("Their account.").first.is_visible()
        assert block.get_by_text("My account.").first.is_visible()
        assert page.evaluate("document.activeElement.matches('[data-conflict]')")
        assert "1.5 was changed elsewhere too" in page.locator(".savestate").inner_text()
        assert axe_violations(page) == []
        assert not scrolls_sideways(page)


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ("Keep mine", "My account."),
        ("Use theirs", "Their account."),
        ("Save the texts put together", "My account.\n\nTheir account."),
    ],
)
def test_either_text_or_both_can_be_kept(conflict, audit_return, button, kept):
    conflict.get_by_role("button", name=button).click()
    conflict.locator("[data-conflict]").wait_for(state="detached")
    if button != "Use theirs":
        is_saved(conflict)
    assert text(conflict).input_value() == kept
    assert stored(audit_return)["learning"] == kept
    text(conflict).press("Control+End")
    text(conflict).press_sequentially(" More.")
    is_saved(conflict)
    assert stored(audit_return)["learning"].endswith("More.")


# nothing to save to


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(voice, audit_return):
    voice.context.set_offline(True)
    text(voice).press_sequentially(TEXT)
    is_not_saved(voice, "Not saved, trying again")
    assert axe_violations(voice) == []
    voice.get_by_label("No", exact=True).first.check()
    assert stored(audit_return) == {}
    voice.context.set_offline(False)
    is_saved(voice)
    assert stored(audit_return) == {"learning": TEXT, "seen-alone": "no"}


def test_a_save_whose_answer_was_lost_is_not_taken_for_somebody_else_s(voice, audit_return):
    lost = []

    def lose_first(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch())
        return route.abort()

    voice.route("**/answers/**", lose_first)
    text(voice).press_sequentially("Half")
    is_not_saved(voice, "Not saved, trying again")
    text(voice).press_sequentially(" and whole")
    is_saved(voice, 6000)
    expect(voice.locator("[data-conflict]")).to_have_count(0)
    assert stored(audit_return)["learning"] == "Half and whole"


def test_leaving_without_a_network_asks_first(voice):
    voice.context.set_offline(True)
    text(voice).press_sequentially("Half a thought")
    is_not_saved(voice)
    asks_to_stay(voice, voice.get_by_role("link", name="My returns").first.click)
    assert text(voice).input_value() == "Half a thought"


def test_nothing_typed_is_left_in_the_browser(voice):
    voice.context.set_offline(True)
    text(voice).press_sequentially("Half a thought")
    is_not_saved(voice)
    left = voice.evaluate("[localStorage.length, sessionStorage.length, document.cookie]")
    assert left[:2] == [0, 0]
    assert "Half" not in left[2]
    assert voice.evaluate("indexedDB.databases()") == []


# whose session


@pytest.fixture
def signed_out(voice, audit_return):
    """The session ended while the reader was typing."""
    with_password(audit_return.auditor)
    end_sessions()
    text(voice).press_sequentially(TEXT)
    voice.get_by_role("dialog").wait_for()
    return voice


def sign_in_again(page, email=None, password=factories.PASSWORD):
    dialog = page.get_by_role("dialog")
    if email:
        dialog.get_by_label("E-mail address").fill(email)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in", exact=True).click()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_session_that_ends_while_typing_is_begun_again_in_place(signed_out, audit_return, width):
    page = signed_out
    page.set_viewport_size({"width": width, "height": 900})
    assert axe_violations(page) == []
    assert not scrolls_sideways(page)
    assert page.evaluate("document.activeElement.id") == "again-password"
    assert "Not saved" in page.locator(".savestate").inner_text()
    sign_in_again(page)
    is_saved(page)
    assert not page.get_by_role("dialog").is_visible()
    assert stored(audit_return)["learning"] == TEXT
    page.get_by_role("button", name=SAVE_ON).click()
    page.wait_for_url(re.compile("/sections/work/$"))


def test_a_wrong_password_is_said_and_loses_nothing(signed_out, audit_return):
    sign_in_again(signed_out, password="not my password")
    error = signed_out.get_by_role("dialog").get_by_role("alert")
    error.get_by_text("do not go together").wait_for()
    assert axe_violations(signed_out) == []
    sign_in_again(signed_out)
    is_saved(signed_out)
    assert stored(audit_return)["learning"] == TEXT


def test_escape_keeps_the_text_and_what_is_not_saved_stays_said(signed_out, audit_return):
    signed_out.keyboard.press("Escape")
    assert not signed_out.get_by_role("dialog").is_visible()
    assert text(signed_out).input_value() == TEXT
    is_not_saved(signed_out)
    signed_out.locator(".stickybar").get_by_role("button", name="Sign in").click()
    sign_in_again(signed_out)
    is_saved(signed_out)
    assert stored(audit_return)["learning"] == TEXT


def test_what_one_person_wrote_is_not_sent_when_another_signs_in(signed_out, audit_return):
    page = signed_out
    with acting_as_system():
        other = with_password(factories.auditor(audit_return.agency, name="Sam Substitute"))
        AuditReturn.objects.filter(pk=audit_return.pk).update(substitute=other)
    sent = []
    page.on("request", lambda request: "/answers/" in request.url and sent.append(request.url))
    sign_in_again(page, other.email)
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Sam Substitute is signed in here now").wait_for()
    assert axe_violations(page) == []
    assert sent == []
    assert stored(audit_return) == {}
    assert text(page).input_value() == TEXT
    dialog.get_by_role("button", name="Sign Sam Substitute out, and me in").click()
    sign_in_again(page, audit_return.auditor.email)
    is_saved(page)
    with acting_as_system():
        assert Answer.objects.get().updated_by == audit_return.auditor


def test_a_button_pressed_after_the_session_ended_asks_to_sign_in_first(
    voice, audit_return, return_url
):
    with_password(audit_return.auditor)
    end_sessions()
    voice.get_by_role("button", name=SAVE_ON).click()
    voice.get_by_role("dialog").wait_for()
    sign_in_again(voice)
    voice.get_by_role("dialog").wait_for(state="hidden")
    voice.get_by_role("button", name=SAVE_ON).click()
    voice.wait_for_url(return_url("section", "work"))


def test_a_return_that_was_submitted_meanwhile_says_so_and_keeps_the_text(voice, audit_return):
    with acting_as_system():
        factories.move(AuditReturn.objects.get(pk=audit_return.pk), "submitted")
    text(voice).press_sequentially(TEXT)
    is_not_saved(voice, "has been submitted")
    assert text(voice).input_value() == TEXT
    voice.once("dialog", lambda dialog: dialog.accept())
    voice.get_by_role("button", name=SAVE_ON).click()
    voice.get_by_text(TEXT).and_(voice.locator("p")).wait_for()

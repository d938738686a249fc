"""A thousand saves by two people, and a browser whose servers are killed while somebody types.

Run by bin/soak.
"""

import re

import pytest
from playwright.sync_api import expect

from auditsite.demo.people import sign_ins
from tests.cases.answering.test_saving_at_once import two_people
from tests.soak.drill_launcher import Demo
from tests.two_clients import kept, save_in_turn_and_at_once, versions_written

SAVES = 1000
PATIENCE = 90_000  # milliseconds
SAVED = re.compile(r"^Saved [0-9]{2}:[0-9]{2}$")


@pytest.mark.django_db(transaction=True)
def test_a_thousand_saves_by_two_people_lose_nothing():
    found, people, questions = two_people()
    acknowledged = save_in_turn_and_at_once(found, people, questions, saves=SAVES)
    assert len(acknowledged) == SAVES
    assert set(acknowledged) <= kept(found)
    assert versions_written(found) == SAVES


@pytest.fixture
def demo(open_directory):
    demo = Demo(open_directory)
    demo.wait_until_running()
    yield demo
    demo.process.terminate()
    demo.process.wait()


@pytest.mark.browser
@pytest.mark.parametrize("part", ["gunicorn", "bin/postgres"])
def test_what_is_typed_while_a_server_is_killed_is_saved_when_it_is_back(demo, page, part):
    auditor = next(each for each in sign_ins() if "auditor" in each.role.lower())
    page.goto(f"{demo.address}/accounts/login/")
    page.get_by_label("E-mail address").fill(auditor.email)
    page.locator("[name=password]").first.fill(auditor.password)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.goto(f"{demo.address}/returns/")
    page.get_by_role("link", name=re.compile("^(Start|Carry on|Make changes|Go to)")).first.click()
    first = page.locator("fieldset.question").first
    first.get_by_text("Add a note").or_(first.get_by_text("Note", exact=True)).first.click()
    note = first.locator("textarea[name$=_note]")
    note.fill("Before.")
    expect(page.locator(".savestate")).to_have_text(SAVED)
    note.press_sequentially(" While")
    demo.kill(part)
    note.press_sequentially(" and after.")
    expect(page.locator(".savestate")).to_have_text(SAVED, timeout=PATIENCE)
    page.reload()
    assert page.locator("textarea[name$=_note]").first.input_value() == "Before. While and after."

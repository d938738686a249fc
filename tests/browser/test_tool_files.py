"""Bringing a tool in from a file, as a browser sends it."""

import pytest

from agencies.roles import Role
from tests import factories
from tests.audits.tool_texts import SMALL, broken
from tests.browser.checks import passes_at_each_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def choose(page, content: bytes) -> None:
    file = {"name": "small.yaml", "mimeType": "application/yaml", "buffer": content}
    page.get_by_label("The file").set_input_files(file)
    page.get_by_role("button", name="Bring it in").click()


def test_a_file_is_refused_brought_in_and_replaced(page, live_server, sign_in, complaints):
    sign_in(factories.user(Role.ADMIN)).goto(f"{live_server.url}/setup/tools/import/")
    passes_at_each_width(page, complaints)
    choose(page, broken("scale: seen", "scale: sene"))
    page.get_by_text("Line 14: There is no scale “sene”.").wait_for()
    passes_at_each_width(page, complaints)
    choose(page, SMALL.encode())
    page.get_by_text("Small tool, version 1 is brought in as a draft.").wait_for()
    page.goto(f"{live_server.url}/setup/tools/import/")
    choose(page, broken("Seen alone?", "Was the child seen alone?"))
    page.get_by_role("heading", name="Replace the draft of Small tool?").wait_for()
    passes_at_each_width(page, complaints)
    page.get_by_role("button", name="Replace the draft").click()
    page.get_by_text("is brought in as a draft.").wait_for()

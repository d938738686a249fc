import os
import shutil
import time

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from agencies.rls import acting_as_system
from tests.browser.answers import audit_return, auditor, return_url
from tests.browser.window import lent, page_of

__all__ = ["audit_return", "auditor", "return_url"]

pytest.register_assert_rewrite("tests.browser.checks")

# Playwright runs an event loop in the thread of the tests, and Django refuses its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if os.environ.get("BROWSER_TESTS") == "skip":
        pytest.skip("BROWSER_TESTS=skip")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install -y chromium", pytrace=False)
    return browser_type_launch_args | {
        "executable_path": chromium,
        "args": ["--no-sandbox", "--disable-dev-shm-usage"],
    }


@pytest.fixture
def context(browser, browser_context_args):
    with lent(browser, **browser_context_args) as window:
        yield window


@pytest.fixture
def page(context):
    return page_of(context)


BUSY = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND state <> 'idle'
"""
MOST_SECONDS = 10
QUIET_LOOKS = 5  # what a page asks for as it is closed may still be on its way


@pytest.fixture(autouse=True)
def _requests_end_before_the_database_is_emptied(request):
    """A page that saves by itself may have asked for something when its test ended."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")  # so that this ends before it
    yield
    until, quiet = time.monotonic() + MOST_SECONDS, 0
    while quiet < QUIET_LOOKS and time.monotonic() < until:
        quiet = 0 if _is_busy() else quiet + 1
        time.sleep(0.02)


def _is_busy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(BUSY)
        return cursor.fetchone()[0] > 0


@pytest.fixture
def demo_server(settings, live_server):
    settings.DEMO = True
    return live_server


@pytest.fixture
def complaints(page):
    """What the browser says on its console, a blocked style or script among it."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def sign_in(page, live_server):
    """Sign a person in without the form, and give their page."""

    def as_(person):
        client = Client()
        with acting_as_system():
            client.force_login(person)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return as_

"""The web server is killed, or the database away, while somebody types. bin/soak kills both for
good in a whole demo."""

import os
import signal
import socket
import time
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.urls import reverse
from playwright.sync_api import expect
from psycopg import sql

from auditsite.launcher.application import web_command
from auditsite.launcher.health import is_ready
from auditsite.launcher.processes import spawn
from auditsite.launcher.state import CHECKOUT
from tests.browser.answers import stored
from tests.browser.test_saving import SAVED, is_not_saved, text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
END_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND usename = current_user
"""
BACK_WITHIN = 30_000  # milliseconds: the longest pause between two tries, twice


class Web:
    """A gunicorn on the test's own database."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self) -> None:
        known = connection.settings_dict
        database = f"postgres://{known['USER']}@{quote(known['HOST'], safe='')}/{known['NAME']}"
        env = os.environ | {"DATABASE_URL": database, "DEBUG": "true"}
        with socket.create_server(("127.0.0.1", self.port)) as listener:
            keep_open = [listener.fileno()]
            self.process = spawn(web_command(listener), env=env, cwd=CHECKOUT, keep_open=keep_open)
        while not is_ready(f"http://127.0.0.1:{self.port}"):
            assert self.process.poll() is None
            time.sleep(0.2)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def web(live_server):
    web = Web()
    web.start()
    yield web
    web.kill()


@pytest.fixture
def voice(auditor, audit_return, web):
    path = reverse("cases:section", args=[audit_return.pk, "voice"])
    auditor.goto(f"http://localhost:{web.port}{path}")
    text(auditor).press_sequentially("Before")
    expect(auditor.locator(".savestate")).to_have_text(SAVED)
    return auditor


@contextmanager
def database_away():
    """Nobody reaches it, and whoever was connected no longer is."""
    owner = settings.DATABASES["owner"]
    name = connection.settings_dict["NAME"]
    connections.close_all()
    where = {"host": owner["HOST"], "dbname": owner["NAME"], "autocommit": True}
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    with (
        psycopg.connect(**where, user=owner["USER"]) as elsewhere,
        psycopg.connect(**where, user=settings.APPLICATION_ROLE) as application,
    ):
        elsewhere.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        try:
            application.execute(END_SESSIONS, [name])
            yield
        finally:
            elsewhere.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def test_what_is_typed_while_the_server_is_killed_is_saved_when_it_is_back(
    voice, audit_return, web
):
    web.kill()
    text(voice).press_sequentially(", and during")
    is_not_saved(voice, "Not saved, trying again")
    web.start()
    text(voice).press_sequentially(", and after.")
    expect(voice.locator(".savestate")).to_have_text(SAVED, timeout=BACK_WITHIN)
    assert stored(audit_return)["learning"] == "Before, and during, and after."


def test_what_is_typed_while_the_database_is_away_is_saved_when_it_is_back(voice, audit_return):
    with database_away():
        text(voice).press_sequentially(", and during")
        is_not_saved(voice, "Not saved, trying again")
    text(voice).press_sequentially(", and after.")
    expect(voice.locator(".savestate")).to_have_text(SAVED, timeout=BACK_WITHIN)
    assert stored(audit_return)["learning"] == "Before, and during, and after."

"""Every form of the application meets hostile text: a sentence or a page, never a 500."""

import re
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies.roles import Role
from tests.security import world as worlds
from tests.security.declared import DECLARED

pytestmark = pytest.mark.django_db

HOSTILE = (
    "\0",
    "a\0b",
    "\x01\x1b[31m",
    "\u202eevil\u2066",
    "\ufeff=1+1",
    "<script>alert(1)</script>",
    "'; DROP TABLE agencies_user; --",
    "{{ 7*7 }}{% load x %}",
    "[[audit.cases]] [[",
    "NaN",
    "Infinity",
    "-1e999",
    "99999999999999999999999999",
    "31/02/2026",
    "0000-00-00",
    "../../etc/passwd",
    "x" * 100_000,
    "🏠" * 500,
    "00000000-0000-0000-0000-000000000000",
)
INVALID_BYTES = b"\xff\xfe\xc3\x28\xed\xa0\x80"
EXTRA = ("id", "status", "agency", "auditor", "approved_by", "is_active", "page", "part", "theme")


@pytest.fixture
def world():
    return worlds.build()


def openings(world):
    """(name, role, url, methods) of one page per URL and role that is welcome there."""
    for name, page in DECLARED.items():
        relations = world.objects[page.kind] if page.kind else {"": {}}
        for role in Role:
            welcome = [kw for relation, kw in relations.items() if page.welcomes(role, relation)]
            if welcome:
                yield name, role, reverse(name, kwargs=welcome[0]), page.methods


def field_names(body: str) -> set[str]:
    return set(re.findall(r'name="([\w.\-]+)"', body)) - {"csrfmiddlewaretoken", "viewport"}


def test_hostile_values_in_every_field_of_every_form_are_never_a_500(world):
    clients = {role: signed_in(world.people[role]) for role in Role}
    sent = 0
    for name, role, url, methods in openings(world):
        client = clients[role]
        fields = sorted(field_names(fetch(client, url)) | set(EXTRA))
        for value in HOSTILE:
            body = urlencode(dict.fromkeys(fields, value), errors="replace")
            sent += attempt(client, name, url, methods, body.encode())
        raw = b"&".join(field.encode() + b"=" + INVALID_BYTES for field in fields)
        sent += attempt(client, name, url, methods, raw)
    assert sent >= 500


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def fetch(client, url) -> str:
    response = client.get(url)
    return response.content.decode(errors="replace") if response.status_code == 200 else ""


def attempt(client, name, url, methods, body: bytes) -> int:
    """Send the body as a query and as a form, undo whatever it did, and count what was sent."""
    query = body[:4000].decode("ascii", errors="replace")
    requests = [lambda: client.get(f"{url}?{query}")]
    if "POST" in methods:
        form = "application/x-www-form-urlencoded"
        requests.append(lambda: client.post(url, body, content_type=form))
    for request in requests:
        with transaction.atomic():
            status = request().status_code
            transaction.set_rollback(True)
        assert status < 500, (name, status, body[:80])
    return len(requests)

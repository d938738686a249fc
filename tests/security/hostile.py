"""Text nobody means well with, sent to every field of a page."""

import re
from functools import partial
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies.roles import Role
from tests.security.declared import DECLARED

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


def openings(world, name: str) -> dict[Role, str]:
    """Role -> address of one page of this URL, for the roles that are welcome there."""
    page = DECLARED[name]
    relations = world.objects[page.kind] if page.kind else {"": {}}
    found = {}
    for role in Role:
        welcome = [kw for relation, kw in relations.items() if page.welcomes(role, relation)]
        if welcome:
            found[role] = reverse(name, kwargs=welcome[0])
    return found


def send_hostile_values(client: Client, name: str, url: str) -> dict[str, int]:
    """Every value in every field at once, and bytes that are no text; how many of each were sent.

    What never looks at its query, or its form, cannot tell one from another: it is sent one.
    """
    fields = sorted(field_names(fetch(client, url)) | set(EXTRA))
    bodies = [urlencode(dict.fromkeys(fields, value), errors="replace") for value in HOSTILE]
    raw = b"&".join(field.encode() + b"=" + INVALID_BYTES for field in fields)
    sent = [*(body.encode() for body in bodies), raw]
    found = {"GET": send_in_turn(name, sent, partial(as_query, client, url), reads_query)}
    if "POST" in DECLARED[name].methods:
        found["POST"] = send_in_turn(name, sent, partial(as_form, client, url), reads_form)
    return found


def send_in_turn(name, bodies, send, reads) -> int:
    """Undoes whatever each did; how many were sent until one was not read."""
    for sent, body in enumerate(bodies, 1):
        with transaction.atomic():
            response = send(body)
            transaction.set_rollback(True)
        assert response.status_code < 500, (name, response.status_code, body[:80])
        if not reads(response.wsgi_request):
            return sent
    return len(bodies)


def as_query(client, url, body: bytes):
    return client.get(f"{url}?{body[:4000].decode('ascii', errors='replace')}")


def as_form(client, url, body: bytes):
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def reads_query(request) -> bool:
    return "GET" in vars(request)  # Django keeps what it made of the query once it is asked for


def reads_form(request) -> bool:
    return request._read_started


def field_names(body: str) -> set[str]:
    return set(re.findall(r'name="([\w.\-]+)"', body)) - {"csrfmiddlewaretoken", "viewport"}


def fetch(client, url) -> str:
    response = client.get(url)
    return response.content.decode(errors="replace") if response.status_code == 200 else ""

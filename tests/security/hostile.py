"""Text nobody means well with, sent to every field of a page."""

import re
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


def send_hostile_values(client: Client, name: str, url: str) -> int:
    """Every value in every field at once, and bytes that are no text; how many requests."""
    methods = DECLARED[name].methods
    fields = sorted(field_names(fetch(client, url)) | set(EXTRA))
    bodies = [urlencode(dict.fromkeys(fields, value), errors="replace") for value in HOSTILE]
    raw = b"&".join(field.encode() + b"=" + INVALID_BYTES for field in fields)
    return sum(
        attempt(client, name, url, methods, body)
        for body in [*(body.encode() for body in bodies), raw]
    )


def field_names(body: str) -> set[str]:
    return set(re.findall(r'name="([\w.\-]+)"', body)) - {"csrfmiddlewaretoken", "viewport"}


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

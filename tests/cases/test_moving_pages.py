"""The page that moves an audit to a newer version of its tool."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from audits.services import publish_version
from audits.versioning import start_version
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, key="seen", text="Seen?")
    factories.question(part, key="alone", text="Alone?")
    return factories.published(version)


@pytest.fixture
def second(first):
    draft = start_version(tool=first.tool, by=factories.user(Role.ADMIN))
    draft.questions.filter(key="seen").delete()
    return publish_version(version=draft, content_hash="1" * 64)


@pytest.fixture
def page(client):
    client.force_login(factories.coordinator())
    return client


def address(audit):
    return reverse("cases:audit_tool", args=[audit.pk])


def test_an_audit_without_answers_moves_with_one_click(page, first, second):
    audit = factories.audit(first)
    assert "Nobody has answered anything" in text_of(page.get(address(audit)))
    page.post(address(audit), {"to": 2})
    audit.refresh_from_db()
    assert audit.tool_version == second


def test_with_answers_it_shows_what_becomes_not_asked_and_wants_a_reason(page, first, second):
    audit = factories.audit(first)
    factories.answered_return(audit=audit)
    said = text_of(page.get(address(audit)))
    assert "1 answer in 1 return." in said
    assert "1.1 Seen?" in said
    assert "The question is not in the new version." in said
    refused = page.post(address(audit), {"to": 2, "reason": " "})
    assert "Enter why this audit moves" in refused.content.decode()
    assert refused.content.decode().count("There is a problem") == 1
    page.post(address(audit), {"to": 2, "reason": "The scale was wrong."})
    audit.refresh_from_db()
    assert audit.tool_version == second


def test_what_was_typed_is_kept_when_it_is_too_long(page, first, second):
    audit = factories.audit(first)
    factories.answered_return(audit=audit)
    refused = page.post(address(audit), {"to": 2, "reason": "x" * 151})
    assert "Keep the reason to 150 characters" in refused.content.decode()
    assert "x" * 151 in refused.content.decode()


def test_without_a_newer_version_it_says_so(page, first):
    said = text_of(page.get(address(factories.audit(first))))
    assert "There is no newer published version." in said


def test_a_version_that_is_not_offered_is_not_found(page, first, second):
    assert page.get(f"{address(factories.audit(first))}?to=7").status_code == 404


def test_a_closed_audit_says_that_it_stays(page, first, second):
    audit = factories.audit(first, status=Audit.Status.CLOSED)
    assert "stays on the version" in text_of(page.get(address(audit)))
    page.post(address(audit), {"to": 2, "reason": "So."})
    audit.refresh_from_db()
    assert audit.tool_version == first

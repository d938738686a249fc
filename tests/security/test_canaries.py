"""Each agency's rows carry a word of their own; no reader may ever meet another agency's word."""

import re

import pytest
from django.urls import reverse

from agencies.models import Message
from agencies.roles import AGENCY_ROLES, Role
from cases.models import Answer, Identity
from tests import factories

pytestmark = pytest.mark.django_db

PAGES_AT_MOST = 600  # a crawl that goes on for longer has met pages that lead to ever more pages


@pytest.fixture
def two_agencies():
    """(own agency, words of its own, words of the other); approved and unapproved returns each."""
    audit = factories.audit(factories.measured_version())
    words = {}
    for name in ("own", "other"):
        agency = factories.agency()
        words[name] = plant(audit, agency, f"canary-{name}")
    return audit, words


def plant(audit, agency, word) -> dict:
    """A canary in every free text of an agency's rows, and in the identities of its cases."""
    returns = [
        factories.approved_return(audit=audit, agency_=agency),
        factories.submitted_return(audit=audit, agency_=agency),
    ]
    others = [
        factories.own_case_return(agency, local_identifier=f"{word}-identity-own"),
        factories.organisation_return(agency),
        factories.response(agency),
    ]
    for found in others:
        factories.answer(
            found, found.tool_version.questions.get(), "yes", note=f"{word}-note-of-another"
        )
    for number, found in enumerate(returns):
        Answer.objects.filter(audit_return=found).update(
            note=f"{word}-note-{number}", reason=f"{word}-reason-{number}"
        )
        Identity.objects.create(case=found.case, kind="subject", text=f"{word}-identity-{number}")
        found.case.involvements.update(reason=f"{word}-involvement-{number}")
    return {"agency": agency, "word": word, "returns": returns + others}


def crawl(client) -> dict[str, str]:
    """Every page a reader can reach by links from their home, as {path: body}."""
    seen, waiting = {}, [reverse("home")]
    while waiting and len(seen) < PAGES_AT_MOST:
        path = waiting.pop()
        if path in seen:
            continue
        response = client.get(path, follow=True)
        assert response.status_code < 500, path
        seen[path] = response.content.decode(errors="replace")
        waiting += [link for link in links_in(seen[path]) if link not in seen]
    assert len(seen) < PAGES_AT_MOST
    return seen


def links_in(body: str) -> set[str]:
    found = re.findall(r'href="(/[^"#]*)"', body)
    return {link.replace("&amp;", "&") for link in found if not link.startswith("/static")}


@pytest.mark.parametrize("role", Role)
def test_no_page_shows_a_reader_another_agencys_words(client, two_agencies, role):
    _, words = two_agencies
    agency = words["own"]["agency"] if role in AGENCY_ROLES else None
    reader = factories.user(role, agency)
    if role == Role.AUDITOR:
        for found in words["own"]["returns"]:
            type(found).objects.filter(pk=found.pk).update(auditor=reader)
    client.force_login(reader)
    pages = crawl(client)
    assert len(pages) > 3
    met = {word for body in pages.values() for word in re.findall(r"canary-[\w-]+", body)}
    assert not [word for word in met if not allowed(word, role)], met


def allowed(word: str, role: str) -> bool:
    """Agencies meet their own words; the coordinator meets approved answers and involvements."""
    if role in AGENCY_ROLES:
        return word.startswith("canary-own") and "identity" not in word
    approved = word.endswith("-0") and "identity" not in word
    return role == Role.COORDINATOR and (approved or "involvement" in word)


def test_the_crawl_does_reach_the_readers_own_words(client, two_agencies):
    """Otherwise an empty crawl would pass."""
    _, words = two_agencies
    client.force_login(factories.lead(words["own"]["agency"]))
    bodies = " ".join(crawl(client).values())
    assert "canary-own-note-0" in bodies


def test_no_message_and_no_log_line_carries_a_canary(client, two_agencies, caplog):
    _, words = two_agencies
    client.force_login(factories.lead(words["own"]["agency"]))
    with caplog.at_level("DEBUG"):
        crawl(client)
    assert "canary" not in caplog.text
    assert not Message.objects.filter(body__contains="canary").exists()

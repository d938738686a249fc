"""Quotes that auditors offer, and how a coordinator takes one into a briefing."""

import pytest
from django.urls import reverse

from audits.question_kinds.words import SPEAKERS
from cases.models import AuditReturn, Evidence
from reports import blank_answers
from reports.models import Quote
from reports.offered_quotes import offered_quotes
from tests import factories

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def audit():
    """Of a tool with a choice, and a quote that is asked for unless it is “no”."""
    version = factories.draft_version()
    part = factories.section(version)
    gate = factories.question(part)
    unless_no = {"not": {"question": gate.key, "is": ["no"]}}
    factories.question(part, "quote", key="words", text="What was said?", show_when=unless_no)
    factories.partnership()
    return factories.audit(factories.published(version))


def offering(audit, text="Nobody asked me.", speaker="child", status=Status.APPROVED, gate="yes"):
    made = factories.answered_return(gate, audit=audit)
    quote = audit.tool_version.questions.get(key="words")
    factories.answer(made, quote, {"text": text, "speaker": speaker})
    return factories.move(made, status)


@pytest.fixture
def coordinator():
    return factories.coordinator()


def texts(audit, reader) -> list[str]:
    return [offered.text for offered in offered_quotes(audit, reader)]


def address(audit) -> str:
    return reverse("reports:new_quote", args=[audit.pk])


def test_speakers_are_those_of_a_briefing():
    assert set(SPEAKERS) <= set(Quote.Speaker.values)
    assert dict(Evidence.Speaker.choices) == SPEAKERS
    assert tuple(SPEAKERS.values()) == blank_answers.SPEAKERS


@pytest.mark.parametrize(
    "status", [status for status in Status if status not in AuditReturn.COUNTED]
)
def test_only_approved_returns_offer_their_quotes(audit, coordinator, status):
    offering(audit, "Too early.", status=status)
    offering(audit, "Nobody asked me.")
    assert texts(audit, coordinator) == ["Nobody asked me."]


def test_a_quote_that_other_answers_switched_off_is_not_offered(audit, coordinator):
    offering(audit, gate="no")
    assert texts(audit, coordinator) == []


def test_quotes_of_another_audit_are_not_offered(audit, coordinator):
    offering(audit)
    assert texts(factories.audit(audit.tool_version), coordinator) == []


def test_the_page_lists_each_quote_with_its_return(audit, coordinator, client):
    made = offering(audit, "They <b>came</b> late.", "parent")
    client.force_login(coordinator)
    html = client.get(address(audit)).content.decode()
    assert "They &lt;b&gt;came&lt;/b&gt; late." in html
    assert made.reference in html
    assert "Parent or carer" in html


def test_an_offered_quote_is_proposed_by_its_button_and_then_says_so(audit, coordinator, client):
    offering(audit)
    client.force_login(coordinator)
    client.post(address(audit), {"text": "Nobody asked me.", "speaker": "child"})
    proposed = Quote.objects.get()
    assert (proposed.text, proposed.speaker) == ("Nobody asked me.", "child")
    assert (proposed.proposed_by, proposed.approved_by) == (coordinator, None)
    assert "Proposed already" in client.get(address(audit)).content.decode()


def test_a_quote_that_is_too_long_comes_back_to_be_shortened(audit, coordinator, client):
    offering(audit, "x" * 301)
    client.force_login(coordinator)
    response = client.post(address(audit), {"text": "x" * 301, "speaker": "child"})
    assert response.status_code == 422
    assert "Shorten the quote to 300 characters or fewer." in response.content.decode()
    assert not Quote.objects.exists()


def test_queries_do_not_grow_with_the_quotes(
    audit, coordinator, client, django_assert_max_num_queries
):
    client.force_login(coordinator)
    offering(audit)
    client.get(address(audit))
    with django_assert_max_num_queries(100) as first:
        client.get(address(audit))
    for number in range(3):
        offering(audit, f"Quote {number}")
    with django_assert_max_num_queries(len(first)):
        client.get(address(audit))

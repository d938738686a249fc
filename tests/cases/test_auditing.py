"""An auditor's pages through the client: find, answer with gaps, check, submit, read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit
from cases.models import AuditReturn
from cases.reviewing import send_back_return
from tests import factories
from tests.cases.answering import answering_tool
from tests.cases.answering.answering_tool import (
    VOICE,
    WORK,
    body,
    page,
    said,
    save,
    section,
    sent,
    strangers,
    url,
)  # fmt: skip
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def found(client):
    made = answering_tool.new_return()
    client.force_login(made.auditor)
    return made


# the way of a return


def test_a_return_is_started_left_with_gaps_refused_filled_submitted_and_read(client, found):
    factories.lead(found.agency, name="Odalys Lead")
    assert "5 questions, about 10 minutes" in page(client, reverse("cases:my_returns"))
    response = save(client, found, data=sent(VOICE, seen_alone="no"), go="next")
    assert response["Location"] == section(found, "work")
    refused = client.post(url("check", found))
    assert "1.2 Why not? Answer this question." in body(refused)
    assert f"{section(found)}#question-reasons" in body(refused)
    save(client, found, data=answering_tool.filled_voice() | {"answer-seen-alone_version": 1})
    response = save(client, found, "work", answering_tool.filled_work(), go="next")
    assert response["Location"] == url("check", found)
    assert "Odalys Lead, your agency lead, will read it" in page(client, url("check", found))
    response = client.post(url("check", found), follow=True)
    assert f"{found.case.reference} is submitted" in body(response)
    assert "31 March 2026" in body(response)
    assert "<textarea" not in body(response)
    assert client.get(section(found))["Location"].startswith(url("return", found))


def test_optional_blanks_are_listed_and_must_be_confirmed(client, found):
    save(client, found, data=sent(VOICE, seen_alone="yes"))
    save(client, found, "work", sent(WORK, drift="no"))
    save(client, found, "alone", sent({"own-words": 0}, own_words="yes"))
    assert "1.3 How many visits?" in page(client, url("check", found))
    refused = client.post(url("check", found))
    assert "Tick to confirm the questions you are leaving blank." in body(refused)
    assert body(refused).count("There is a problem") == 1
    client.post(url("check", found), {"blanks_confirmed": "on"})
    found.refresh_from_db()
    assert (found.status, found.submitted_by) == (Status.SUBMITTED, found.auditor)


def test_an_answer_that_was_switched_off_is_listed_before_submitting(client, found):
    save(client, found)
    save(client, found, data=sent({"seen-alone": 1}, seen_alone="yes"))
    text = page(client, url("check", found))
    assert "Answered, but no longer asked" in text
    assert "1.2 Why not?: <strong>Yes; No</strong>" in text


def test_a_missing_reason_stops_submitting(client, found):
    save(client, found, data=sent(VOICE, seen_alone="not_applicable"))
    text = page(client, url("check", found))
    assert "1.1 Was the child seen alone? Say why it does not apply." in text


def test_a_return_that_was_sent_back_says_why_and_can_be_changed(client, found):
    save(client, found)
    save(client, found, "work", answering_tool.filled_work())
    client.post(url("check", found))
    send_back_return(
        audit_return=found, reason="1.1 needs a note.", by=factories.lead(found.agency)
    )
    assert "1.1 needs a note." in page(client, reverse("cases:my_returns"))
    (task,) = client.get(reverse("cases:my_returns")).context["mine"].to_do
    assert task.url == f"{section(found)}#question-seen-alone"
    assert "1.1 needs a note." in page(client, section(found))
    save(client, found, data=sent({"seen-alone": 1}, seen_alone="partly"))
    assert said(found) == "partly"


# reading


def test_my_returns_groups_what_is_to_do_with_the_lead_and_done(client, found):
    mine = {"auditor": found.auditor, "agency_": found.agency}
    handed_in = factories.submitted_return(**mine)
    approved = factories.approved_return(**mine)
    old = factories.approved_return(audit=factories.audit(status=Audit.Status.CLOSED), **mine)
    mine = client.get(reverse("cases:my_returns")).context["mine"]
    groups = {name: [task.audit_return for task in getattr(mine, name)]
              for name in ("to_do", "with_lead", "done", "earlier")}  # fmt: skip
    assert groups == {
        "to_do": [found], "with_lead": [handed_in], "done": [approved], "earlier": [old],
    }  # fmt: skip


def test_an_overdue_return_says_how_late_it_is(client, found):
    found.due_on = timezone.localdate() - timedelta(days=4)
    found.save()
    text = page(client, reverse("cases:my_returns"))
    assert "4 days late" in text
    assert "Was due" in text


def test_without_returns_the_page_says_what_will_happen(client):
    client.force_login(factories.auditor(factories.agency()))
    assert "No returns are assigned to you" in page(client, reverse("cases:my_returns"))


@pytest.mark.parametrize("name", ["return", "check"])
def test_a_return_says_what_it_is_about_and_how_far_it_is(client, found, name):
    save(client, found)
    text = page(client, url(name, found))
    assert found.case.reference in text
    assert "5 of 6" in text


def test_where_nobody_else_leads_the_coordinator_reads_the_return(client, found):
    save(client, found)
    save(client, found, "work", answering_tool.filled_work())
    text = page(client, url("check", found))
    assert f"As {found.agency} has nobody else to approve it, the coordinator of the audit" in text


# who may


OWN_PAGES = [("return", ()), ("section", ("voice",)), ("check", ())]


@pytest.mark.parametrize("who", [
    "another agency's auditor", "an unassigned colleague", "the agency's lead", "the coordinator",
    "a viewer",
])  # fmt: skip
@pytest.mark.parametrize(("name", "args"), OWN_PAGES)
def test_only_its_own_auditor_finds_a_return(client, found, who, name, args):
    client.force_login(strangers(found)[who])
    assert client.get(url(name, found, *args)).status_code == 404
    assert client.post(url(name, found, *args)).status_code in {404, 405}


@pytest.mark.parametrize(("name", "args"), [*OWN_PAGES, ("identity", ())])
def test_a_return_that_does_not_exist_is_not_found(client, found, name, args):
    missing = reverse(f"cases:{name}", args=["00000000-0000-4000-8000-000000000000", *args])
    assert client.post(missing).status_code in {404, 405}
    assert client.get(missing).status_code in {404, 405}


def test_an_auditor_who_lost_the_role_no_longer_answers(client, found):
    found.auditor.memberships.all().delete()
    factories.membership(found.auditor, "lead", found.agency)
    assert client.get(section(found)).status_code == 403


# cost


def query_count(client, path) -> int:
    """Of a page that has been opened before."""
    client.get(path)
    return queries_of(client, path)


@pytest.mark.parametrize("name", ["my_returns", "return", "section", "check"])
def test_a_page_costs_the_same_with_every_answer_given(client, found, name):
    path = {
        "my_returns": reverse("cases:my_returns"),
        "section": section(found),
    }.get(name) or url(name, found)
    empty = query_count(client, path)
    save(client, found)
    save(client, found, "work", answering_tool.filled_work())
    assert query_count(client, path) == empty
    assert empty <= 22


def test_my_returns_costs_the_same_for_many_returns(client, found):
    path = reverse("cases:my_returns")
    one = query_count(client, path)
    for _ in range(4):
        factories.answered_return(audit=found.audit, auditor=found.auditor, agency_=found.agency)
    factories.submitted_return(auditor=found.auditor, agency_=found.agency)
    assert query_count(client, path) == one


def test_a_page_to_read_costs_the_same_for_many_answers(client, found):
    save(client, found)
    save(client, found, "work", answering_tool.filled_work())
    client.post(url("check", found))
    full = query_count(client, url("return", found))
    found.answers.exclude(question__key="drift").delete()
    assert query_count(client, url("return", found)) == full

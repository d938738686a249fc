"""Who a case is about: who may look, and that each look is recorded."""

import pytest

from agencies.models import Activity
from agencies.rls import Scope, acting
from cases.models import Identity
from tests import factories
from tests.cases.answering import answering_tool
from tests.cases.answering.answering_tool import body, page, section, strangers, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(client):
    made = answering_tool.new_return()
    client.force_login(made.auditor)
    return made


@pytest.fixture
def child(found):
    return Identity.objects.create(case=found.case, kind="subject", text="Robin Example")


def looks(found) -> int:
    return Activity.objects.about(found.case).filter(verb="read an identity").count()


def test_an_identity_is_shown_by_post_only_recorded_and_never_kept(client, found, child):
    assert client.get(url("identity", found)).status_code == 405
    assert looks(found) == 0
    response = client.post(url("identity", found), {"section": "voice"})
    assert "Robin Example" in body(response)
    assert "no-store" in response["Cache-Control"]
    assert f'href="{section(found)}"' in body(response)
    assert looks(found) == 1


@pytest.mark.parametrize("sent_section", ["https://evil.example", "x" * 5000, "\0", ""])
def test_hiding_an_identity_leads_back_into_the_return_whatever_was_sent(
    client, found, child, sent_section
):
    response = client.post(url("identity", found), {"section": sent_section})
    assert response.context["back"] == url("return", found)


@pytest.mark.parametrize("name", ["return", "section", "check"])
def test_no_other_page_holds_the_identity(client, found, child, name):
    args = ("voice",) if name == "section" else ()
    assert "Robin Example" not in page(client, url(name, found, *args))


@pytest.mark.parametrize("who", ["the agency's lead", "the coordinator"])
def test_those_who_review_may_look_too_and_are_recorded(client, found, child, who):
    client.force_login(strangers(found)[who])
    assert "Robin Example" in body(client.post(url("identity", found)))
    assert looks(found) == 1


@pytest.mark.parametrize("who", [
    "another agency's auditor", "an unassigned colleague", "a viewer"
])  # fmt: skip
def test_nobody_else_finds_the_identity(client, found, child, who):
    client.force_login(strangers(found)[who])
    assert client.post(url("identity", found)).status_code == 404
    assert looks(found) == 0


def test_a_lead_whose_agency_does_not_know_the_case_finds_no_identity(client, found, child):
    client.force_login(factories.lead(found.agency))
    found.case.involvements.update(state="outside_period")
    assert client.post(url("identity", found)).status_code == 404
    assert looks(found) == 0


def test_a_destroyed_identity_is_said_to_be_gone(client, found):
    assert "No identity is held for this case" in body(client.post(url("identity", found)))


def test_an_agency_sees_its_own_number_for_the_case_and_no_other_agencys(client, found, child):
    other = factories.agency()
    factories.involvement(found.case, other)
    for agency, number in ((found.agency, "OURS-1"), (other, "THEIRS-2")):
        Identity.objects.create(case=found.case, kind="local_number", text=number, agency=agency)
    shown = body(client.post(url("identity", found)))
    assert "OURS-1" in shown
    assert "THEIRS-2" not in shown
    with acting(Scope(agencies=frozenset({found.agency_id}))):
        assert not Identity.objects.filter(agency=other).exists()

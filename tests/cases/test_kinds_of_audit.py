"""An audit of organisations, or a survey, offers no page of cases and speaks of none."""

import re

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit, AuditTool
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
ALWAYS = ["Overview", "Plan", "Progress", "Figures", "Briefings", "Next step"]


def audit_about(kind: str) -> Audit:
    return factories.audit_of(kind, factories.agency(), status=Audit.Status.MODERATING)


@pytest.fixture
def organisations():
    audit = audit_about(AuditTool.Audits.ORGANISATIONS)
    found = factories.organisation_return(audit.agencies.get(), audit, status="in_progress")
    factories.move(found, "approved")
    return audit


@pytest.fixture
def survey():
    return audit_about(AuditTool.Audits.RESPONDENTS)


@pytest.mark.parametrize("kind", [AuditTool.Audits.CASES, AuditTool.Audits.OWN_CASES])
def test_an_audit_of_cases_has_every_tab(as_, kind):
    shown = as_(factories.coordinator()).get(reverse("cases:audit", args=[audit_about(kind).pk]))
    labels = [link.label for link in shown.context["tabs"]]
    assert {*ALWAYS, "Cases", "Identities", "Panel", "Differences", "Views"} == {*labels}


def test_an_audit_of_organisations_has_a_panel_and_no_tab_about_cases(as_, organisations):
    shown = as_(factories.coordinator()).get(reverse("cases:audit", args=[organisations.pk]))
    assert {link.label for link in shown.context["tabs"]} == {*ALWAYS, "Panel"}


def test_pages_about_cases_say_that_an_audit_of_organisations_has_none(as_, organisations):
    client = as_(factories.coordinator())
    for name in ("voices", "differences"):
        shown = text_of(client.get(reverse(f"cases:{name}", args=[organisations.pk])))
        assert "This audit is not about cases" in shown
        assert "Open a case" not in shown


def test_the_panel_of_organisations_never_speaks_of_a_case(as_, organisations):
    client, agency = as_(factories.coordinator()), organisations.agencies.get()
    panel = text_of(client.get(reverse("cases:panel", args=[organisations.pk])))
    learned = text_of(client.get(reverse("reports:learned", args=[organisations.pk])))
    screen = text_of(client.get(reverse("cases:panel_item", args=[organisations.pk, agency.pk])))
    for shown in (panel, learned, screen):
        assert not re.findall(r".{0,20}\bcases?\b.{0,20}", shown, re.IGNORECASE)


def test_a_survey_has_neither_panel_nor_minutes(as_, survey):
    client = as_(factories.coordinator())
    shown = client.get(reverse("cases:audit", args=[survey.pk]))
    assert {link.label for link in shown.context["tabs"]} == set(ALWAYS)
    for name in ("cases:panel", "cases:panel_room", "reports:minutes", "reports:learned"):
        assert client.get(reverse(name, args=[survey.pk])).status_code == 404
    moderator = as_(factories.user(Role.MODERATOR))
    told = moderator.get(reverse("cases:audit", args=[survey.pk]))
    assert reverse("cases:panel", args=[survey.pk]) not in told.content.decode()
    assert "This audit is a survey" in text_of(told)

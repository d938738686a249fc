"""Who answers for an agency from outside: named by the coordinator, or its lead themselves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Membership, Message, User
from agencies.roles import Role
from audits.models import Audit, AuditTool
from cases.assigning import assign_auditor
from cases.review_rights import reviewer_of
from cases.starting import checks_before_start
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
GUEST = {
    "name": "Far Shire Hospice",
    "sector": "health",
    "lead_name": "Guest Lead",
    "lead_email": "lead@example.org",
    "auditor_name": "Guest Auditor",
    "auditor_email": "auditor@example.org",
}
LEAD_ANSWERS = {"auditor_name": "Guest Lead", "auditor_email": "Lead@Example.org"}


@pytest.fixture
def coordinator(client):
    factories.partnership()
    person = factories.coordinator()
    client.force_login(person)
    return person


@pytest.fixture
def audit():
    return factories.audit(status="planning", name="Neglect 2027")


def invite(client, audit, **fields):
    return client.post(reverse("cases:guest", args=[audit.pk]), GUEST | fields)


def roles_of(email) -> set:
    return set(Membership.objects.filter(user__email=email).values_list("role", flat=True))


def name_one(client, audit, **fields):
    guest = Agency.objects.get(is_guest=True)
    url = reverse("cases:guest_auditor", args=[audit.pk, guest.pk])
    return client.post(url, {"name": "A", "email": "a@example.org"} | fields)


def return_of_guest(audit):
    guest = Agency.objects.get(is_guest=True)
    case = factories.case(audit)
    found = factories.audit_return(audit=audit, case_=case, agency_=guest, auditor=None)
    Membership.objects.filter(agency=guest, role=Role.AUDITOR).delete()
    Audit.objects.filter(pk=audit.pk).update(status=Audit.Status.COLLECTING)
    return found


def test_where_a_guest_has_no_auditor_whoever_may_name_one_is_led_there(as_, coordinator, audit):
    client = as_(coordinator)
    invite(client, audit)
    found = return_of_guest(audit)
    naming = reverse("cases:guest_auditor", args=[audit.pk, found.agency_id])
    pages = [reverse("cases:assign", args=[found.pk]), reverse("cases:spread", args=[audit.pk])]
    for page in pages:
        response = client.get(page)
        assert f'href="{naming}"' in response.content.decode()
        assert "Ask an admin to add" not in text_of(response)
    client = as_(User.objects.get(email="lead@example.org"))
    for page in pages:
        response = client.get(page)
        assert naming not in response.content.decode()
        assert "Ask the coordinator of the audit to name one" in text_of(response)


def warnings(audit) -> str:
    checks = checks_before_start(audit, timezone.localdate())
    return " ".join(each.text for each in checks.warnings)


def test_an_auditor_is_named_with_the_invitation_and_told_what_for(client, coordinator, audit):
    assert invite(client, audit).status_code == 302
    assert roles_of("lead@example.org") == {Role.LEAD}
    assert roles_of("auditor@example.org") == {Role.AUDITOR}
    for email, to_do in (("lead", "to lead its part"), ("auditor", "to answer its returns")):
        body = Message.objects.get(recipient__email=f"{email}@example.org").body
        asked = "Far Shire Hospice is asked to take part in the audit “Neglect 2027”, and you "
        assert asked + to_do in body
        assert "Choose a password here" in body


def test_a_lead_who_answers_too_is_told_once(client, coordinator, audit):
    invite(client, audit, **LEAD_ANSWERS)
    assert roles_of("lead@example.org") == {Role.LEAD, Role.AUDITOR}
    body = Message.objects.get().body
    assert "to lead its part and to answer its returns" in body


def test_the_work_of_a_lead_who_answers_is_accepted_by_the_coordinator(client, coordinator, audit):
    invite(client, audit, **LEAD_ANSWERS)
    audit.status = "collecting"
    audit.save()
    lead = User.objects.get(email="lead@example.org")
    found = factories.audit_return(audit, agency_=Agency.objects.get(is_guest=True))
    assign_auditor(audit_return=found, auditor=lead, by=coordinator)
    found.refresh_from_db()
    found.status, found.submitted_by, found.submitted_at = "submitted", lead, timezone.now()
    found.save()
    assert not reviewer_of(found, lead).may_review
    assert reviewer_of(found, coordinator).in_place


def test_an_auditor_is_named_later_from_the_page_of_agencies(client, coordinator, audit):
    invite(client, audit, auditor_name="", auditor_email="")
    guest = Agency.objects.get(is_guest=True)
    page = client.get(reverse("cases:agencies_of_audit", args=[audit.pk])).content.decode()
    assert reverse("cases:guest_auditor", args=[audit.pk, guest.pk]) in page
    assert "No auditor" in page
    assert name_one(client, audit, email="lead@example.org").status_code == 302
    assert roles_of("lead@example.org") == {Role.LEAD, Role.AUDITOR}
    shown = text_of(client.get(reverse("cases:agencies_of_audit", args=[audit.pk])))
    assert "No auditor" not in shown
    assert "Name another" in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"auditor_email": ""}, "Enter the e-mail address of its auditor too"),
        ({"auditor_name": ""}, "Enter the name of its auditor too"),
        ({"auditor_email": "nobody"}, "Enter an e-mail address, like"),
    ],
)
def test_half_an_auditor_is_refused_and_nobody_invited(client, coordinator, audit, fields, said):
    response = invite(client, audit, **fields)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not Agency.objects.filter(is_guest=True).exists()


def test_a_coordinator_answers_for_nobody_and_invites_nobody_then(client, coordinator, audit):
    response = invite(client, audit, auditor_email=coordinator.email)
    assert "You cannot answer for an agency" in text_of(response)
    assert not Agency.objects.filter(is_guest=True).exists()
    assert not Message.objects.exists()


def test_a_closed_account_is_not_named(client, coordinator, audit):
    invite(client, audit)
    closed = factories.user(is_active=False)
    assert "account is closed" in text_of(name_one(client, audit, email=closed.email))


def test_somebody_invited_before_who_never_came_gets_a_link(client, coordinator, audit):
    invite(client, audit)
    again = factories.audit(status="planning", name="Neglect 2028")
    invite(client, again)
    told = Message.objects.filter(recipient__email="lead@example.org", body__contains="2028").get()
    assert "Choose a password first" in told.body
    assert "sign in as before" not in told.body


def test_agencies_with_nobody_to_answer_are_named_before_the_start(client, coordinator, audit):
    invite(client, audit, auditor_name="", auditor_email="")
    ours = factories.agency(short_name="Oak School")
    audit.participations.create(agency=ours)
    assert "Oak School has no auditor, so nobody there can answer. Ask an admin" in warnings(audit)
    assert "Far Shire Hospice has no auditor, so nobody there can answer. Name" in warnings(audit)
    page = client.get(reverse("cases:start", args=[audit.pk])).content.decode()
    assert reverse("cases:agencies_of_audit", args=[audit.pk]) in page
    factories.auditor(ours)
    name_one(client, audit)
    assert "no auditor" not in warnings(audit)


def test_a_survey_needs_no_auditor():
    found = factories.audit_of(AuditTool.Audits.RESPONDENTS, factories.agency(), status="planning")
    assert "no auditor" not in warnings(found)


def test_the_lead_of_a_guest_reads_whom_to_ask(client, coordinator, audit):
    invite(client, audit, auditor_name="", auditor_email="")
    guest = Agency.objects.get(is_guest=True)
    factories.involvement(factories.case(factories.audit()), guest)
    client.force_login(User.objects.get(email="lead@example.org"))
    shown = text_of(client.get(reverse("cases:agency")))
    assert "Ask the coordinator of the audit to name one; it may be you." in shown

"""Exemptions: asked for, granted, refused and undone, each with who and why."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Message
from agencies.rls import acting_as_system
from audits.models import Audit
from cases.exempting import (
    ask_exemption,
    exempt_return,
    expect_again,
    refuse_exemption,
    take_back_request,
)
from cases.matrix.reading import matrix_of
from cases.models import AuditReturn, Involvement, ReturnStep
from cases.services import submit_return
from cases.transitions import Refused
from tests import factories
from tests.at_once import at_once
from tests.look.markup import Page
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
WHY = "The child joined in the last week."


@pytest.fixture
def coordinator():
    return factories.coordinator(name="Juno Tidewell")


def again(found: AuditReturn) -> AuditReturn:
    return AuditReturn.objects.get(pk=found.pk)


def asked(**fields) -> AuditReturn:
    found = factories.audit_return(**fields)
    ask_exemption(audit_return=found, reason=WHY, by=found.auditor)
    return again(found)


def exempt(coordinator, **fields) -> AuditReturn:
    found = factories.audit_return(**fields)
    exempt_return(audit_return=found, reason=WHY, by=coordinator)
    return again(found)


def said_of(found: AuditReturn) -> list[tuple]:
    return [(step.kind, step.reason) for step in ReturnStep.objects.filter(audit_return=found)]


def subjects() -> set:
    return set(Message.objects.values_list("recipient__name", "subject"))


# asking


def test_an_agency_asks_and_the_coordinator_is_told(coordinator):
    found = asked()
    assert (found.exemption_asked, found.exemption_asked_by, found.status) == (
        WHY, found.auditor, Status.NOT_STARTED,
    )  # fmt: skip
    assert said_of(found) == [("exemption_asked", WHY)]
    (message,) = Message.objects.all()
    assert message.recipient == coordinator
    assert WHY not in message.body
    assert found.reference in message.body


def test_a_lead_may_ask_and_a_stranger_may_not():
    found = factories.audit_return()
    with pytest.raises(PermissionDenied):
        ask_exemption(audit_return=found, reason=WHY, by=factories.lead(factories.agency()))
    ask_exemption(audit_return=found, reason=WHY, by=factories.lead(found.agency))


@pytest.mark.parametrize("reason", ["", "   "])
def test_asking_needs_a_reason(reason):
    found = factories.audit_return()
    with pytest.raises(Refused, match="Say why"):
        ask_exemption(audit_return=found, reason=reason, by=found.auditor)


def test_asking_twice_is_refused():
    found = asked()
    with pytest.raises(Refused, match="has asked already"):
        ask_exemption(audit_return=found, reason=WHY, by=found.auditor)


@pytest.mark.parametrize("status", AuditReturn.HANDED_IN)
def test_what_is_handed_in_needs_no_exemption(status, coordinator):
    found = factories.move(factories.answered_return(), status)
    with pytest.raises(Refused, match="has been handed in"):
        ask_exemption(audit_return=found, reason=WHY, by=found.auditor)
    with pytest.raises(Refused, match="has been handed in"):
        exempt_return(audit_return=found, reason=WHY, by=coordinator)


def test_a_request_can_be_taken_back():
    found = asked()
    take_back_request(audit_return=found, by=found.auditor)
    assert (again(found).exemption_asked, again(found).exemption_asked_at) == ("", None)


def test_handing_a_return_in_ends_the_request():
    found = factories.answered_return()
    ask_exemption(audit_return=found, reason=WHY, by=found.auditor)
    submit_return(audit_return=found, by=found.auditor)
    assert again(found).exemption_asked_at is None


# deciding


def test_an_exempt_return_says_who_and_why_and_everybody_of_the_agency_is_told(coordinator):
    found = asked()
    lead = factories.lead(found.agency)
    exempt_return(audit_return=found, reason="Agreed with the board.", by=coordinator)
    found = again(found)
    assert (found.status, found.reason, found.exempted_by, found.exemption_asked_at) == (
        Status.EXEMPT, "Agreed with the board.", coordinator, None,
    )  # fmt: skip
    assert said_of(found)[-1] == ("exempted", "Agreed with the board.")
    told = {(person.name, f"{found.reference} is exempt") for person in (lead, found.auditor)}
    assert told <= subjects()


def test_an_exemption_needs_a_reason(coordinator):
    found = factories.audit_return()
    with pytest.raises(Refused, match="Say why"):
        exempt_return(audit_return=found, reason=" ", by=coordinator)


def test_only_a_coordinator_decides():
    found = asked()
    for decide in (exempt_return, refuse_exemption):
        with pytest.raises(PermissionDenied):
            decide(audit_return=found, reason=WHY, by=factories.lead(found.agency))
    with pytest.raises(PermissionDenied):
        expect_again(audit_return=found, by=found.auditor)


def test_an_exempt_return_is_never_late_and_never_expected(coordinator):
    found = exempt(coordinator, due_on=timezone.localdate() - timedelta(days=9))
    assert found.days_late(timezone.localdate()) == 0
    assert found not in AuditReturn.objects.expected()
    tally = matrix_of(found.audit, timezone.localdate()).tally
    assert (tally.exempt, tally.expected, tally.late) == (1, 0, 0)


def test_a_refusal_is_read_by_its_auditor_and_the_return_stays_expected(client, coordinator):
    found = asked()
    refuse_exemption(audit_return=found, reason="The panel needs it.", by=coordinator)
    assert again(found).status == Status.NOT_STARTED
    assert (found.auditor.name, f"{found.reference} is still expected") in subjects()
    client.force_login(found.auditor)
    page = text_of(client.get(reverse("cases:return", args=[found.pk])))
    assert "Still expected. Juno Tidewell decided on" in page
    assert "“The panel needs it.”" in page


def test_what_nobody_asked_cannot_be_refused(coordinator):
    with pytest.raises(Refused, match="Nobody asks"):
        refuse_exemption(audit_return=factories.audit_return(), reason=WHY, by=coordinator)


def test_no_email_repeats_what_was_written(coordinator):
    canary = "Clementine Canary"
    for decide in (exempt_return, refuse_exemption):
        found = factories.audit_return()
        factories.lead(found.agency)
        ask_exemption(audit_return=found, reason=canary, by=found.auditor)
        decide(audit_return=found, reason=canary, by=coordinator)
    expect_again(audit_return=AuditReturn.objects.get(status=Status.EXEMPT), by=coordinator)
    sent = Message.objects.all()
    assert len(sent) == 8
    assert not any(canary in message.subject + message.body for message in sent)


# undoing


def test_an_exemption_taken_back_starts_anew_or_goes_on_where_it_was(coordinator):
    fresh, begun = factories.audit_return(), factories.answered_return()
    for found, status in ((fresh, Status.NOT_STARTED), (begun, Status.IN_PROGRESS)):
        exempt_return(audit_return=found, reason=WHY, by=coordinator)
        expect_again(audit_return=found, by=coordinator)
        found = again(found)
        assert (found.status, found.reason, found.exempted_by) == (status, "", None)
    assert begun.answers.count() == 1


def test_a_return_sent_back_can_be_made_exempt(coordinator):
    found = factories.move(factories.answered_return(), Status.CHANGES_REQUESTED)
    exempt_return(audit_return=found, reason=WHY, by=coordinator)
    assert again(found).status == Status.EXEMPT


@pytest.mark.parametrize("status", Audit.ENDED)
def test_an_ended_audit_stays_as_it_is(coordinator, status):
    found = factories.audit_return(audit=factories.audit(status=status))
    with pytest.raises(Refused, match="has ended"):
        exempt_return(audit_return=found, reason=WHY, by=coordinator)
    with pytest.raises(Refused, match="has ended"):
        ask_exemption(audit_return=found, reason=WHY, by=found.auditor)


# at once


@pytest.mark.django_db(transaction=True)
def test_handed_in_and_made_exempt_at_the_same_moment_only_one_happens():
    with acting_as_system():
        found, coordinator = factories.answered_return(), factories.coordinator()
    said = at_once(
        [
            (found.auditor, lambda by: submit_return(audit_return=found, by=by)),
            (coordinator, lambda by: exempt_return(audit_return=found, reason=WHY, by=by)),
        ]
    )
    assert [type(error) for error in said if error] == [Refused]
    with acting_as_system():
        assert again(found).status in (Status.SUBMITTED, Status.EXEMPT)
        assert ReturnStep.objects.count() == 1


# pages


def test_the_way_of_an_exemption_through_the_pages(client, coordinator):
    found = factories.audit_return()
    client.force_login(found.auditor)
    address = reverse("cases:ask_exemption", args=[found.pk])
    assert "Enter why, so that the gap is explained" in text_of(client.post(address))
    said = text_of(client.post(address, {"reason": WHY}, follow=True))
    assert "Until they decide, the return stays expected." in said
    assert f"“{WHY}”" in said
    client.force_login(coordinator)
    overview = text_of(client.get(reverse("cases:audit", args=[found.audit_id])))
    assert "1 return asked to be exempt" in overview
    decide = reverse("cases:exempt", args=[found.pk])
    assert WHY in Page(client.get(decide).content.decode()).by_id("id_reason").text
    said = text_of(client.post(decide, {"reason": "Agreed."}, follow=True))
    assert "is exempt, so nothing is expected of it." in said
    assert "Agreed. Juno Tidewell," in said
    again_ = client.post(reverse("cases:expect_again", args=[found.pk]), follow=True)
    assert "is expected again." in text_of(again_)


def test_a_refusal_without_a_reason_keeps_the_page(client, coordinator):
    found = asked()
    client.force_login(coordinator)
    response = client.post(reverse("cases:refuse_exemption", args=[found.pk]))
    assert response.status_code == 422
    assert "Enter why not, so that the agency knows what to do" in text_of(response)


def test_who_and_why_stand_on_the_case_the_agency_and_in_the_matrix(client, coordinator):
    found = exempt(coordinator)
    client.force_login(coordinator)
    case = text_of(client.get(reverse("cases:case", args=[found.audit_id, found.case_id])))
    assert f"{WHY} Juno Tidewell, {timezone.localdate():%-d %b %Y}" in case
    matrix = text_of(client.get(reverse("cases:audit", args=[found.audit_id])))
    assert f"Exempt, {found.reference}, {found.agency}: {WHY} (Juno Tidewell)" in matrix
    client.force_login(factories.lead(found.agency))
    agency = text_of(client.get(reverse("cases:agency")))
    assert f"{WHY} Juno Tidewell," in agency


def test_a_decline_says_who_and_why_to_the_agency_and_the_coordinator(client, coordinator):
    agency = factories.agency()
    lead = factories.lead(agency, name="Piers Oxlip")
    declined = factories.involvement(
        factories.case(factories.audit()), agency, Involvement.State.DECLINED,
        reason="The file has moved.", decided_by=lead,
    )  # fmt: skip
    client.force_login(lead)
    assert "The file has moved. Piers Oxlip," in text_of(client.get(reverse("cases:agency")))
    client.force_login(coordinator)
    place = declined.case.audit_id, declined.case_id
    assert "The file has moved. Piers Oxlip," in text_of(
        client.get(reverse("cases:case", args=place))
    )
    matrix = text_of(client.get(reverse("cases:audit", args=place[:1])))
    assert "The file has moved. (Piers Oxlip)" in matrix


def test_an_agency_with_nothing_left_reads_that_one_was_exempt(client, coordinator):
    found = exempt(coordinator)
    client.force_login(factories.lead(found.agency))
    said = text_of(client.get(reverse("cases:agency")))
    assert "Every return your agency was asked for is approved, or exempt." in said


@pytest.mark.parametrize("made", [factories.organisation_return, factories.response])
def test_a_return_about_no_case_is_exempted_from_its_audit_s_page(client, coordinator, made):
    found = made(factories.agency())
    client.force_login(coordinator)
    overview = reverse("cases:audit", args=[found.audit_id])
    decide = reverse("cases:exempt", args=[found.pk])
    assert decide in client.get(f"{overview}?show=not_started").content.decode()
    said = text_of(client.post(decide, {"reason": WHY}, follow=True))
    assert "is exempt, so nothing is expected of it." in said
    assert f"{WHY} Juno Tidewell," in text_of(client.get(f"{overview}?show=exempt"))
    client.post(reverse("cases:expect_again", args=[found.pk]))
    page = client.get(f"{overview}?show=not_started").content.decode()
    assert reverse("cases:due_date", args=[found.pk]) in page


def test_a_moderator_reads_why_and_is_offered_no_decision(client, coordinator):
    found = exempt(coordinator, audit=factories.audit(status=Audit.Status.MODERATING))
    client.force_login(factories.user("moderator"))
    page = client.get(reverse("cases:case", args=[found.audit_id, found.case_id]))
    assert WHY in text_of(page)
    assert reverse("cases:exempt", args=[found.pk]) not in page.content.decode()

"""A coordinator asks one more agency about one case: the child's own school, or GP."""

import pytest
from django.urls import reverse

from agencies.models import Message, Sector
from audits.models import Participation
from cases.asking_agencies import to_ask
from cases.models import Involvement
from cases.one_more_agency import agencies_to_add, ask_one_more
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    factories.partnership()
    found = factories.case(factories.audit())
    factories.case(found.audit)
    return found


@pytest.fixture
def school():
    made = factories.agency(Sector.EDUCATION, short_name="Oak School")
    factories.lead(made)
    return made


@pytest.fixture
def coordinator(client):
    person = factories.coordinator()
    client.force_login(person)
    return person


def add(client, case, agency_id):
    url = reverse("cases:add_agency", args=[case.audit_id, case.pk])
    return client.post(url, {"agency": agency_id}, follow=True).content.decode()


def test_it_joins_for_this_case_alone_and_its_leads_are_told_no_reference(
    client, coordinator, case, school
):
    assert "Oak School is asked whether it knows" in add(client, case, school.pk)
    asked = Involvement.objects.get()
    assert (asked.case, asked.agency, asked.state) == (case, school, "to_confirm")
    assert Participation.objects.get(agency=school).chosen_cases
    assert to_ask(case.audit) == []
    message = Message.objects.get()
    assert "1 case" in message.subject
    assert case.reference not in message.subject + message.body


@pytest.mark.parametrize("status", ["moderating", "analysing"])
def test_one_asked_once_the_panel_is_at_work_is_told_all_the_same(
    client, coordinator, case, school, status
):
    case.audit.status = status
    case.audit.save()
    add(client, case, school.pk)
    message = Message.objects.get()
    assert "does Oak School know 1 case?" in message.subject
    assert "answer as soon as you can" in message.body
    assert "Returns are due" not in message.body


def test_one_added_to_a_plan_is_told_when_the_audit_starts(client, coordinator, case, school):
    case.audit.status = "planning"
    case.audit.save()
    add(client, case, school.pk)
    assert Involvement.objects.filter(agency=school).exists()
    assert not Message.objects.exists()


def test_one_that_takes_part_in_all_cases_still_does(client, coordinator, case, school):
    Participation.objects.create(audit=case.audit, agency=school)
    add(client, case, school.pk)
    assert not Participation.objects.get(agency=school).chosen_cases


def test_it_is_asked_once(client, coordinator, case, school):
    add(client, case, school.pk)
    assert school not in agencies_to_add(case)
    assert "Choose an agency from the list" in add(client, case, school.pk)
    case.audit.refresh_from_db()
    with pytest.raises(Refused, match="already"):
        ask_one_more(case=case, agency=school, by=coordinator)
    assert Involvement.objects.count() == 1


@pytest.mark.parametrize("sent", ["", "x", "\0", "00000000-0000-0000-0000-000000000000"])
def test_what_is_no_agency_is_refused_in_words(client, coordinator, case, school, sent):
    assert "Choose an agency" in add(client, case, sent)
    assert not Involvement.objects.exists()


def test_a_guest_of_another_audit_is_not_offered(case, coordinator):
    guest = factories.agency(is_guest=True)
    assert guest not in agencies_to_add(case)
    with pytest.raises(Refused, match="Choose from the list"):
        ask_one_more(case=case, agency=guest, by=coordinator)


def test_an_audit_that_has_ended_asks_nobody(client, coordinator, case, school):
    case.audit.status = "closed"
    case.audit.save()
    add(client, case, school.pk)
    assert not Involvement.objects.exists()

"""Somebody who stands in for the auditor of one return, with the same rights on it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Message
from audits.models import AuditTool
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.assigning import assign_auditor, name_substitute
from cases.models import AuditReturn, Case, Identity
from cases.services import read_identities, submit_return
from cases.transitions import Refused
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def found():
    return factories.audit_return()


@pytest.fixture
def lead(found):
    return factories.lead(found.agency)


@pytest.fixture
def substitute(found, lead):
    person = factories.auditor(found.agency)
    name_substitute(audit_return=found, substitute=person, by=lead)
    found.refresh_from_db()
    return person


def url(name, found, *args):
    return reverse(f"cases:{name}", args=[found.pk, *args])


class TestRights:
    def test_answers_submits_and_reads_whom_it_is_about(self, found, substitute):
        question = found.tool_version.questions.first()
        entries = {question: Entry("answered", "yes")}
        save_answers(audit_return=found, entries=entries, by=substitute)
        Identity.objects.create(case=found.case, kind=Identity.Kind.SUBJECT, text="Somebody")
        assert len(read_identities(audit_return=found, by=substitute)) == 1
        submit_return(audit_return=found, by=substitute)
        found.refresh_from_db()
        assert found.submitted_by == substitute

    def test_finds_it_and_nothing_else_of_the_agency(self, as_, found, substitute):
        other = factories.audit_return(agency_=found.agency)
        client = as_(substitute)
        assert client.get(url("return", found)).status_code == 200
        assert client.get(url("return", other)).status_code == 404
        assert set(Case.objects.visible_to(substitute)) == {found.case}

    def test_both_keep_it_on_their_list_and_see_who_is_who(self, as_, found, substitute):
        page = reverse("cases:my_returns")
        assert f"In place of {found.auditor.name}" in text_of(as_(substitute).get(page))
        assert f"{substitute.name} may answer it too" in text_of(as_(found.auditor).get(page))

    def test_removes_a_response_that_was_added_by_mistake(self, as_):
        agency = factories.agency()
        audit = factories.audit_of(AuditTool.Audits.RESPONDENTS, agency)
        made = factories.response(agency, audit)
        made.substitute = factories.auditor(agency)
        made.save()
        as_(made.substitute).post(url("remove", made))
        assert not AuditReturn.objects.filter(pk=made.pk).exists()

    def test_once_taken_away_the_return_is_gone_from_their_list(self, as_, found, substitute, lead):
        name_substitute(audit_return=found, substitute=None, by=lead)
        assert as_(substitute).get(url("return", found)).status_code == 404


class TestNaming:
    def test_on_the_page_of_assigning_and_both_are_told(self, as_, found, lead):
        person = factories.auditor(found.agency)
        response = as_(lead).post(url("substitute", found), {"substitute": person.pk}, follow=True)
        assert f"{person.name} stands in for {found.auditor.name}." in text_of(response)
        for told in (person, found.auditor):
            [message] = Message.objects.filter(recipient=told)
            assert found.reference in message.subject

    def test_the_coordinator_names_one_too(self, as_, found):
        person = factories.auditor(found.agency)
        as_(factories.coordinator()).post(url("substitute", found), {"substitute": person.pk})
        found.refresh_from_db()
        assert found.substitute == person

    def test_only_another_auditor_of_the_agency_may_be_one(self, found, lead):
        for person in (found.auditor, factories.auditor(factories.agency()), lead):
            with pytest.raises(Refused):
                name_substitute(audit_return=found, substitute=person, by=lead)

    @pytest.mark.parametrize("value", ["nobody", "\0", "00000000-0000-0000-0000-000000000000"])
    def test_nonsense_is_a_form_error(self, as_, found, lead, value):
        response = as_(lead).post(url("substitute", found), {"substitute": value})
        assert response.status_code == 422

    def test_an_auditor_names_nobody(self, found):
        with pytest.raises(PermissionDenied):
            name_substitute(
                audit_return=found, substitute=factories.auditor(found.agency), by=found.auditor
            )

    def test_what_was_handed_in_takes_no_substitute(self, lead, found):
        factories.move(found, Status.SUBMITTED)
        with pytest.raises(Refused, match="has been submitted"):
            name_substitute(audit_return=found, substitute=factories.auditor(found.agency), by=lead)


class TestReassigning:
    def test_keeps_the_work_and_clears_a_substitute_who_is_the_new_auditor(
        self, found, substitute, lead
    ):
        factories.answer(found, found.tool_version.questions.first(), "yes")
        before = found.auditor
        Message.objects.all().delete()
        assign_auditor(audit_return=found, auditor=substitute, by=lead)
        found.refresh_from_db()
        assert (found.auditor, found.substitute) == (substitute, None)
        assert found.answers.get().value == "yes"
        told = set(Message.objects.values_list("recipient", flat=True))
        assert told == {before.pk, substitute.pk}

    def test_another_auditor_leaves_the_substitute_in_place(self, found, substitute, lead):
        assign_auditor(audit_return=found, auditor=factories.auditor(found.agency), by=lead)
        found.refresh_from_db()
        assert found.substitute == substitute

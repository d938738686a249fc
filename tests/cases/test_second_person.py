"""Nobody approves their own work; where an agency has nobody else, the coordinator accepts it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import User
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.models import AuditReturn
from cases.reviewing import approve_return, send_back_return
from cases.transitions import Refused
from tests import factories
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


def alone(**fields) -> AuditReturn:
    """Submitted by somebody who is also the only lead of the agency."""
    found = factories.submitted_return(**fields)
    factories.membership(found.auditor, "lead", found.agency)
    return found


def review(found) -> str:
    return reverse("cases:review", args=[found.pk])


def reads(person, found) -> bool:
    return AuditReturn.objects.readable_by(person).filter(pk=found.pk).exists()


class TestOwnWork:
    def test_whoever_wrote_a_wording_that_was_since_replaced_does_not_approve(self):
        found = factories.audit_return(status=Status.IN_PROGRESS)
        first = found.auditor
        factories.membership(first, "lead", found.agency)
        question = found.tool_version.questions.first()
        save_answers(audit_return=found, entries={question: Entry("answered", "yes")}, by=first)
        second = factories.auditor(found.agency)
        AuditReturn.objects.filter(pk=found.pk).update(auditor=second)
        found.refresh_from_db()
        entry = Entry("answered", "no", version=1)
        save_answers(audit_return=found, entries={question: entry}, by=second)
        factories.move(found, Status.SUBMITTED)
        assert found.is_work_of(first)
        with pytest.raises(Refused, match="You answered this return"):
            approve_return(audit_return=found, by=first)

    def test_a_substitute_who_leads_does_not_approve(self):
        found = factories.submitted_return()
        found.substitute = factories.auditor(found.agency)
        found.save()
        factories.membership(found.substitute, "lead", found.agency)
        with pytest.raises(Refused):
            approve_return(audit_return=found, by=found.substitute)

    def test_a_list_of_work_takes_one_query_and_says_the_same(self, django_assert_num_queries):
        mine = factories.submitted_return()
        other = factories.submitted_return(agency_=mine.agency)
        with django_assert_num_queries(1):
            found = list(AuditReturn.objects.work_of(mine.auditor))
        assert found == [mine]
        assert not other.is_work_of(mine.auditor)


class TestAccepting:
    def test_the_coordinator_reads_and_accepts_it_and_it_is_marked(self, as_):
        found, coordinator = alone(), factories.coordinator()
        client = as_(coordinator)
        assert "has nobody else who may approve it" in text_of(client.get(review(found)))
        client.post(reverse("cases:approve", args=[found.pk]))
        found.refresh_from_db()
        assert (found.status, found.approved_for_agency) == (Status.APPROVED, True)
        assert "Not agency-approved." in text_of(client.get(review(found)))
        case = reverse("cases:case", args=[found.audit_id, found.case_id])
        assert "Not agency-approved" in text_of(client.get(case))
        agency = text_of(as_(found.auditor).get(reverse("cases:agency")))
        assert "Not agency-approved" in agency

    def test_sending_back_takes_the_mark_away(self):
        found, coordinator = alone(), factories.coordinator()
        approve_return(audit_return=found, by=coordinator)
        send_back_return(audit_return=found, reason="1.1 is wrong.", by=coordinator)
        found.refresh_from_db()
        assert (found.status, found.approved_for_agency) == (Status.CHANGES_REQUESTED, False)

    def test_once_there_is_a_second_lead_the_coordinator_may_not(self):
        found, coordinator = alone(), factories.coordinator()
        assert reads(coordinator, found)
        second = factories.lead(found.agency)
        assert not reads(coordinator, found)
        with pytest.raises(PermissionDenied):
            approve_return(audit_return=found, by=coordinator)
        approve_return(audit_return=found, by=second)
        found.refresh_from_db()
        assert not found.approved_for_agency

    def test_a_lead_who_has_left_is_nobody_to_approve_it(self):
        found, coordinator = alone(), factories.coordinator()
        second = factories.lead(found.agency)
        User.objects.filter(pk=second.pk).update(is_active=False)
        assert reads(coordinator, found)

    @pytest.mark.parametrize(
        "status",
        [Status.NOT_STARTED, Status.IN_PROGRESS, Status.CHANGES_REQUESTED, Status.HELD],
    )
    def test_the_coordinator_reads_it_only_once_it_is_submitted(self, status):
        found = alone()
        factories.move(found, status)
        found.agency.memberships.filter(role="lead").exclude(user=found.auditor).delete()
        assert not reads(factories.coordinator(), found)

    def test_never_the_coordinators_own_work(self):
        found = alone()
        factories.membership(found.auditor, "coordinator")
        with pytest.raises(Refused, match="You answered this return"):
            approve_return(audit_return=found, by=found.auditor)

    def test_the_coordinator_cannot_keep_it_in_the_agency(self):
        found = alone()
        found.audit.may_be_held = True
        found.audit.save()
        with pytest.raises(Refused, match="Only the agency itself"):
            approve_return(audit_return=found, by=factories.coordinator(), keep=True)

    def test_the_audits_page_lists_what_waits_to_be_accepted(self, as_):
        found = alone()
        led = factories.submitted_return(audit=found.audit)
        factories.lead(led.agency)
        said = text_of(
            as_(factories.coordinator()).get(reverse("cases:audit", args=[found.audit_id]))
        )
        assert f"For you to accept {found.reference} · {found.agency}" in said
        assert said.count("has nobody else to approve it") == 1

    def test_its_auditor_is_told_who_reads_it(self, as_):
        found = alone()
        said = text_of(as_(found.auditor).get(reverse("cases:return", args=[found.pk])))
        assert "the coordinator of the audit will read your answers" in said

    def test_the_audits_page_takes_the_same_queries_for_many(self, as_):
        client = as_(factories.coordinator())
        found = alone()
        url = reverse("cases:audit", args=[found.audit_id])
        client.get(url)
        one = queries_of(client, url)
        for _ in range(3):
            alone(audit=found.audit)
        assert queries_of(client, url) == one

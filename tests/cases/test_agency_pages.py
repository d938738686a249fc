"""The lead's pages: what waits for the agency, involvement and auditors."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from agencies.roles import Role
from audits.models import Audit
from cases.models import AuditReturn, Identity, Involvement
from tests import factories
from tests.cases.matrix.grids import KINDS, grid
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
State = Involvement.State


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def agency_page(client) -> str:
    response = client.get(url("agency"))
    assert response.status_code == 200
    return text_of(response)


class TestAgencyPage:
    def test_what_waits_for_approval_stands_first_and_late_next(self, lead):
        client, agency = lead
        audit = factories.audit(due_on=timezone.localdate() - timedelta(days=3))
        started = factories.answered_return(
            audit=audit, agency_=agency, due_on=audit.due_on + timedelta(days=90)
        )
        late = factories.audit_return(audit=audit, agency_=agency)
        submitted = factories.submitted_return(audit=audit, agency_=agency)
        said = agency_page(client)
        order = [said.index(found.case.reference) for found in (submitted, late, started)]
        assert order == sorted(order)
        assert "1 waiting for your approval. 1 late." in said
        assert "3 days late 0 of 1 sections" in said

    def test_two_agencies_of_one_lead_are_kept_apart(self, as_):
        first, second = factories.agency(name="Alder Health"), factories.agency(name="Birch Homes")
        person = factories.lead(first)
        factories.membership(person, Role.LEAD, second)
        own = factories.audit_return(agency_=first)
        other = factories.audit_return(audit=own.audit, agency_=second)
        said = agency_page(as_(person))
        places = [said.index(each) for each in ("Alder Health", own.case.reference, "Birch Homes")]
        assert places == sorted(places)
        assert said.rindex(other.case.reference) > said.index("Birch Homes")

    def test_nothing_of_another_agency_is_on_it(self, lead):
        client, _ = lead
        foreign = factories.submitted_return()
        assert foreign.case.reference not in agency_page(client)

    def test_without_work_it_says_what_will_appear(self, lead):
        client, agency = lead
        assert f"Nothing is asked of {agency} at the moment" in agency_page(client)

    def test_without_auditors_it_says_whom_to_ask(self, lead):
        client, agency = lead
        factories.audit_return(agency_=agency, auditor=None)
        agency.memberships.filter(role=Role.AUDITOR).delete()
        said = agency_page(client)
        assert "Your agency has no auditor yet. Ask an admin" in said
        assert "Nobody to choose" in said

    def test_a_cancelled_audit_is_not_on_it_and_a_closed_one_below(self, lead):
        client, agency = lead
        for status in (Audit.Status.CANCELLED, Audit.Status.CLOSED):
            audit = factories.audit(status=status, name=f"Round {status}")
            factories.audit_return(audit=audit, agency_=agency)
        said = agency_page(client)
        assert "Round cancelled" not in said
        assert said.index("Earlier audits") < said.index("Round closed")

    def test_a_lead_sees_that_their_own_work_is_for_another_lead(self, as_):
        agency = factories.agency()
        person = factories.lead(agency)
        factories.membership(person, Role.AUDITOR, agency)
        factories.submitted_return(agency_=agency, auditor=person)
        assert "Your own work: another lead has to check it" in agency_page(as_(person))

    def test_it_is_for_leads_only(self, as_):
        for role in (Role.COORDINATOR, Role.MODERATOR, Role.VIEWER, Role.ADMIN):
            assert as_(factories.user(role)).get(url("agency")).status_code == 403

    def test_it_takes_the_same_queries_with_six_returns_and_with_forty(self, as_):
        taken = []
        for cases in (6, 40):
            audit = grid(cases, 1, kinds=(*KINDS[:5], State.TO_CONFIRM))
            client = as_(factories.lead(audit.agencies.get()))
            taken.append(queries_of(client, url("agency")))
        assert taken[0] == taken[1] <= 24


class TestInvolvement:
    @pytest.fixture
    def asked(self, lead):
        """(client, an involvement to confirm) of a lead."""
        client, agency = lead
        case = factories.case(factories.audit())
        return client, factories.involvement(case, agency, State.TO_CONFIRM)

    def post(self, client, involvement, **fields):
        return client.post(url("involvement", involvement.pk), fields)

    def test_a_lead_says_known_and_a_return_is_expected(self, asked):
        client, involvement = asked
        response = self.post(client, involvement, state="known")
        assert response.url == url("agency")
        assert involvement.case.returns.get().agency == involvement.agency
        assert involvement.case.reference in agency_page(client)

    @pytest.mark.parametrize("state", ["not_known", "outside_period"])
    def test_a_case_the_agency_does_not_know_is_explained(self, asked, state):
        client, involvement = asked
        self.post(client, involvement, state=state)
        involvement.refresh_from_db()
        assert involvement.state == state
        assert not involvement.case.returns.exists()
        assert "1 case without a return" in agency_page(client)

    def test_declining_needs_a_reason(self, asked):
        client, involvement = asked
        response = self.post(client, involvement, state="declined", reason="  ")
        assert response.status_code == 422
        assert "Enter why the agency declines" in text_of(response)
        involvement.refresh_from_db()
        assert involvement.state == State.TO_CONFIRM

    def test_declining_with_a_reason_is_kept(self, asked):
        client, involvement = asked
        self.post(client, involvement, state="declined", reason="The record is sealed.")
        involvement.refresh_from_db()
        assert (involvement.state, involvement.reason) == ("declined", "The record is sealed.")

    @pytest.mark.parametrize("fields", [{}, {"state": "to_confirm"}, {"state": "nonsense"},
                                        {"state": "known", "reason": "x" * 301},
                                        {"state": "known", "reason": "a\0b"}])  # fmt: skip
    def test_nonsense_is_a_form_error_and_changes_nothing(self, asked, fields):
        client, involvement = asked
        assert self.post(client, involvement, **fields).status_code == 422
        involvement.refresh_from_db()
        assert involvement.state == State.TO_CONFIRM

    def test_correcting_needs_a_reason_and_then_withdraws_the_empty_return(self, lead):
        client, agency = lead
        found = factories.audit_return(agency_=agency)
        involvement = found.case.involvements.get()
        refused = self.post(client, involvement, state="not_known")
        assert "Enter why the earlier answer is changed" in text_of(refused)
        self.post(client, involvement, state="not_known", reason="A cousin of that name.")
        assert not AuditReturn.objects.filter(pk=found.pk).exists()

    def test_a_case_with_answers_stays_known(self, lead):
        client, agency = lead
        found = factories.answered_return(agency_=agency)
        involvement = found.case.involvements.get()
        response = self.post(client, involvement, state="not_known", reason="Mistaken.")
        assert response.status_code == 422
        assert "Answers have been entered for this case" in text_of(response)
        assert AuditReturn.objects.filter(pk=found.pk).exists()

    def test_the_coordinator_may_answer_for_an_agency_and_returns_to_the_case(self, as_):
        found = factories.audit_return()
        involvement = found.case.involvements.get()
        client = as_(factories.coordinator())
        response = self.post(client, involvement, state="not_known", reason="Told by telephone.")
        assert response.url.startswith(url("case", found.audit_id, found.case_id))

    def test_another_agency_s_involvement_is_missing_like_none(self, asked):
        client, _ = asked
        foreign = factories.involvement(factories.case(factories.audit()), factories.agency())
        for key in (foreign.pk, uuid4()):
            assert client.get(url("involvement", key)).status_code == 404
            assert client.post(url("involvement", key), {"state": "known"}).status_code == 404
            assert client.post(url("involvement_identity", key)).status_code == 404


class TestIdentityWhileConfirming:
    def involvement(self, agency, state):
        case = factories.case(factories.audit())
        Identity.objects.create(case=case, kind=Identity.Kind.SUBJECT, text="Bram Quillfeather")
        return factories.involvement(case, agency, state)

    def test_a_lead_sees_who_it_is_and_the_look_is_recorded(self, lead):
        client, agency = lead
        involvement = self.involvement(agency, State.TO_CONFIRM)
        response = client.post(url("involvement_identity", involvement.pk))
        assert "Bram Quillfeather" in text_of(response)
        (look,) = Activity.objects.about(involvement.case)
        assert (look.verb, look.agency_id) == ("read an identity", agency.pk)

    def test_once_not_known_the_identity_is_closed(self, lead):
        client, agency = lead
        involvement = self.involvement(agency, State.NOT_KNOWN)
        assert client.post(url("involvement_identity", involvement.pk)).status_code == 404

    def test_it_opens_by_post_only(self, lead):
        client, agency = lead
        involvement = self.involvement(agency, State.TO_CONFIRM)
        assert client.get(url("involvement_identity", involvement.pk)).status_code == 405


class TestAssigning:
    def test_a_lead_gives_a_return_to_an_auditor_of_the_agency(self, lead):
        client, agency = lead
        found = factories.audit_return(agency_=agency, auditor=None)
        auditor = factories.auditor(agency)
        response = client.post(url("assign", found.pk), {"auditor": auditor.pk})
        assert response.url == url("agency")
        found.refresh_from_db()
        assert found.auditor == auditor

    def test_reassigning_keeps_what_is_answered(self, lead):
        client, agency = lead
        found = factories.answered_return(agency_=agency)
        client.post(url("assign", found.pk), {"auditor": factories.auditor(agency).pk})
        assert found.answers.count() == 1

    @pytest.mark.parametrize("kind", ["stranger", "closed account", "blank", "nonsense"])
    def test_only_a_working_auditor_of_the_agency_can_be_chosen(self, lead, kind):
        client, agency = lead
        found = factories.audit_return(agency_=agency, auditor=None)
        choices = {
            "stranger": factories.auditor(factories.agency()).pk,
            "closed account": factories.auditor(agency, is_active=False).pk,
            "blank": "",
            "nonsense": "not a key",
        }
        factories.auditor(agency)
        response = client.post(url("assign", found.pk), {"auditor": choices[kind]})
        assert response.status_code == 422
        assert "Choose an auditor" in text_of(response)
        found.refresh_from_db()
        assert found.auditor is None

    def test_without_auditors_the_page_says_what_to_do(self, lead):
        client, agency = lead
        found = factories.audit_return(agency_=agency, auditor=None)
        agency.memberships.filter(role=Role.AUDITOR).delete()
        said = text_of(client.get(url("assign", found.pk)))
        assert "No auditor to choose" in said
        assert "Ask an admin of the partnership to add one" in said

    def test_a_submitted_return_keeps_its_auditor(self, lead):
        client, agency = lead
        found = factories.submitted_return(agency_=agency)
        before, other = found.auditor, factories.auditor(agency)
        assert "its auditor stays" in text_of(client.get(url("assign", found.pk)))
        response = client.post(url("assign", found.pk), {"auditor": other.pk}, follow=True)
        assert "This return has been submitted." in text_of(response)
        found.refresh_from_db()
        assert found.auditor == before

    def test_the_auditor_may_not_assign(self, as_):
        found = factories.audit_return()
        client = as_(found.auditor)
        assert client.get(url("assign", found.pk)).status_code == 403
        response = client.post(url("assign", found.pk), {"auditor": found.auditor_id})
        assert response.status_code == 403

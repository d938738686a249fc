"""Returns about no case: from agencies about themselves, and what people said in a survey."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from agencies.rls import acting, scope_of
from agencies.roles import Role
from audits.models import Audit, AuditTool, Participation
from cases.adding import add_response, remove_added
from cases.expecting import approve_responses, expect_organisation_returns
from cases.models import AuditReturn, Case
from cases.transitions import Refused
from tests import factories
from tests.cases.answering import answering_tool
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
Audits = AuditTool.Audits
About = AuditReturn.About


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


@pytest.fixture
def agency():
    return factories.agency(name="Alder Health", short_name="Alder")


@pytest.fixture
def survey(agency):
    return factories.audit_of(Audits.RESPONDENTS, agency)


class TestWhatFits:
    """A trigger ties what a return is about to what the tool of its audit is for."""

    @pytest.mark.parametrize("audits", Audits)
    @pytest.mark.parametrize("about", About)
    def test_a_return_is_about_what_its_tool_audits(self, agency, audits, about):
        audit = factories.audit_of(audits, agency)
        owner = agency if audits == Audits.OWN_CASES else None
        case = factories.case(audit, owner=owner) if audit.has_cases else None
        if case is None and about == About.CASE:
            case = factories.case(factories.audit())
        fields = {
            "audit": audit,
            "agency": agency,
            "about": about,
            "case": case if about == About.CASE else None,
            "number": 1 if about == About.RESPONSE else None,
            "tool_version": audit.tool_version,
            "due_on": audit.due_on,
        }
        if about == AuditReturn.OF[audits]:
            factories.involvement(case, agency) if case else None
            AuditReturn.objects.create(**fields)
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                AuditReturn.objects.create(**fields)

    @pytest.mark.parametrize("audits", [Audits.ORGANISATIONS, Audits.RESPONDENTS])
    def test_no_case_can_be_added_to_an_audit_that_is_not_about_cases(self, agency, audits):
        audit = factories.audit_of(audits, agency)
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.case(audit)

    def test_a_case_has_an_owner_in_an_audit_of_own_cases_and_only_there(self, agency):
        for audits, owner in ((Audits.CASES, agency), (Audits.OWN_CASES, None)):
            audit = factories.audit_of(audits, agency)
            with pytest.raises(IntegrityError), transaction.atomic():
                factories.case(audit, owner=owner)

    def test_a_tool_in_use_keeps_what_it_is_for_and_a_new_one_need_not(self, survey):
        tool = survey.tool_version.tool
        tool.audits = Audits.CASES
        with pytest.raises(IntegrityError), transaction.atomic():
            tool.save()
        unused = factories.draft_version().tool
        unused.audits = Audits.ORGANISATIONS
        unused.save()

    def test_an_audit_keeps_what_it_looks_at_when_its_version_changes(self, survey):
        survey.tool_version = factories.small_version()
        with pytest.raises(IntegrityError), transaction.atomic():
            survey.save()
        survey.tool_version = factories.small_version(Audits.RESPONDENTS)
        survey.save()


class TestOrganisations:
    @pytest.fixture
    def audit(self, agency):
        gone = factories.agency(is_active=False)
        return factories.audit_of(Audits.ORGANISATIONS, agency, factories.agency(), gone)

    def test_each_active_agency_is_asked_once_however_often(self, audit):
        by = factories.coordinator()
        assert len(expect_organisation_returns(audit=audit, by=by)) == 2
        assert expect_organisation_returns(audit=audit, by=by) == []
        late = factories.agency()
        Participation.objects.create(audit=audit, agency=late)
        assert [each.agency for each in expect_organisation_returns(audit=audit, by=by)] == [late]
        assert {each.reference for each in audit.returns.all()} == {audit.reference_prefix}
        assert Activity.objects.filter(verb="asked agencies for returns").count() == 2

    def test_it_is_the_coordinators_to_ask(self, audit, agency):
        with pytest.raises(PermissionDenied):
            expect_organisation_returns(audit=audit, by=factories.lead(agency))

    def test_other_kinds_and_ended_audits_are_refused(self, audit, survey):
        with pytest.raises(Refused, match="about themselves"):
            expect_organisation_returns(audit=survey, by=factories.coordinator())
        Audit.objects.update(status=Audit.Status.CLOSED)
        with pytest.raises(Refused, match="ended"):
            expect_organisation_returns(audit=audit, by=factories.coordinator())

    def test_two_returns_of_one_agency_cannot_be(self, agency):
        found = factories.organisation_return(agency)
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.organisation_return(agency, found.audit)

    def test_from_the_question_to_the_approval(self, as_, client, audit, agency):
        """The coordinator asks, the lead assigns, the auditor answers, the lead approves."""
        coordinator, lead = factories.coordinator(), factories.lead(agency)
        auditor = factories.auditor(agency)
        as_(coordinator)
        page = client.get(url("audit", audit.pk))
        assert "2 agencies are not asked yet" in text_of(page)
        said = text_of(client.post(url("ask", audit.pk), follow=True))
        assert "2 agencies are asked for a return." in said
        assert "0 of 2 in. 2 agencies are asked." in said
        assert "not asked yet" not in said
        found = AuditReturn.objects.get(agency=agency)

        as_(lead)
        assert url("assign", found.pk) in client.get(url("agency")).content.decode()
        client.post(url("assign", found.pk), {"auditor": str(auditor.pk)})

        as_(auditor)
        question = found.tool_version.questions.get()
        listed = client.get(url("my_returns"))
        assert found.reference in text_of(listed)
        section = client.get(url("section", found.pk, "section-1"))
        assert found.reference in text_of(section)
        assert "Who is this" not in text_of(section)
        saved = client.post(
            url("section", found.pk, "section-1"),
            answering_tool.sent({question.key: 0}, **{question.key: "yes"}) | {"go": "next"},
        )
        assert saved.url == url("check", found.pk)
        said = text_of(client.post(url("check", found.pk), follow=True))
        assert f"{found.reference} is submitted." in said

        as_(lead)
        assert "Who is this" not in text_of(client.get(url("review", found.pk)))
        said = text_of(client.post(url("approve", found.pk), follow=True))
        assert f"{found} is approved." in said

        as_(coordinator)
        said = text_of(client.get(url("audit", audit.pk)))
        assert "1 of 2 in." in said
        assert client.get(url("review", found.pk)).status_code == 200
        assert client.post(url("identity", found.pk)).status_code == 404
        assert "1" in text_of(client.get(reverse("audits:list")))

    def test_nobody_approves_their_own_work(self, as_, agency):
        person = factories.lead(agency)
        factories.membership(person, Role.AUDITOR, agency)
        found = factories.organisation_return(agency, auditor=person)
        factories.answer(found, found.tool_version.questions.get(), "yes")
        factories.move(found, Status.SUBMITTED)
        response = as_(person).post(url("approve", found.pk), follow=True)
        assert "somebody else must check it" in text_of(response)
        found.refresh_from_db()
        assert found.status == Status.SUBMITTED

    def test_the_coordinator_assigns_from_the_audit_page_and_comes_back_to_it(
        self, as_, audit, agency
    ):
        found = factories.organisation_return(agency, audit, auditor=None)
        client = as_(factories.coordinator())
        page = client.get(url("audit", audit.pk)).content.decode()
        assert url("assign", found.pk) in page
        auditor = factories.auditor(agency)
        response = client.post(url("assign", found.pk), {"auditor": str(auditor.pk)})
        assert response.url == f"{url('audit', audit.pk)}#agency-{agency.pk}"

    def test_a_late_return_is_chased_by_the_name_of_its_agency(self, as_, agency):
        audit = factories.audit_of(Audits.ORGANISATIONS, agency, due_on="2020-01-01")
        factories.organisation_return(agency, audit)
        said = text_of(as_(factories.coordinator()).get(url("audit", audit.pk)))
        assert "Chase 1 late return" in said
        assert "not started" in said

    @pytest.mark.parametrize("role", [Role.MODERATOR, Role.VIEWER, Role.APPROVER, Role.ADMIN])
    def test_nobody_else_sees_the_return(self, agency, role):
        found = factories.organisation_return(agency)
        person = factories.user(role)
        assert not AuditReturn.objects.visible_to(person).exists()
        with acting(scope_of(factories.lead(factories.agency()))):
            assert not AuditReturn.objects.filter(pk=found.pk).exists()

    def test_the_audit_page_costs_the_same_with_three_agencies_and_with_twelve(self, as_):
        taken = []
        for number in (3, 12):
            audit = factories.audit_of(Audits.ORGANISATIONS, due_on="2020-01-01")
            for _ in range(number):
                factories.organisation_return(factories.agency(), audit)
            client = as_(factories.coordinator())
            taken.append(queries_of(client, url("audit", audit.pk)))
        assert taken[0] == taken[1]


class TestResponses:
    def add(self, survey, agency, by):
        with acting(scope_of(by)):
            return add_response(audit=survey, agency=agency, by=by)

    def submitted(self, agency, survey, **fields):
        found = factories.response(agency, survey, **fields)
        factories.answer(found, found.tool_version.questions.get(), "yes")
        return factories.move(found, Status.SUBMITTED)

    def test_numbers_run_through_the_audit_whichever_agency_adds(self, survey, agency):
        other = factories.agency()
        Participation.objects.create(audit=survey, agency=other)
        first = self.add(survey, agency, factories.auditor(agency))
        second = self.add(survey, other, factories.auditor(other))
        prefix = survey.reference_prefix
        assert [first.reference, second.reference] == [f"{prefix}-R001", f"{prefix}-R002"]
        assert not Case.objects.exists()

    def test_adding_widens_nobodys_scope(self, survey, agency):
        foreign = factories.response(factories.agency(), survey)
        by = factories.auditor(agency)
        with acting(scope_of(by)):
            add_response(audit=survey, agency=agency, by=by)
            assert not AuditReturn.objects.filter(pk=foreign.pk).exists()

    def test_my_returns_adds_one_and_opens_it(self, as_, survey, agency):
        client = as_(factories.auditor(agency))
        assert "Add a response" in text_of(client.get(url("my_returns")))
        response = client.post(url("add_response", survey.pk, agency.pk), follow=True)
        found = AuditReturn.objects.get()
        assert response.redirect_chain == [(url("return", found.pk), 302)]
        assert f"{found.reference} is added." in text_of(response)
        assert "Remove this response" in text_of(response)

    def test_the_responses_of_a_survey_are_one_card_with_counts(self, as_, survey, agency):
        auditor = factories.auditor(agency)
        for _ in range(3):
            found = factories.response(agency, survey, auditor=auditor)
        AuditReturn.objects.filter(pk=found.pk).update(
            status="submitted", submitted_at=timezone.now(), submitted_by=auditor
        )
        page = as_(auditor).get(url("my_returns"))
        assert "responses: 2 to finish, 1 with your lead" in text_of(page)
        assert text_of(page).count("Add a response") == 1
        assert page.context["mine"].cards == page.context["mine"].handed_in == []

    def test_a_survey_that_stopped_collecting_says_so(self, as_, survey, agency):
        Audit.objects.update(status=Audit.Status.ANALYSING)
        client = as_(factories.auditor(agency))
        response = client.post(url("add_response", survey.pk, agency.pk), follow=True)
        assert "not collecting answers" in text_of(response)
        assert not AuditReturn.objects.exists()

    def test_only_auditors_of_the_agency_add(self, survey, agency):
        for person in (factories.lead(agency), factories.coordinator()):
            with pytest.raises(PermissionDenied):
                self.add(survey, agency, person)

    def test_an_unanswered_one_can_be_removed(self, survey, agency):
        found = factories.response(agency, survey)
        with acting(scope_of(found.auditor)):
            remove_added(audit_return=found, by=found.auditor)
        assert not AuditReturn.objects.exists()

    def test_all_are_approved_at_once_but_the_leads_own_work(self, as_, survey, agency):
        lead = factories.lead(agency)
        factories.membership(lead, Role.AUDITOR, agency)
        theirs = [self.submitted(agency, survey) for _ in range(2)]
        own = self.submitted(agency, survey, auditor=lead)
        foreign = self.submitted(factories.agency(), survey)
        waiting = factories.response(agency, survey)
        client = as_(lead)
        assert "Approve all submitted responses" in text_of(client.get(url("agency")))
        said = text_of(client.post(url("approve_all", agency.pk, survey.pk), follow=True))
        assert "2 responses are approved. 1 is your own work" in said
        assert "Approve all submitted responses" not in said
        status = dict(AuditReturn.objects.values_list("pk", "status"))
        assert [status[each.pk] for each in theirs] == [Status.APPROVED] * 2
        assert status[own.pk] == status[foreign.pk] == Status.SUBMITTED
        assert status[waiting.pk] == Status.NOT_STARTED
        assert all(each.outcomes.exists() for each in theirs)

    def test_an_auditor_cannot_approve_all(self, survey, agency):
        found = self.submitted(agency, survey)
        with pytest.raises(PermissionDenied):
            approve_responses(audit=survey, agency=agency, by=found.auditor)

    def test_the_audit_page_counts_by_agency_and_lists_by_filter(self, as_, survey, agency):
        other = factories.agency(name="Birch Homes", short_name="Birch")
        self.submitted(agency, survey)
        factories.response(agency, survey)
        late = factories.response(other, survey, due_on="2020-01-01")
        client = as_(factories.coordinator())
        said = text_of(client.get(url("audit", survey.pk)))
        assert "1 of 3 in. 3 responses were added so far." in said
        assert "Alder Health 2 1 0 None" in said
        assert "Birch Homes 1 0 0 1 late" in said
        shown = client.get(url("audit", survey.pk), {"show": "overdue"})
        assert late.reference in text_of(shown)

    def test_the_list_of_audits_counts_responses(self, survey, agency):
        self.submitted(agency, survey)
        factories.response(agency, survey, due_on="2020-01-01")
        found = Audit.objects.with_progress(survey.due_on).get(pk=survey.pk)
        assert (found.expected, found.arrived, found.late) == (2, 1, 1)

    @pytest.mark.parametrize("audits", Audits)
    def test_an_audit_with_nothing_in_it_says_what_it_waits_for(self, as_, audits):
        audit = factories.audit_of(audits)
        page = as_(factories.coordinator()).get(url("audit", audit.pk))
        assert page.status_code == 200
        assert "No " in text_of(page)

    def test_a_panel_is_told_that_it_has_nothing_to_look_at(self, as_, survey):
        Audit.objects.update(status=Audit.Status.MODERATING)
        said = text_of(as_(factories.user(Role.MODERATOR)).get(url("audit", survey.pk)))
        assert "This audit is a survey, so a panel has nothing to look at." in said

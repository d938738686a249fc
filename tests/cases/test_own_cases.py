"""An agency’s own cases: added by its auditors, named by nobody else."""

import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse

from agencies.models import Activity
from agencies.rls import acting, scope_of
from agencies.roles import Role
from audits.models import Audit, AuditTool, Participation
from cases.adding import AlreadyAdded, add_own_case, remove_added
from cases.assigning import assign_auditor
from cases.models import AuditReturn, Case, Identity, Involvement, Subject
from cases.outcomes import differing_returns
from cases.progress import progress_of
from cases.services import decide_involvement, read_identities
from cases.transitions import Refused
from tests import factories
from tests.cases.answering import answering_tool
from tests.pages import text_of

pytestmark = pytest.mark.django_db
OWN_CASES = AuditTool.Audits.OWN_CASES
SECRET = "ZX-90417"


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


@pytest.fixture
def agency():
    return factories.agency()


@pytest.fixture
def auditor(agency):
    return factories.auditor(agency)


@pytest.fixture
def audit(agency):
    return factories.audit_of(OWN_CASES, agency)


@pytest.fixture
def added(audit, agency, auditor):
    return factories.own_case_return(agency, audit, SECRET, auditor=auditor)


def add(audit, agency, by, local_identifier="A-1", **fields):
    with acting(scope_of(by)):
        return add_own_case(
            audit=audit, agency=agency, local_identifier=local_identifier, by=by, **fields
        )


def looks(found) -> int:
    return Activity.objects.about(found.case).filter(verb="read an identity").count()


class TestAdding:
    def test_it_makes_the_case_its_subject_and_a_return_for_whoever_added_it(
        self, audit, agency, auditor
    ):
        plan, area = factories.plan_type(), factories.area()
        made = add(audit, agency, auditor, age_years=4, sex="female", plan_type=plan, area=area)
        assert (made.about, made.auditor, made.agency) == ("case", auditor, agency)
        assert made.due_on == audit.due_on
        case = made.case
        assert (case.owner, case.plan_type, case.area) == (agency, plan, area)
        subject = Subject.objects.get(case=case)
        assert (subject.is_index, subject.age_years, subject.sex) == (True, 4, "female")
        assert Involvement.objects.get(case=case).state == "known"

    def test_each_gets_the_next_reference_of_the_audit_whoever_adds_it(
        self, audit, agency, auditor
    ):
        other = factories.agency()
        Participation.objects.create(audit=audit, agency=other)
        first = add(audit, agency, auditor)
        second = add(audit, other, factories.auditor(other))
        prefix = audit.reference_prefix
        assert [first.reference, second.reference] == [f"{prefix}-01", f"{prefix}-02"]

    @pytest.mark.parametrize("again", [SECRET, SECRET.lower(), f" {SECRET[:3]} {SECRET[3:]} "])
    def test_one_case_cannot_be_added_twice_and_the_refusal_names_neither(
        self, audit, agency, added, again
    ):
        with pytest.raises(AlreadyAdded) as refusal:
            add(audit, agency, factories.auditor(agency), again)
        assert SECRET.casefold() not in str(refusal.value).casefold()
        assert added.reference not in str(refusal.value)

    def test_another_agency_or_audit_may_use_the_same_number(self, audit, agency, auditor, added):
        other = factories.agency()
        Participation.objects.create(audit=audit, agency=other)
        add(audit, other, factories.auditor(other), SECRET)
        add(factories.audit_of(OWN_CASES, agency), agency, auditor, SECRET)
        assert Case.objects.count() == 3

    def test_it_is_refused_once_the_audit_no_longer_collects(self, audit, agency, auditor):
        Audit.objects.update(status=Audit.Status.CLOSED)
        with pytest.raises(Refused, match="not collecting"):
            add(audit, agency, auditor)

    def test_it_is_refused_in_an_audit_of_another_kind(self, agency, auditor):
        other = factories.audit_of(AuditTool.Audits.CASES, agency)
        with pytest.raises(Refused, match="asked for"):
            add(other, agency, auditor)

    def test_it_is_refused_for_an_agency_that_does_not_take_part(self, audit):
        other = factories.agency()
        with pytest.raises(Refused, match="does not take part"):
            add(audit, other, factories.auditor(other))

    def test_nobody_but_an_auditor_of_the_agency_adds_one(self, audit, agency):
        for person in (factories.coordinator(), factories.lead(agency)):
            with pytest.raises(PermissionDenied):
                add(audit, agency, person)


class TestWall:
    def test_an_identity_cannot_be_put_where_its_owner_is_not_the_cases(self, agency, added):
        for owner in (None, factories.agency()):
            with pytest.raises(IntegrityError, match="whom its case"), transaction.atomic():
                Identity.objects.create(case=added.case, owner=owner, kind="subject", text="x")

    def readers(self, agency):
        return {
            "coordinator": factories.coordinator(),
            "moderator": factories.user(Role.MODERATOR),
            "admin": factories.user(Role.ADMIN),
            "other agency's auditor": factories.auditor(factories.agency()),
            "other agency's lead": factories.lead(factories.agency()),
            "unassigned colleague": factories.auditor(agency),
        }

    def test_only_its_lead_and_its_auditor_find_the_identity(self, agency, auditor, added):
        for person in (auditor, factories.lead(agency)):
            with acting(scope_of(person)):
                assert [each.text for each in Identity.objects.visible_to(person)] == [SECRET]
        for name, person in self.readers(agency).items():
            with acting(scope_of(person)):
                assert not Identity.objects.visible_to(person).exists(), name

    def test_the_database_hides_it_from_everybody_else_however_they_ask(self, agency, added):
        for name, person in self.readers(agency).items():
            if name == "unassigned colleague":
                continue
            with acting(scope_of(person)):
                assert not Identity.objects.exists(), name
        assert not Identity.objects.exists(), "not even the system"

    def test_nobody_else_can_write_one_either(self, agency, added):
        writing = {"case": added.case, "owner": agency, "kind": "address", "text": "x"}
        scope = acting(scope_of(factories.coordinator()))
        with scope, pytest.raises(ProgrammingError), transaction.atomic():
            Identity.objects.create(**writing)

    def test_a_coordinator_who_leads_another_agency_is_still_shut_out(self, added):
        person = factories.coordinator()
        factories.membership(person, Role.LEAD, factories.agency())
        with acting(scope_of(person)):
            assert not Identity.objects.visible_to(person).exists()
            with pytest.raises(PermissionDenied):
                read_identities(audit_return=added, by=person)

    def test_a_lead_of_another_agency_who_audits_for_the_owner_is_not_let_in(self, agency, added):
        person = factories.lead(factories.agency())
        factories.membership(person, Role.AUDITOR, agency)
        with acting(scope_of(person)):
            assert not Identity.objects.visible_to(person).exists()

    def test_whoever_answers_next_may_look_and_who_answered_before_may_not(
        self, agency, auditor, added
    ):
        following = factories.auditor(agency)
        assign_auditor(audit_return=added, auditor=following, by=factories.lead(agency))
        for person, sees in ((following, True), (auditor, False)):
            with acting(scope_of(person)):
                assert Identity.objects.visible_to(person).exists() == sees

    def test_another_agency_cannot_be_asked_about_it(self, added):
        with pytest.raises(IntegrityError), transaction.atomic():
            Involvement.objects.create(case=added.case, agency=factories.agency())

    def test_the_agency_cannot_say_that_it_does_not_know_it(self, agency, added):
        with pytest.raises(Refused, match="added this case itself"):
            decide_involvement(
                involvement=added.case.involvements.get(),
                state="not_known",
                by=factories.lead(agency),
            )

    def test_activity_and_log_do_not_hold_the_number(self, as_, audit, agency, auditor, caplog):
        caplog.set_level(logging.DEBUG)
        as_(auditor).post(
            url("add_case", audit.pk, agency.pk), {"local_identifier": SECRET, "sex": "unknown"}
        )
        assert AuditReturn.objects.count() == 1
        assert SECRET not in caplog.text
        assert not Activity.objects.filter(detail__contains=SECRET).exists()


class TestPages:
    def test_my_returns_offers_to_add_a_case_and_the_form_adds_it(
        self, as_, audit, agency, auditor
    ):
        client = as_(auditor)
        assert (
            url("add_case", audit.pk, agency.pk) in client.get(url("my_returns")).content.decode()
        )
        response = client.post(
            url("add_case", audit.pk, agency.pk),
            {"local_identifier": SECRET, "age_years": "0", "sex": "male"},
            follow=True,
        )
        made = AuditReturn.objects.get()
        assert response.redirect_chain == [(url("return", made.pk), 302)]
        assert f"{made.reference} is added." in text_of(response)
        assert SECRET not in response.content.decode()
        assert made.case.subjects.get().age_years == 0

    def test_a_fault_keeps_what_was_typed(self, as_, audit, agency, auditor, added):
        response = as_(auditor).post(
            url("add_case", audit.pk, agency.pk),
            {"local_identifier": SECRET, "age_years": "five", "sex": "male"},
        )
        assert response.status_code == 422
        assert "Enter the age as a whole number" in text_of(response)
        assert f'value="{SECRET}"' in response.content.decode()
        assert 'value="five"' in response.content.decode()

    def test_a_case_added_before_is_said_at_the_field(self, as_, audit, agency, auditor, added):
        response = as_(auditor).post(
            url("add_case", audit.pk, agency.pk), {"local_identifier": SECRET, "sex": "male"}
        )
        assert response.status_code == 422
        assert "already added a case" in text_of(response)
        assert Case.objects.count() == 1

    def test_an_audit_that_stopped_collecting_keeps_what_was_typed(
        self, as_, audit, agency, auditor
    ):
        Audit.objects.update(status=Audit.Status.MODERATING)
        response = as_(auditor).post(
            url("add_case", audit.pk, agency.pk), {"local_identifier": SECRET, "sex": "male"}
        )
        assert response.status_code == 422
        assert "not collecting answers" in text_of(response)
        assert f'value="{SECRET}"' in response.content.decode()
        assert "Add a case" not in text_of(as_(auditor).get(url("my_returns")))

    @pytest.mark.parametrize("who", ["auditor", "lead"])
    def test_the_agency_looks_by_post_and_each_look_is_recorded(
        self, as_, agency, auditor, added, who
    ):
        person = auditor if who == "auditor" else factories.lead(agency)
        response = as_(person).post(url("identity", added.pk))
        assert SECRET in text_of(response)
        assert looks(added) == 1

    def test_the_coordinator_is_refused_and_finds_it_on_no_page(self, as_, auditor, added):
        question = added.tool_version.questions.get()
        factories.answer(added, question, "yes")
        factories.move(added, AuditReturn.Status.APPROVED)
        client = as_(factories.coordinator())
        assert client.post(url("identity", added.pk)).status_code == 403
        assert looks(added) == 0
        for address in (
            url("audit", added.audit_id),
            url("case", added.audit_id, added.case_id),
            url("review", added.pk),
        ):
            page = client.get(address).content.decode()
            assert added.reference in page
            assert SECRET not in page
            assert url("identity", added.pk) not in page

    def test_nobody_else_comes_to_it_by_way_of_the_involvement(self, as_, agency, added):
        address = url("involvement_identity", added.case.involvements.get().pk)
        assert SECRET in text_of(as_(factories.lead(agency)).post(address))
        refused = {
            factories.coordinator(): 403,
            factories.user(Role.MODERATOR): 404,
            factories.lead(factories.agency()): 404,
        }
        for person, status in refused.items():
            response = as_(person).post(address)
            assert response.status_code == status
            page = as_(person).get(url("involvement", added.case.involvements.get().pk))
            assert address not in page.content.decode()
            assert SECRET not in response.content.decode()

    @pytest.mark.parametrize("name", ["return", "section", "check"])
    def test_no_page_of_the_return_holds_it(self, as_, auditor, added, name):
        args = (added.pk, "section-1") if name == "section" else (added.pk,)
        page = as_(auditor).get(url(name, *args)).content.decode()
        assert added.reference in page
        assert SECRET not in page

    def test_the_audit_page_shows_other_agencies_as_not_expected(self, as_, audit, added):
        Participation.objects.create(audit=audit, agency=factories.agency())
        said = text_of(as_(factories.coordinator()).get(url("audit", audit.pk)))
        assert "0 of 1 in. 1 case was added by its agency." in said
        assert said.count("Not expected") == 1

    def test_the_case_page_offers_no_change_of_involvement(self, as_, added):
        page = as_(factories.coordinator()).get(url("case", added.audit_id, added.case_id))
        assert url("involvement", added.case.involvements.get().pk) not in page.content.decode()
        assert "which alone knows who it is about" in text_of(page)


class TestRemoving:
    def remove(self, found, by):
        with acting(scope_of(by)):
            remove_added(audit_return=found, by=by)

    def test_a_case_added_by_mistake_goes_with_all_that_was_said_of_it(
        self, agency, auditor, added
    ):
        self.remove(added, auditor)
        for model in (AuditReturn, Case, Subject, Involvement):
            assert not model.objects.exists()
        with acting(scope_of(auditor)):
            assert not Identity.objects.exists()
        assert Activity.objects.filter(verb="removed a case", actor_id=auditor.pk).exists()

    def test_one_with_an_answer_stays(self, auditor, added):
        factories.answer(added, added.tool_version.questions.get(), "yes")
        with pytest.raises(Refused, match="has answers"):
            self.remove(added, auditor)

    def test_a_return_that_was_asked_for_stays(self, as_):
        found = factories.audit_return()
        with pytest.raises(Refused, match="asked for"):
            self.remove(found, found.auditor)
        said = text_of(as_(found.auditor).get(url("remove", found.pk)))
        assert f"{found.reference} cannot be removed" in said

    def test_nobody_else_removes_it(self, agency, added):
        with pytest.raises(PermissionDenied):
            self.remove(added, factories.auditor(agency))

    def test_the_page_asks_once_and_then_removes(self, as_, auditor, added):
        client = as_(auditor)
        assert url("remove", added.pk) in client.get(url("return", added.pk)).content.decode()
        assert f"Remove {added.reference}?" in text_of(client.get(url("remove", added.pk)))
        assert Case.objects.exists()
        response = client.post(url("remove", added.pk), follow=True)
        assert f"{added.reference} is removed." in text_of(response)
        assert not Case.objects.exists()

    def test_the_page_says_why_one_with_answers_stays(self, as_, auditor, added):
        factories.answer(added, added.tool_version.questions.get(), "yes")
        client = as_(auditor)
        assert "It has answers, so it stays." in text_of(client.get(url("remove", added.pk)))
        response = client.post(url("remove", added.pk), follow=True)
        assert "has answers, so it stays" in text_of(response)
        assert url("remove", added.pk) not in response.content.decode()


class TestJourney:
    @pytest.fixture
    def routed(self, agency):
        """An audit whose tool asks a second question about cases on Family Help only."""
        plan = factories.plan_type(key="family-help", name="Family Help")
        version = factories.draft_version(OWN_CASES)
        section = factories.section(version)
        factories.question(section, key="seen")
        factories.question(section, key="for-family-help", plan_types=[plan.key])
        audit = factories.audit(factories.published(version))
        Participation.objects.create(audit=audit, agency=agency)
        return audit, plan

    def test_from_adding_a_case_to_its_figures(self, as_, client, agency, auditor, routed):
        """The auditor adds, is asked what its plan asks for, submits; the lead looks, approves."""
        audit, plan = routed
        as_(auditor)
        client.post(
            url("add_case", audit.pk, agency.pk),
            {"local_identifier": SECRET, "sex": "female", "plan_type": str(plan.pk)},
        )
        found = AuditReturn.objects.get()
        assert "0 of 2 answered" in text_of(client.get(url("return", found.pk)))
        answers = {"seen": "yes", "for-family-help": "no"}
        client.post(
            url("section", found.pk, "section-1"),
            answering_tool.sent(dict.fromkeys(answers, 0), **answers),
        )
        said = text_of(client.post(url("check", found.pk), follow=True))
        assert f"{found.reference} is submitted." in said

        as_(factories.lead(agency))
        page = client.get(url("review", found.pk)).content.decode()
        assert url("identity", found.pk) in page
        assert SECRET not in page
        assert SECRET in text_of(client.post(url("identity", found.pk)))
        client.post(url("approve", found.pk))

        found.refresh_from_db()
        assert found.status == AuditReturn.Status.APPROVED
        assert found.outcomes.get().case == found.case
        assert not list(differing_returns())

    def test_without_the_plan_its_question_is_not_asked(self, agency, auditor, routed):
        audit, _ = routed
        found = factories.own_case_return(agency, audit, auditor=auditor)
        assert progress_of(found).total == 1

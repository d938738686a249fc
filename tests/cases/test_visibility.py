"""Which rows each role sees, asked of the querysets themselves."""

import pytest

from agencies.roles import Role
from audits.models import Audit
from cases.models import AuditReturn, Case, Identity, Involvement
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    audit_return = factories.approved_return(audit=factories.audit(status=Audit.Status.MODERATING))
    Identity.objects.create(case=audit_return.case, kind="subject", text="Invented Name")
    return audit_return


def sees(model, user) -> bool:
    return model.objects.visible_to(user).exists()


@pytest.mark.parametrize(
    ("role", "models"),
    [
        (Role.COORDINATOR, {Case, AuditReturn, Identity, Involvement}),
        (Role.MODERATOR, {Case}),
        (Role.ADMIN, set()),
        (Role.APPROVER, set()),
        (Role.VIEWER, set()),
    ],
)
def test_roles_of_the_whole_partnership_see_no_more_than_the_design_says(found, role, models):
    user = factories.user(role)
    assert {
        each for each in (Case, AuditReturn, Identity, Involvement) if sees(each, user)
    } == models


def test_a_moderator_never_finds_an_identity_even_as_a_lead_elsewhere(found):
    moderator = factories.user(Role.MODERATOR)
    factories.membership(moderator, Role.LEAD, factories.agency())
    assert sees(Case, moderator)
    assert not sees(Identity, moderator)


def test_an_auditor_sees_the_assigned_return_and_whom_it_is_about(found):
    other = factories.auditor(found.agency)
    for model in (Case, AuditReturn, Identity):
        assert sees(model, found.auditor)
        assert not sees(model, other)


@pytest.mark.parametrize(
    ("state", "visible"),
    [("to_confirm", True), ("known", True), ("not_known", False), ("outside_period", False)],
)
def test_a_lead_finds_an_identity_only_while_the_agency_may_know_the_case(found, state, visible):
    lead = factories.lead(found.agency)
    found.case.involvements.update(state=state)
    assert sees(Identity, lead) == visible


def test_the_coordinator_reads_answers_only_once_the_agency_approved(found):
    coordinator = factories.coordinator()
    waiting = factories.submitted_return(audit=found.audit)
    factories.lead(waiting.agency)
    assert list(AuditReturn.objects.readable_by(coordinator)) == [found]
    assert waiting in AuditReturn.objects.visible_to(coordinator)


ALONE_TOO = {*AuditReturn.COUNTED, AuditReturn.Status.SUBMITTED}


@pytest.mark.parametrize("status", AuditReturn.Status)
@pytest.mark.parametrize("second_lead", [True, False])
def test_who_reads_a_return_in_each_status(status, second_lead):
    found = factories.audit_return()
    people = {
        "auditor": found.auditor,
        "substitute": factories.auditor(found.agency),
        "coordinator": factories.coordinator(),
        "colleague": factories.auditor(found.agency),
        "another lead": factories.lead(factories.agency()),
        "moderator": factories.user(Role.MODERATOR),
        "admin": factories.user(Role.ADMIN),
    }
    found.substitute = people["substitute"]
    factories.move(found, status)
    found.agency.memberships.filter(role=Role.LEAD).delete()
    if second_lead:
        people["lead"] = factories.lead(found.agency)
    readers = {
        name
        for name, person in people.items()
        if AuditReturn.objects.readable_by(person).filter(pk=found.pk).exists()
    }
    expected = {"auditor", "substitute"} | ({"lead"} if second_lead else set())
    if status in (AuditReturn.COUNTED if second_lead else ALONE_TOO):
        expected.add("coordinator")
    assert readers == expected

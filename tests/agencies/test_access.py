import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from agencies.access import may, require
from agencies.roles import GRANTS, Permission, Role
from tests import factories

pytestmark = pytest.mark.django_db

# The table of design section 6, written out a second time on purpose.
EXPECTED = {
    Permission.SET_UP: {Role.ADMIN},
    Permission.SEE_TOOLS: {Role.ADMIN, Role.COORDINATOR},
    Permission.RUN_AUDITS: {Role.COORDINATOR},
    Permission.READ_TERMS: {Role.COORDINATOR, Role.LEAD},
    Permission.SEE_FIGURES: {Role.COORDINATOR},
    Permission.WRITE_BRIEFINGS: {Role.COORDINATOR},
    Permission.DECIDE_INVOLVEMENT: {Role.COORDINATOR, Role.LEAD},
    Permission.ASSIGN_AUDITORS: {Role.COORDINATOR, Role.LEAD},
    Permission.READ_IDENTITIES: {Role.COORDINATOR, Role.LEAD, Role.AUDITOR},
    Permission.ANSWER_RETURNS: {Role.AUDITOR},
    Permission.REVIEW_RETURNS: {Role.LEAD},
    Permission.ACCEPT_RETURNS: {Role.COORDINATOR},
    Permission.RECORD_JUDGEMENTS: {Role.COORDINATOR, Role.MODERATOR},
    Permission.APPROVE_PUBLICATION: {Role.COORDINATOR, Role.APPROVER},
    Permission.READ_BRIEFINGS: set(Role),
    Permission.RAISE_CONCERNS: set(Role) - {Role.ADMIN, Role.VIEWER},
}


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_belongs_to_the_roles_the_design_names(permission):
    assert {role for role in Role if permission in GRANTS[role]} == EXPECTED[permission]


def test_every_role_is_in_the_grants_table():
    assert set(GRANTS) == set(Role)


def test_an_agency_role_counts_for_its_own_agency_only():
    own, other = factories.agency(), factories.agency()
    lead = factories.lead(own)
    assert may(lead, Permission.REVIEW_RETURNS, agency_id=own.pk)
    assert not may(lead, Permission.REVIEW_RETURNS, agency_id=other.pk)


def test_a_partnership_role_counts_for_every_agency():
    agency = factories.agency()
    assert may(factories.coordinator(), Permission.ASSIGN_AUDITORS, agency_id=agency.pk)


def test_a_person_may_do_what_any_of_their_roles_allows():
    agency = factories.agency()
    person = factories.lead(agency)
    factories.membership(person, Role.VIEWER)
    assert may(person, Permission.REVIEW_RETURNS)
    assert may(person, Permission.READ_BRIEFINGS)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_signed_out_closed_or_without_a_role_may_do_anything(permission):
    closed = factories.coordinator(is_active=False)
    for person in (AnonymousUser(), closed, factories.user()):
        assert not may(person, permission)


def test_a_refusal_is_a_sentence_that_names_what_was_refused():
    with pytest.raises(PermissionDenied, match=r"You do not have permission to run audits\."):
        require(factories.user(), Permission.RUN_AUDITS)

"""Somebody of a guest agency invited by mistake is withdrawn, while they have done nothing."""

import pytest
from django.urls import reverse

from agencies.account_links import State, find_link, password_link, state_of
from agencies.models import Activity, Agency, Membership, Message, User
from agencies.roles import Role
from tests import factories
from tests.cases.test_guest_auditors import GUEST, audit, coordinator, invite  # noqa: F401
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(client, coordinator, audit) -> User:  # noqa: F811
    invite(client, audit)
    return User.objects.get(email=GUEST["auditor_email"])


def url(audit, user, agency=None):  # noqa: F811
    agency = agency or Agency.objects.get(is_guest=True)
    return reverse("cases:withdraw_guest", args=[audit.pk, agency.pk, user.pk])


def test_an_auditor_is_withdrawn_once_asked_and_it_is_recorded(client, invited, audit):  # noqa: F811
    agency = Agency.objects.get(is_guest=True)
    naming = reverse("cases:guest_auditor", args=[audit.pk, agency.pk])
    assert url(audit, invited) in client.get(naming).content.decode()
    assert "Withdraw Guest Auditor?" in text_of(client.get(url(audit, invited)))
    assert invited.memberships.exists()
    answer = client.post(url(audit, invited), follow=True)
    assert "no longer takes part" in text_of(answer)
    assert not invited.memberships.exists()
    assert Membership.objects.filter(agency=agency).get().role == Role.LEAD
    assert Activity.objects.filter(verb="took away a role").exists()


def test_a_link_that_was_not_used_stops_working(client, invited, audit):  # noqa: F811
    token = password_link(invited).rstrip("/").split("/")[-1]
    assert state_of(find_link(token), find_link(token).made_at) == State.WORKS
    client.post(url(audit, invited))
    assert find_link(token) is None


def test_a_link_stays_for_whoever_has_another_role(client, invited, audit):  # noqa: F811
    factories.membership(invited, Role.AUDITOR, factories.agency())
    client.post(url(audit, invited))
    assert invited.links.exists()


def test_whoever_is_invited_again_gets_a_link_that_works(client, invited, audit):  # noqa: F811
    client.post(url(audit, invited))
    agency = Agency.objects.get(is_guest=True)
    naming = reverse("cases:guest_auditor", args=[audit.pk, agency.pk])
    client.post(naming, {"name": invited.name, "email": invited.email})
    assert invited.links.exists()
    assert "/accounts/key/" in Message.objects.filter(recipient=invited).latest("written_at").body


def test_whoever_has_been_given_a_return_or_answered_stays(client, invited, audit):  # noqa: F811
    agency = Agency.objects.get(is_guest=True)
    factories.audit_return(case_=factories.case(audit), agency_=agency, auditor=invited)
    answer = client.post(url(audit, invited), follow=True)
    assert "so they stay" in text_of(answer)
    assert invited.memberships.exists()


def test_nobody_of_the_partnerships_own_agencies_is_withdrawn(client, invited, audit):  # noqa: F811
    own = factories.agency()
    audit.participations.create(agency=own)
    person = factories.auditor(own)
    assert client.post(url(audit, person, own)).status_code == 404
    assert person.memberships.exists()

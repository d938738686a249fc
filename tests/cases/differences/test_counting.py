"""How many differences are unresolved, as the overview of an audit says it."""

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.models import Audit
from cases.differences.comparing import Place
from cases.differences.counting import counted_of, recount_differences, with_differences
from cases.differences.resolving import reopen_difference, resolve_difference
from cases.models import DifferenceCount
from cases.reviewing import send_back_return
from cases.tasks import count_differences
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    factories.partnership()
    return factories.coordinator()


@pytest.fixture
def differing(coordinator):
    """(case, question) on which two agencies differ, before the panel."""
    return factories.differing_case(status=Audit.Status.MODERATING)


def counted(audit):
    found = counted_of(with_differences(Audit.objects).get(pk=audit.pk))
    return found.unresolved, found.is_old


def resolve(differing, by, taken="yes"):
    case, question = differing
    return resolve_difference(
        case=case, place=Place(question.key), taken=taken, reason="The log.", seen="", by=by
    )


def test_an_audit_in_which_nothing_was_approved_has_none_and_needs_no_count():
    assert counted(factories.audit_return().audit) == (0, False)


def test_what_was_never_counted_is_not_said_to_be_none(differing):
    assert counted(differing[0].audit) == (0, True)
    recount_differences()
    assert counted(differing[0].audit) == (1, False)


def test_a_count_is_old_as_soon_as_something_is_resolved_or_opened_again(differing, coordinator):
    audit = differing[0].audit
    recount_differences()
    made = resolve(differing, coordinator)
    assert counted(audit) == (1, True)
    recount_differences()
    assert counted(audit) == (0, False)
    reopen_difference(resolution=made, reason="A slip.", by=coordinator)
    assert counted(audit) == (0, True)


def test_a_count_is_old_as_soon_as_another_return_counts_or_one_no_longer_does(differing):
    case, _ = differing
    recount_differences()
    factories.approved_return(value="partly", case_=case)
    assert counted(case.audit)[1]
    recount_differences()
    assert counted(case.audit) == (1, False)
    found = case.returns.first()
    send_back_return(audit_return=found, reason="Look again.", by=factories.lead(found.agency))
    assert counted(case.audit)[1]


def test_what_has_not_changed_is_not_counted_again(differing):
    recount_differences()
    before = DifferenceCount.objects.get().at
    recount_differences()
    assert DifferenceCount.objects.get().at == before


def test_the_overview_says_how_many_and_leads_to_the_list(client, coordinator, differing):
    audit = differing[0].audit
    client.force_login(coordinator)
    overview = reverse("cases:audit", args=[audit.pk])
    assert "Differences between agencies are not counted yet" in text_of(client.get(overview))
    count_differences()
    page = client.get(overview)
    assert page.context["next"].heading == "1 difference between agencies unresolved"
    assert page.context["next"].url == reverse("cases:differences", args=[audit.pk])
    resolve(differing, coordinator)
    assert "Something has changed since" in text_of(client.get(overview))


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MODERATOR])
def test_to_read_the_list_writes_nothing(client, differing, role):
    client.force_login(factories.user(role))
    client.get(reverse("cases:differences", args=[differing[0].audit.pk]))
    assert not DifferenceCount.objects.exists()

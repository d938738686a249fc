"""The plan type of a case: who sets it, and what it changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Activity
from agencies.roles import Role
from audits.models import Audit
from cases.models import AuditReturn
from cases.outcomes import differing_returns
from cases.progress import progress_of
from cases.samples.plan_types import set_plan_type
from cases.transitions import Refused
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return factories.plan_type(key="family-help", name="Family Help")


@pytest.fixture
def found(plan):
    """An approved return of a tool that asks one more question for Family Help."""
    version = factories.draft_version()
    section = factories.section(version)
    factories.question(section)
    factories.question(section, key="for-family-help", plan_types=[plan.key], required=False)
    factories.published(version)
    return factories.approved_return(audit=factories.audit(version))


def url(case):
    return reverse("cases:plan_type", args=[case.audit_id, case.pk])


def page(client, case):
    return client.get(reverse("cases:case", args=[case.audit_id, case.pk]))


def test_the_coordinator_sets_it_on_the_case_page(as_, found, plan):
    client = as_(factories.coordinator())
    assert "Plan typeNot given" in text_of(page(client, found.case))
    said = text_of(client.post(url(found.case), {"plan_type": str(plan.pk)}, follow=True))
    assert f"The plan type of {found.case} is saved." in said
    assert "Plan typeFamily Help" in said
    assert Activity.objects.about(found.case).get().detail == str(plan.pk)


def test_it_can_be_taken_back(as_, found, plan):
    found.case.plan_type = plan
    found.case.save()
    as_(factories.coordinator()).post(url(found.case), {"plan_type": ""})
    found.case.refresh_from_db()
    assert found.case.plan_type is None


def test_what_is_asked_and_counted_follows(found, plan):
    before = found.outcomes.get().outcome_ids
    set_plan_type(case=found.case, plan_type=plan, by=factories.coordinator())
    again = AuditReturn.objects.get(pk=found.pk)
    assert progress_of(again).total == 2
    assert again.outcomes.get().outcome_ids != before
    assert not list(differing_returns())


def test_a_retired_plan_is_not_offered_unless_the_case_has_it(as_, found, plan):
    plan.is_active = False
    plan.save()
    client = as_(factories.coordinator())
    said = text_of(client.post(url(found.case), {"plan_type": str(plan.pk)}, follow=True))
    assert "Choose a plan type from the list." in said
    found.case.plan_type = plan
    found.case.save()
    assert f'value="{plan.pk}" selected' in page(client, found.case).content.decode()


def test_an_ended_audit_keeps_its_cases_as_they_are(as_, found, plan):
    Audit.objects.update(status=Audit.Status.CLOSED)
    found.case.refresh_from_db()
    with pytest.raises(Refused, match="has ended"):
        set_plan_type(case=found.case, plan_type=plan, by=factories.coordinator())
    client = as_(factories.coordinator())
    assert "Change the plan type" not in text_of(page(client, found.case))
    said = text_of(client.post(url(found.case), {"plan_type": str(plan.pk)}, follow=True))
    assert "This audit has ended" in said


def test_nobody_else_sets_it(as_, found, plan):
    Audit.objects.update(status=Audit.Status.MODERATING)
    moderator = factories.user(Role.MODERATOR)
    assert "Change the plan type" not in text_of(page(as_(moderator), found.case))
    assert as_(moderator).post(url(found.case), {"plan_type": ""}).status_code == 403
    for person in (moderator, factories.lead(found.agency), found.auditor):
        with pytest.raises(PermissionDenied):
            set_plan_type(case=found.case, plan_type=plan, by=person)

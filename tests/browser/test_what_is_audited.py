"""The pages of organisations, own cases, survey responses and plan types in Chromium."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.rls import acting_as_system
from agencies.roles import Role
from audits.models import AuditTool
from cases.models import AuditReturn
from tests import factories
from tests.browser.checks import WIDTHS, passes_at_each_width

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Status = AuditReturn.Status
Audits = AuditTool.Audits


class World:
    """Three audits of one agency and another, with returns in several states."""

    def __init__(self):
        factories.partnership()
        self.plan = factories.plan_type(name="Family Help")
        factories.plan_type(name="Child in need", is_active=False)
        factories.area(name="Lakeside")
        self.agency = factories.agency(name="Alder Health Trust", short_name="Alder")
        other = factories.agency(name="Birch Homes", short_name="Birch")
        third = factories.agency(name="Cedar School", short_name="Cedar")
        self.auditor, self.lead = factories.auditor(self.agency), factories.lead(self.agency)
        late = timezone.localdate() - timedelta(days=3)
        agencies = (self.agency, other, third)
        self.organisations = factories.audit_of(
            Audits.ORGANISATIONS, *agencies, name="Self-assessment 2026", due_on=late
        )
        self.own_cases = factories.audit_of(Audits.OWN_CASES, *agencies, name="Own cases 2026")
        self.survey = factories.audit_of(
            Audits.RESPONDENTS, *agencies, name="What practitioners say", due_on=late
        )
        factories.organisation_return(self.agency, self.organisations, auditor=self.auditor)
        factories.organisation_return(other, self.organisations, auditor=None)
        self.added = factories.own_case_return(self.agency, self.own_cases, auditor=self.auditor)
        factories.own_case_return(other, self.own_cases)
        for each in (self.agency, self.agency, other):
            found = factories.response(each, self.survey)
            factories.answer(found, found.tool_version.questions.get(), "yes")
            factories.move(found, Status.SUBMITTED)
        factories.response(self.agency, self.survey, auditor=self.auditor)

    def pages(self):
        """(who reads it, where it is)."""
        coordinator, admin = factories.coordinator(), factories.user(Role.ADMIN)
        case = self.added.case
        return [
            (coordinator, "cases:audit", [self.organisations.pk]),
            (coordinator, "cases:audit", [self.own_cases.pk]),
            (coordinator, "cases:audit", [self.survey.pk]),
            (coordinator, "cases:case", [case.audit_id, case.pk]),
            (self.lead, "cases:agency", []),
            (self.auditor, "cases:my_returns", []),
            (self.auditor, "cases:add_case", [self.own_cases.pk, self.agency.pk]),
            (self.auditor, "cases:return", [self.added.pk]),
            (self.auditor, "cases:remove", [self.added.pk]),
            (admin, "audits:plan_types", []),
            (admin, "audits:plan_type", [self.plan.pk]),
            (admin, "audits:remove_plan_type", [self.plan.pk]),
        ]


@pytest.fixture
def pages(live_server):
    with acting_as_system():
        return World().pages()


def test_each_page_passes_axe_fits_and_is_silent(pages, page, sign_in, live_server, complaints):
    for reader, view, args in pages:
        sign_in(reader)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(live_server.url + reverse(view, args=args))
        for folded in page.locator("details.folded:not([open]) > summary").all():
            folded.click()
        passes_at_each_width(page, complaints)

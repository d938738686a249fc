"""The coordinator's and the moderator's pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from audits.models import Audit
from cases.models import AuditReturn, Involvement
from tests import factories
from tests.cases.matrix.grids import grid
from tests.look.markup import Page
from tests.pages import queries_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
State = Involvement.State


@pytest.fixture
def coordinator(as_):
    return as_(factories.coordinator())


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def read(client, address) -> Page:
    response = client.get(address)
    assert response.status_code == 200
    return Page(response.content.decode())


def text_of(page: Page) -> str:
    return " ".join(page.all("main")[0].text.split())


def case_url(case):
    return url("case", case.audit_id, case.pk)


class TestAuditList:
    def test_open_audits_stand_before_earlier_ones(self, coordinator):
        factories.audit(name="Closed round", status=Audit.Status.CLOSED)
        factories.audit(name="Running round")
        said = text_of(read(coordinator, reverse("audits:list")))
        assert said.index("Running round") < said.index("Earlier") < said.index("Closed round")

    def test_progress_counts_what_is_in_late_and_exempt(self, coordinator):
        audit = factories.audit(due_on=timezone.localdate() - timedelta(days=1))
        for status in (Status.APPROVED, Status.SUBMITTED, Status.EXEMPT, Status.CHANGES_REQUESTED):
            factories.move(factories.answered_return(audit=audit), status)
        factories.audit_return(audit=audit)
        said = text_of(read(coordinator, reverse("audits:list")))
        assert "2 of 4 returns in" in said
        assert "1 late" in said

    def test_without_audits_it_says_what_will_appear(self, coordinator):
        assert "No audits yet" in text_of(read(coordinator, reverse("audits:list")))

    def test_it_takes_the_same_queries_however_many_audits(self, coordinator):
        taken = []
        for _ in range(2):
            grid(3, 2)
            grid(2, 2)
            taken.append(queries_of(coordinator, reverse("audits:list")))
        assert taken[0] == taken[1]

    def test_a_moderator_sees_the_audits_of_their_panel_without_progress(self, as_):
        factories.audit(name="Collecting round")
        audit = factories.audit(name="Panel round", status=Audit.Status.MODERATING)
        factories.audit_return(audit=audit)
        said = text_of(read(as_(factories.user(Role.MODERATOR)), reverse("audits:list")))
        assert "Panel round" in said
        assert "Collecting round" not in said
        assert "of 1" not in said


class TestAudit:
    def test_it_says_what_is_in_and_how_the_cells_add_up(self, coordinator):
        audit = grid(18, 6)
        said = text_of(read(coordinator, url("audit", audit.pk)))
        assert "22 of 55 in." in said
        assert "108 cells = 66 known to the agency, so a return is expected (11 exempt), " in said
        assert "10 still to confirm, and 32 explained" in said

    def test_every_cell_is_a_link_named_by_state_case_and_agency(self, coordinator):
        audit = factories.audit()
        police = factories.agency(short_name="Police")
        approved = factories.approved_return(audit=audit, agency_=police)
        page = read(coordinator, url("audit", audit.pk))
        (cell,) = page.all("a", href=url("review", approved.pk))
        assert cell.text.endswith(f"Approved, {approved.case.reference}, Police")

    def test_a_filter_keeps_only_its_cells_and_marks_its_pill(self, coordinator):
        audit = factories.audit(due_on=timezone.localdate() - timedelta(days=4))
        late, done = factories.audit_return(audit=audit), factories.approved_return(audit=audit)
        page = read(coordinator, url("audit", audit.pk) + "?show=late")
        (table,) = page.all("table")
        assert late.case.reference in table.text
        assert done.case.reference not in table.text
        (pill,) = [link for link in page.all("a") if link.text == "Late or sent back (1)"]
        assert pill.attributes["aria-current"] == "true"

    def test_a_filter_nobody_knows_shows_everything(self, coordinator):
        audit = factories.audit()
        found = factories.audit_return(audit=audit)
        page = read(coordinator, url("audit", audit.pk) + "?show=nonsense")
        assert found.case.reference in page.all("table")[0].text

    def test_a_filter_without_cells_says_so(self, coordinator):
        audit = factories.audit()
        factories.audit_return(audit=audit)
        said = text_of(read(coordinator, url("audit", audit.pk) + "?show=explained"))
        assert "No cell is like that at the moment." in said

    def test_the_overdue_list_says_how_far_and_who_never_signed_in(self, coordinator):
        audit = factories.audit(due_on=timezone.localdate() - timedelta(days=4))
        factories.answered_return(audit=audit, saved_at=timezone.now())
        factories.audit_return(audit=audit, auditor=None)
        factories.audit_return(audit=audit)
        said = text_of(read(coordinator, url("audit", audit.pk)))
        assert "4 days late · 1 of 1 sections · last saved today, " in said
        assert said.count("4 days late · not started · auditor has not signed in") == 1
        assert said.count("auditor has not signed in") == 1
        assert "4 days late · not started · no auditor" in said

    def test_an_audit_without_cases_says_what_will_appear(self, coordinator):
        assert "No cases yet" in text_of(read(coordinator, url("audit", factories.audit().pk)))

    def test_nothing_that_was_answered_is_on_the_page(self, coordinator):
        audit = factories.audit()
        found = factories.answered_return(audit=audit)
        found.answers.update(note="A kestrel over the harbour")
        page = coordinator.get(url("audit", audit.pk)).content.decode()
        assert "kestrel" not in page

    def test_it_takes_the_same_queries_at_18_by_6_and_at_40_by_8(self, coordinator):
        taken = []
        for cases, agencies in ((18, 6), (40, 8)):
            audit = grid(cases, agencies)
            taken.append(queries_of(coordinator, url("audit", audit.pk)))
            page = read(coordinator, url("audit", audit.pk))
            assert len([a for a in page.all("a") if "cell" in a.attributes.get("class", "")]) == (
                cases * agencies
            )
        assert taken[0] == taken[1] <= 25

    def test_a_moderator_sees_the_references_only(self, as_):
        audit = factories.audit(status=Audit.Status.MODERATING)
        found = factories.submitted_return(audit=audit)
        page = read(as_(factories.user(Role.MODERATOR)), url("audit", audit.pk))
        assert found.case.reference in text_of(page)
        assert "Submitted" not in text_of(page)

    def test_a_moderator_does_not_reach_an_audit_still_collecting(self, as_):
        client = as_(factories.user(Role.MODERATOR))
        assert client.get(url("audit", factories.audit().pk)).status_code == 404

    def test_a_lead_of_a_participant_is_refused_and_any_other_told_nothing(self, as_):
        found = factories.audit_return()
        own, other = factories.lead(found.agency), factories.lead(factories.agency())
        assert as_(own).get(url("audit", found.audit_id)).status_code == 403
        assert as_(other).get(url("audit", found.audit_id)).status_code == 404


class TestCase:
    def test_each_agency_says_where_it_stands_and_why(self, coordinator):
        audit = factories.audit()
        found = factories.answered_return(audit=audit)
        declined = factories.agency(name="Harbour Homes")
        factories.involvement(found.case, declined, State.DECLINED, reason="Records are sealed.")
        said = text_of(read(coordinator, case_url(found.case)))
        assert "In progress 1/1" in said
        assert found.auditor.name in said
        assert "Harbour Homes Declined Records are sealed." in said

    def test_approved_answers_are_one_click_away_and_others_are_not(self, coordinator):
        audit = factories.audit()
        approved = factories.approved_return(audit=audit)
        started = factories.answered_return(audit=audit)
        links = read(coordinator, case_url(approved.case)).all("a")
        assert url("review", approved.pk) in [link.attributes["href"] for link in links]
        links = read(coordinator, case_url(started.case)).all("a")
        assert url("review", started.pk) not in [link.attributes["href"] for link in links]

    def test_the_coordinator_can_correct_an_involvement_and_assign(self, coordinator):
        found = factories.audit_return()
        involvement = found.case.involvements.get()
        links = [a.attributes["href"] for a in read(coordinator, case_url(found.case)).all("a")]
        assert url("involvement", involvement.pk) in links
        assert url("assign", found.pk) in links

    def test_a_subject_is_told_by_age_and_sex_only(self, coordinator):
        case = factories.case(factories.audit())
        case.subjects.update(age_years=7, sex="female")
        assert "7 years old, female" in text_of(read(coordinator, case_url(case)))

    def test_a_moderator_reads_it_and_can_change_nothing(self, as_):
        found = factories.submitted_return(
            audit=factories.audit(status=Audit.Status.MODERATING),
            auditor=factories.user(name="Ida"),
        )
        page = read(as_(factories.user(Role.MODERATOR)), case_url(found.case))
        assert "Submitted" in text_of(page)
        assert found.auditor.name not in text_of(page)
        links = [a.attributes["href"] for a in page.all("a")]
        assert not any("/returns/" in link or "/involvements/" in link for link in links)

    def test_a_case_under_another_audit_is_missing(self, coordinator):
        case = factories.case(factories.audit())
        assert coordinator.get(url("case", factories.audit().pk, case.pk)).status_code == 404

    @pytest.mark.parametrize(("knows", "status"), [(True, 403), (False, 404)])
    def test_a_lead_is_refused_and_told_nothing_of_a_case_not_theirs(self, as_, knows, status):
        found = factories.audit_return()
        agency = found.agency if knows else factories.agency()
        assert as_(factories.lead(agency)).get(case_url(found.case)).status_code == status

    def test_it_takes_the_same_queries_with_two_agencies_and_with_eight(self, coordinator):
        taken = []
        for agencies in (2, 8):
            audit = grid(1, agencies, kinds=(Status.APPROVED, Status.IN_PROGRESS))
            taken.append(queries_of(coordinator, case_url(audit.cases.get())))
        assert taken[0] == taken[1]

"""Reading a return, approving it and sending it back."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from audits.models import AuditTool
from cases.models import AuditReturn, Involvement
from cases.reviewing import send_back_return
from cases.transitions import Refused
from tests import factories
from tests.look.markup import Page
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
State = Involvement.State


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


class TestReading:
    @pytest.fixture
    def version(self):
        """A question in each state: answered, na, not recorded, left blank and not asked."""
        draft = factories.draft_version()
        section = factories.section(draft, title="What was seen")
        gate = factories.question(section)
        factories.question(section, "text", required=False)
        factories.question(section)
        factories.question(section, "text", required=False)
        factories.question(section, show_when={"question": gate.key, "is": ["no"]})
        factories.question(factories.section(draft, title="For schools", sectors=["education"]))
        return factories.published(draft)

    @pytest.fixture
    def answered(self, version):
        found = factories.audit_return(audit=factories.audit(version))
        questions = list(version.questions.all())
        factories.answer(found, questions[0], "yes", note="Seen on a Tuesday.")
        factories.answer(found, questions[1], state="not_applicable", reason="Too young to say.")
        factories.answer(found, questions[2], state="not_recorded")
        return factories.move(found, Status.SUBMITTED)

    def marks(self, response) -> dict:
        """What stands beside each question, by its number."""
        page = Page(response.content.decode())
        return {
            article.text.strip()[:3]: " ".join(article.text.split("?", 1)[1].split()).split(" Ask")[
                0
            ]
            for article in page.all("article")
        }

    def test_each_state_reads_differently(self, as_, answered):
        response = as_(factories.lead(answered.agency)).get(url("review", answered.pk))
        assert self.marks(response) == {
            "1.1": "Yes Note: Seen on a Tuesday.",
            "1.2": "Not applicable Too young to say.",
            "1.3": "Not recorded",
            "1.4": "Left blank",
            "1.5": "Not asked Shown when ‘Question 1.1?’ is ‘No’.",
        }

    def test_a_section_for_others_is_named_and_not_spread_out(self, as_, answered):
        said = text_of(as_(factories.lead(answered.agency)).get(url("review", answered.pk)))
        assert "Sections not asked 2. For schools: it is for other agencies." in said

    def test_it_takes_the_same_queries_however_much_was_answered(self, as_):
        taken = []
        for number in (2, 20):
            draft = factories.draft_version()
            section = factories.section(draft)
            for _ in range(number):
                factories.question(section)
            found = factories.submitted_return(audit=factories.audit(factories.published(draft)))
            for question in found.tool_version.questions.all()[1:]:
                factories.answer(found, question, "yes")
            client = as_(factories.lead(found.agency))
            taken.append(queries_of(client, url("review", found.pk)))
        assert taken[0] == taken[1] <= 26

    def test_the_coordinator_reads_only_what_is_approved(self, as_):
        found = factories.submitted_return()
        factories.lead(found.agency)
        client = as_(factories.coordinator())
        response = client.get(url("review", found.pk))
        assert response.status_code == 403
        factories.move(found, Status.APPROVED)
        response = client.get(url("review", found.pk))
        assert response.status_code == 200
        assert "Only its lead can send the return back" in text_of(response)

    def test_its_auditor_may_read_it_and_decide_nothing(self, as_):
        found = factories.submitted_return()
        client = as_(found.auditor)
        assert "has yet to approve it" in text_of(client.get(url("review", found.pk)))
        assert client.post(url("approve", found.pk)).status_code == 403
        for reason in ("x", ""):
            assert client.post(url("send_back", found.pk), {"reason": reason}).status_code == 403

    def test_a_foreign_return_is_missing_like_none(self, lead):
        client, _ = lead
        for key in (factories.submitted_return().pk, uuid4()):
            assert client.get(url("review", key)).status_code == 404
            assert client.post(url("approve", key)).status_code == 404
            assert client.post(url("send_back", key), {"reason": "x"}).status_code == 404


class TestDeciding:
    @pytest.fixture
    def submitted(self, lead):
        client, agency = lead
        return client, factories.submitted_return(agency_=agency)

    def test_a_lead_approves_and_the_answers_count(self, submitted):
        client, found = submitted
        response = client.post(url("approve", found.pk), follow=True)
        assert "is approved. Its answers are now in the figures." in text_of(response)
        found.refresh_from_db()
        assert found.status == Status.APPROVED
        assert found.outcomes.exists()

    def test_what_was_submitted_again_is_not_approved_by_a_page_that_shows_it_as_it_was(
        self, submitted
    ):
        client, found = submitted
        page = client.get(url("review", found.pk)).content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', page)[1]
        AuditReturn.objects.filter(pk=found.pk).update(submitted_at=timezone.now())
        response = client.post(url("approve", found.pk), {"seen": seen}, follow=True)
        assert "submitted again while this page was open" in text_of(response)
        seen = re.search(r'name="seen" value="([^"]+)"', response.content.decode())[1]
        response = client.post(url("approve", found.pk), {"seen": seen}, follow=True)
        assert "is approved." in text_of(response)

    def test_approving_twice_says_where_the_return_stands(self, submitted):
        client, found = submitted
        client.post(url("approve", found.pk))
        response = client.post(url("approve", found.pk), follow=True)
        assert "This return has been approved." in text_of(response)

    def test_a_return_still_being_answered_cannot_be_approved(self, lead):
        client, agency = lead
        found = factories.answered_return(agency_=agency)
        assert "nothing to approve yet" in text_of(client.get(url("review", found.pk)))
        response = client.post(url("approve", found.pk), follow=True)
        assert "This return is still being answered." in text_of(response)

    def test_sending_back_needs_a_reason_and_says_so_in_place(self, submitted):
        client, found = submitted
        response = client.post(url("send_back", found.pk), {"reason": " "})
        assert response.status_code == 422
        assert "Enter what should change" in text_of(response)
        assert b"<title>Error: " in response.content
        found.refresh_from_db()
        assert found.status == Status.SUBMITTED

    def test_an_overlong_reason_is_a_form_error(self, submitted):
        client, found = submitted
        response = client.post(url("send_back", found.pk), {"reason": "x" * 501})
        assert response.status_code == 422

    def test_a_return_sent_back_carries_the_reason(self, submitted):
        client, found = submitted
        client.post(url("send_back", found.pk), {"reason": "Say more in 1.1."})
        found.refresh_from_db()
        assert (found.status, found.reason) == (Status.CHANGES_REQUESTED, "Say more in 1.1.")
        assert "Sent back: Say more in 1.1." in text_of(client.get(url("review", found.pk)))

    def test_an_approved_return_sent_back_leaves_the_figures(self, lead):
        client, agency = lead
        found = factories.approved_return(agency_=agency)
        said = text_of(client.get(url("review", found.pk)))
        assert "it leaves the figures until it is approved again" in said
        client.post(url("send_back", found.pk), {"reason": "A figure is wrong."})
        assert not found.outcomes.exists()

    def test_a_locked_return_offers_nothing(self, lead):
        client, agency = lead
        found = factories.move(factories.answered_return(agency_=agency), Status.LOCKED)
        said = text_of(client.get(url("review", found.pk)))
        assert "locked because its audit has moved on" in said
        assert "Send it back" not in said

    def test_nobody_decides_on_their_own_work(self, as_):
        agency = factories.agency()
        person = factories.lead(agency)
        factories.membership(person, Role.AUDITOR, agency)
        found = factories.submitted_return(agency_=agency, auditor=person)
        client = as_(person)
        page = client.get(url("review", found.pk))
        assert "You answered this return, so somebody else must check it." in text_of(page)
        buttons = [b.text for b in Page(page.content.decode()).all("button")]
        assert not {"Approve", "Send back"} & set(buttons)
        for name in ("approve", "send_back"):
            response = client.post(url(name, found.pk), {"reason": "x"}, follow=True)
            assert "You answered this return" in text_of(response)
        found.refresh_from_db()
        assert found.status == Status.SUBMITTED

    def test_a_second_lead_may_approve_the_first_one_s_work(self, as_):
        agency = factories.agency()
        person, other = factories.lead(agency), factories.lead(agency)
        factories.membership(person, Role.AUDITOR, agency)
        found = factories.submitted_return(agency_=agency, auditor=person)
        as_(other).post(url("approve", found.pk))
        found.refresh_from_db()
        assert found.approved_by == other

    def test_the_coordinator_may_not_send_back_what_the_agency_approved(self, as_):
        found = factories.approved_return()
        client = as_(factories.coordinator())
        assert client.post(url("send_back", found.pk), {"reason": "x"}).status_code == 403

    def test_decisions_are_posts(self, submitted):
        client, found = submitted
        assert client.get(url("approve", found.pk)).status_code == 405
        assert client.get(url("send_back", found.pk)).status_code == 405

    def test_a_reader_who_only_leads_elsewhere_may_not_approve(self, as_):
        """Somebody who answers here and leads there."""
        found = factories.submitted_return()
        factories.membership(found.auditor, Role.LEAD, factories.agency())
        assert as_(found.auditor).post(url("approve", found.pk)).status_code == 403


def test_from_to_confirm_to_the_figures_by_four_hands(client):
    """The coordinator asks, the lead says known and assigns, the lead checks, figures count it."""
    agency = factories.agency()
    lead_, auditor = factories.lead(agency), factories.auditor(agency)
    involvement = factories.involvement(factories.case(factories.audit()), agency, State.TO_CONFIRM)
    client.force_login(lead_)
    client.post(url("involvement", involvement.pk), {"state": "known"})
    found = involvement.case.returns.get()
    client.post(url("assign", found.pk), {"auditor": auditor.pk})
    factories.answer(found, found.tool_version.questions.get(), "yes")
    found.refresh_from_db()
    factories.move(found, Status.SUBMITTED)
    client.post(url("send_back", found.pk), {"reason": "Add a note."})
    factories.move(found, Status.SUBMITTED)
    client.post(url("approve", found.pk))
    found.refresh_from_db()
    assert (found.status, found.approved_by) == (Status.APPROVED, lead_)
    client.force_login(factories.coordinator())
    assert client.get(url("review", found.pk)).status_code == 200


def test_a_response_by_survey_cannot_be_sent_back_to_anybody(as_):
    agency = factories.agency()
    audit = factories.audit_of(AuditTool.Audits.RESPONDENTS, agency)
    found = factories.response(
        agency,
        audit,
        auditor=None,
        survey=factories.survey(audit),
        status=Status.APPROVED,
        submitted_at=timezone.now(),
        approved_at=timezone.now(),
    )
    lead = factories.lead(agency)
    with pytest.raises(Refused, match="given by survey"):
        send_back_return(audit_return=found, reason="Look again.", by=lead)
    assert as_(lead).get(url("review", found.pk)).status_code == 404

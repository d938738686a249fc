"""Returns that stay with their agency, and asking for what is kept or handed in."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from agencies.models import Message
from audits.models import Audit
from cases.holding import ask_for_release, ask_for_reopening, let_returns_be_held, release_return
from cases.models import AuditReturn, ReturnOutcomes, ReturnStep
from cases.reviewing import approve_return, send_back_return
from cases.transitions import Refused
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def found():
    made = factories.submitted_return()
    Audit.objects.filter(pk=made.audit_id).update(may_be_held=True)
    made.audit.refresh_from_db()
    return made


@pytest.fixture
def lead(found):
    return factories.lead(found.agency)


@pytest.fixture
def held(found, lead):
    approve_return(audit_return=found, by=lead, keep=True)
    found.refresh_from_db()
    return found


def reads(person, found) -> bool:
    return AuditReturn.objects.readable_by(person).filter(pk=found.pk).exists()


class TestKeeping:
    def test_what_is_kept_counts_nowhere_and_stays_in_the_agency(self, held, lead):
        assert (held.status, held.approved_by) == (Status.HELD, lead)
        assert not ReturnOutcomes.objects.exists()
        assert reads(lead, held)
        assert not reads(factories.coordinator(), held)

    def test_an_audit_that_does_not_allow_it_shares_everything(self, lead, found):
        Audit.objects.update(may_be_held=False)
        with pytest.raises(Refused, match="are shared once they are approved"):
            approve_return(audit_return=found, by=lead, keep=True)

    def test_what_is_held_cannot_be_approved_again_by_the_way(self, held, lead):
        with pytest.raises(Refused, match="approved already"):
            approve_return(audit_return=held, by=lead)

    def test_the_review_page_offers_both(self, as_, found, lead):
        client = as_(lead)
        said = text_of(client.get(reverse("cases:review", args=[found.pk])))
        assert "Approve and share" in said
        assert "Approve and keep in our agency" in said
        client.post(reverse("cases:approve", args=[found.pk]), {"share": "keep"})
        found.refresh_from_db()
        assert found.status == Status.HELD

    def test_the_coordinator_sees_that_it_is_held_and_where_to_ask(self, as_, held):
        client = as_(factories.coordinator())
        assert client.get(reverse("cases:review", args=[held.pk])).status_code == 403
        case = reverse("cases:case", args=[held.audit_id, held.case_id])
        assert "Held by agency Ask for it to be shared" in text_of(client.get(case))
        audit = reverse("cases:audit", args=[held.audit_id])
        assert "You can ask for it to be shared." in text_of(client.get(audit))


class TestSharing:
    def test_asked_for_with_a_reason_the_lead_reads_it_and_shares(self, as_, held, lead):
        coordinator = factories.coordinator()
        client = as_(coordinator)
        url = reverse("cases:ask_release", args=[held.pk])
        assert client.post(url, {"reason": ""}).status_code == 422
        client.post(url, {"reason": "The panel meets in May."})
        [message] = Message.objects.filter(recipient=lead)
        assert "panel" not in message.body
        lead_client = as_(lead)
        agency = text_of(lead_client.get(reverse("cases:agency")))
        assert "The coordinator asks for it to be shared" in agency
        said = text_of(lead_client.get(reverse("cases:review", args=[held.pk])))
        assert "The panel meets in May." in said
        lead_client.post(reverse("cases:release", args=[held.pk]))
        held.refresh_from_db()
        assert held.status == Status.APPROVED
        assert reads(coordinator, held)
        assert ReturnOutcomes.objects.filter(audit_return=held).exists()
        assert Message.objects.filter(recipient=coordinator, subject__contains="shared").exists()

    def test_only_the_coordinator_asks_and_only_a_lead_shares(self, held, lead):
        with pytest.raises(PermissionDenied):
            ask_for_release(audit_return=held, reason="x", by=lead)
        for stranger in (factories.coordinator(), held.auditor, factories.lead(factories.agency())):
            with pytest.raises(PermissionDenied):
                release_return(audit_return=held, by=stranger)

    def test_what_is_not_held_is_neither_asked_for_nor_shared(self, found, lead):
        with pytest.raises(Refused, match="not held"):
            ask_for_release(audit_return=found, reason="x", by=factories.coordinator())
        with pytest.raises(Refused, match="not held"):
            release_return(audit_return=found, by=lead)

    def test_sent_back_it_was_changed_after_approval(self, held, lead):
        send_back_return(audit_return=held, reason="1.1 is wrong.", by=lead)
        step = held.steps.get(kind=ReturnStep.Kind.SENT_BACK)
        assert (step.after_approval, step.reason, step.by) == (True, "1.1 is wrong.", lead)


class TestSetting:
    def test_the_coordinator_allows_it_while_the_audit_collects(self, as_):
        audit = factories.audit()
        client = as_(factories.coordinator())
        url = reverse("cases:sharing", args=[audit.pk])
        client.post(url, {"may_be_held": "on"})
        audit.refresh_from_db()
        assert audit.may_be_held
        client.post(url, {})
        audit.refresh_from_db()
        assert not audit.may_be_held

    def test_later_it_stays_as_it_is(self):
        audit = factories.audit(status=Audit.Status.MODERATING)
        with pytest.raises(Refused, match="only while"):
            let_returns_be_held(audit=audit, allowed=True, by=factories.coordinator())


class TestReopening:
    def test_the_auditor_asks_and_the_lead_reads_why(self, as_, found, lead):
        client = as_(found.auditor)
        url = reverse("cases:ask_reopening", args=[found.pk])
        assert client.post(url, {"reason": " "}).status_code == 422
        client.post(url, {"reason": "1.1 should say no."})
        assert "1.1 should say no." in text_of(
            as_(lead).get(reverse("cases:review", args=[found.pk]))
        )
        [message] = Message.objects.filter(recipient=lead)
        assert "should say no" not in message.body
        agency = reverse("cases:agency")
        assert "Its auditor asks for it back" in text_of(as_(lead).get(agency))
        send_back_return(audit_return=found, reason="As you asked.", by=lead)
        assert "Its auditor asks for it back" not in text_of(as_(lead).get(agency))

    def test_an_open_return_has_nothing_to_reopen(self):
        found = factories.answered_return()
        with pytest.raises(Refused, match="still being answered"):
            ask_for_reopening(audit_return=found, reason="x", by=found.auditor)

"""A lead, or the coordinator, gives many returns to auditors at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.account_links import send_link
from agencies.models import AccountLink, Message
from cases.assigning import assign_auditor
from cases.interests import declare_interest
from cases.models import AuditReturn, DeclaredInterest
from cases.reminders.sending import send_due_reminders
from tests import factories
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def audit():
    return factories.audit()


@pytest.fixture
def agency():
    return factories.agency()


@pytest.fixture
def lead(agency):
    return factories.lead(agency)


def unassigned(audit, agency, number=1) -> list[AuditReturn]:
    returns = []
    for _ in range(number):
        case = factories.case(audit)
        factories.involvement(case, agency)
        made = AuditReturn.objects.create(
            audit=audit,
            case=case,
            agency=agency,
            tool_version=audit.tool_version,
            due_on=audit.due_on,
        )
        returns.append(made)
    return returns


def page(audit) -> str:
    return reverse("cases:spread", args=[audit.pk])


def suggestions(client, audit) -> dict[str, str]:
    """What the page would send if nothing were changed."""
    form = client.get(page(audit)).context["form"]
    return {name: str(form[name].value()) for name in form.rows}


def test_suggestions_are_even_and_confirmed_once(as_, audit, agency, lead):
    first, second = factories.auditor(agency, name="Ann"), factories.auditor(agency, name="Bo")
    returns = unassigned(audit, agency, 4)
    client = as_(lead)
    sent = client.post(page(audit), suggestions(client, audit), follow=True)
    assert "4 returns are now with 2 auditors, who are told in one e-mail each." in text_of(sent)
    having = [AuditReturn.objects.filter(auditor=each).count() for each in (first, second)]
    assert having == [2, 2]
    assert Message.objects.filter(recipient__in=[first, second]).count() == 2
    (told,) = Message.objects.filter(recipient=first)
    assert told.subject == "2 returns are with you to answer"
    theirs = AuditReturn.objects.filter(auditor=first)
    assert all(found.reference in told.body for found in theirs)
    assert sum(found.reference in told.body for found in returns) == 2


def test_whoever_has_open_returns_already_gets_fewer(as_, audit, agency, lead):
    busy, free = factories.auditor(agency), factories.auditor(agency)
    AuditReturn.objects.filter(pk__in=[each.pk for each in unassigned(audit, agency, 2)]).update(
        auditor=busy
    )
    unassigned(audit, agency, 2)
    assert set(suggestions(as_(lead), audit).values()) == {str(free.pk)}
    assert f"{busy.name} (2 open)" in as_(lead).get(page(audit)).content.decode()


def test_a_row_may_be_changed_or_left_to_nobody(as_, audit, agency, lead):
    factories.auditor(agency)
    chosen = factories.auditor(agency)
    first, second = unassigned(audit, agency, 2)
    data = {f"auditor-{first.pk}": chosen.pk, f"auditor-{second.pk}": ""}
    as_(lead).post(page(audit), data)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.auditor, second.auditor) == (chosen, None)


def test_whoever_declared_an_involvement_is_never_offered(as_, audit, agency, lead):
    person = factories.auditor(agency)
    (found,) = unassigned(audit, agency)
    declare_interest(
        audit_return=found,
        person=person,
        kind=DeclaredInterest.Kind.MANAGES,
        reason="I supervise the social worker.",
        by=lead,
    )
    client = as_(lead)
    assert f"an involvement is declared: {person.name}" in text_of(client.get(page(audit)))
    forged = client.post(page(audit), {f"auditor-{found.pk}": person.pk})
    assert forged.status_code == 422
    found.refresh_from_db()
    assert found.auditor is None


def test_all_or_none_where_one_was_given_away_meanwhile(as_, audit, agency, lead):
    auditor = factories.auditor(agency)
    first, _ = unassigned(audit, agency, 2)
    client = as_(lead)
    data = suggestions(client, audit)
    assign_auditor(audit_return=first, auditor=auditor, by=lead)
    answer = client.post(page(audit), data)
    assert answer.status_code == 422
    assert "were given to somebody or handed in meanwhile" in text_of(answer)
    assert audit.returns.filter(auditor=None).count() == 1


def test_a_lead_assigns_for_their_own_agency_only(as_, audit, agency, lead):
    other = factories.agency()
    stranger = factories.auditor(other)
    unassigned(audit, agency)
    (foreign,) = unassigned(audit, other)
    client = as_(lead)
    assert other.name not in text_of(client.get(page(audit)))
    assert client.post(page(audit), {f"auditor-{foreign.pk}": stranger.pk}).status_code == 422
    foreign.refresh_from_db()
    assert foreign.auditor is None


def test_a_coordinator_assigns_for_every_agency_and_reads_what_is_missing(as_, audit, agency):
    without = factories.agency()
    factories.auditor(agency)
    unassigned(audit, agency)
    unassigned(audit, without)
    said = text_of(as_(factories.coordinator()).get(page(audit)))
    assert agency.name in said
    assert "No lead. Nobody in this agency can approve what is handed in." in said
    assert "No auditor. Ask an admin to add one, then come back." in said


@pytest.mark.parametrize("data", [{}, {f"auditor-{uuid4()}": "x"}, {"auditor-": "\0"}])
def test_nothing_sensible_is_refused_in_words(as_, audit, agency, lead, data):
    factories.auditor(agency)
    unassigned(audit, agency)
    assert as_(lead).post(page(audit), data).status_code == 422


def test_the_page_costs_the_same_for_many(as_, audit, agency, lead):
    factories.auditor(agency)
    unassigned(audit, agency, 2)
    client = as_(lead)
    few = queries_of(client, page(audit))
    factories.auditor(agency)
    unassigned(audit, agency, 6)
    assert queries_of(client, page(audit)) == few


class TestDeclaring:
    """On the page of a return's involvements."""

    SAID = {"kind": "worked", "reason": "I visited the home in spring."}

    def url(self, found):
        return reverse("cases:interests", args=[found.pk])

    def test_an_auditor_declares_their_own_and_the_lead_reads_why(self, as_, audit, agency, lead):
        found = factories.audit_return(audit=audit, agency_=agency)
        auditor = found.auditor
        client = as_(auditor)
        assert "Say that you are involved" in text_of(
            client.get(reverse("cases:return", args=[found.pk]))
        )
        sent = client.post(self.url(found), self.SAID | {"person": auditor.pk}, follow=True)
        assert f"The involvement of {auditor.name} with {found.reference}" in text_of(sent)
        assert client.get(self.url(found)).status_code == 404
        shown = text_of(as_(lead).get(reverse("cases:assign", args=[found.pk])))
        assert "“I visited the home in spring.”" in shown

    def test_nothing_is_declared_without_a_kind_and_a_reason(self, as_, agency):
        found = factories.audit_return(agency_=agency)
        answer = as_(found.auditor).post(self.url(found), {"person": found.auditor.pk})
        assert answer.status_code == 422
        assert "Say what kind of involvement it is" in text_of(answer)

    def test_assigning_them_asks_why_and_shows_it_where_the_return_is_read(
        self, as_, audit, agency, lead
    ):
        handed_in = factories.submitted_return(audit=audit, agency_=agency)
        person = factories.auditor(agency)
        (found,) = unassigned(audit, agency)
        client = as_(lead)
        for one in (found, handed_in):
            client.post(self.url(one), self.SAID | {"person": person.pk})
        assign = reverse("cases:assign", args=[found.pk])
        refused = client.post(assign, {"auditor": person.pk})
        assert refused.status_code == 422
        assert "has a declared involvement" in text_of(refused)
        client.post(assign, {"auditor": person.pk, "despite": "There is nobody else."})
        found.refresh_from_db()
        assert found.auditor == person
        review = reverse("cases:review", args=[found.pk])
        assert "Answers all the same: “There is nobody else.”" in text_of(client.get(review))
        read = text_of(client.get(reverse("cases:review", args=[handed_in.pk])))
        assert f"Declared involvement: {person.name}." in read
        assert "Declared when the return had been handed in" in read

    def test_the_next_auditor_does_not_read_the_reason(self, as_, audit, agency, lead):
        found = factories.submitted_return(audit=audit, agency_=agency)
        self_declared = factories.auditor(agency)
        as_(lead).post(self.url(found), self.SAID | {"person": self_declared.pk})
        page = as_(found.auditor).get(reverse("cases:return", args=[found.pk]))
        assert "visited the home" not in page.content.decode()
        assert "visited the home" not in as_(found.auditor).get(self.url(found)).content.decode()


class TestNewLink:
    """For an auditor who has not signed in yet."""

    def url(self, found):
        return reverse("cases:send_link", args=[found.pk])

    def test_a_coordinator_or_lead_sends_one(self, as_, agency, lead):
        found = factories.audit_return(agency_=agency)
        for person in (lead, factories.coordinator()):
            said = text_of(as_(person).post(self.url(found), follow=True))
            assert f"{found.auditor.name} has been sent a new link" in said
        sent = Message.objects.filter(recipient=found.auditor)
        assert sent.count() == 2
        assert all("/key/" in each.body for each in sent)

    def test_a_lead_finds_it_on_their_own_page(self, as_, agency, lead):
        found = factories.audit_return(agency_=agency)
        page = as_(lead).get(reverse("cases:agency")).content.decode()
        assert self.url(found) in page

    def test_nobody_who_has_signed_in_is_sent_one(self, as_, agency, lead):
        found = factories.audit_return(agency_=agency)
        as_(found.auditor)
        said = text_of(as_(lead).post(self.url(found), follow=True))
        assert "has signed in already" in said
        assert not Message.objects.filter(recipient=found.auditor).exists()

    def test_a_reminder_brings_a_link_to_whoever_was_invited_and_did_not_come(self, agency):
        found = factories.audit_return(agency_=agency, due_on=timezone.localdate())
        auditor = found.auditor
        send_link(user=auditor)
        AccountLink.objects.update(
            made_at=timezone.now() - timedelta(days=4), expires_at=timezone.now()
        )
        now = timezone.localtime().replace(hour=9)
        assert send_due_reminders(now=now) == 1
        told = Message.objects.filter(recipient=auditor).latest("written_at")
        assert "You have not signed in yet. Choose a password first" in told.body
        assert auditor.links.count() == 2
        assert send_due_reminders(now=now) == 0
        assert auditor.links.count() == 2

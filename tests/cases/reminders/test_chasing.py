"""A coordinator writes to everybody late: sees it first, sends it by a job, and reads it after."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

import cases.tasks  # noqa: F401 (knows how the job is done)
from agencies import jobs
from agencies.account_links import send_link
from agencies.models import AccountLink, Job, Membership, Message, User
from agencies.rls import acting_as_system
from agencies.roles import Role
from cases.models import AuditReturn, Case, Identity, Involvement
from cases.reminders.chasing import MESSAGE_LATE, Whom, letters_to, message_everybody_late
from cases.reminders.days import Facts, Owed, Place, late_for
from tests import factories
from tests.pages import queries_of, text_of
from tests.reports.worker import finished, now, until, working

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def owed(reference, people, agency="health", days=2):
    day = TODAY - timedelta(days=days)
    return Owed(reference, Place("audit", agency), day, frozenset(people))


class TestWhoIsChosen:
    FACTS = Facts(
        owed=(owed("A", {"ann"}), owed("B", set()), owed("C", {"lee"}), owed("D", {"ann"}, days=0)),
        leads={"health": frozenset({"lee"})},
    )

    def told(self, **whom) -> dict:
        found = late_for(self.FACTS, TODAY, **whom)
        return {who: [one.reference for one in each.everything] for who, each in found.items()}

    def test_auditors_of_what_is_late(self):
        assert self.told(auditors=True, leads=False) == {"ann": ["A"], "lee": ["C"]}

    def test_leads_of_everything_late_in_their_agency(self):
        assert self.told(auditors=False, leads=True) == {"lee": ["B", "A", "C"]}

    def test_both_and_nobody_reads_of_the_same_return_twice(self):
        assert self.told(auditors=True, leads=True) == {"ann": ["A"], "lee": ["C", "B", "A"]}


@pytest.fixture
def late():
    return factories.audit_return(due_on=timezone.localdate() - timedelta(days=2))


@pytest.fixture
def coordinator(as_):
    person = factories.coordinator()
    as_(person)
    return person


def url(audit) -> str:
    return reverse("cases:message_late", args=[audit.pk])


def look(client, audit, **said):
    return client.post(url(audit), {"whom": ["auditors", "leads"]} | said)


def send(client, audit, **said) -> Job:
    """Look at it, and send it as it is."""
    seen = look(client, audit, **said).context["seen"]
    look(client, audit, **said, seen=seen)
    return Job.objects.get(kind=MESSAGE_LATE)


def test_nothing_is_sent_before_it_was_looked_at(client, coordinator, late):
    lead = factories.lead(late.agency)
    words = "The panel meets soon. Please ring me if you cannot finish."
    page = look(client, late.audit, words=words)
    assert not Job.objects.exists()
    said = text_of(page)
    assert "2 people get this" in said
    assert words in said
    assert late.reference in said
    assert lead.name in said


def test_what_was_changed_after_looking_is_looked_at_again(client, coordinator, late):
    seen = look(client, late.audit, words="One").context["seen"]
    page = look(client, late.audit, words="Two", seen=seen)
    assert (page.status_code, Job.objects.count()) == (200, 0)


def test_a_job_writes_to_each_once_however_often_it_runs(client, coordinator, late):
    factories.lead(late.agency)
    job = send(client, late.audit, words="Please finish.")
    for _ in range(2):
        jobs.run(job.pk)
        Job.objects.update(state=Job.State.QUEUED)
    jobs.run(job.pk)
    assert Message.objects.count() == 2
    assert now(job).message == "2 messages are written."
    assert all("Please finish." in each.body for each in Message.objects.all())


def test_what_was_sent_can_be_read_but_for_a_way_into_an_account(client, coordinator, late):
    send_link(user=late.auditor)
    AccountLink.objects.update(
        made_at=timezone.now() - timedelta(days=4), expires_at=timezone.now()
    )
    Message.objects.all().delete()
    job = send(client, late.audit, words="Please finish.", whom=["auditors"])
    jobs.run(job.pk)
    assert "/accounts/key/" in Message.objects.get().body
    page = client.get(reverse("cases:message_sent", args=[late.audit_id, job.pk]))
    assert late.auditor.name in text_of(page)
    sent = page.context["page"].object_list[0]
    read = client.get(reverse("cases:reminder", args=[late.audit_id, sent.pk]))
    assert "Please finish." in text_of(read)
    assert "/accounts/key/" not in read.content.decode()
    listed = text_of(client.get(reverse("cases:reminders", args=[late.audit_id])))
    assert f"by {coordinator.name}" in listed


def test_whoever_was_reminded_today_is_left_out_unless_asked_for(coordinator, late):
    job = message_everybody_late(audit=late.audit, whom=Whom(), words="", by=coordinator)
    jobs.run(job.pk)
    today = timezone.localdate()
    assert letters_to(late.audit, Whom(), "", today) == []
    assert len(letters_to(late.audit, Whom(again=True), "", today)) == 1


def test_what_was_handed_in_meanwhile_is_not_chased(coordinator, late):
    job = message_everybody_late(audit=late.audit, whom=Whom(), words="", by=coordinator)
    AuditReturn.objects.update(status=AuditReturn.Status.EXEMPT, reason="x")
    jobs.run(job.pk)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Ask about Wilhelmina’s visits.", "This is a name from this case."),
        ("Her number is 943 476 5919.", "This looks like an NHS number."),
        ("born 3 May 2019", "This looks like a date of birth."),
    ],
)
def test_words_that_hold_an_identifier_are_refused(client, coordinator, late, words, said):
    Identity.objects.create(case=late.case, kind=Identity.Kind.SUBJECT, text="Wilhelmina Example")
    page = look(client, late.audit, words=words)
    assert page.status_code == 422
    assert said in text_of(page)
    assert words in page.content.decode()


@pytest.mark.parametrize("said", [{"whom": []}, {"whom": ["everybody"]}, {"words": "x" * 1001}])
def test_nonsense_is_refused_in_words(client, coordinator, late, said):
    assert look(client, late.audit, **said).status_code == 422


def test_nobody_late_is_said_in_words(client, coordinator):
    audit = factories.audit()
    assert "Nobody is left to send this to." in text_of(look(client, audit))


def test_looking_costs_the_same_for_many(client, coordinator, late):
    few = queries_of(client, url(late.audit))
    for _ in range(3):
        factories.audit_return(audit=late.audit, due_on=late.due_on)
    assert queries_of(client, url(late.audit)) == few


@pytest.mark.django_db(transaction=True)
def test_five_hundred_people_are_written_to_by_a_real_worker_which_shows_how_far_it_is():
    with acting_as_system():
        audit = an_audit_with_late(500)
        by = factories.coordinator()
        job = message_everybody_late(audit=audit, whom=Whom(), words="Please finish.", by=by)
    with working():
        halfway = until(lambda: (found := now(job)).done > 0 and found)
        done = finished(job)
    assert halfway.total == 500
    assert "of 500 messages are written." in halfway.message or halfway.is_finished
    assert (done.state, done.message) == (Job.State.DONE, "500 messages are written.")
    with acting_as_system():
        assert Message.objects.values("recipient").distinct().count() == 500
        assert Message.objects.count() == 500


def an_audit_with_late(number: int):
    audit, agency = factories.audit(), factories.agency()
    people = User.objects.bulk_create(
        User(email=f"late{at}@example.org", name=f"Late {at}", password="!") for at in range(number)
    )
    Membership.objects.bulk_create(
        Membership(user=person, role=Role.AUDITOR, agency=agency) for person in people
    )
    cases = Case.objects.bulk_create(
        Case(audit=audit, reference=f"LATE-{at:03}") for at in range(number)
    )
    Involvement.objects.bulk_create(
        Involvement(case=case, agency=agency, state=Involvement.State.KNOWN) for case in cases
    )
    AuditReturn.objects.bulk_create(
        AuditReturn(
            audit=audit,
            case=case,
            agency=agency,
            tool_version=audit.tool_version,
            due_on=timezone.localdate() - timedelta(days=3),
            auditor=person,
        )
        for case, person in zip(cases, people, strict=True)
    )
    return audit

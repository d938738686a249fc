"""No e-mail of the demo, or of what people do in it, says who a case is about."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

import cases.tasks  # noqa: F401 (knows how a message to everybody late is written)
from agencies import jobs
from agencies.account_links import send_link
from agencies.models import Message, User
from agencies.roles import Role
from audits.models import Audit
from cases.assigning import assign_auditors, name_substitute
from cases.identifiers import identifiers_in, names_of
from cases.interests import declare_interest
from cases.models import AuditReturn, DeclaredInterest, Identity
from cases.reminders.chasing import Whom, message_everybody_late
from cases.reminders.sending import send_due_reminders
from cases.reviewing import send_back_return
from tests.demo.loading import TODAY, loaded_demo

pytestmark = pytest.mark.django_db
GUESSED = {"name"}  # a machine's guess at names finds staff and agencies, who may be named


@pytest.fixture(scope="module")
def messages(django_db_setup, django_db_blocker):
    with loaded_demo(django_db_blocker):
        audit = Audit.objects.get(reference_prefix="NEG26")
        _do_what_writes(audit)
        names = names_of(identity.text for identity in Identity.objects.filter(case__audit=audit))
        yield list(Message.objects.all()), names


def _do_what_writes(audit: Audit) -> None:
    coordinator = User.objects.holding(Role.COORDINATOR).first()
    open_ = (
        audit.returns.outstanding()
        .exclude(auditor=None)
        .select_related("agency", "auditor", "case", "audit")
    )
    first, second, third = open_.filter(status=AuditReturn.Status.NOT_STARTED)[:3]
    for found in (first, second):
        AuditReturn.objects.filter(pk=found.pk).update(auditor=None, substitute=None)
    assign_auditors(pairs=[(first, first.auditor), (second, second.auditor)], by=coordinator)
    other = User.objects.holding(Role.AUDITOR, third.agency).exclude(pk=third.auditor_id).first()
    if other:
        name_substitute(audit_return=third, substitute=other, by=coordinator)
    declare_interest(
        audit_return=third,
        person=third.auditor,
        kind=DeclaredInterest.Kind.WORKED,
        reason="I visited them.",
        by=third.auditor,
    )
    handed_in = audit.returns.filter(status=AuditReturn.Status.SUBMITTED).first()
    lead = User.objects.holding(Role.LEAD, handed_in.agency).first()
    send_back_return(audit_return=handed_in, reason="Look again at 1.1.", by=lead)
    send_link(user=first.auditor)
    for days in (0, 3):
        day = TODAY + timedelta(days=days)
        send_due_reminders(now=timezone.make_aware(datetime.combine(day, time(9))))
    job = message_everybody_late(
        audit=audit, whom=Whom(leads=True, again=True), words="Please finish.", by=coordinator
    )
    jobs.run(job.pk)


def test_there_is_much_to_search(messages):
    sent, names = messages
    assert len(sent) > 40
    assert len(names) > 20
    assert len({each.subject for each in sent}) > 10


def test_no_subject_or_body_holds_an_identifier(messages):
    sent, names = messages
    found = [
        (each.subject, text[one.start : one.end])
        for each in sent
        for text in (each.subject, each.body)
        for one in identifiers_in(text, names)
        if one.kind not in GUESSED and "@" not in text[one.start : one.end]
    ]
    assert found == []


def test_the_search_finds_what_it_looks_for(messages):
    _, names = messages
    name = sorted(names)[0]
    assert identifiers_in(f"About {name} of 943 476 5919", names)

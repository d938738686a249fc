"""What is looked at once more before a return goes: it asks, and never stops."""

import pytest
from django.urls import reverse

from agencies.models import Activity
from audits.models import Contradiction
from cases.considerations import considerations_of, digest_of
from cases.models import AuditReturn, Identity
from tests import factories
from tests.cases.answering import answering_tool
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def found():
    factories.partnership()
    made = answering_tool.new_return()
    Identity.objects.create(case=made.case, kind="subject", text="Otis Pebblewick, born 3 May 2016")
    for key, value in {"seen-alone": "no", "reasons": ["yes"]}.items():
        factories.answer(made, answering_tool.question(made, key), value)
    AuditReturn.objects.filter(pk=made.pk).update(status="in_progress")
    return made


def drift(found, **beside):
    return factories.answer(found, answering_tool.question(found, "drift"), "no", **beside)


def loaded(found) -> AuditReturn:
    return AuditReturn.objects.with_answers().get(pk=found.pk)


def considered(found, reader=None):
    return considerations_of(loaded(found), reader or found.auditor)


@pytest.mark.parametrize(
    ("beside", "where"),
    [
        ({"note": "Rang 07700 900123."}, "note"),
        ({"quote": "I live at LA9 4QR.", "quote_speaker": "child"}, "quote"),
        ({"record_reference": "Letter to Mrs Thornapple"}, "record reference"),
        ({"note": "Otis was cold."}, "note"),
    ],
)
def test_text_that_could_identify_somebody_is_found_where_it_stands(found, beside, where):
    drift(found, **beside)
    [one] = considered(found)
    assert (one.asking.key, one.where) == ("drift", where)


def test_a_written_answer_is_looked_at_and_a_chosen_one_is_not(found):
    drift(found)
    learning = answering_tool.question(found, "learning")
    factories.answer(found, learning, "Born on 3 May 2016 at home.")
    assert [(each.asking.key, each.where) for each in considered(found)] == [("learning", "answer")]


def test_what_is_no_longer_asked_is_left_alone(found):
    drift(found)
    off = answering_tool.question(found, "escalated")
    factories.answer(found, off, "yes", note="Rang 07700 900123.")
    assert considered(found) == []


def test_comparing_with_the_names_of_the_case_is_recorded(found):
    drift(found, note="A plain note.")
    considered(found)
    assert Activity.objects.filter(verb="compared a return with an identity").count() == 1


def test_the_names_are_compared_only_for_who_may_know_them(found):
    drift(found, note="Otis was cold.")
    assert considered(found, factories.user("approver")) == []


def check(found) -> str:
    return reverse("cases:check", args=[found.pk])


def test_the_check_lists_it_with_a_link_and_asks_for_a_tick(client, found):
    drift(found, note="Rang 07700 900123.")
    client.force_login(found.auditor)
    page = client.get(check(found))
    assert "This looks like a telephone number." in text_of(page)
    assert "#question-drift" in page.content.decode()
    refused = client.post(check(found), {"blanks_confirmed": "on"})
    assert "Tick to say that you have looked" in text_of(refused)
    found.refresh_from_db()
    assert found.status == AuditReturn.Status.IN_PROGRESS


def test_with_the_tick_it_goes(client, found):
    drift(found, note="Rang 07700 900123.")
    client.force_login(found.auditor)
    digest = digest_of(considered(found))
    sent = {"blanks_confirmed": "on", "considered": "on", "looked_at": digest}
    client.post(check(found), sent)
    found.refresh_from_db()
    assert found.status == AuditReturn.Status.SUBMITTED


def test_what_came_after_the_page_was_made_is_asked_about_again(client, found):
    answer = drift(found, note="Rang 07700 900123.")
    client.force_login(found.auditor)
    digest = digest_of(considered(found))
    answer.note = "Wrote to jo@school.example."
    answer.save()
    sent = {"blanks_confirmed": "on", "considered": "on", "looked_at": digest}
    refused = client.post(check(found), sent)
    assert "What is listed has changed." in text_of(refused)
    found.refresh_from_db()
    assert found.status == AuditReturn.Status.IN_PROGRESS


def test_nothing_to_look_at_asks_for_nothing(client, found):
    drift(found, note="Seen at school on 3 March 2026.")
    client.force_login(found.auditor)
    assert "Look at these once more" not in text_of(client.get(check(found)))


def test_the_lead_sees_the_same(client, found):
    drift(found, note="Rang 07700 900123.")
    factories.move(found, AuditReturn.Status.SUBMITTED)
    client.force_login(factories.lead(found.agency))
    said = text_of(client.get(reverse("cases:review", args=[found.pk])))
    assert "1 thing to look at" in said
    assert "This looks like a telephone number." in said


# Answers that contradict each other


@pytest.fixture
def contradicting():
    """Seen alone, and yet no visit."""
    factories.partnership()
    version = factories.draft_version()
    part = factories.section(version)
    factories.question(part, key="seen", text="Seen alone?")
    factories.question(part, kind="number", key="visits", text="How many visits?")
    Contradiction.objects.create(
        version=version,
        key="seen-without-visit",
        says="Seen alone, but there was no visit.",
        when={"all": [{"question": "seen", "is": ["yes"]}, {"question": "visits", "at_most": 0}]},
        position=1,
    )
    made = factories.audit_return(audit=factories.audit(factories.published(version)))
    for key, value in (("seen", "yes"), ("visits", 0)):
        factories.answer(made, version.questions.get(key=key), value)
    AuditReturn.objects.filter(pk=made.pk).update(status="in_progress")
    return made


def test_the_check_says_which_answers_contradict_each_other(client, contradicting):
    client.force_login(contradicting.auditor)
    page = client.get(check(contradicting))
    assert "1.1, 1.2: Seen alone, but there was no visit." in text_of(page)
    assert "#question-seen" in page.content.decode()
    assert "#question-visits" in page.content.decode()


def test_a_contradiction_is_ticked_like_the_rest_and_seen_by_the_lead(client, contradicting):
    client.force_login(contradicting.auditor)
    client.post(check(contradicting), {})
    contradicting.refresh_from_db()
    assert contradicting.status == AuditReturn.Status.IN_PROGRESS
    digest = digest_of(considered(contradicting))
    client.post(check(contradicting), {"considered": "on", "looked_at": digest})
    contradicting.refresh_from_db()
    assert contradicting.status == AuditReturn.Status.SUBMITTED
    client.force_login(factories.lead(contradicting.agency))
    said = text_of(client.get(reverse("cases:review", args=[contradicting.pk])))
    assert "Seen alone, but there was no visit." in said

"""Last round's answers, offered again: each is confirmed by itself."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.roles import Role
from audits.services import publish_version
from audits.versioning import start_version
from cases.answering.carrying import offers, take_over
from cases.answering.repetitions import ONCE
from cases.answering.rounds import follow_round
from cases.models import Answer, AuditReturn, Case, Subject
from cases.transitions import Refused
from tests import factories
from tests.cases.answering import repeating_tool
from tests.pages import text_of

pytestmark = pytest.mark.django_db
THEN = {"scope_start": date(2023, 4, 1), "scope_end": date(2024, 3, 31)}


@pytest.fixture
def version():
    made = factories.draft_version()
    part = factories.section(made)
    factories.question(part, key="seen", text="Seen?")
    factories.question(part, key="alone", text="Alone?")
    return factories.published(made)


@pytest.fixture
def earlier(version):
    found = factories.audit_return(audit=factories.audit(version, **THEN))
    question = version.questions.get(key="seen")
    factories.answer(
        found, question, "no", note="Twice, at school.", record_reference="Entry 14", unsure=True
    )
    return factories.move(found, AuditReturn.Status.APPROVED)


@pytest.fixture
def now(earlier):
    return following(earlier)


def following(earlier, version=None, **fields) -> AuditReturn:
    """The same agency's return on the same child, a round later."""
    audit = factories.audit(version or earlier.tool_version, previous=earlier.audit)
    case = factories.case(audit, follows=earlier.case)
    return factories.audit_return(audit, case, earlier.agency, **fields)


def offered(found, repetition=ONCE, section=None) -> dict[str, object]:
    found = AuditReturn.objects.select_related("audit", "case").get(pk=found.pk)
    section = section or found.tool_version.sections.first()
    return {question.key: offer for question, offer in offers(found, section, repetition).items()}


def take(found, key="seen", by=None, repetition=ONCE):
    found = AuditReturn.objects.select_related("audit", "case").get(pk=found.pk)
    question = found.tool_version.questions.select_related("section").get(key=key)
    take_over(audit_return=found, question=question, repetition=repetition, by=by or found.auditor)


def test_the_answer_of_the_same_agency_about_the_same_child_is_offered(now):
    assert [offer.shown.text for offer in offered(now).values()] == ["No"]
    assert not now.answers.exists()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param(
            lambda now, earlier: Case.objects.filter(pk=now.case_id).update(follows=None),
            id="the-case-follows-none",
        ),
        pytest.param(
            lambda now, earlier: factories.move(earlier, AuditReturn.Status.SUBMITTED),
            id="it-was-never-approved",
        ),
        pytest.param(
            lambda now, earlier: earlier.answers.update(state="missing", value=None),
            id="it-was-left-blank",
        ),
    ],
)
def test_nothing_is_offered_where(now, earlier, changes):
    assert offered(now)
    changes(now, earlier)
    assert not offered(now)


def test_another_agency_is_not_offered_it(now, earlier):
    other = factories.audit_return(now.audit, now.case, factories.agency())
    assert not offered(other)


def test_an_answer_the_new_question_cannot_read_is_not_offered(earlier):
    draft = start_version(tool=earlier.tool_version.tool, by=factories.user(Role.ADMIN))
    draft.questions.filter(key="seen").update(kind="text", scale=None)
    newer = publish_version(version=draft, content_hash="2" * 64)
    assert not offered(following(earlier, newer))


def test_taking_it_over_confirms_answer_note_and_record_but_no_doubt(now, earlier):
    take(now)
    taken = now.answers.get()
    assert (taken.value, taken.note, taken.record_reference) == (
        "no",
        "Twice, at school.",
        "Entry 14",
    )
    assert taken.carried_from == earlier.answers.get()
    assert not taken.unsure
    assert taken.updated_by == now.auditor
    now.refresh_from_db()
    assert now.status == AuditReturn.Status.IN_PROGRESS


def test_a_note_that_is_there_already_stays(now):
    factories.answer(now, now.tool_version.questions.get(key="seen"), state="missing", note="Mine.")
    take(now)
    assert now.answers.get().note == "Mine."


def test_an_answer_that_is_there_already_is_not_overwritten(now):
    factories.answer(now, now.tool_version.questions.get(key="seen"), "yes")
    with pytest.raises(Refused, match="has an answer already"):
        take(now)
    assert now.answers.get().value == "yes"


def test_changing_it_later_makes_it_this_rounds_own(now, client):
    take(now)
    client.force_login(now.auditor)
    client.post(page_of(now), {"answer-seen": "yes", "answer-seen_version": 1})
    changed = now.answers.get()
    assert (changed.value, changed.carried_from) == ("yes", None)


def test_nobody_but_the_returns_auditor_takes_it_over(now):
    with pytest.raises(Exception, match="somebody else’s|permission"):
        take(now, by=factories.auditor(now.agency))
    assert not now.answers.exists()


def test_each_child_of_a_repeated_section_is_offered_its_own():
    earlier = repeating_tool.new_return()
    for code, value in (("child-1", "yes"), ("child-2", "no")):
        repeating_tool.answer(earlier, "seen", value, code)
    factories.move(earlier, AuditReturn.Status.APPROVED)
    now = following(earlier)
    Subject.objects.create(case=now.case, number=2)
    section = now.tool_version.questions.get(key="seen").section
    second = repeating_tool.repetition(repeating_tool.loaded(now), "child-2")
    assert offered(now, second, section)["seen"].shown.text == "No"


def test_an_organisation_is_offered_its_own_earlier_return():
    version = factories.small_version("organisations")
    agency = factories.agency()
    then = factories.organisation_return(agency, factories.audit(version, **THEN))
    factories.answer(then, version.questions.first(), "yes")
    factories.move(then, AuditReturn.Status.APPROVED)
    now = factories.organisation_return(agency, factories.audit(version, previous=then.audit))
    assert [offer.reference for offer in offered(now).values()] == [then.reference]


def page_of(found) -> str:
    return reverse("cases:section", args=[found.pk, found.tool_version.sections.first().key])


def test_the_page_shows_the_offer_and_takes_it_over_without_script(client, now, earlier):
    client.force_login(now.auditor)
    said = text_of(client.get(page_of(now)))
    assert f"Last time {earlier.reference}" in said
    answer = client.post(
        page_of(now),
        {
            "take_over": "seen",
            "answer-alone": "yes",
            "answer-alone_version": 0,
            "answer-seen_version": 0,
        },
    )
    assert answer.url.endswith("#question-seen")
    assert set(now.answers.values_list("question__key", "value")) == {
        ("seen", "no"),
        ("alone", "yes"),
    }
    assert "Taken over from last time" in text_of(client.get(page_of(now)))


def test_a_question_of_no_page_is_a_404(client, now):
    client.force_login(now.auditor)
    assert client.post(page_of(now), {"take_over": "no-such"}).status_code == 404


# Which round came before


def address(audit) -> str:
    return reverse("cases:earlier_round", args=[audit.pk])


@pytest.fixture
def page(client):
    client.force_login(factories.coordinator())
    return client


def test_the_coordinator_says_which_round_and_then_which_child(page, earlier):
    audit = factories.audit(earlier.tool_version)
    case = factories.case(audit)
    answer = page.post(address(audit), {"previous": earlier.audit_id}, follow=True)
    assert "Now say which cases" in text_of(answer)
    page.post(address(audit), {"previous": earlier.audit_id, f"case_{case.pk}": earlier.case_id})
    case.refresh_from_db()
    assert case.follows == earlier.case


def test_an_audit_of_another_tool_or_a_later_period_is_not_offered(page, earlier):
    audit = factories.audit(earlier.tool_version)
    for other in (
        factories.audit(),
        factories.audit(
            earlier.tool_version, scope_start=date(2026, 2, 1), scope_end=date(2026, 3, 1)
        ),
    ):
        answer = page.post(address(audit), {"previous": other.pk})
        assert answer.status_code == 422
        assert "Choose an earlier audit that used the same tool." in text_of(answer)


def test_one_earlier_case_cannot_be_two_children(page, earlier):
    audit = factories.audit(earlier.tool_version, previous=earlier.audit)
    cases = [factories.case(audit), factories.case(audit)]
    answer = page.post(
        address(audit),
        {"previous": earlier.audit_id} | {f"case_{case.pk}": earlier.case_id for case in cases},
    )
    assert answer.status_code == 422
    assert "is chosen twice" in text_of(answer)
    assert not Case.objects.exclude(follows=None).exists()


def test_changing_the_round_lets_its_cases_go(page, earlier, now):
    page.post(address(now.audit), {"previous": ""})
    now.case.refresh_from_db()
    assert now.case.follows is None


def test_cases_of_another_round_are_refused(earlier):
    audit = factories.audit(earlier.tool_version)
    case, other = factories.case(audit), factories.case(factories.audit(earlier.tool_version))
    with pytest.raises(Refused, match="Choose earlier cases of the round before"):
        follow_round(
            audit=audit,
            previous=earlier.audit,
            same_child={case: other},
            by=factories.coordinator(),
        )
    assert not Answer.objects.exclude(carried_from=None).exists()

"""What may be released, what it lacks, how it is chosen, and who is told by e-mail."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.models import Message, User
from agencies.roles import Role
from audits.models import Audit, LocalGroup, Outcome
from cases.answering.repetitions import Repetition
from cases.models import Case, Moderation, ReturnOutcomes
from cases.panel.items import PanelItem
from cases.panel.judging import Said, save_judgement
from cases.panel.lacking import lacks_of
from cases.panel.questions import OVERALL_KEY
from cases.panel.released import released_of
from cases.panel.releasing import recall_judgements, release_judgements
from cases.transitions import Refused
from tests import factories
from tests.cases.panel.panels import (
    OVERALL,
    SEEN_ALONE,
    Place,
    agreed_whole,
    item,
    panel_audit,
    panel_return,
    released,
    said,
    two_returns,
)
from tests.cost import own_statements
from tests.look.markup import Page

HOME_SEEN = Place("home-seen")

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator():
    return factories.coordinator(name="Juno Tidewell")


@pytest.fixture
def case():
    return two_returns()[0]


def judge(case, by, entry, place=SEEN_ALONE):
    return save_judgement(item=item(case), place=place, said=entry, by=by)


def lacking(case, by) -> list[str]:
    moderations = Moderation.objects.filter(case=case)
    return [str(each) for found in lacks_of(case.audit, moderations, by).values() for each in found]


def page_of(audit):
    return reverse("cases:release_judgements", args=[audit.pk])


def text(response) -> str:
    return " ".join(Page(response.content.decode()).all("body")[0].text.split())


# what is lacking


@pytest.mark.parametrize("value", ["yes", "no", "partly"])
def test_a_value_that_differs_from_an_agency_s_own_needs_its_reason(case, coordinator, value):
    agreed_whole(case, coordinator)  # health said yes, the police no
    judge(case, coordinator, said(value))
    differs = "1.1: no reason for a value that is not every agency’s own"
    assert lacking(case, coordinator) == [differs]
    judge(case, coordinator, said(value, "One of two.", version=1))
    assert lacking(case, coordinator) == []


def test_a_value_that_every_agency_gave_needs_no_reason(case, coordinator):
    agreed_whole(case, coordinator)
    judge(case, coordinator, said("yes"), HOME_SEEN)
    assert lacking(case, coordinator) == []


def test_an_agency_that_is_overruled_reads_why(case, coordinator):
    agreed_whole(case, coordinator)
    judge(case, coordinator, said("yes"))
    with pytest.raises(Refused, match="no reason for a value that is not"):
        released(case, coordinator)
    judge(case, coordinator, said("yes", "The clinic saw her.", version=1))
    released(case, coordinator)
    police = case.returns.get(agency__sector="police")
    (read,) = [each for each in released_of(police) if each.asked.key == "seen-alone"]
    assert (read.own.text, read.panel.text, read.rationale) == ("No", "Yes", "The clinic saw her.")


def test_what_another_case_s_agencies_said_is_no_reason(case, coordinator):
    other = factories.case(case.audit)
    panel_return(other, seen_alone="partly")
    agreed_whole(case, coordinator)
    judge(case, coordinator, said("partly"))
    assert len(lacking(case, coordinator)) == 1


def test_an_answer_that_was_switched_off_is_no_agency_s_own_value(case, coordinator):
    agreed_whole(case, coordinator)
    judge(case, coordinator, said("yes"), HOME_SEEN)
    assert lacking(case, coordinator) == []
    question = case.audit.tool_version.questions.get(key="home-seen")
    outcomes = Outcome.objects.filter(question=question)
    not_asked = outcomes.get(state="not_asked").pk
    for row in ReturnOutcomes.objects.filter(case=case):
        kept = set(row.outcome_ids) - set(outcomes.values_list("pk", flat=True))
        ReturnOutcomes.objects.filter(pk=row.pk).update(outcome_ids=sorted({*kept, not_asked}))
    assert len(lacking(case, coordinator)) == 1


def test_the_grade_over_all_and_its_rationale_are_needed(case, coordinator):
    judge(case, coordinator, said("yes"), HOME_SEEN)
    assert lacking(case, coordinator) == ["no grade over all"]
    judge(case, coordinator, said("good"), OVERALL)  # health said so, and it says why all the same
    assert lacking(case, coordinator) == ["no rationale for the grade over all"]


def test_a_tool_without_a_grade_over_all_needs_none(coordinator):
    found = factories.approved_return(audit=factories.audit(status=Audit.Status.MODERATING))
    case = found.case
    key = found.tool_version.questions.first().key
    judge(case, coordinator, said("no", "Read again."), Place(key))
    assert lacking(case, coordinator) == []
    judge(case, coordinator, said("good"), Place(OVERALL_KEY))
    assert lacking(case, coordinator) == ["no rationale for the grade over all"]


def test_a_judgement_on_one_occasion_is_measured_by_what_was_said_then(coordinator):
    case = factories.case(panel_audit())
    made = factories.audit_return(case_=case, status="in_progress")
    question = case.audit.tool_version.questions.get(key="felt-heard")
    factories.answer(made, question, "yes", occasion="parent")
    factories.move(made, "approved")
    agreed_whole(case, coordinator)
    for occasion, lacks in (("parent", []), ("child", ["2.1 (Child)"])):
        here = Place("felt-heard", Repetition(occasion=occasion))
        judge(case, coordinator, said("yes"), here)
        assert [each.partition(":")[0] for each in lacking(case, coordinator)] == lacks


def test_the_page_takes_the_same_queries_for_more_cases(as_, case, coordinator):
    client = as_(coordinator)
    taken = []
    for _ in range(2):
        other, *_ = two_returns(case.audit)
        judge(other, coordinator, said("partly"))
        client.get(page_of(case.audit))
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(case.audit))
        taken.append(len(own_statements(queries)))
    assert taken[0] == taken[1] <= 15


def test_words_alone_are_released_where_no_grade_is_asked(coordinator):
    found = factories.approved_return(audit=factories.audit(status=Audit.Status.MODERATING))
    key = found.tool_version.questions.first().key
    judge(found.case, coordinator, Said(rationale="It cannot be said."), Place(key))
    released(found.case, coordinator)
    assert [each.rationale for each in released_of(found)] == ["It cannot be said."]


def test_words_alone_lack_the_grade_that_the_tool_asks(as_, case, coordinator):
    judge(case, coordinator, Said(rationale="It cannot be said."))
    judge(case, coordinator, Said(rationale="Nor can this."), OVERALL)
    assert lacking(case, coordinator) == ["no grade over all"]
    assert "0 of 1 case ready" in text(as_(coordinator).get(page_of(case.audit)))


# choosing


def test_a_case_that_lacks_something_is_refused_and_nothing_is_released(case, coordinator):
    ready, *_ = two_returns(case.audit)
    for each in (case, ready):
        agreed_whole(each, coordinator)
    judge(case, coordinator, said("partly"))
    with pytest.raises(Refused, match=f"{case} lacks this: 1.1: no reason for a value"):
        release_judgements(
            audit=case.audit,
            chosen=list(Moderation.objects.values_list("pk", flat=True)),
            by=coordinator,
        )
    assert not Moderation.objects.released().exists()


def test_the_page_ticks_what_lacks_nothing_and_leads_to_what_lacks(as_, case, coordinator):
    ready, *_ = two_returns(case.audit)
    untouched = factories.case(case.audit)
    agreed_whole(ready, coordinator)
    judge(case, coordinator, said("partly"))
    client = as_(coordinator)
    shown = client.get(page_of(case.audit))
    page = Page(shown.content.decode())
    (tick,) = page.all("input", type="checkbox")
    assert tick.attributes["value"] == str(ready.moderation.pk)
    assert "checked" in tick.attributes
    at = reverse("cases:panel_item", args=[case.audit_id, case.pk])
    links = [each.attributes["href"] for each in page.all("a")]
    assert f"{at}?question=overall#judged-overall" in links
    assert f"{at}?question=seen-alone#judged-seen-alone" in links
    assert untouched.reference not in text(shown)
    response = client.post(page_of(case.audit), {"chosen": [str(ready.moderation.pk)]})
    assert response.url == reverse("cases:panel", args=[case.audit_id])
    assert Moderation.objects.released().get().case == ready


def test_a_page_that_is_sent_with_nothing_or_with_too_much_says_so(as_, case, coordinator):
    judge(case, coordinator, said("partly"))
    client = as_(coordinator)
    lacks, gone = str(case.moderation.pk), str(uuid4())
    for sent, sentence in (
        ({}, "Choose at least one to release"),
        ({"chosen": [lacks]}, "lacks this: no grade over all; 1.1: no reason for a value"),
        ({"chosen": [gone]}, "waits no longer"),
        ({"chosen": ["x"]}, "waits no longer"),
    ):
        response = client.post(page_of(case.audit), sent)
        assert response.status_code == 422
        assert sentence in text(response)
    assert not Moderation.objects.released().exists()


def test_organisations_are_released_by_their_names(as_, coordinator):
    agency = factories.agency(short_name="Housing")
    audit = factories.audit_of("organisations", agency, status=Audit.Status.MODERATING)
    found = factories.organisation_return(agency, audit, status="in_progress")
    question = audit.tool_version.questions.first()
    factories.answer(found, question, "yes")
    factories.move(found, "approved")
    about = PanelItem(audit, agency=agency)
    save_judgement(item=about, place=Place(question.key), said=said("yes"), by=coordinator)
    client = as_(coordinator)
    assert "1 of 1 agency ready" in text(client.get(page_of(audit)))
    client.post(page_of(audit), {"chosen": [str(Moderation.objects.get().pk)]})
    assert Moderation.objects.released().get().agency == agency
    assert "on your agency’s return has been released" in Message.objects.first().body


# e-mail


def mails(person) -> list[Message]:
    return list(Message.objects.filter(recipient=person).order_by("written_at"))


def test_each_lead_and_auditor_is_told_once_for_however_many_cases(case, coordinator):
    other, health, _ = two_returns(case.audit)
    lead = factories.lead(health.agency)
    factories.membership(lead, Role.LEAD, case.returns.first().agency)
    stranger = factories.lead(factories.agency())
    for each in (case, other):
        agreed_whole(each, coordinator)
    chosen = list(Moderation.objects.values_list("pk", flat=True))
    release_judgements(audit=case.audit, chosen=chosen, by=coordinator)
    (mail,) = mails(lead)
    assert f"2 cases of yours ({', '.join(sorted([str(case), str(other)]))})" in mail.body
    assert reverse("cases:agency") in mail.body
    (mail,) = mails(health.auditor)
    assert f"1 case of yours ({other})" in mail.body
    assert reverse("cases:return", args=[health.pk]) in mail.body
    assert mails(stranger) == mails(coordinator) == []
    assert not Message.objects.filter(body__contains="The whole record was read.").exists()


def test_a_recall_is_told_and_not_its_reason(case, coordinator):
    agreed_whole(case, coordinator)
    found = released(case, coordinator)
    Message.objects.all().delete()
    recall_judgements(moderation=found, reason="Robin was misnamed.", by=coordinator)
    (mail,) = mails(case.returns.first().auditor)
    assert "has been recalled" in mail.body
    assert "Juno Tidewell recalled it and can say why" in mail.body
    assert "Robin" not in mail.subject + mail.body


def test_a_lead_of_a_local_group_is_told_of_its_own_cases_alone(as_, case, coordinator):
    other, *_ = two_returns(case.audit)
    agency = case.returns.first().agency
    panel_return(other, agency, overall="good")
    groups = [LocalGroup.objects.create(audit=case.audit, name=name) for name in ("North", "South")]
    for each, group in zip((case, other), groups, strict=True):
        Case.objects.filter(pk=each.pk).update(group=group)
        agreed_whole(each, coordinator)
    lead = factories.lead(agency)
    groups[0].people.add(lead)
    chosen = list(Moderation.objects.values_list("pk", flat=True))
    release_judgements(audit=case.audit, chosen=chosen, by=coordinator)
    (mail,) = mails(lead)
    assert f"({case})" in mail.body
    address = reverse("cases:review", args=[case.returns.get(agency=agency).pk])
    assert address in mail.body
    assert "What the panel agreed" in text(as_(lead).get(address))


def test_whoever_has_left_is_told_nothing(case, coordinator):
    auditor = case.returns.first().auditor
    User.objects.filter(pk=auditor.pk).update(is_active=False)
    agreed_whole(case, coordinator)
    released(case, coordinator)
    assert mails(auditor) == []

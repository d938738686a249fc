"""An auditor's list: what presses first, what came back and why, and one way to go on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audits.models import Audit, AuditTool
from cases.answering.repetitions import Repetition
from cases.assigning import name_substitute
from cases.exempting import ask_exemption, exempt_return
from cases.models import Answer, AuditReturn
from cases.my_list import my_list
from cases.queries import ask_query
from cases.reviewing import approve_return, send_back_return
from cases.services import submit_return
from tests import factories
from tests.cases.answering import answering_tool
from tests.cases.answering.answering_tool import VOICE, question, save, section, sent, url
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
MY_RETURNS = "/returns/"


@pytest.fixture
def found(client):
    made = answering_tool.new_return()
    client.force_login(made.auditor)
    return made


def shown(client) -> str:
    return text_of(client.get(reverse("cases:my_returns")))


def only(client):
    (task,) = client.get(reverse("cases:my_returns")).context["mine"].to_do
    return task


def mine_of(person):
    return my_list(person, timezone.localdate())


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


# where to go on


def test_carrying_on_goes_to_the_question_that_was_saved_last(client, found):
    save(client, found, data=sent(VOICE, seen_alone="yes"))
    early = timezone.now() - timedelta(hours=2)
    Answer.objects.update(updated_at=early)
    save(client, found, data=sent({"visits": 0}, visits="4"))
    task = only(client)
    assert task.url == f"{section(found)}#question-visits"
    assert "Left at 1.3, The child’s voice." in shown(client)


def test_whoever_went_on_to_another_section_carries_on_there(client, found):
    save(client, found, data=sent(VOICE, seen_alone="no"), go="next")
    assert only(client).url == section(found, "work")


def test_a_short_return_that_is_answered_goes_to_its_check(client):
    found = factories.answered_return()
    client.force_login(found.auditor)
    task = only(client)
    assert (task.action, task.url) == ("Check and submit", url("check", found))
    assert "Every question is answered. Check it, then submit." in shown(client)


def test_in_a_section_that_repeats_it_goes_to_the_same_child_again(client):
    version = factories.draft_version()
    each = factories.question(factories.section(version, repeats="subject"))
    factories.question(factories.section(version))
    found = factories.audit_return(
        audit=factories.audit(factories.published(version)), status=Status.IN_PROGRESS
    )
    child = found.case.subjects.get()
    factories.answer(found, each, "yes", subject=child)
    client.force_login(found.auditor)
    code = reverse("cases:repetition", args=[found.pk, each.section.key, "child-1"])
    assert only(client).url == f"{code}#question-{each.key}"


# what came back


def sent_back(found, reason="3 says nothing.") -> str:
    lead = factories.lead(found.agency, name="Odalys Pemberwick")
    submitted = factories.move(found, Status.SUBMITTED)
    send_back_return(audit_return=submitted, reason=reason, by=lead)
    return lead


def test_what_came_back_says_who_asks_when_and_why(client, found):
    sent_back(found, "Please look at 2.1 again.")
    said = shown(client)
    assert f"Odalys Pemberwick asks for changes {timezone.localdate():%-d %b}" in said
    assert "“Please look at 2.1 again.”" in said
    assert (only(client).action, only(client).url) == (
        "Go to 2.1", f"{section(found, 'work')}#question-drift",
    )  # fmt: skip


def test_a_query_is_where_to_go_first(client, found):
    save(client, found, data=sent(VOICE, seen_alone="yes"))
    for key in ("visits", "seen-alone"):
        ask_query(
            audit_return=found, question=question(found, key), text="Which?",
            by=factories.lead(found.agency), repetition=Repetition(),
        )  # fmt: skip
    task = only(client)
    assert (task.action, task.url) == ("Go to 1.1", f"{section(found)}#question-seen-alone")
    assert "2 queries to answer" in shown(client)
    assert "Go to 1.1" in text_of(client.get(url("return", found)))


def test_a_query_about_what_is_handed_in_is_said_at_the_top(client):
    found = factories.answered_return()
    lead = factories.lead(found.agency)
    submit_return(audit_return=found, by=found.auditor)
    asked = found.tool_version.questions.get()
    query = ask_query(
        audit_return=found, question=asked, text="Which?", by=lead, repetition=Repetition()
    )
    client.force_login(found.auditor)
    page = client.get(reverse("cases:my_returns"))
    assert "1 query about what you handed in." in text_of(page)
    assert f"{url('return', found)}#thread-{query.pk}" in page.content.decode()


def test_what_is_not_known_yet_is_counted(client, found):
    factories.answer(found, question(found, "seen-alone"), "yes", unsure=True)
    assert "1 marked “don’t know yet”." in shown(client)


# order


def test_what_presses_comes_first_and_what_came_back_before_the_rest(client):
    agency = factories.agency()
    person = factories.auditor(agency)
    given = {"agency_": agency, "auditor": person}
    later = factories.audit_return(due_on=in_days(9), **given)
    begun = factories.answered_return(due_on=in_days(2), **given)
    fresh = factories.audit_return(due_on=in_days(2), **given)
    back = factories.move(factories.audit_return(due_on=in_days(2), **given), "changes_requested")
    late = factories.audit_return(due_on=in_days(-3), **given)
    listed = [task.audit_return for task in mine_of(person).to_do]
    assert listed == [late, back, begun, fresh, later]


def test_the_head_of_the_page_says_how_pressing_it_is(client, found):
    given = {"agency_": found.agency, "auditor": found.auditor}
    AuditReturn.objects.filter(pk=found.pk).update(due_on=in_days(1))
    assert "1 to do. It is due tomorrow." in shown(client)
    factories.audit_return(due_on=in_days(-2), **given)
    factories.audit_return(due_on=in_days(-4), **given)
    assert "3 to do. 2 are late; the first was due" in shown(client)


# substitutes


def test_a_substitute_reads_in_whose_place_and_the_auditor_who_may_answer_too(client, found):
    stands_in = factories.auditor(found.agency, name="Nell Brambledown")
    lead = factories.lead(found.agency)
    name_substitute(audit_return=found, substitute=stands_in, by=lead)
    assert "Nell Brambledown may answer it too" in shown(client)
    client.force_login(stands_in)
    for address in (MY_RETURNS, url("return", found)):
        assert f"In place of {found.auditor.name}" in text_of(client.get(address))
    found.refresh_from_db()
    factories.move(found, Status.SUBMITTED)
    assert f"in place of {found.auditor.name}" in shown(client)


# done


def test_what_is_done_says_how_it_ended(client):
    agency = factories.agency()
    person, lead = factories.auditor(agency), factories.lead(agency, name="Piers Oxlip")
    coordinator = factories.coordinator(name="Juno Tidewell")
    audit = factories.audit(may_be_held=True)
    given = {"agency_": agency, "auditor": person, "audit": audit}
    held = factories.submitted_return(**given)
    approve_return(audit_return=held, by=lead, keep=True)
    accepted = factories.approved_return(**given, approved_for_agency=True)
    AuditReturn.objects.filter(pk=accepted.pk).update(approved_by=coordinator)
    exempt = factories.audit_return(**given)
    exempt_return(audit_return=exempt, reason="The file is lost.", by=coordinator)
    client.force_login(person)
    said = shown(client)
    assert "kept in your agency: it counts in no figure until it is shared." in said
    assert "Accepted by Juno Tidewell, not agency-approved." in said
    assert "The file is lost. Juno Tidewell decided so." in said
    assert {task.audit_return for task in mine_of(person).done} == {held, accepted, exempt}


def test_where_nobody_else_can_approve_it_it_is_with_the_coordinator(client):
    found = factories.submitted_return()
    client.force_login(found.auditor)
    assert "with the coordinator, as nobody else in" in shown(client)
    factories.lead(found.agency)
    assert "with the coordinator" not in shown(client)


def test_what_was_never_handed_in_is_no_longer_to_do_once_its_audit_has_ended(client):
    audit = factories.audit(status=Audit.Status.CANCELLED, due_on=in_days(-30))
    found = factories.audit_return(audit=audit)
    client.force_login(found.auditor)
    mine = mine_of(found.auditor)
    assert (mine.to_do, [task.audit_return for task in mine.earlier]) == ([], [found])
    assert "Not handed in" in shown(client)
    assert "late" not in shown(client)


def test_an_exemption_that_is_asked_for_is_said_on_its_card(client, found):
    ask_exemption(audit_return=found, reason="We hold no file.", by=found.auditor)
    assert "Asked to be exempt; the coordinator has yet to decide." in shown(client)


def test_nothing_assigned_says_what_will_come(client):
    client.force_login(factories.auditor(factories.agency()))
    assert "No returns are assigned to you" in shown(client)


# cost


def test_the_list_costs_the_same_for_many_returns_as_for_few(client):
    agency = factories.agency()
    person, lead = factories.auditor(agency), factories.lead(agency)
    audit = factories.audit()

    def add():
        given = {"audit": audit, "agency_": agency, "auditor": person}
        factories.audit_return(**given)
        begun = factories.answered_return(**given)
        factories.query(begun, by=lead)
        back = factories.submitted_return(**given)
        send_back_return(audit_return=back, reason="1.1 again.", by=lead)
        factories.submitted_return(**given)
        factories.approved_return(**given)

    add()
    client.force_login(person)
    queries_of(client, MY_RETURNS)
    few = queries_of(client, MY_RETURNS)
    for _ in range(5):
        add()
    assert queries_of(client, MY_RETURNS) == few


def test_responses_stay_in_the_card_of_their_survey(client):
    found = factories.response(factories.agency())
    client.force_login(found.auditor)
    mine = mine_of(found.auditor)
    assert (mine.cards, len(mine.to_do)) == ([], 1)
    assert mine.surveys[0].audit.audits == AuditTool.Audits.RESPONDENTS


def test_of_a_query_and_a_reason_the_first_of_the_tool_is_where_to_go(client, found):
    sent_back(found, "2.1 does not fit.")
    factories.query(found, question(found, "visits"))
    assert only(client).action == "Go to 1.3"
    AuditReturn.objects.filter(pk=found.pk).update(reason="1.1 does not fit.")
    assert only(client).action == "Go to 1.1"

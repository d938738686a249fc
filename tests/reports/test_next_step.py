"""What is open before an audit's next step, and taking the step."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity, Message
from agencies.roles import AGENCY_ROLES, Role
from audits.models import Audit
from audits.transitions import AUDIT_TRANSITIONS, Refused
from cases.models import (
    AuditReturn,
    AuditStep,
    Case,
    CaseAction,
    Concern,
    Involvement,
    Moderation,
    ReturnStep,
)
from cases.panel.judging import Said, clear_judgement, save_judgement
from cases.panel.releasing import waiting_of
from cases.reviewing import approve_return, send_back_return
from cases.services import submit_return
from reports.audit_moves import NotConfirmed, move_audit
from reports.models import Briefing
from reports.next_step import CHECKS, open_before
from tests import factories
from tests.cases.panel.panels import (
    SEEN_ALONE,
    agreed_whole,
    item,
    released,
    said,
    two_returns,
)

pytestmark = pytest.mark.django_db
Status = Audit.Status
Return = AuditReturn.Status


@pytest.fixture
def coordinator():
    factories.partnership()
    return factories.coordinator()


def an_audit(status=Status.ANALYSING, **fields) -> Audit:
    """With one approved return, and a published briefing: nothing is open in it."""
    made = factories.audit(status=status, **fields)
    factories.approved_return(audit=made)
    factories.briefing(made, Briefing.Status.PUBLISHED)
    return made


def headings(audit, to, by) -> list[str]:
    return [each.heading for each in open_before(audit, to, by)]


def closed(audit, by, **given) -> Audit:
    return move_audit(audit=audit, to=Status.CLOSED, by=by, **given)


def test_every_status_says_what_is_checked_before_it():
    assert set(CHECKS) == set(Status)


def test_nothing_is_open_in_an_audit_that_is_done(coordinator):
    assert headings(an_audit(), Status.CLOSED, coordinator) == []


def test_an_open_concern_stops_closing_and_nothing_else(coordinator):
    audit = an_audit()
    factories.concern(audit.returns.get())
    (found,) = open_before(audit, Status.CLOSED, coordinator)
    assert (found.heading, found.stops) == ("1 immediate concern is open", True)
    assert [each.stops for each in open_before(audit, Status.CANCELLED, coordinator)] == [False]
    with pytest.raises(Refused, match="1 immediate concern is open"):
        closed(audit, coordinator, confirmed=["1 immediate concern is open"])


def test_the_database_refuses_to_close_over_an_open_concern_too(coordinator):
    audit = an_audit()
    factories.concern(audit.returns.get())
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.filter(pk=audit.pk).update(status=Status.CLOSED)


def test_returns_cells_queries_differences_and_briefings_are_listed_with_where_they_are(
    coordinator,
):
    audit = an_audit(Status.MODERATING)
    factories.differing_case(audit=audit)
    factories.query(factories.submitted_return(audit=audit))
    factories.involvement(audit.cases.first(), factories.agency(), Involvement.State.TO_CONFIRM)
    factories.briefing(audit)
    found = {each.heading: each.items for each in open_before(audit, Status.CLOSED, coordinator)}
    assert set(found) == {
        "1 agency has not said whether a case is known",
        "1 return is not approved",
        "1 query is open",
        "1 difference between agencies unresolved",
        "The panel has agreed nothing on 3 cases",
        "1 briefing is not published",
    }
    assert all(item.url.startswith("/") and item.text for items in found.values() for item in items)


def test_a_judgement_that_is_not_released_leads_to_its_case_on_the_panel(client, coordinator):
    audit = an_audit(Status.MODERATING)
    (found,) = open_before(audit, Status.CLOSED, coordinator)
    case = audit.cases.get()
    assert [(each.text, each.url) for each in found.items] == [
        (str(case), reverse("cases:panel_item", args=[audit.pk, case.pk]))
    ]
    client.force_login(coordinator)
    assert client.get(found.items[0].url).status_code == 200


def test_what_the_panel_agreed_and_did_not_release_is_told_from_what_it_left(coordinator):
    case, *_ = two_returns()
    left = factories.case(case.audit)
    save_judgement(
        item=item(case), place=SEEN_ALONE, said=said("yes", "The clinic saw her."), by=coordinator
    )
    listed = open_before(case.audit, Status.CLOSED, coordinator)
    headings = {each.heading: [one.text for one in each.items] for each in listed}
    assert headings["The panel’s judgement on 1 case is not released"] == [case.reference]
    assert headings["The panel has agreed nothing on 1 case"] == [left.reference]
    to_release = reverse("cases:release_judgements", args=[case.audit_id])
    assert [one.url for each in listed if "not released" in each.heading for one in each.items] == [
        to_release
    ]
    agreed_whole(case, coordinator)
    released(case)
    left_open = [each.heading for each in open_before(case.audit, Status.CLOSED, coordinator)]
    assert "The panel’s judgement on 1 case is not released" not in left_open


def test_words_without_a_value_and_what_was_cleared_are_told_from_what_was_agreed(coordinator):
    case, *_ = two_returns()
    cleared, *_ = two_returns(case.audit)
    words = Said(rationale="The panel could not say.")
    save_judgement(item=item(case), place=SEEN_ALONE, said=words, by=coordinator)
    save_judgement(item=item(cleared), place=SEEN_ALONE, said=said("no"), by=coordinator)
    clear_judgement(item=item(cleared), place=SEEN_ALONE, version=1, by=coordinator)
    found = {
        each.heading: [one.text for one in each.items]
        for each in open_before(case.audit, Status.CLOSED, coordinator)
    }
    in_words = "What the panel said in words on 1 case is not released"
    assert found[in_words] == [case.reference]
    assert found["The panel has agreed nothing on 1 case"] == [cleared.reference]
    assert list(waiting_of(case.audit)) == [case.moderation]


def test_an_organisation_the_panel_has_not_looked_at_is_listed_too(coordinator):
    found = factories.organisation_return(factories.agency())
    Audit.objects.filter(pk=found.audit_id).update(status=Status.MODERATING)
    audit = Audit.objects.select_related("tool_version__tool").get(pk=found.audit_id)
    headings = {
        each.heading: [one.text for one in each.items]
        for each in open_before(audit, Status.CLOSED, coordinator)
    }
    assert headings["The panel has agreed nothing on 1 organisation"] == [found.agency.short_name]


def test_late_actions_of_cases_are_listed_before_closing_and_no_others(coordinator):
    audit, today = an_audit(), timezone.localdate()
    moderation = Moderation.objects.create(audit=audit, case=audit.cases.get())
    agency = audit.returns.get().agency
    for text, days, done in (("Call.", -1, None), ("Meet.", 0, None), ("Write.", -1, today)):
        CaseAction.objects.create(
            moderation=moderation,
            agency=agency,
            text=text,
            due_on=today + timedelta(days=days),
            added_by=coordinator,
            done_at=timezone.now() if done else None,
            done_by=coordinator if done else None,
        )
    found = {each.heading: each for each in open_before(audit, Status.CLOSED, coordinator)}
    (late,) = found["1 action of a case is late"].items
    assert late.text.startswith(f"{audit.cases.get()}, {agency}, due ")
    assert late.text.endswith(": Call.")
    assert late.url == reverse("cases:panel", args=[audit.pk]) + "#actions"
    assert "1 action of a case is late" not in headings(audit, Status.ANALYSING, coordinator)


@pytest.mark.parametrize("to", [Status.MODERATING, Status.ANALYSING])
def test_an_unpublished_briefing_and_a_judgement_are_no_matter_before_the_panel(coordinator, to):
    audit = factories.audit(status=Status.COLLECTING)
    factories.approved_return(audit=audit)
    assert headings(audit, to, coordinator) == []


def test_an_audit_without_any_briefing_says_so_before_it_is_closed(coordinator):
    audit = factories.audit(status=Status.ANALYSING)
    assert headings(audit, Status.CLOSED, coordinator) == ["No briefing has been published"]


def test_what_is_open_must_be_confirmed_in_the_words_it_is_shown_in(coordinator):
    audit = an_audit()
    factories.submitted_return(audit=audit)
    with pytest.raises(NotConfirmed) as left:
        closed(audit, coordinator, confirmed=["2 returns are not approved"])
    assert [each.heading for each in left.value.left] == ["1 return is not approved"]
    closed(audit, coordinator, confirmed=["1 return is not approved"])
    assert AuditStep.objects.get().accepted == ["1 return is not approved"]


def test_closing_locks_what_is_approved_and_keeps_it_counted(coordinator):
    audit = an_audit()
    submitted = factories.submitted_return(audit=audit)
    before = list(audit.returns.get(status=Return.APPROVED).outcomes.values_list("outcome_ids"))
    closed(audit, coordinator, confirmed=["1 return is not approved"])
    submitted.refresh_from_db()
    locked = audit.returns.get(status=Return.LOCKED)
    assert submitted.status == Return.SUBMITTED
    assert list(locked.outcomes.values_list("outcome_ids")) == before
    assert locked.steps.get().kind == ReturnStep.Kind.LOCKED


def test_reopening_needs_a_reason_and_unlocks_what_closing_locked(coordinator):
    audit = closed(an_audit(), coordinator)
    with pytest.raises(Refused, match="Say why"):
        move_audit(audit=audit, to=Status.ANALYSING, by=coordinator)
    move_audit(audit=audit, to=Status.ANALYSING, reason="A figure was wrong.", by=coordinator)
    assert audit.returns.get().status == Return.APPROVED
    steps = [(step.before, step.after, step.reason) for step in audit.moves.all()]
    assert steps == [
        ("analysing", "closed", ""),
        ("closed", "analysing", "A figure was wrong."),
    ]


def test_a_locked_return_is_opened_by_nobody_but_by_reopening_its_audit(coordinator):
    audit = closed(an_audit(), coordinator)
    locked = audit.returns.get()
    lead = factories.lead(locked.agency)
    with pytest.raises(Refused, match="locked"):
        approve_return(audit_return=locked, by=lead)
    with pytest.raises(Refused, match="locked"):
        send_back_return(audit_return=locked, reason="A slip.", by=lead)


def test_nothing_is_submitted_or_approved_after_closing(coordinator):
    audit = an_audit()
    waiting, begun = factories.submitted_return(audit=audit), factories.answered_return(audit=audit)
    closed(audit, coordinator, confirmed=["2 returns are not approved"])
    with pytest.raises(Refused, match="This audit is over"):
        approve_return(audit_return=waiting, by=factories.lead(waiting.agency))
    with pytest.raises(Refused, match="This audit is over"):
        submit_return(audit_return=begun, by=begun.auditor)


def test_moderating_is_skipped_with_a_reason(coordinator):
    audit = an_audit(Status.COLLECTING)
    with pytest.raises(Refused, match="Say why"):
        move_audit(audit=audit, to=Status.ANALYSING, by=coordinator)
    moved = move_audit(audit=audit, to=Status.ANALYSING, reason="One agency.", by=coordinator)
    assert moved.status == Status.ANALYSING


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (status, to)
        for status in Status
        for to in Status
        if to not in AUDIT_TRANSITIONS[status] and to != status
    ],
)
def test_a_move_that_the_table_does_not_have_is_refused(coordinator, status, to):
    with pytest.raises(Refused, match=r"^This audit .+\.$"):
        move_audit(audit=factories.audit(status=status), to=to, reason="Why.", by=coordinator)


def test_collecting_is_not_started_here(coordinator):
    audit = factories.audit(status=Status.PLANNING)
    with pytest.raises(Refused, match="from the plan"):
        move_audit(audit=audit, to=Status.COLLECTING, by=coordinator)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_a_coordinator_moves_an_audit(coordinator, role):
    agency = factories.agency() if role in AGENCY_ROLES else None
    with pytest.raises(PermissionDenied):
        closed(an_audit(), factories.user(role, agency))


def test_agencies_are_told_of_closing_and_reopening_by_the_name_of_the_audit_alone(coordinator):
    audit = an_audit()
    lead = factories.lead(audit.returns.get().agency)
    reference = Case.objects.get(audit=audit).reference
    closed(audit, coordinator)
    move_audit(audit=audit, to=Status.ANALYSING, reason="Child Q’s record came.", by=coordinator)
    told = Message.objects.filter(recipient=lead).order_by("pk")
    assert {each.subject for each in told} == {
        f"{audit} is closed",
        f"{audit} is open again",
    }
    for each in told:
        assert audit.name in each.body
        assert reference not in each.body
        assert "Child Q" not in each.body


def test_each_move_is_activity_without_its_reason(coordinator):
    audit = an_audit(Status.COLLECTING)
    move_audit(audit=audit, to=Status.CANCELLED, reason="The review replaced it.", by=coordinator)
    (row,) = Activity.objects.filter(verb="cancelled an audit")
    assert (row.audit_id, row.detail) == (audit.pk, "")


def test_the_page_lists_what_is_open_and_the_coordinator_confirms_it(as_, coordinator):
    audit = an_audit()
    waiting = factories.submitted_return(audit=audit)
    client = as_(coordinator)
    page = reverse("reports:move_audit", args=[audit.pk, "closed"])
    html = client.get(page).content.decode()
    assert f"{waiting.reference}, {waiting.agency}: submitted" in html
    assert client.post(page).status_code == 422
    answer = client.post(page, {"confirmed": ["1 return is not approved"]})
    assert answer.status_code == 302
    html = client.get(answer.url).content.decode()
    assert "Left open then: 1 return is not approved." in html
    assert "Reopen" in html


def test_a_reason_typed_on_a_page_that_is_refused_is_kept(as_, coordinator):
    audit = an_audit(Status.COLLECTING)
    factories.submitted_return(audit=audit)
    page = reverse("reports:move_audit", args=[audit.pk, "analysing"])
    response = as_(coordinator).post(page, {"reason": "Only one agency."})
    assert response.status_code == 422
    assert "Only one agency." in response.content.decode()


def test_a_page_on_which_a_concern_stops_the_step_has_no_button(as_, coordinator):
    audit = an_audit()
    factories.concern(audit.returns.get())
    html = as_(coordinator).get(reverse("reports:move_audit", args=[audit.pk, "closed"]))
    assert "This stops the step." in html.content.decode()
    assert 'type="submit" data-module' not in html.content.decode()


@pytest.mark.parametrize("to", ["nonsense", "planning", "collecting"])
def test_a_step_that_there_is_not_answers_404(as_, coordinator, to):
    page = reverse("reports:move_audit", args=[an_audit().pk, to])
    assert as_(coordinator).get(page).status_code == 404


def test_a_step_that_somebody_has_taken_already_leads_back(as_, coordinator):
    audit = closed(an_audit(), coordinator)
    page = reverse("reports:move_audit", args=[audit.pk, "closed"])
    assert as_(coordinator).get(page).status_code == 302


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_page(as_, coordinator, status):
    audit = factories.audit(status=status)
    assert as_(coordinator).get(reverse("reports:next_step", args=[audit.pk])).status_code == 200


def test_an_open_concern_is_closed_first_and_then_the_audit(coordinator):
    audit = an_audit()
    concern = factories.concern(audit.returns.get())
    moment = concern.raised_at
    Concern.objects.update(
        acknowledged_at=moment,
        acknowledged_by=coordinator,
        closed_at=moment,
        closed_by=coordinator,
        outcome="Seen at home.",
    )
    assert closed(audit, coordinator).status == Status.CLOSED

"""Beside the panel's screen: learning, actions and the room; released; and the whole audit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from audits.models import Audit
from cases.models import Attendance, CaseAction, LearningPoint, PanelMeeting
from cases.panel.changes import changes_of, every_question
from cases.panel.grade_moves import Moves
from cases.panel.items import PanelItem
from cases.panel.judging import Place, Said, save_judgement
from cases.panel.notes import add_case_action
from cases.panel.questions import OVERALL_KEY
from cases.panel.sheet import sheet_of
from tests import factories
from tests.cases.panel.panels import (
    OVERALL,
    SEEN_ALONE,
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

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def three():
    return two_returns()


def url(case, name="panel_item", *args):
    return reverse(f"cases:{name}", args=[case.audit_id, case.pk, *args])


def text(response) -> str:
    return " ".join(Page(response.content.decode()).all("body")[0].text.split())


def agree(case, by, place=SEEN_ALONE, entry=None):
    return save_judgement(
        item=item(case), place=place, said=entry or said(rationale="One of two."), by=by
    )


# beside


def test_learning_and_actions_are_added_and_taken_away(as_, three, moderator):
    case, health, _ = three
    client = as_(moderator)
    client.post(url(case, "add_learning"), {"learning-kind": "learning", "learning-text": "Ask."})
    soon = timezone.localdate() + timedelta(days=30)
    agency = {
        "action-agency": health.agency_id,
        "action-text": "See.",
        "action-due_on": f"{soon:%d %m %Y}",
    }
    client.post(url(case, "add_case_action"), agency)
    assert CaseAction.objects.get().due_on == soon
    client.post(reverse("cases:remove_learning", args=[LearningPoint.objects.get().pk]))
    removal = reverse("cases:remove_case_action", args=[CaseAction.objects.get().pk])
    assert "Remove this action?" in text(client.get(removal))
    client.post(removal)
    assert not LearningPoint.objects.exists()
    assert not CaseAction.objects.exists()


def test_what_is_missing_of_an_action_is_said_and_what_was_typed_stays(as_, three, moderator):
    case, *_ = three
    response = as_(moderator).post(
        url(case, "add_case_action"), {"action-text": "See the child.", "action-due_on": "soon"}
    )
    assert response.status_code == 422
    shown = text(response)
    assert "Choose the agency that does it" in shown
    assert "See the child." in response.content.decode()


def test_an_action_is_not_due_on_a_day_that_is_over(as_, three, moderator):
    case, health, _ = three
    fields = {"action-agency": health.agency_id, "action-text": "See.", "action-due_on": "1 1 2020"}
    response = as_(moderator).post(url(case, "add_case_action"), fields)
    assert response.status_code == 422
    assert "That day is over" in text(response)
    assert not CaseAction.objects.exists()


def test_the_room_is_put_down_person_by_person(as_, three, moderator):
    case, health, _ = three
    client = as_(moderator)
    address = reverse("cases:panel_room", args=[case.audit_id])
    assert client.post(address, {"held_on": "", "place": ""}).status_code == 422
    client.post(address, {"held_on": "4 3 2026", "place": "Town hall"})
    assert PanelMeeting.objects.get().place == "Town hall"
    person = {"name": "Rafe Marl", "agency": health.agency_id, "state": "apologies", "role": ""}
    client.post(address, person)
    assert "Rafe Marl · sent apologies" in text(client.get(url(case)))
    there = Attendance.objects.get()
    client.post(reverse("cases:leave_room", args=[case.audit_id, there.pk]))
    assert not Attendance.objects.exists()
    assert client.post(address, {"state": "present"}).status_code == 422


def test_an_agency_s_lead_finds_its_actions_on_the_agency_s_own_list(as_, three, moderator):
    case, health, police = three
    add_case_action(
        item=item(case), agency=health.agency, text="See her alone.", due_on=None, by=moderator
    )
    action = CaseAction.objects.get()
    client = as_(factories.lead(health.agency))
    lists = reverse("cases:agency_actions", args=[health.agency_id])
    assert "See her alone." in text(client.get(lists))
    done = reverse("cases:finish_case_action", args=[action.pk])
    assert client.post(done, {"done": "yes", "list": "agency"}).url == lists
    assert "See her alone." not in text(client.get(lists))
    assert as_(factories.lead(police.agency)).post(done, {"done": "no"}).status_code == 404


# released


def test_a_lead_and_an_auditor_read_both_values_only_once_released(as_, three, moderator):
    case, health, _ = three
    agree(case, moderator, entry=said("partly", "Alone once.", dissent="Police: no."))
    lead = factories.lead(health.agency)
    pages = (
        (lead, reverse("cases:review", args=[health.pk])),
        (health.auditor, reverse("cases:return", args=[health.pk])),
    )
    for person, address in pages:
        assert "What the panel agreed" not in text(as_(person).get(address))
    agreed_whole(case, moderator)
    released(case)
    for person, address in pages:
        shown = text(as_(person).get(address))
        assert "What the panel agreed" in shown
        assert "Alone once." in shown
        assert "Police: no." not in shown


def test_a_recall_needs_its_reason_and_the_coordinator(as_, three, moderator):
    case, *_ = three
    agree(case, moderator)
    agreed_whole(case, moderator)
    coordinator = factories.coordinator()
    released(case, coordinator)
    assert as_(moderator).post(url(case, "recall"), {"reason": "x"}).status_code == 403
    client = as_(coordinator)
    assert client.post(url(case, "recall"), {"reason": ""}).status_code == 422
    long = client.post(url(case, "recall"), {"reason": "x" * 301})
    assert (long.status_code, "may have 300 characters at most" in text(long)) == (422, True)
    client.post(url(case, "recall"), {"reason": "A date was wrong."})
    shown = text(client.get(reverse("cases:panel", args=[case.audit_id])))
    assert "A date was wrong." in shown


# the whole audit


def test_changes_are_counted_up_and_down_by_question_and_agency(moderator):
    audit = panel_audit()
    health, police = factories.agency(), factories.agency()
    for own, other, panel in (("good", "weak", "weak"), ("weak", "weak", "good")):
        case = factories.case(audit)
        panel_return(case, health, overall=own)
        panel_return(case, police, overall=other)
        agree(case, moderator, OVERALL, said(panel))
    (changes,) = changes_of(audit, moderator)
    moves = {agency: (found.up, found.down, found.stayed) for agency, found in changes.by_agency}
    assert moves == {health: (1, 1, 0), police: (1, 0, 1)}
    assert changes.whole.in_words == "2 up · 1 down · 1 the same"


def test_no_return_and_no_judgement_is_left_out_of_the_changes(as_, moderator):
    case, health, police = two_returns()
    silent = panel_return(case, factories.agency("education"), home_seen="not_recorded")
    agree(case, moderator, SEEN_ALONE, Said("not_recorded"))
    agree(case, moderator, Place("home-seen"), Said("not_applicable"))
    agree(case, moderator, OVERALL, said("good"))
    seen, home, overall = changes_of(case.audit, moderator)
    assert seen.whole == Moves(otherwise=2, no_own=1)
    assert home.whole == Moves(otherwise=3)
    assert overall.whole == Moves(up=1, stayed=1, no_own=1)
    whole = every_question([seen, home, overall])
    by_agency = {agency: moves.all for agency, moves in whole.by_agency}
    assert by_agency == {health.agency: 3, police.agency: 3, silent.agency: 3}
    assert whole.whole.all == 3 * 3
    shown = text(as_(moderator).get(reverse("cases:panel", args=[case.audit_id])))
    assert "every question together" in shown
    assert "All 101529" in shown


def test_an_answer_that_was_switched_off_later_is_no_answer_of_its_own(moderator):
    version = factories.draft_version()
    gate = factories.question(factories.section(version), key="gate")
    gated = {"question": gate.key, "is": ["yes"]}
    factories.question(factories.section(version), key="why", show_when=gated)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    for said_of_gate in ("yes", "no"):
        panel_return(case, gate=said_of_gate, why="yes")
    agree(case, moderator, Place("why"), said("yes"))
    (changes,) = changes_of(audit, moderator)
    assert changes.whole == Moves(stayed=1, no_own=1)


def test_what_the_tool_asks_in_no_order_and_what_it_does_not_ask_is_counted_too(moderator):
    version = factories.draft_version()
    codes = ("mother", "father")
    who = factories.scale(version, codes, better="none")
    factories.question(factories.section(version), key="who", scale=who)
    several = factories.scale(version, codes, better="none")
    factories.question(factories.section(version), key="all", kind="choices", scale=several)
    audit = factories.audit(factories.published(version), status=Audit.Status.MODERATING)
    case = factories.case(audit)
    panel_return(case, who="mother", all=["father", "mother"])
    agree(case, moderator, Place("who"), said("father"))
    agree(case, moderator, Place("all"), said(["mother", "father"]))
    agree(case, moderator, Place(OVERALL_KEY), said("good"))
    agree(case, moderator, Place("long-gone"), said("yes"))
    found = {each.asked.key: each.whole for each in changes_of(audit, moderator)}
    assert found == {
        "who": Moves(otherwise=1),
        "all": Moves(stayed=1),
        OVERALL_KEY: Moves(no_own=1),
        "long-gone": Moves(no_own=1),
    }


def test_the_panel_page_lists_every_case_with_its_grade_and_takes_few_queries(as_, moderator):
    audit = panel_audit()
    client = as_(factories.coordinator())
    address = reverse("cases:panel", args=[audit.pk])
    taken = []
    for _ in range(2):
        case, health, _ = two_returns(audit)
        agree(case, moderator, OVERALL, said("good"))
        add_case_action(
            item=item(case), agency=health.agency, text="Do it.", due_on=None, by=moderator
        )
        two_returns(audit)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            shown = text(client.get(address))
        taken.append(len(own_statements(queries)))
    assert taken[0] == taken[1] <= 15
    assert "2 of 4 agreed" in shown
    assert "Good2 of 2" in shown


def test_the_panel_page_counts_returns_to_read_and_differences_case_by_case(as_, three, moderator):
    case, *_ = three
    panel_return(case, seen_alone="yes", status="submitted")
    agreeing = factories.case(case.audit)
    panel_return(agreeing, seen_alone="yes")
    shown = text(as_(moderator).get(reverse("cases:panel", args=[case.audit_id])))
    assert f"{case} 2 of 3 2 differences in {case} (2 to settle)" in shown
    assert f"{agreeing} 1 of 1 0" in shown
    agree(case, moderator)
    settled = text(as_(moderator).get(reverse("cases:panel", args=[case.audit_id])))
    assert "(1 to settle)" in settled


def test_a_moderator_opens_the_panel_only_before_it_and_nobody_else_opens_it(as_, three, moderator):
    case, health, _ = three
    pages = [reverse("cases:panel", args=[case.audit_id]), url(case), url(case, "panel_state")]
    for address in pages:
        assert as_(moderator).get(address).status_code == 200
        for person in (health.auditor, factories.lead(health.agency)):
            assert as_(person).get(address).status_code in {403, 404}
    Audit.objects.update(status=Audit.Status.COLLECTING)
    for address in pages:
        assert as_(moderator).get(address).status_code == 404
        assert as_(factories.coordinator()).get(address).status_code == 200


def test_a_panel_that_is_over_is_read_only(as_, three):
    case, *_ = three
    Audit.objects.update(status=Audit.Status.CLOSED)
    shown = text(as_(factories.coordinator()).get(url(case)))
    assert "To read only." in shown
    assert "Save" not in shown


def test_organisations_go_before_the_panel_one_by_one(as_, moderator):
    agency = factories.agency()
    audit = factories.audit_of("organisations", agency, status=Audit.Status.MODERATING)
    found = factories.organisation_return(agency, audit, status="in_progress")
    factories.answer(found, audit.tool_version.questions.first(), "yes")
    factories.move(found, "approved")
    shown = text(as_(moderator).get(reverse("cases:panel_item", args=[audit.pk, agency.pk])))
    assert "Agency 1 of 1" in shown
    assert sheet_of(PanelItem(audit, agency=agency), moderator).returns == [found]

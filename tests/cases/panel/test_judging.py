"""What the panel agrees: versions, history, release, recall, and who may."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from agencies.models import Activity
from agencies.rls import Scope, acting
from agencies.roles import Role
from audits.models import Audit, LocalGroup
from cases.models import (
    Attendance,
    AuditReturn,
    Case,
    CaseAction,
    Judgement,
    JudgementHistory,
    LearningPoint,
    Moderation,
)
from cases.panel.items import PanelItem, items_of, panel_audits
from cases.panel.judging import (
    StaleJudgement,
    clear_judgement,
    save_judgement,
)
from cases.panel.learning import add_learning
from cases.panel.notes import (
    add_case_action,
    finish_case_action,
    hold_meeting,
    record_attendance,
)
from cases.panel.releasing import recall_judgements, release_judgements
from cases.transitions import Refused
from tests import factories
from tests.cases.panel.panels import (
    SEEN_ALONE,
    agreed_whole,
    item,
    panel_audit,
    released,
    said,
    two_returns,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return two_returns()[0]


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


def agree(case, by, entry=None):
    entry = entry or said(rationale="Seen by one of two.")
    return save_judgement(item=item(case), place=SEEN_ALONE, said=entry, by=by)


def test_a_judgement_keeps_value_rationale_dissent_and_who(case, moderator):
    kept = agree(case, moderator, said("partly", "Why.", dissent="Police: no."))
    kept.refresh_from_db()
    assert (kept.value, kept.rationale, kept.dissent) == ("partly", "Why.", "Police: no.")
    assert (kept.version, kept.updated_by) == (1, moderator)


def test_saying_the_same_again_changes_nothing(case, moderator):
    agree(case, moderator)
    assert agree(case, factories.coordinator()).version == 1


def test_a_judgement_made_from_an_older_one_meets_both(case, moderator):
    agree(case, moderator)
    with pytest.raises(StaleJudgement) as met:
        agree(case, factories.coordinator(), said("no", "Never."))
    assert met.value.kept.updated_by == moderator
    assert Judgement.objects.get().value == "partly"


def test_every_earlier_wording_stays_in_a_history_nobody_may_write(case, moderator):
    agree(case, moderator)
    agree(case, moderator, said("no", "On reflection.", version=1))
    kept = JudgementHistory.objects.get()
    assert (kept.value, kept.rationale, kept.version) == ("partly", "Seen by one of two.", 1)
    with pytest.raises(ProgrammingError), transaction.atomic():
        JudgementHistory.objects.update(rationale="rewritten")


def test_a_cleared_judgement_is_to_agree_again_and_its_words_are_kept(case, moderator):
    agree(case, moderator)
    cleared = clear_judgement(item=item(case), place=SEEN_ALONE, version=1, by=moderator)
    assert not cleared.is_agreed
    assert JudgementHistory.objects.get().value == "partly"


@pytest.mark.parametrize("role", [Role.LEAD, Role.AUDITOR, Role.APPROVER, Role.VIEWER, Role.ADMIN])
def test_only_the_panel_records_judgements(case, role):
    agency = factories.agency() if role in {Role.LEAD, Role.AUDITOR} else None
    with pytest.raises(PermissionDenied):
        agree(case, factories.user(role, agency))


@pytest.mark.parametrize("status", [Audit.Status.PLANNING, Audit.Status.CLOSED])
def test_a_panel_that_is_not_open_agrees_nothing(status, moderator):
    case = factories.case(panel_audit(status))
    with pytest.raises(Refused, match="is not open"):
        agree(case, moderator)


def test_what_is_released_does_not_change_until_it_is_recalled_with_a_reason(case, moderator):
    agree(case, moderator)
    agreed_whole(case, moderator)
    coordinator = factories.coordinator()
    found = released(case, coordinator)
    with pytest.raises(Refused, match="Recall it first"):
        agree(case, moderator, said("no", version=1))
    with pytest.raises(Refused, match="Say why"):
        recall_judgements(moderation=found, reason=" ", by=coordinator)
    recall_judgements(moderation=found, reason="A fact was wrong.", by=coordinator)
    assert agree(case, moderator, said("no", version=1)).value == "no"
    verbs = Activity.objects.about(found).values_list("verb", flat=True)
    assert set(verbs) == {"released judgements", "recalled judgements"}


def test_nothing_agreed_is_nothing_to_release(case):
    moderation = Moderation.objects.create(audit=case.audit, case=case)
    with pytest.raises(Refused, match="nothing is agreed on it any more"):
        released(case)
    with pytest.raises(Refused, match="Choose at least one"):
        release_judgements(audit=case.audit, chosen=[], by=factories.coordinator())
    moderation.refresh_from_db()
    assert not moderation.is_released


def test_a_moderator_does_not_release(case, moderator):
    agree(case, moderator)
    agreed_whole(case, moderator)
    with pytest.raises(PermissionDenied):
        released(case, moderator)


def test_a_moderation_is_of_one_thing(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Moderation.objects.create(audit=case.audit)


# the second wall


def of_agency(agency):
    return Scope(agencies=frozenset({agency.pk}))


def test_the_wall_shows_an_agency_judgements_of_its_cases_once_released(moderator):
    case, health, _ = two_returns()
    agree(case, moderator)
    with acting(of_agency(health.agency)):
        assert Judgement.objects.count() == 0
    agreed_whole(case, moderator)
    released(case)
    with acting(of_agency(health.agency)):
        assert Judgement.objects.released_for(health).count() == 2
        assert JudgementHistory.objects.count() == LearningPoint.objects.count() == 0
    with acting(of_agency(factories.agency())):
        assert Judgement.objects.count() == Moderation.objects.count() == 0


def test_the_wall_shows_an_agency_its_own_actions(moderator):
    case, health, police = two_returns()
    for agency in (health.agency, police.agency):
        add_case_action(item=item(case), agency=agency, text="Call.", due_on=None, by=moderator)
    with acting(of_agency(health.agency)):
        assert CaseAction.objects.get().agency == health.agency


# what a panel may read


def test_a_moderator_reads_approved_returns_once_the_audit_has_come_to_its_panel(moderator):
    audit = panel_audit(Audit.Status.COLLECTING)
    case, *_ = two_returns(audit)
    factories.submitted_return(audit=audit)
    read = AuditReturn.objects.read_on_panel(moderator)
    assert not read.exists()
    assert list(panel_audits(moderator)) == []
    Audit.objects.filter(pk=audit.pk).update(status=Audit.Status.MODERATING)
    assert {found.case for found in AuditReturn.objects.read_on_panel(moderator)} == {case}
    assert list(panel_audits(moderator)) == [audit]


def test_a_local_group_s_panel_reads_its_own_cases_alone_whoever_else_sits_on_it():
    audit = panel_audit()
    (mine, *_), (other, health, _) = two_returns(audit), two_returns(audit)
    groups = [LocalGroup.objects.create(audit=audit, name=name) for name in ("North", "South")]
    for case, group in zip((mine, other), groups, strict=True):
        Case.objects.filter(pk=case.pk).update(group=group)
    north, lead = factories.user(Role.MODERATOR), factories.user(Role.MODERATOR)
    groups[0].people.add(north)
    factories.membership(lead, Role.LEAD, health.agency)  # of an agency of the other group's case
    assert [each.case for each in items_of(audit, north)] == [mine]
    assert {found.case for found in AuditReturn.objects.read_on_panel(north)} == {mine}
    assert items_of(audit, lead) == []
    assert not AuditReturn.objects.read_on_panel(lead).exists()


def test_a_lead_or_auditor_reads_nothing_there(case):
    for role in (Role.LEAD, Role.AUDITOR):
        person = factories.user(role, case.returns.first().agency)
        assert not AuditReturn.objects.read_on_panel(person).exists()


def test_an_audit_of_organisations_goes_before_the_panel_agency_by_agency(moderator):
    one, two = factories.agency(), factories.agency()
    audit = factories.audit_of("organisations", one, two, status=Audit.Status.MODERATING)
    for agency in (one, two):
        factories.organisation_return(agency, audit)
    assert items_of(audit, moderator) == [
        PanelItem(audit, agency=one),
        PanelItem(audit, agency=two),
    ]
    save_judgement(item=PanelItem(audit, agency=two), place=SEEN_ALONE, said=said(), by=moderator)
    assert Moderation.objects.get().agency == two


# beside the judgements


def test_attendance_says_who_was_there_and_can_be_put_right(case, moderator):
    meeting = hold_meeting(audit=case.audit, held_on=date(2026, 3, 4), place="Hall", by=moderator)
    agency = case.returns.first().agency
    for state in ("present", "apologies"):
        record_attendance(
            meeting=meeting, name="Rafe Marl", agency=agency, state=state, by=moderator
        )
    record_attendance(meeting=meeting, name="Sorrel", role="Lay", state="observer", by=moderator)
    assert {each.state for each in Attendance.objects.all()} == {"apologies", "observer"}


def test_an_action_is_finished_by_the_coordinator_or_the_agency_s_lead_alone(case, moderator):
    agency = case.returns.first().agency
    yesterday = timezone.localdate() - timedelta(days=1)
    action = add_case_action(
        item=item(case), agency=agency, text="See the child.", due_on=yesterday, by=moderator
    )
    assert action.is_late(timezone.localdate())
    for stranger in (moderator, factories.lead(factories.agency())):
        with pytest.raises(PermissionDenied):
            finish_case_action(action=action, done=True, by=stranger)
    lead = factories.lead(agency)
    finish_case_action(action=action, done=True, by=lead)
    finish_case_action(action=action, done=True, by=factories.coordinator())
    action.refresh_from_db()
    assert action.done_by == lead
    finish_case_action(action=action, done=False, by=lead)
    action.refresh_from_db()
    assert action.done_at is None


def test_learning_is_kept_with_who_said_so(case, moderator):
    add_learning(item=item(case), kind="good_practice", text=" A weekly record. ", by=moderator)
    point = LearningPoint.objects.get()
    assert (point.text, point.kind, point.added_by) == (
        "A weekly record.",
        "good_practice",
        moderator,
    )

import re
from collections import Counter
from datetime import date

import pytest

from agencies.models import Agency, Membership, Partnership, User
from agencies.rls import acting, scope_of
from agencies.roles import AGENCY_ROLES, Role
from audits.models import Audit, PlanType, Programme
from audits.plan_types import USUAL
from audits.programmes import progress_of as progress_of_year
from audits.tool_files import hash_of
from auditsite.demo.builder import NotEmpty, load_demo
from auditsite.demo.people import COORDINATOR, PASSWORD, sign_ins
from cases.models import (
    AgencyAction,
    Answer,
    AuditReturn,
    Case,
    Identity,
    Involvement,
    Query,
    Survey,
)
from cases.outcomes import differing_returns
from cases.progress import progress_of
from cases.samples.drawing import filled_cells, repeat_draw
from cases.samples.frames import frame_of
from reports.earlier_results import CountAlone, EarlierShare, PercentAlone
from reports.models import EarlierResult, Quote
from tests import factories
from tests.demo.loading import TODAY, loaded_demo

Status = AuditReturn.Status


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    with loaded_demo(django_db_blocker):
        yield


@pytest.fixture
def audit_2025(demo) -> Audit:
    return Audit.objects.get(reference_prefix="NEG25")


@pytest.fixture
def audit_2026(demo) -> Audit:
    return Audit.objects.get(reference_prefix="NEG26")


def statuses(audit: Audit) -> Counter:
    return Counter(audit.returns.values_list("status", flat=True))


def test_somebody_holds_every_role_and_every_agency_has_a_lead_and_an_auditor(demo):
    held = set(Membership.objects.values_list("role", "agency__sector"))
    assert {role for role, _ in held} == set(Role.values)
    sectors = set(Agency.objects.values_list("sector", flat=True))
    assert {pair for pair in held if pair[0] in AGENCY_ROLES} == {
        (role, sector) for role in AGENCY_ROLES for sector in sectors
    }


def test_the_people_shown_can_sign_in_with_the_password_shown(demo):
    assert {sign_in.password for sign_in in sign_ins()} == {PASSWORD}
    for sign_in in sign_ins():
        assert User.objects.get(email=sign_in.email, is_active=True).check_password(PASSWORD)


def test_no_address_can_receive_mail(demo):
    assert all(email.endswith(".example") for email in User.objects.values_list("email", flat=True))


def test_every_cell_of_both_audits_is_explained_or_has_a_return(audit_2025, audit_2026):
    for audit in (audit_2025, audit_2026):
        cells = Involvement.objects.filter(case__audit=audit)
        assert cells.count() == 18 * 6
        assert cells.explained().count() == 45
        assert audit.returns.count() == 63


def test_the_tool_is_published_and_sealed_with_its_content(audit_2025):
    version = audit_2025.tool_version
    assert (version.status, version.content_hash) == ("published", hash_of(version))


def test_every_return_of_2025_is_approved_by_somebody_else_in_2025(audit_2025):
    assert statuses(audit_2025) == {Status.APPROVED: 63}
    for one in audit_2025.returns.all():
        assert one.approved_by_id not in {one.submitted_by_id, one.auditor_id}
        assert one.submitted_at.year == one.approved_at.year == 2025
        assert one.submitted_at < one.approved_at


def test_2026_has_returns_in_every_status(audit_2026):
    assert statuses(audit_2026) == {
        Status.APPROVED: 33,
        Status.SUBMITTED: 8,
        Status.CHANGES_REQUESTED: 2,
        Status.IN_PROGRESS: 10,
        Status.NOT_STARTED: 9,
        Status.EXEMPT: 1,
    }
    assert audit_2026.returns.outstanding().filter(due_on__lt=TODAY).count() == 4


def test_the_demo_auditor_has_returns_to_start_to_go_on_with_and_to_correct(audit_2026):
    auditor = User.objects.get(name="Wren Applegarth")
    mine = audit_2026.returns.assigned_to(auditor)
    assert set(mine.outstanding().values_list("status", flat=True)) == {
        Status.NOT_STARTED,
        Status.IN_PROGRESS,
        Status.CHANGES_REQUESTED,
    }


def test_every_return_handed_in_would_pass_the_check_again(audit_2025, audit_2026):
    handed_in = [Status.APPROVED, Status.SUBMITTED]
    whole = AuditReturn.objects.filter(status__in=handed_in, is_partial=False)
    for one in whole.select_related("agency"):
        assert not progress_of(one).problems
        assert not progress_of(one).switched_off


def test_what_is_counted_is_what_the_answers_say(demo):
    assert not list(differing_returns())


def test_identities_are_kept_only_while_the_audit_runs(audit_2025, audit_2026):
    assert not Identity.objects.filter(case__audit=audit_2025).exists()
    named = Identity.objects.filter(case__audit=audit_2026, kind=Identity.Kind.SUBJECT)
    assert named.count() == Case.objects.filter(audit=audit_2026).count() == 18


def test_no_note_or_text_names_anybody(demo):
    """The words of every identity and of every person, searched for in every free text."""
    names = {
        word
        for text in [*User.objects.values_list("name", flat=True), *identity_names()]
        for word in text.split()
    }
    written = [f"{answer.value} {answer.note} {answer.reason}" for answer in Answer.objects.all()]
    words = {word.strip(".,’“”'\"[]") for text in written for word in text.split()}
    assert not names & words


def identity_names() -> list[str]:
    kinds = [Identity.Kind.SUBJECT, Identity.Kind.SIBLING, Identity.Kind.CARER]
    rows = Identity.objects.filter(kind__in=kinds)
    return [row.text.split(",")[0] for row in rows]


def test_notes_are_written_for_a_good_share_of_the_answers(audit_2025):
    answers = Answer.objects.filter(audit_return__audit=audit_2025)
    assert answers.exclude(note="").count() > answers.count() // 8
    assert max(Counter(answers.exclude(note="").values_list("note", flat=True)).values()) <= 2


def test_every_quote_was_approved_by_somebody_else(audit_2025):
    quotes = Quote.objects.filter(audit=audit_2025)
    themes = set(audit_2025.tool_version.questions.values_list("theme", flat=True))
    assert quotes.count() == 6
    assert all(quote.approved_by_id != quote.proposed_by_id for quote in quotes)
    assert {quote.theme for quote in quotes} <= themes


def test_the_dates_of_2026_follow_the_day_of_loading(audit_2026):
    assert audit_2026.scope_start == date(2025, 11, 1)
    assert audit_2026.scope_end == date(2026, 10, 31)
    assert set(audit_2026.returns.values_list("due_on", flat=True)) == {
        date(2026, 11, 20),
        date(2026, 11, 25),
        date(2026, 12, 4),
        date(2026, 12, 11),  # moved
    }


def test_the_audit_of_2026_has_an_exemption_asked_one_granted_and_a_moved_date(audit_2026):
    (exempt,) = audit_2026.returns.filter(status="exempt")
    (asked,) = audit_2026.returns.exclude(exemption_asked="")
    (moved,) = audit_2026.returns.exclude(due_reason="")
    assert (exempt.exempted_by.name, bool(exempt.reason)) == ("Juno Tidewell", True)
    assert (asked.exemption_asked_by, asked.is_open) == (asked.auditor, True)
    assert moved.due_on == date(2026, 12, 11)


def test_reminders_of_two_days_are_in_the_history_of_2026(audit_2026):
    sent = audit_2026.reminders.select_related("message")
    assert {each.on for each in sent} == {date(2026, 11, 20), date(2026, 11, 21)}
    assert all(each.message.sent_at for each in sent)


@pytest.mark.django_db
def test_a_database_with_real_data_is_left_alone():
    factories.agency()
    with pytest.raises(NotEmpty, match="already has agencies that are not the demo’s"):
        load_demo(today=TODAY)
    assert not Partnership.objects.exists()


def test_nobody_who_has_answered_is_said_never_to_have_signed_in(demo):
    answered = AuditReturn.objects.exclude(saved_at=None).filter(survey=None)
    assert answered.exists()
    assert not answered.filter(auditor__last_login=None).exists()


def test_three_small_audits_show_the_other_things_that_can_be_audited(demo):
    kinds = {
        audit.reference_prefix: (audit.audits, dict(statuses(audit)))
        for audit in Audit.objects.select_related("tool_version__tool")
        if not audit.reference_prefix.startswith(("NEG", "HUB", "HOME"))
    }
    assert kinds == {
        "SAFE26": (
            "organisations",
            {Status.APPROVED: 1, Status.SUBMITTED: 1, Status.IN_PROGRESS: 1, Status.NOT_STARTED: 3},
        ),
        "SCH26": (
            "own_cases",
            {Status.APPROVED: 1, Status.SUBMITTED: 1, Status.IN_PROGRESS: 1, Status.NOT_STARTED: 1},
        ),
        "SUR26": (
            "respondents",
            {Status.APPROVED: 10, Status.SUBMITTED: 1, Status.IN_PROGRESS: 2},
        ),
    }


def test_a_survey_is_open_to_anyone_and_an_earlier_one_is_counted(demo):
    closed, running = Survey.objects.all()
    assert list(closed.returns.values_list("is_partial").order_by("is_partial")) == [
        *[(False,)] * 5,
        (True,),
    ]
    assert running.is_open
    assert running.access == Survey.Access.OPEN


def test_the_list_of_plan_types_is_the_usual_one_in_its_order(demo):
    assert list(PlanType.objects.values_list("key", flat=True)) == [key for key, _ in USUAL]


def test_an_own_case_is_named_to_its_agency_alone(demo):
    auditor = User.objects.get(name="Perrin Oatleaf")
    own = Identity.objects.filter(case__audit__reference_prefix="SCH26")
    assert not own.exists()
    with acting(scope_of(auditor)):
        assert own.count() == 4


def test_the_demo_shows_how_returns_are_checked(demo):
    hub = Audit.objects.get(reference_prefix="HUB26")
    assert statuses(hub) == {Status.HELD: 1, Status.APPROVED: 1}
    assert hub.returns.get(status=Status.APPROVED).approved_for_agency
    sent_back = AuditReturn.objects.filter(status=Status.CHANGES_REQUESTED)
    assert Query.objects.waiting_for_an_answer().filter(audit_return__in=sent_back).exists()
    assert AuditReturn.objects.exclude(substitute=None).exists()
    assert AgencyAction.objects.to_do().exists()
    assert AgencyAction.objects.exclude(done_at=None).exists()


def test_an_earlier_audit_stands_beside_2025_in_each_of_the_three_ways_it_may_survive(audit_2025):
    survives = [each.surviving for each in EarlierResult.objects.beside(audit_2025)]
    assert {type(each) for each in survives} == {PercentAlone, CountAlone, EarlierShare}


def test_a_programme_counts_its_audits_and_one_is_planned_but_not_started(demo, audit_2026):
    programme = Programme.objects.get()
    done = {(each.what, each.quota.quarter): each.started for each in progress_of_year(programme)}
    assert done["Joint audits on Neglect", None] == 1
    assert done["Cases", None] >= 18
    assert len(audit_2026.key_lines.splitlines()) == 4
    assert audit_2026.series == Audit.objects.get(reference_prefix="NEG25").series
    planned = Audit.objects.get(status=Audit.Status.PLANNING)
    assert not planned.returns.exists()
    assert not Involvement.objects.filter(case__audit=planned).exists()
    assert not Involvement.objects.filter(case__audit=planned).exists()
    assert set(planned.participations.values_list("chosen_cases", flat=True)) == {True, False}


def test_the_planned_audit_has_a_sample_that_can_be_repeated_and_a_draw_being_prepared(demo):
    planned = Audit.objects.get(status=Audit.Status.PLANNING)
    first, second = planned.draws.all()
    by = User.objects.get(name=COORDINATOR.name)
    assert re.fullmatch("[0-9a-f]{32}", first.seed)
    assert repeat_draw(draw=first, by=by).is_same
    assert [each.missing for each in filled_cells(first)] == [0, 0, 0]
    assert first.cases.count() == 8
    assert not second.is_drawn
    assert frame_of(second).members

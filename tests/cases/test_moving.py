"""Moving an audit to a newer version of its tool, without harming an answer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.models import Activity
from audits.models import Audit, AuditTool, Option, Question, ToolVersion
from audits.services import publish_version
from audits.tool_rows import definition_of
from audits.versioning import start_version
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.models import Answer, AuditReturn
from cases.moving import move_audit, plan_of
from cases.outcomes import differing_returns
from cases.progress import progress_of
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db
Kind = Question.Kind


@pytest.fixture
def admin():
    return factories.user("admin")


@pytest.fixture
def coordinator():
    return factories.coordinator()


@pytest.fixture
def first():
    version = factories.draft_version()
    voice = factories.section(version, key="voice")
    factories.question(voice, key="seen", text="Was the child seen?")
    factories.question(voice, key="alone", text="Alone?")
    factories.question(voice, Kind.TEXT, key="why", text="Why?", required=False)
    return factories.published(version)


def next_version(first, admin, change=None) -> ToolVersion:
    """Published after `change` was made to its rows."""
    draft = start_version(tool=first.tool, by=admin)
    if change:
        change(draft)
    return publish_version(version=draft, content_hash="1" * 64, by=admin)


def answered(audit, status=None, **values):
    made = factories.audit_return(audit=audit, status=AuditReturn.Status.IN_PROGRESS)
    for key, value in values.items():
        factories.answer(made, audit.tool_version.questions.get(key=key), value)
    return factories.move(made, status) if status else made


def said(audit):
    """What every answer says, whatever it is attached to."""
    return sorted(
        Answer.objects.filter(audit_return__audit=audit).values_list(
            "pk", "state", "value", "reason", "note", "version", "updated_at", "updated_by"
        )
    )


def without(key):
    return lambda draft: draft.questions.filter(key=key).delete()


def test_an_audit_without_answers_moves_without_a_reason(first, admin, coordinator):
    audit = factories.audit(first)
    made = factories.audit_return(audit=audit)
    second = next_version(first, admin)
    move_audit(audit=audit, version=second, reason="", by=coordinator)
    audit.refresh_from_db()
    made.refresh_from_db()
    assert audit.tool_version == made.tool_version == second


def test_publishing_a_version_moves_no_audit(first, admin):
    audit = factories.audit(first)
    next_version(first, admin)
    audit.refresh_from_db()
    assert audit.tool_version == first


def test_with_answers_a_reason_is_needed_and_kept(first, admin, coordinator):
    audit = factories.audit(first)
    answered(audit, seen="yes")
    second = next_version(first, admin)
    with pytest.raises(Refused, match="why this audit moves"):
        move_audit(audit=audit, version=second, reason="  ", by=coordinator)
    move_audit(audit=audit, version=second, reason="A wrong scale.", by=coordinator)
    line = Activity.objects.get(verb="moved an audit to another tool version")
    assert line.actor_id == coordinator.pk
    assert line.detail == "from version 1 to 2: A wrong scale."


def test_every_earlier_answer_stays_byte_identical(first, admin, coordinator):
    audit = factories.audit(first)
    answered(audit, seen="yes", alone="partly", why="Her mother was there.")
    answered(audit, AuditReturn.Status.APPROVED, seen="no", alone="no")
    second = next_version(first, admin, without("alone"))
    before = said(audit)
    move_audit(audit=audit, version=second, reason="Shorter.", by=coordinator)
    assert said(audit) == before


def test_answers_go_to_the_question_of_the_same_key(first, admin, coordinator):
    audit = factories.audit(first)
    made = answered(audit, seen="yes", why="Because.")
    second = next_version(first, admin)
    move_audit(audit=audit, version=second, reason="Why not.", by=coordinator)
    assert {a.question.version_id for a in made.answers.select_related("question")} == {second.pk}
    assert progress_of(AuditReturn.objects.get(pk=made.pk)).answered == 2


def test_an_answer_to_a_removed_question_is_kept_and_not_counted(first, admin, coordinator):
    audit = factories.audit(first)
    made = answered(audit, AuditReturn.Status.APPROVED, seen="yes", alone="no")
    second = next_version(first, admin, without("alone"))
    plan = move_audit(audit=audit, version=second, reason="Shorter.", by=coordinator)
    assert [(e.question.key, e.count, e.why) for e in plan.not_asked] == [
        ("alone", 1, "The question is not in the new version.")
    ]
    assert made.answers.get(question__key="alone").question.version == first
    assert not list(differing_returns())


def test_an_answer_the_new_scale_does_not_have_is_left_and_its_question_opens(
    first, admin, coordinator
):
    def drop_partly(draft):
        question = draft.questions.get(key="alone")
        Option.objects.filter(scale=question.scale, code="partly").delete()

    audit = factories.audit(first)
    made = answered(audit, seen="yes", alone="partly")
    second = next_version(first, admin, drop_partly)
    plan = move_audit(audit=audit, version=second, reason="No more partly.", by=coordinator)
    assert [e.question.key for e in plan.not_asked] == ["alone"]
    assert ("alone", 1) in [(e.question.key, e.count) for e in plan.opened]
    progress = progress_of(AuditReturn.objects.get(pk=made.pk))
    assert [question.key for question in progress.required_blanks] == ["alone"]


def test_a_question_of_another_kind_cannot_read_the_old_answer(first, admin, coordinator):
    def to_text(draft):
        draft.questions.filter(key="alone").update(kind=Kind.TEXT, scale=None)

    audit = factories.audit(first)
    made = answered(audit, AuditReturn.Status.APPROVED, seen="yes", alone="yes")
    second = next_version(first, admin, to_text)
    move_audit(audit=audit, version=second, reason="Words instead.", by=coordinator)
    assert made.answers.get(question__key="alone").question.version == first
    assert not list(differing_returns())
    made = AuditReturn.objects.get(pk=made.pk)
    assert [question.key for question in progress_of(made).required_blanks] == ["alone"]


def test_a_new_condition_says_which_answers_are_no_longer_asked(first, admin):
    def only_when_seen(draft):
        draft.questions.filter(key="alone").update(show_when={"question": "seen", "is": ["yes"]})

    audit = factories.audit(first)
    answered(audit, seen="no", alone="no")
    answered(audit, seen="yes", alone="no")
    plan = plan_of(audit, next_version(first, admin, only_when_seen))
    assert [(e.question.key, e.count, e.why) for e in plan.not_asked] == [
        ("alone", 1, "The new version does not ask it of these returns.")
    ]


def test_a_new_question_opens_in_the_returns_that_have_answers(first, admin):
    audit = factories.audit(first)
    answered(audit, seen="no")
    factories.audit_return(audit=audit)
    second = next_version(
        first, admin, lambda draft: factories.question(draft.sections.get(), key="new")
    )
    plan = plan_of(audit, second)
    assert [(effect.question.key, effect.count) for effect in plan.opened] == [("new", 1)]
    assert not plan.not_asked


def test_an_approved_return_stays_approved_and_is_counted_by_the_new_version(
    first, admin, coordinator
):
    audit = factories.audit(first)
    made = answered(audit, AuditReturn.Status.APPROVED, seen="yes", alone="no")
    second = next_version(first, admin)
    move_audit(audit=audit, version=second, reason="A better order.", by=coordinator)
    made.refresh_from_db()
    assert made.status == AuditReturn.Status.APPROVED
    numbers = set(second.outcomes.values_list("pk", flat=True))
    assert set(made.outcomes.get().outcome_ids) <= numbers


def test_a_closed_audit_does_not_move(first, admin, coordinator):
    audit = factories.audit(first, status=Audit.Status.CLOSED)
    second = next_version(first, admin)
    with pytest.raises(Refused, match="closed"):
        move_audit(audit=audit, version=second, reason="Late.", by=coordinator)


def test_an_audit_moves_only_to_a_newer_published_version_of_its_tool(first, admin, coordinator):
    audit = factories.audit(first)
    draft = start_version(tool=first.tool, by=admin)
    for version in (draft, first, factories.small_version()):
        with pytest.raises(Refused, match="newer published version"):
            move_audit(audit=audit, version=version, reason="So.", by=coordinator)


def test_only_whoever_runs_audits_moves_one(first, admin):
    second = next_version(first, admin)
    with pytest.raises(PermissionDenied):
        move_audit(audit=factories.audit(first), version=second, reason="So.", by=admin)


def test_a_coordinators_own_measure_moves_where_what_it_counts_is_still_there(
    first, admin, coordinator
):
    audit = factories.audit(first)
    kept = factories.measure(first.questions.get(key="seen"), key="own-seen", audit=audit)
    left = factories.measure(first.questions.get(key="alone"), key="own-alone", audit=audit)
    second = next_version(first, admin, without("alone"))
    plan = move_audit(audit=audit, version=second, reason="", by=coordinator)
    kept.refresh_from_db()
    left.refresh_from_db()
    assert (kept.version, kept.question.version) == (second, second)
    assert {option.scale.version for option in kept.options.all()} == {second}
    assert (left.version, plan.measures_left) == (first, [left])


def test_an_own_measure_of_a_question_of_another_kind_now_stays_behind(first, admin, coordinator):
    audit = factories.audit(first)
    own = factories.measure(first.questions.get(key="seen"), key="own", audit=audit, codes=())

    def as_number(draft):
        draft.questions.filter(key="seen").update(kind=Kind.NUMBER, scale=None)

    second = next_version(first, admin, as_number)
    assert plan_of(audit, second).measures_left == [own]
    move_audit(audit=audit, version=second, reason="", by=coordinator)
    own.refresh_from_db()
    assert own.version == first


def test_an_own_measure_stays_behind_where_the_new_version_has_one_of_its_key(
    first, admin, coordinator
):
    audit = factories.audit(first)
    own = factories.measure(first.questions.get(key="seen"), key="clash", audit=audit)

    def measured(draft):
        factories.measure(draft.questions.get(key="alone"), key="clash", codes=("no",))

    plan = move_audit(
        audit=audit, version=next_version(first, admin, measured), reason="", by=coordinator
    )
    own.refresh_from_db()
    assert (own.version, plan.measures_left) == (first, [own])


def test_what_is_sent_from_a_page_of_the_old_version_is_refused_and_not_lost(
    first, admin, coordinator
):
    audit = factories.audit(first)
    made = factories.audit_return(audit=audit)
    second = next_version(first, admin)
    move_audit(audit=audit, version=second, reason="", by=coordinator)
    entries = {first.questions.get(key="seen"): Entry("answered", "yes")}
    with pytest.raises(Refused, match="moved to a newer version"):
        save_answers(audit_return=made, entries=entries, by=made.auditor)
    assert not made.answers.exists()


def repeating():
    version = factories.draft_version()
    part = factories.section(version, key="talk", repeats="time_point")
    factories.question(part, key="better", text="Is it better?")
    return factories.published(version)


def test_answers_of_a_section_that_repeats_keep_their_occasion(admin, coordinator):
    first = repeating()
    audit = factories.audit(first)
    made = factories.audit_return(audit=audit)
    question = first.questions.get()
    factories.answer(made, question, "no", occasion="first")
    factories.answer(made, question, "yes", occasion="later")
    second = next_version(first, admin)
    plan = move_audit(audit=audit, version=second, reason="So.", by=coordinator)
    assert not plan.not_asked
    kept = made.answers.filter(question__version=second).values_list("occasion", "value")
    assert sorted(kept) == [("first", "no"), ("later", "yes")]


def test_answers_stay_behind_where_their_section_repeats_no_more(admin, coordinator):
    first = repeating()
    audit = factories.audit(first)
    made = factories.audit_return(audit=audit)
    factories.answer(made, first.questions.get(), "no", occasion="first")
    second = next_version(first, admin, lambda draft: draft.sections.update(repeats=""))
    plan = move_audit(audit=audit, version=second, reason="So.", by=coordinator)
    assert [(effect.question.key, effect.count) for effect in plan.not_asked] == [("better", 1)]
    assert made.answers.get().question.version == first


def test_an_audit_of_organisations_moves_too(admin, coordinator):
    agency = factories.agency()
    audit = factories.audit_of(AuditTool.Audits.ORGANISATIONS, agency)
    made = AuditReturn.objects.create(
        audit=audit,
        about=AuditReturn.About.ORGANISATION,
        agency=agency,
        tool_version=audit.tool_version,
        due_on=audit.due_on,
        auditor=factories.auditor(agency),
    )
    factories.answer(made, audit.tool_version.questions.first(), "yes")
    second = next_version(audit.tool_version, admin)
    move_audit(audit=audit, version=second, reason="So.", by=coordinator)
    assert made.answers.get().question.version == second


def test_planning_a_move_costs_the_same_for_many_returns(first, admin):
    audit = factories.audit(first)
    second = next_version(first, admin, without("alone"))
    answered(audit, seen="yes")
    plan_of(Audit.objects.get(pk=audit.pk), second)  # from here on both versions are in memory
    with CaptureQueriesContext(connection) as one:
        plan_of(Audit.objects.get(pk=audit.pk), second)
    for _ in range(3):
        answered(audit, seen="yes", alone="no")
    with CaptureQueriesContext(connection) as many:
        plan_of(Audit.objects.get(pk=audit.pk), second)
    assert len(many) == len(one)


def test_a_copied_version_says_what_its_source_says(first, admin):
    draft = start_version(tool=first.tool, by=admin)
    copied, source = definition_of(draft), definition_of(first)
    assert (copied.sections, copied.scales, copied.measures) == (
        source.sections,
        source.scales,
        source.measures,
    )

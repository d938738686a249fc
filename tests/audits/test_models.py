"""What the database refuses, whoever asks."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from audits.models import Audit, Measure, Option, Outcome, Question, ToolVersion
from audits.services import ToolError, publish_version
from tests import factories

pytestmark = pytest.mark.django_db


def test_no_part_of_a_published_version_can_be_changed_added_or_removed():
    version = factories.measured_version()
    question = version.questions.get()
    writes = [
        lambda: Question.objects.filter(pk=question.pk).update(text="Reworded?"),
        lambda: Option.objects.filter(scale=question.scale).update(label="Maybe"),
        lambda: version.sections.update(title="Renamed"),
        lambda: version.scales.update(name="Renamed"),
        lambda: version.measures.update(better="lower"),
        lambda: version.measures.get().options.clear(),
        lambda: factories.question(version.sections.get(), scale=question.scale),
        lambda: factories.section(version),
        lambda: version.measures.all().delete(),
        lambda: ToolVersion.objects.filter(pk=version.pk).update(content_hash="1" * 64),
        lambda: ToolVersion.objects.filter(pk=version.pk).update(status="draft"),
        lambda: ToolVersion.objects.filter(pk=version.pk).update(number=9),
    ]
    for write in writes:
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            write()


def test_no_part_of_a_published_version_can_be_taken_into_a_draft():
    version = factories.measured_version()
    draft = factories.draft_version()
    section, scale = factories.section(draft), factories.scale(draft)
    question = factories.question(section)
    moves = [
        lambda: version.sections.update(version=draft, key="taken", position=9),
        lambda: version.questions.update(version=draft, section=section, key="taken"),
        lambda: Option.objects.filter(scale__version=version, code="yes").update(
            scale=scale, code="taken", position=9
        ),
        lambda: version.measures.update(version=draft, question=question, key="taken"),
    ]
    for move in moves:
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            move()


def test_a_published_version_can_be_retired():
    version = factories.small_version()
    ToolVersion.objects.filter(pk=version.pk).update(
        status=ToolVersion.Status.RETIRED, retired_at=timezone.now()
    )
    assert ToolVersion.objects.get(pk=version.pk).status == "retired"


def test_a_version_is_published_once():
    version = factories.small_version()
    with pytest.raises(ToolError, match="already published"):
        publish_version(version=version, content_hash="2" * 64)


def test_a_tool_has_one_draft_at_a_time():
    version = factories.draft_version()
    with pytest.raises(IntegrityError, match="one_draft_a_tool"):
        ToolVersion.objects.create(tool=version.tool, number=2)


def test_a_published_version_says_when_and_what():
    with pytest.raises(IntegrityError, match="published_version_is_sealed"):
        factories.draft_version(status=ToolVersion.Status.PUBLISHED, published_at=timezone.now())


def test_publishing_makes_an_outcome_for_every_option_and_state():
    version = factories.draft_version()
    section = factories.section(version)
    one = factories.question(section)
    several = factories.question(section, kind=Question.Kind.CHOICES)
    number = factories.question(section, kind=Question.Kind.NUMBER)
    factories.published(version)

    def states(question):
        rows = Outcome.objects.filter(question=question, option=None)
        return set(rows.values_list("state", flat=True))

    without_an_answer = {"not_applicable", "not_recorded", "missing", "not_asked"}
    assert states(one) == without_an_answer
    assert states(several) == states(number) == without_an_answer | {"answered"}
    assert Outcome.objects.filter(question=one, option__isnull=False).count() == 3
    assert Outcome.objects.filter(question=number, option__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": Question.Kind.NUMBER}, "choices_have_a_scale"),
        ({"minimum": 5, "maximum": 2}, "question_range_in_order"),
    ],
)
def test_a_question_that_contradicts_itself_is_refused(change, constraint):
    question = factories.question(factories.section(factories.draft_version()))
    with pytest.raises(IntegrityError, match=constraint):
        Question.objects.filter(pk=question.pk).update(**change)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"unit": "case"}, "case_measure_names_its_rule"),
        ({"case_rule": "any"}, "case_measure_names_its_rule"),
        ({"unit": "case", "case_rule": "lead"}, "lead_rule_names_its_sector"),
        ({"lead_sector": "police"}, "lead_rule_names_its_sector"),
    ],
)
def test_a_measure_whose_unit_and_rule_do_not_fit_is_refused(change, constraint):
    question = factories.question(factories.section(factories.draft_version()))
    measure = factories.measure(question)
    with pytest.raises(IntegrityError, match=constraint):
        Measure.objects.filter(pk=measure.pk).update(**change)


def test_the_period_of_an_audit_runs_forwards():
    audit = factories.audit()
    with pytest.raises(IntegrityError, match="audit_scope_in_order"):
        Audit.objects.filter(pk=audit.pk).update(scope_end="2000-01-01")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"sample_on": "2029-03-02", "confirm_on": "2029-03-01"}, "audit_confirms_its_sample"),
        ({"confirm_on": "2030-01-02"}, "audit_confirms_before_it_is_due"),
        ({"panel_on": "2030-03-02", "briefing_on": "2030-03-01"}, "audit_briefs_after_its_panel"),
        ({"stream": "both"}, "audit_stream_is_known"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused(change, constraint):
    audit = factories.audit()
    with pytest.raises(IntegrityError, match=constraint):
        Audit.objects.filter(pk=audit.pk).update(**change)


def test_the_facts_of_an_audit_are_as_at_the_end_of_its_period_unless_said():
    assert factories.audit().audit_date.isoformat() == "2025-12-31"
    assert factories.audit(audit_date=date(2025, 9, 30)).audit_date == date(2025, 9, 30)


def test_a_programme_ends_after_it_starts():
    with pytest.raises(IntegrityError, match="programme_in_order"):
        factories.programme(ends_on=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"number": 0}, "quota_at_least_one"),
        ({"quarter": 5}, "quota_quarter_known"),
        ({"theme": "Neglect"}, "quota_once"),
    ],
)
def test_a_quota_that_cannot_be_is_refused(fields, constraint):
    programme = factories.programme()
    programme.quotas.create(theme="Neglect", number=2)
    with pytest.raises(IntegrityError, match=constraint):
        programme.quotas.create(**{"number": 2} | fields)

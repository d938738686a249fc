"""Counting agrees with a naive recount of the answers themselves."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from agencies.rls import acting, scope_of
from audits.models import Option, Question
from cases.models import AuditReturn, Involvement
from cases.outcomes import write_outcomes
from reports.counting import audit_figures
from reports.partitions import Part, Partition
from tests import factories
from tests.reports.random_audits import BuiltAudit, plans


@pytest.fixture
def question(db):
    return factories.question(factories.section(factories.draft_version()))


def audit_measuring(question, **measure):
    """An audit whose tool is published with one measure of this question."""
    factories.measure(question, **measure)
    return factories.audit(factories.published(question.version))


def answered(audit, *values, **fields) -> list[AuditReturn]:
    return [factories.approved_return(audit=audit, value=value, **fields) for value in values]


def partition_of(audit) -> Partition:
    (figure,) = audit_figures(audit).figures.values()
    return figure.partition


# Every example builds an audit, so shrinking a failure would take minutes.
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(plan=plans())
def test_every_figure_equals_a_recount_of_the_answers(db, plan):
    with transaction.atomic():
        built = BuiltAudit(plan)
        found = audit_figures(built.audit)
        recounted = built.recount()
        transaction.set_rollback(True)
    assert {key: figure.partition for key, figure in found.figures.items()} == recounted
    for figure in found.figures.values():
        everything = len(plan.areas) if figure.rule.unit == "case" else found.facts["expected"]
        assert figure.expected == everything


def test_only_approved_and_locked_returns_are_counted(question):
    audit = audit_measuring(question)
    for status in AuditReturn.Status.values:
        factories.move(factories.answered_return(audit=audit), status)
    assert partition_of(audit) == Partition(counted=2, not_returned=5)


def test_a_forgotten_read_model_row_of_a_return_sent_back_is_not_counted(question):
    audit = audit_measuring(question)
    (approved,) = answered(audit, "yes")
    AuditReturn.objects.filter(pk=approved.pk).update(status="changes_requested", reason="Look.")
    assert partition_of(audit) == Partition(not_returned=1)
    assert audit_figures(audit).facts["returns"] == 0


def test_facts_count_cases_returns_agencies_and_explained_pairs(question):
    audit = audit_measuring(question)
    health, police = factories.agency(), factories.agency()
    first, second = factories.case(audit), factories.case(audit)
    factories.approved_return(case_=first, agency_=health)
    factories.approved_return(case_=second, agency_=health)
    factories.audit_return(case_=first, agency_=police)
    factories.involvement(second, police, Involvement.State.NOT_KNOWN)
    factories.involvement(second, factories.agency(), Involvement.State.TO_CONFIRM)
    factories.move(factories.audit_return(case_=factories.case(audit)), "exempt")
    facts = {"cases": 2, "returns": 2, "agencies": 1, "expected": 3, "explained": 2}
    assert audit_figures(audit).facts == facts


def test_a_return_with_several_counted_choices_counts_once(db):
    question = factories.question(factories.section(factories.draft_version()), "choices")
    audit = audit_measuring(question, codes=["yes", "partly"])
    answered(audit, ["yes", "partly"], ["yes", "no"], ["no"])
    assert partition_of(audit) == Partition(counted=2, not_counted=1)


def test_an_option_that_says_not_applicable_is_left_out_unless_it_is_counted(question):
    question.scale.options.filter(code__in=["partly", "no"]).update(counts_as="not_applicable")
    audit = audit_measuring(question, codes=["yes", "no"])
    answered(audit, "yes", "partly", "no")
    assert partition_of(audit) == Partition(counted=2, not_applicable=1)


def test_returns_are_broken_down_by_agency_in_the_agencies_order(question):
    audit = audit_measuring(question)
    late, early = factories.agency(position=9), factories.agency(position=8)
    answered(audit, "yes", "no", agency_=late)
    answered(audit, "yes", agency_=early)
    (figure,) = audit_figures(audit).figures.values()
    assert list(figure.breakdown.items()) == [
        (early.short_name, Partition(counted=1)),
        (late.short_name, Partition(counted=1, not_counted=1)),
    ]


def test_cases_are_broken_down_by_area(question):
    audit = audit_measuring(question, unit="case", case_rule="any")
    north = factories.area(name="North")
    both = factories.case(audit, area=north)
    for value in ("yes", "no"):
        factories.approved_return(case_=both, value=value)
    factories.approved_return(case_=factories.case(audit), value="no")
    (figure,) = audit_figures(audit).figures.values()
    assert figure.breakdown == {
        "No area": Partition(not_counted=1),
        "North": Partition(counted=1),
    }


def test_a_case_that_no_agency_knew_is_expected_and_not_returned(question):
    audit = audit_measuring(question, unit="case", case_rule="all")
    factories.involvement(factories.case(audit), factories.agency(), Involvement.State.NOT_KNOWN)
    assert partition_of(audit) == Partition(not_returned=1)


def test_figures_can_be_had_without_a_breakdown(question):
    audit = audit_measuring(question)
    answered(audit, "yes", "no")
    (figure,) = audit_figures(audit, breakdown="").figures.values()
    assert (figure.breakdown, figure.n, figure.d) == ({}, 1, 2)


def test_any_other_breakdown_is_refused(question):
    with pytest.raises(ValueError, match="by agency or not at all"):
        audit_figures(audit_measuring(question), breakdown="child")


def graded_question(section, **fields):
    scale = factories.scale(section.version, ["a", "b", "c", "d", "none"], better="higher")
    for rank, code in enumerate("dcba"):
        scale.options.filter(code=code).update(rank=rank)
    scale.options.filter(code="none").update(counts_as=Option.CountsAs.NOT_APPLICABLE)
    return factories.question(section, scale=scale, **fields)


def test_grades_are_counted_in_the_scales_order_and_add_up_to_what_was_expected(db):
    version = factories.draft_version()
    graded_question(factories.section(version), key="overall-grade")
    factories.question(version.sections.first())
    audit = factories.audit(factories.published(version))
    answered(audit, "b", "b", "d", "none")
    factories.audit_return(audit=audit)
    found = audit_figures(audit).grades
    assert list(found) == ["overall-grade"]
    grades = found["overall-grade"]
    assert [(grade.code, grade.count) for grade in grades.grades] == [
        ("a", 0),
        ("b", 2),
        ("c", 0),
        ("d", 1),
    ]
    assert grades.left_out == {Part.NOT_APPLICABLE: 1, Part.NOT_RETURNED: 1}
    assert grades.expected == 5


def test_a_return_pinned_to_an_older_version_is_not_asked_what_that_version_lacks(question):
    audit = audit_measuring(question, codes=["yes"])
    older = factories.draft_version()
    factories.question(factories.section(older), key="something-else")
    answered(audit, "yes")
    answered(audit, "no", tool_version=factories.published(older))
    assert partition_of(audit) == Partition(counted=1, not_asked=1)


def test_an_older_version_of_the_same_question_is_counted_by_its_codes(question):
    audit = audit_measuring(question)
    older = factories.draft_version()
    factories.question(factories.section(older), key=question.key)
    answered(audit, "yes", tool_version=factories.published(older))
    assert partition_of(audit) == Partition(counted=1)


def test_a_reader_of_one_agency_counts_that_agency_alone(question):
    audit = audit_measuring(question)
    (own, _) = answered(audit, "yes", "yes")
    reader = factories.lead(own.agency)
    with acting(scope_of(reader)):
        assert partition_of(audit) == Partition(counted=1)


def test_the_number_of_queries_does_not_grow(question, django_assert_num_queries):
    other = factories.question(question.section, Question.Kind.CHOICES)
    factories.measure(other, unit="case", case_rule="majority")
    audit = audit_measuring(question)
    for _ in range(2):
        answered(audit, "yes", "no", case_=None)
        with django_assert_num_queries(5):
            audit_figures(audit)


def test_the_fingerprint_changes_with_a_count_and_only_then(question):
    audit = audit_measuring(question)
    (approved,) = answered(audit, "yes")
    before = audit_figures(audit).fingerprint
    assert audit_figures(audit).fingerprint == before
    approved.answers.update(value="no")
    write_outcomes(approved)
    assert audit_figures(audit).fingerprint != before

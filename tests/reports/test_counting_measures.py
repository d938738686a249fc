"""Profiles, joined questions, children, occasions and totals agree with a naive recount."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from audits.models import AuditTool, Item, Option, Question, Section
from cases.models import AuditReturn
from cases.outcomes import write_outcomes
from reports.counting import audit_figures
from reports.partitions import Part, Partition
from tests import factories
from tests.reports.random_measures import BuiltAudit, plans


# Every example builds an audit, so shrinking a failure would take minutes.
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
@given(plan=plans())
def test_every_kind_of_measure_equals_a_recount_of_the_answers(db, plan):
    with transaction.atomic():
        built = BuiltAudit(plan)
        found = audit_figures(built.audit)
        recounted = built.recount()
        transaction.set_rollback(True)
    shares = {key: figure.partition for key, figure in found.figures.items()}
    totals = {key: (each.partition, each.whole.values) for key, each in found.spreads.items()}
    counted = shares | totals
    assert counted.keys() == recounted.keys()
    differing = {key for key in counted if counted[key] != recounted[key]}
    assert {key: (counted[key], recounted[key], built.keys.get(key)) for key in differing} == {}
    for spread in found.spreads.values():
        assert spread.d + spread.left_out_total == spread.expected
    for grades in found.grades.values():
        assert grades.d + sum(grades.left_out.values()) == grades.expected


def graded(version, **fields):
    scale = factories.scale(version, ["good", "poor", "fair", "na"], better="higher")
    for code, rank in {"good": 3, "poor": 0, "fair": 1}.items():
        scale.options.filter(code=code).update(rank=rank)
    scale.options.filter(code="na").update(counts_as=Option.CountsAs.NOT_APPLICABLE)
    return scale


@pytest.fixture
def version(db):
    return factories.draft_version()


def approved(audit, *said, **fields) -> AuditReturn:
    """An approved return with these answers: (question, value, subject or occasion)."""
    made = factories.audit_return(audit=audit, **fields)
    for question, value, more in said:
        factories.answer(made, question, value, **more)
    return factories.move(made, "approved")


def test_a_scale_is_printed_in_one_order_and_ranked_in_another(version):
    """The spread keeps the printed order, and the worst grade is that of the lowest rank."""
    section, scale = factories.section(version), graded(version)
    first, second = (factories.question(section, "grade", scale=scale) for _ in range(2))
    measure = factories.measure(first, ["poor"], combines="worst")
    measure.also.set([second])
    audit = factories.audit(factories.published(version))
    approved(audit, (first, "good", {}), (second, "poor", {}))
    approved(audit, (first, "fair", {}), (second, "na", {}))
    found = audit_figures(audit)
    assert found.figures[measure.key].partition == Partition(counted=1, not_counted=1)
    assert [each.code for each in found.grades[first.key].grades] == ["good", "poor", "fair"]


def test_a_nought_that_is_the_lowest_score_and_one_that_does_not_apply_live_together(version):
    """0 has a rank on one scale and none on the other."""
    section = factories.section(version)
    scored, coded = (factories.scale(version, ["n0", "n4"], better="higher") for _ in range(2))
    scored.options.filter(code="n0").update(rank=0)
    scored.options.filter(code="n4").update(rank=4)
    coded.options.filter(code="n4").update(rank=4)
    coded.options.filter(code="n0").update(counts_as=Option.CountsAs.NOT_APPLICABLE)
    score = factories.question(section, scale=scored)
    rating = factories.question(section, scale=coded)
    for question in (score, rating):
        factories.measure(question, (), kind="total", key=f"of-{question.key}")
    audit = factories.audit(factories.published(version))
    approved(audit, (score, "n0", {}), (rating, "n0", {}))
    approved(audit, (score, "n4", {}), (rating, "n4", {}))
    spreads = audit_figures(audit).spreads
    assert spreads[f"of-{score.key}"].whole.values == (0, 4)
    assert spreads[f"of-{rating.key}"].whole.values == (4,)
    assert spreads[f"of-{rating.key}"].left_out == {Part.NOT_APPLICABLE: 1}
    assert spreads[f"of-{rating.key}"].maximum == 4


def test_each_child_is_counted_over_the_returns_of_its_case(version):
    section = factories.section(version, repeats=Section.Repeats.SUBJECT)
    question = factories.question(section)
    factories.measure(question, unit="child", case_rule="any", key="children")
    factories.measure(question, unit="case", case_rule="any", key="cases")
    factories.measure(question, key="answers")
    audit = factories.audit(factories.published(version))
    case = factories.case(audit)
    older, younger = case.subjects.get(), case.subjects.create(number=2)
    for value in ("yes", "no"):
        approved(
            audit,
            (question, value, {"subject": older}),
            (question, "no", {"subject": younger}),
            case_=case,
        )
    figures = audit_figures(audit).figures
    assert figures["children"].partition == Partition(counted=1, not_counted=1)
    assert figures["cases"].partition == Partition(counted=1)
    assert figures["answers"].partition == Partition(counted=1, not_counted=3)
    assert figures["answers"].rule.unit == "answer"


def test_two_time_points_are_kept_apart_and_shown_together(version):
    section = factories.section(version, repeats=Section.Repeats.TIME_POINT)
    question = factories.question(section)
    factories.measure(question, key="seen", name="Seen", label="Seen", sentence="Seen in {share}.")
    factories.measure(question, key="at-last", occasion="later")
    audit = factories.audit(factories.published(version))
    approved(
        audit, (question, "no", {"occasion": "first"}), (question, "yes", {"occasion": "later"})
    )
    approved(audit, (question, "no", {"occasion": "first"}))
    figures = audit_figures(audit).figures
    assert list(figures) == ["seen@first", "seen@later", "at-last"]
    assert figures["seen@first"].partition == Partition(not_counted=2)
    assert figures["seen@later"].partition == Partition(counted=1, not_asked=1)
    assert figures["at-last"].partition == figures["seen@later"].partition
    assert figures["seen@first"].rule.name == "Seen (First time)"
    assert figures["seen@first"].rule.sentence == "First time: seen in {share}."


def test_a_block_without_all_its_items_has_no_total(version):
    section = factories.section(version)
    block = factories.question(section, Question.Kind.ITEMS, maximum=4)
    for place, code in enumerate(("one", "two"), 1):
        Item.objects.create(question=block, code=code, label=code, position=place)
    factories.measure_of_numbers(block, key="score")
    audit = factories.audit(factories.published(version))
    approved(audit, (block, {"one": 1, "two": "2.5"}, {}))
    approved(audit, (block, {"one": 4}, {}))
    spread = audit_figures(audit).spreads["score"]
    assert [str(value) for value in spread.whole.values] == ["3.5"]
    assert spread.left_out == {Part.MISSING: 1}
    assert spread.maximum == 8


def test_an_answer_that_was_switched_off_has_no_number(version):
    section = factories.section(version)
    first = factories.question(section)
    visits = factories.question(
        section, Question.Kind.NUMBER, show_when={"question": first.key, "is": ["yes"]}
    )
    factories.measure_of_numbers(visits, key="visits")
    audit = factories.audit(factories.published(version))
    approved(audit, (first, "yes", {}), (visits, 3, {}))
    approved(audit, (first, "no", {}), (visits, 900, {}))
    spread = audit_figures(audit).spreads["visits"]
    assert spread.whole.values == (3,)
    assert spread.left_out == {Part.NOT_ASKED: 1}


def test_organisations_and_responses_count_though_they_have_no_case(version):
    question = factories.question(factories.section(version))
    factories.measure(question, unit="organisation", key="organisations")
    AuditTool.objects.filter(pk=version.tool_id).update(audits=AuditTool.Audits.ORGANISATIONS)
    audit = factories.audit(factories.published(version))
    for value in ("yes", "no"):
        made = organisation_return(audit)
        factories.answer(made, question, value)
        factories.move(made, "approved")
    found = audit_figures(audit)
    assert found.figures["organisations"].partition == Partition(counted=1, not_counted=1)
    assert found.facts["organisations"] == 2
    assert "cases" not in found.facts


def organisation_return(audit) -> AuditReturn:
    agency = factories.agency()
    return AuditReturn.objects.create(
        audit=audit,
        about=AuditReturn.About.ORGANISATION,
        agency=agency,
        auditor=factories.auditor(agency),
        tool_version=audit.tool_version,
        due_on=audit.due_on,
    )


def test_the_number_of_queries_depends_on_the_tool_alone(version, django_assert_num_queries):
    section = factories.section(version)
    visits = factories.question(section, Question.Kind.NUMBER)
    of_child = factories.question(factories.section(version, repeats="subject"))
    factories.measure_of_numbers(visits)
    factories.measure(of_child, unit="child", case_rule="any")
    audit = factories.audit(factories.published(version))
    for _ in range(2):
        for value in (1, 2):
            made = factories.audit_return(audit=audit)
            child = made.case.subjects.create(number=2)
            factories.answer(made, visits, value)
            factories.answer(made, of_child, "yes", subject=child)
            factories.move(made, "approved")
            write_outcomes(made)
        with django_assert_num_queries(9):
            audit_figures(audit)

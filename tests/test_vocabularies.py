"""Words that pure modules repeat, because they cannot import the models that choose them."""

import pytest

from audits import measure_reading, tool_reading, tool_schema, tool_wording
from audits.measured_tool import CASE_RULES, GROUPED_UNITS, OCCASIONS, UNITS
from audits.models import AuditTool, Measure, Option, Question, Scale, Section
from audits.models.fields import KEY_PATTERN
from audits.question_kinds import KINDS as QUESTION_KINDS
from audits.question_reading import TOTAL_RULES
from audits.tool_definition import KINDS
from reports import blank_answers, blank_forms, partitions


def said(choices) -> set[str]:
    """The choices that are written down; an empty one is said by leaving it out."""
    return {value for value in choices.values if value}


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        pytest.param(tool_reading.AUDITS, said(AuditTool.Audits), id="audits"),
        pytest.param(blank_forms.READ, said(AuditTool.Audits), id="what-a-form-asks-to-read"),
        pytest.param(UNITS, said(AuditTool.Audits), id="units-of-audits"),
        pytest.param(tool_reading.COUNTS_AS, said(Option.CountsAs), id="counts-as"),
        pytest.param(tool_reading.COLOURS, said(Option.Colour), id="colours"),
        pytest.param(tool_reading.BETTER, said(Scale.Better), id="better-of-scales"),
        pytest.param(tool_reading.BETTER, said(Measure.Better), id="better-of-measures"),
        pytest.param(tool_reading.REPEATS, said(Section.Repeats), id="repeats"),
        pytest.param(tool_wording.REPEATS, said(Section.Repeats), id="repeats-in-words"),
        pytest.param(blank_forms.REPEATS, said(Section.Repeats), id="repeats-on-paper"),
        pytest.param(KINDS, said(Question.Kind), id="kinds"),
        pytest.param(QUESTION_KINDS, said(Question.Kind), id="kinds-as-asked"),
        pytest.param(tool_wording.KIND_NAMES, said(Question.Kind), id="kinds-in-words"),
        pytest.param(TOTAL_RULES, said(Question.TotalRule), id="total-rules"),
        pytest.param(tool_wording.TOTAL_RULES, said(Question.TotalRule), id="totals-in-words"),
        pytest.param(measure_reading.KINDS, said(Measure.Kind), id="kinds-of-measures"),
        pytest.param(measure_reading.SILENCE, said(Measure.Silence), id="silence"),
        pytest.param(measure_reading.COMBINES, said(Measure.Combines), id="combines"),
        pytest.param(measure_reading.EVERY_UNIT, said(Measure.Unit), id="units"),
        pytest.param(CASE_RULES, said(Measure.CaseRule), id="case-rules"),
        pytest.param(GROUPED_UNITS, Measure.GROUPED_UNITS, id="grouped-units"),
        pytest.param(partitions.GROUPED_UNITS, Measure.GROUPED_UNITS, id="units-grouped"),
    ],
)
def test_pure_modules_say_what_the_models_can_store(words, stored):
    assert set(words) == set(stored)


def test_occasions_have_the_same_names_on_paper_as_in_the_service():
    stored = {repeats.value: names for repeats, names in Section.OCCASIONS.items()}
    assert {repeats: tuple(names) for repeats, names in stored.items()} == OCCASIONS
    on_paper = {repeats: tuple(names.values()) for repeats, names in stored.items()}
    assert on_paper == blank_answers.OCCASIONS


def test_a_key_is_the_same_everywhere():
    assert tool_schema.KEY == KEY_PATTERN

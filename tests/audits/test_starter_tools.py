import re

import pytest

from audits import measure_reading, starter_tools, tool_definition
from audits.asking import describe
from audits.conditions import Answered, AtLeast, AtMost, Is, Not, comparisons_in, parse
from audits.measure_rules import CASE_RULES, UNITS, measure_problems
from audits.models import AuditTool, Outcome, ToolVersion
from audits.question_reading import TOTAL_RULES
from audits.services import publish_version
from audits.tool_checks import checks_of
from audits.tool_files import definition_of, export_tool, hash_of, import_tool
from audits.tool_reading import AUDITS, BETTER, COUNTS_AS, REPEATS

TOOLS = starter_tools.starter_tools()
KEYS = sorted(TOOLS)


def test_every_file_of_the_library_is_offered():
    files = {path.stem for path in starter_tools.FOLDER.glob("*.yaml")}
    assert files == set(TOOLS) == {tool.key for tool in TOOLS.values()}


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_each_tool_is_imported_as_its_file_says(key):
    tool = TOOLS[key]
    assert definition_of(import_tool(content=tool.content)) == tool.definition


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_each_tool_can_be_published_and_is_then_counted(key):
    version = import_tool(content=TOOLS[key].content)
    version = publish_version(version=version, content_hash=hash_of(version))
    asked = {each.key for each in TOOLS[key].definition.questions if each.kind != "prompt"}
    counted = Outcome.objects.filter(version=version).values_list("question__key", flat=True)
    assert version.status == ToolVersion.Status.PUBLISHED
    assert set(counted) == asked


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_each_tool_goes_out_and_in_and_out_again_without_changing_a_byte(key):
    version = import_tool(content=TOOLS[key].content)
    first = export_tool(version)
    version.questions.all().delete()
    version.delete()
    AuditTool.objects.all().delete()
    assert export_tool(import_tool(content=first.encode())) == first


@pytest.mark.parametrize("key", KEYS)
def test_each_measure_can_be_counted(key):
    assert measure_problems(TOOLS[key].definition) == []


@pytest.mark.parametrize("key", KEYS)
def test_nothing_must_be_fixed(key):
    assert checks_of(TOOLS[key].definition).must == ()


@pytest.mark.parametrize("key", KEYS)
def test_nearly_every_question_says_how_to_choose(key):
    asked = [each for each in TOOLS[key].definition.questions if each.kind != "prompt"]
    assert sum(not each.guidance for each in asked) <= 1


@pytest.mark.parametrize("key", KEYS)
def test_every_theme_has_a_name(key):
    tool = TOOLS[key].definition
    named = {theme.key for theme in tool.themes}
    used = {part.theme for part in (*tool.questions, *tool.measures)} - {""}
    assert used <= named


@pytest.mark.parametrize("key", KEYS)
def test_every_condition_can_be_said_in_words(key):
    for part in conditioned(TOOLS[key].definition):
        assert describe(parse(part.show_when), {})


def test_a_case_audit_is_as_long_as_a_real_one():
    tool = TOOLS["multi-agency-case-audit"].definition
    assert 8 <= len(tool.sections) <= 10
    assert 45 <= len(tool.questions) <= 60


def definitions():
    return [tool.definition for tool in TOOLS.values()]


def every(part):
    return [each for tool in definitions() for each in getattr(tool, part)]


def conditioned(tool):
    return [part for part in (*tool.sections, *tool.questions) if part.show_when]


def test_together_they_ask_in_every_kind_of_question():
    assert {each.kind for each in every("questions")} == set(tool_definition.KINDS)


def test_together_they_audit_everything_that_can_be_audited():
    assert {tool.audits for tool in definitions()} == set(AUDITS)


def test_together_they_repeat_by_child_respondent_and_time_point():
    assert {section.repeats for section in every("sections")} - {""} == set(REPEATS)


def test_together_they_ask_some_and_not_others():
    parts = [*every("sections"), *every("questions")]
    assert any(part.sectors for part in every("sections"))
    assert any(part.sectors for part in every("questions"))
    assert any(part.plan_types for part in every("sections"))
    assert any(part.plan_types for part in every("questions"))
    assert any(part.picked for part in every("sections"))
    assert any(part.picked for part in every("questions"))
    assert any(not part.required for part in parts if hasattr(part, "required"))


def test_one_answer_switches_on_several_sections():
    tool = TOOLS["setting-own-audit"].definition
    switched = [
        section
        for section in tool.sections
        if section.show_when
        and [each.question for each in comparisons_in(parse(section.show_when))] == ["in-this-case"]
    ]
    assert len(switched) == 4


def test_together_their_conditions_use_every_comparison_and_nest():
    trees = [part.show_when for tool in definitions() for part in conditioned(tool)]
    compared = {type(each) for tree in trees for each in comparisons_in(parse(tree))}
    assert compared == {Is, Answered, AtLeast, AtMost}
    assert any(isinstance(parse(tree), Not) for tree in trees)
    assert any("any" in part for tree in trees for part in tree.get("all", []))


def test_together_their_scales_use_every_feature():
    scales = every("scales")
    options = [option for scale in scales for option in scale.options]
    assert {scale.better for scale in scales} == set(BETTER)
    assert {option.counts_as for option in options} == set(COUNTS_AS)
    assert any(option.colour for option in options)
    assert any(printed_in_another_order(scale) for scale in scales)


def printed_in_another_order(scale) -> bool:
    ranks = [option.rank for option in scale.options if option.rank is not None]
    return ranks not in (sorted(ranks), sorted(ranks, reverse=True))


def test_zero_is_the_lowest_score_on_one_scale_and_not_applicable_on_another():
    tool = TOOLS["organisational-self-assessment"].definition
    zeros = {
        scale.key: option
        for scale in tool.scales
        for option in scale.options
        if option.label.startswith("0:")
    }
    assert (zeros["score"].rank, zeros["score"].counts_as) == (0, "negative")
    assert (zeros["reach"].rank, zeros["reach"].counts_as) == (None, "not_applicable")


def test_together_they_add_up_items_by_every_rule():
    blocks = [each for each in every("questions") if each.kind == "items"]
    assert {each.total_rule for each in blocks} == set(TOTAL_RULES)


def test_together_they_rate_sections_and_carry_codes_of_a_framework():
    assert any(each.rates_section for each in every("questions"))
    assert sum(bool(each.codes) for each in every("questions")) > 50
    assert any(len(each.codes) > 1 for each in every("questions"))


def test_together_their_measures_use_every_kind_unit_and_rule():
    measures = every("measures")
    assert {each.kind for each in measures} == set(measure_reading.KINDS)
    assert {each.combines for each in measures} == {"", *measure_reading.COMBINES}
    assert {each.unit for each in measures} == {unit for units in UNITS.values() for unit in units}
    assert {each.case_rule for each in measures} == {"", *CASE_RULES}
    assert {each.not_recorded for each in measures} == set(measure_reading.SILENCE)
    assert {each.not_applicable for each in measures} == set(measure_reading.NOT_APPLICABLE)
    assert {each.better for each in measures} == {"higher", "lower", "none"}
    assert any(each.percent_of_maximum for each in measures)
    assert any(each.item for each in measures)
    assert any(each.occasion for each in measures)
    assert any(len(each.counts) > 1 for each in measures)


def test_no_sentence_repeats_what_a_median_or_a_range_says_itself():
    sentences = [each.sentence for each in every("measures") if "{median}" in each.sentence]
    assert sentences
    for sentence in sentences:
        assert not re.search(r"\{median\} \w", sentence), sentence
        assert not re.search(r"from \{range\}", sentence), sentence

"""A tool's definition in the shapes that decide what is asked, and that put it into words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from audits.conditions import Condition, ConditionError, parse
from audits.rules import QuestionRule, QuestionWords, SectionRule
from audits.tool_definition import QuestionDefinition, SectionDefinition, ToolDefinition, Tree
from audits.totals import TotalRule


def rules_of(tool: ToolDefinition) -> list[SectionRule]:
    """For `audits.asking`. A condition that cannot be read counts as none."""
    codes = option_codes(tool)
    return [section_rule(section, codes) for section in tool.sections]


def option_codes(tool: ToolDefinition) -> dict[str, tuple[str, ...]]:
    """Scale key → codes in its printed order."""
    return {scale.key: tuple(option.code for option in scale.options) for scale in tool.scales}


def section_rule(section: SectionDefinition, codes: Mapping[str, tuple[str, ...]]) -> SectionRule:
    return SectionRule(
        key=section.key,
        questions=tuple(_question_rule(question, codes) for question in section.questions),
        sectors=section.sectors,
        plan_types=section.plan_types,
        picked=section.picked,
        repeats=section.repeats,
        show_when=readable(section.show_when),
    )


def _question_rule(question: QuestionDefinition, codes) -> QuestionRule:
    return QuestionRule(
        key=question.key,
        kind=question.kind,
        codes=codes.get(question.scale, ()),
        sectors=question.sectors,
        plan_types=question.plan_types,
        picked=question.picked,
        show_when=readable(question.show_when),
        minimum=question.minimum,
        maximum=question.maximum,
        decimals=question.decimals,
        total=total_of(question),
    )


def total_of(question: QuestionDefinition) -> TotalRule | None:
    if question.kind != "items":
        return None
    return TotalRule(
        items=tuple(item.code for item in question.items),
        rule=question.total_rule,
        fewest=question.fewest_items,
        decimals=question.decimals,
    )


def readable(tree: Tree | None) -> Condition | None:
    if not tree:
        return None
    try:
        return parse(tree)
    except ConditionError:
        return None


def numbers_of(tool: ToolDefinition) -> dict[str, str]:
    """Question key → its printed number, like 4.2."""
    return {
        question.key: f"{place}.{at}"
        for place, section in enumerate(tool.sections, start=1)
        for at, question in enumerate(section.questions, start=1)
    }


def words_of(tool: ToolDefinition, *, numbered: bool = False) -> dict[str, QuestionWords]:
    """For `audits.asking.describe`; with `numbered`, as “4.2 Was the child seen?”."""
    numbers = numbers_of(tool)
    labels = {
        scale.key: {option.code: option.label for option in scale.options} for scale in tool.scales
    }
    return {
        question.key: QuestionWords(
            f"{numbers[question.key]} {question.text}" if numbered else question.text,
            labels.get(question.scale, {}),
            question.kind,
        )
        for question in tool.questions
    }

"""What the questions of a tool can be measured by: units, occasions, maxima, what joins. Pure."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

from audits.tool_definition import (
    NUMBER_KINDS,
    SCALE_KINDS,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
)

# The units of each kind of tool; the first is the usual one.
UNITS = {
    "cases": ("return", "case", "child"),
    "own_cases": ("return", "case", "child"),
    "organisations": ("organisation",),
    "respondents": ("response",),
}
GROUPED_UNITS = frozenset({"case", "child"})
CASE_RULES = ("any", "all", "majority", "lead")
OCCASIONS = {
    "respondent": ("worker", "parent", "child"),
    "time_point": ("first", "later"),
}
PLACES = {
    "share": ("{share}", "{percent}", "{count}", "{words}"),
    "total": ("{median}", "{range}", "{count}"),
}
RANKED_KINDS = frozenset({"choice", "grade"})
TOTAL_KINDS = NUMBER_KINDS | RANKED_KINDS


def maximum_of(
    question: QuestionDefinition, options: tuple[OptionDefinition, ...] = ()
) -> Decimal | None:
    """The most one answer can come to; None where there is no such number."""
    if question.kind in RANKED_KINDS:
        ranks = [option.rank for option in options if option.rank is not None]
        return Decimal(max(ranks)) if ranks else None
    if question.kind == "items":
        # The sum of some items has no maximum of its own: it depends on how many there were.
        whole = question.maximum is not None and question.total_rule != "sum"
        return question.maximum * len(question.items) if whole else None
    return question.maximum


def joinable(tool: ToolDefinition, key: str) -> list[QuestionDefinition]:
    """Other questions that a measure of this one may be joined with, in the tool's order."""
    rules = MeasuredTool(tool)
    question, repeats = rules.questions[key], rules.sections[key].repeats
    return [
        other
        for other in tool.questions
        if other.key != key
        and rules.sections[other.key].repeats == repeats
        and _may_join(question, other)
    ]


def _may_join(one: QuestionDefinition, other: QuestionDefinition) -> bool:
    if one.kind in SCALE_KINDS:
        return other.kind in SCALE_KINDS and one.scale == other.scale
    both = {one.kind, other.kind} <= TOTAL_KINDS
    return both and measured_in(one) == measured_in(other)


class MeasuredTool:
    """The questions and scales of one tool, by their keys."""

    def __init__(self, tool: ToolDefinition) -> None:
        self.tool = tool
        self.audits = tool.audits

    @cached_property
    def questions(self) -> dict[str, QuestionDefinition]:
        return {question.key: question for question in self.tool.questions}

    @cached_property
    def sections(self) -> dict[str, SectionDefinition]:
        """By the key of each question."""
        return {
            question.key: section
            for section in self.tool.sections
            for question in section.questions
        }

    @cached_property
    def scales(self) -> dict[str, ScaleDefinition]:
        return {scale.key: scale for scale in self.tool.scales}

    def options(self, question: QuestionDefinition) -> tuple[OptionDefinition, ...]:
        scale = self.scales.get(question.scale)
        return scale.options if scale else ()


def measured_in(question: QuestionDefinition) -> tuple:
    """Answers that are alike in this may be added to each other."""
    if question.kind in RANKED_KINDS:
        return "scale", question.scale
    if question.unit:
        return "unit", question.unit
    return "range", question.minimum, question.maximum

"""About how long a tool takes to complete: reading the record and answering. Pure.

Seconds for each kind, from writing and looking up more than from ticking. A guess for planning a
morning, which is why it is rounded to five minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from audits.asking import Audience, QuestionRule, SectionRule, for_audience
from audits.tool_definition import ToolDefinition
from audits.tool_rules import rules_of

SECONDS = {
    "choice": 80,
    "choices": 90,
    "grade": 150,
    "number": 90,
    "items": 30,
    "profile": 30,
    "date": 75,
    "partial_date": 75,
    "period": 90,
    "text": 180,
    "quote": 120,
    "tasks": 180,
    "prompt": 15,
}
SECONDS_AN_ITEM = 30
OTHER_SECONDS = 90
ROUNDED_TO = 5


class Asked(NamedTuple):
    """`likely`: how probable it is that it is asked at all."""

    kind: str
    items: int = 0
    likely: float = 1.0


class Estimate(NamedTuple):
    """What an audience may meet, and how long that takes it."""

    questions: int
    minutes: int


def minutes_for(questions: Iterable[Asked]) -> int:
    """Rounded to five; at least five, and none for nothing."""
    seconds = [each.likely * _seconds(each) for each in questions]
    if not seconds:
        return 0
    return max(ROUNDED_TO, ROUNDED_TO * round(sum(seconds) / 60 / ROUNDED_TO))


def _seconds(asked: Asked) -> int:
    return SECONDS.get(asked.kind, OTHER_SECONDS) + SECONDS_AN_ITEM * asked.items


def estimate(tool: ToolDefinition, audience: Audience) -> Estimate:
    """A question with a condition is asked of half; of several conditions above it, still half."""
    items = {question.key: len(question.items) for question in tool.questions}
    found = [
        Asked(question.kind, items[question.key], _likely(section, question))
        for section in rules_of(tool)
        if for_audience(section, audience)
        for question in section.questions
        if for_audience(question, audience)
    ]
    answered = sum(each.kind != "prompt" for each in found)
    return Estimate(answered, minutes_for(found))


def _likely(section: SectionRule, question: QuestionRule) -> float:
    uncertain = (section.show_when, question.show_when, section.picked, question.picked)
    return 0.5 if any(uncertain) else 1.0

"""The outline of a draft beside its editor: sections that fold, and their questions."""

from collections.abc import Collection
from dataclasses import dataclass

from django.urls import reverse

from audits.models import ToolVersion
from audits.tool_definition import QuestionDefinition, SectionDefinition, ToolDefinition

LONGEST_NAME = 60


@dataclass(frozen=True)
class QuestionLine:
    key: str
    number: str
    name: str
    url: str
    current: bool
    flagged: bool
    conditional: bool


@dataclass(frozen=True)
class SectionLine:
    key: str
    number: int
    title: str
    url: str
    new_question_url: str
    current: bool
    is_open: bool
    flagged: bool
    conditional: bool
    questions: list[QuestionLine]


def outline(
    version: ToolVersion, tool: ToolDefinition, current: str = "", flagged: Collection[str] = ()
) -> list[SectionLine]:
    """`current` is the key of the section or question being edited, with its kind before it:
    "section:KEY" or "question:KEY"; `flagged` names those that a check speaks of likewise."""
    return [
        _section(version, number, section, current, flagged)
        for number, section in enumerate(tool.sections, start=1)
    ]


def _section(
    version: ToolVersion,
    number: int,
    section: SectionDefinition,
    current: str,
    flagged: Collection[str],
) -> SectionLine:
    lines = [
        _question(version, f"{number}.{place}", question, current, flagged)
        for place, question in enumerate(section.questions, start=1)
    ]
    name = f"section:{section.key}"
    return SectionLine(
        key=section.key,
        number=number,
        title=section.title,
        url=reverse("audits:build_section", args=[version.pk, section.key]),
        new_question_url=reverse("audits:new_question", args=[version.pk, section.key]),
        current=name == current,
        is_open=name == current or any(line.current for line in lines),
        flagged=name in flagged or any(line.flagged for line in lines),
        conditional=bool(section.show_when),
        questions=lines,
    )


def _question(
    version: ToolVersion,
    number: str,
    question: QuestionDefinition,
    current: str,
    flagged: Collection[str],
) -> QuestionLine:
    name = f"question:{question.key}"
    return QuestionLine(
        key=question.key,
        number=number,
        name=short_name(question),
        url=reverse("audits:build_question", args=[version.pk, question.key]),
        current=name == current,
        flagged=name in flagged,
        conditional=bool(question.show_when),
    )


def short_name(question: QuestionDefinition) -> str:
    """Its label, or as much of its words as a line holds."""
    if question.label or len(question.text) <= LONGEST_NAME:
        return question.label or question.text
    return question.text[:LONGEST_NAME].rpartition(" ")[0] + " …"

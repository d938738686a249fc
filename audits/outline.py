"""The outline of a draft beside its editor: sections that fold, and their questions."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from audits.models import ToolVersion
from audits.tool_definition import QuestionDefinition, SectionDefinition, ToolDefinition

LONGEST_NAME = 60
NO_FLAGS: Mapping[str, str] = {}


@dataclass(frozen=True)
class QuestionLine:
    key: str
    number: str
    name: str
    url: str
    current: bool
    flag: str
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
    flag: str
    conditional: bool
    questions: list[QuestionLine]


def outline(
    version: ToolVersion,
    tool: ToolDefinition,
    current: str = "",
    flags: Mapping[str, str] = NO_FLAGS,
) -> list[SectionLine]:
    """`current` is the key of the section or question being edited, with its kind before it:
    "section:KEY" or "question:KEY"; `flags` says of those that a check
    speaks of whether it is one that must be fixed (must) or advice (consider)."""
    return [
        _section(version, number, section, current, flags)
        for number, section in enumerate(tool.sections, start=1)
    ]


def _section(
    version: ToolVersion,
    number: int,
    section: SectionDefinition,
    current: str,
    flags: Mapping[str, str],
) -> SectionLine:
    lines = [
        _question(version, f"{number}.{place}", question, current, flags)
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
        flag=max([flags.get(name, ""), *(line.flag for line in lines)]),  # must > consider > none
        conditional=bool(section.show_when),
        questions=lines,
    )


def _question(
    version: ToolVersion,
    number: str,
    question: QuestionDefinition,
    current: str,
    flags: Mapping[str, str],
) -> QuestionLine:
    name = f"question:{question.key}"
    return QuestionLine(
        key=question.key,
        number=number,
        name=short_name(question),
        url=reverse("audits:build_question", args=[version.pk, question.key]),
        current=name == current,
        flag=flags.get(name, ""),
        conditional=bool(question.show_when),
    )


def short_name(question: QuestionDefinition) -> str:
    """Its label, or as much of its words as a line holds."""
    if question.label or len(question.text) <= LONGEST_NAME:
        return question.label or question.text
    return question.text[:LONGEST_NAME].rpartition(" ")[0] + " …"

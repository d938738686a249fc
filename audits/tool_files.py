"""Audit tools in and out of files: read and check, make a draft version, write a version out."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from agencies.activity import record
from agencies.models import Sector
from audits import tool_definition as definition
from audits.models import (
    AuditTool,
    Measure,
    Option,
    Question,
    Scale,
    Section,
    ToolVersion,
)
from audits.tool_definition import ToolDefinition, content_hash, to_yaml
from audits.tool_reading import ToolFileError, read_tool

__all__ = [
    "DraftInTheWay",
    "ToolFileError",
    "export_tool",
    "hash_of",
    "import_tool",
    "read_file",
]


class DraftInTheWay(Exception):
    """The tool already has a draft; the message says what can be done."""


def read_file(content: bytes) -> ToolDefinition:
    """Raises ToolFileError, which names every fault and its line."""
    return read_tool(content, Sector.values)


def export_tool(version: ToolVersion) -> str:
    """The version as a tool file."""
    return to_yaml(definition_of(version))


def hash_of(version: ToolVersion) -> str:
    """What seals a published version; does not depend on its number."""
    return content_hash(definition_of(version))


@transaction.atomic
def import_tool(*, content: bytes, by=None, replace_draft: bool = False) -> ToolVersion:
    """Make a draft version from a tool file; nothing is kept where anything is wrong.

    A file that says what a version of the tool already says gives that version back. Raises
    ToolFileError and DraftInTheWay.
    """
    tool_definition = read_file(content)
    tool, _ = AuditTool.objects.update_or_create(
        key=tool_definition.key,
        defaults={
            "name": tool_definition.name,
            "audits": tool_definition.audits,
            "description": tool_definition.description,
        },
    )
    versions = list(ToolVersion.objects.select_for_update().filter(tool=tool))
    same = next((each for each in versions if hash_of(each) == content_hash(tool_definition)), None)
    if same is not None:
        return same
    _clear_draft(versions, replace_draft)
    version = _create_version(tool, tool_definition)
    record("imported a tool version", version, by=by)
    return version


def _clear_draft(versions: list[ToolVersion], replace_draft: bool) -> None:
    draft = next((each for each in versions if each.status == ToolVersion.Status.DRAFT), None)
    if draft is None:
        return
    if not replace_draft:
        raise DraftInTheWay(
            f"{draft} is a draft. Publish it first, or say that this file replaces it."
        )
    draft.questions.all().delete()
    draft.delete()


def _create_version(tool: AuditTool, content: ToolDefinition) -> ToolVersion:
    """The number written in the file is kept where it is higher than every number in use."""
    last = tool.versions.aggregate(last=Max("number"))["last"] or 0
    version = ToolVersion.objects.create(tool=tool, number=max(last + 1, content.version))
    scales = _create_scales(version, content.scales)
    questions = _create_sections(version, content.sections, scales)
    _create_measures(version, content.measures, questions, scales)
    return version


def _create_scales(version, scales) -> dict[str, tuple[Scale, dict[str, Option]]]:
    """Scale key -> the scale and its options by code."""
    made = {}
    for position, content in enumerate(scales, start=1):
        scale = Scale.objects.create(
            version=version,
            key=content.key,
            name=content.name,
            better=content.better,
            position=position,
        )
        options = Option.objects.bulk_create(
            Option(
                scale=scale,
                code=option.code,
                label=option.label,
                descriptor=option.descriptor,
                counts_as=option.counts_as,
                rank=option.rank,
                position=place,
            )
            for place, option in enumerate(content.options, start=1)
        )
        made[content.key] = scale, {option.code: option for option in options}
    return made


def _create_sections(version, sections, scales) -> dict[str, Question]:
    """Question key -> question."""
    made = {}
    for position, content in enumerate(sections, start=1):
        section = Section.objects.create(
            version=version,
            key=content.key,
            title=content.title,
            guidance=content.guidance,
            sectors=list(content.sectors),
            show_when=content.show_when,
            position=position,
        )
        questions = Question.objects.bulk_create(
            _question(section, place, question, scales)
            for place, question in enumerate(content.questions, start=1)
        )
        made |= {question.key: question for question in questions}
    return made


def _question(section: Section, position: int, content, scales) -> Question:
    return Question(
        version_id=section.version_id,
        section=section,
        position=position,
        scale=scales[content.scale][0] if content.scale else None,
        allows_not_applicable=content.not_applicable,
        allows_not_recorded=content.not_recorded,
        sectors=list(content.sectors),
        **{name: getattr(content, name) for name in _SAME_IN_BOTH},
    )


# Fields of a question that have one name and one form in the file and in the model.
_SAME_IN_BOTH = (
    "key",
    "kind",
    "text",
    "guidance",
    "required",
    "theme",
    "unit",
    "minimum",
    "maximum",
    "max_length",
    "lines",
    "show_when",
)


def _create_measures(version, measures, questions, scales) -> None:
    for position, content in enumerate(measures, start=1):
        question = questions[content.question]
        measure = Measure.objects.create(
            version=version,
            question=question,
            position=position,
            **{name: getattr(content, name) for name in _SAME_IN_MEASURES},
        )
        options = scales[question.scale.key][1]
        measure.options.set([options[code] for code in content.counts])


_SAME_IN_MEASURES = (
    "key",
    "name",
    "label",
    "theme",
    "not_recorded",
    "unit",
    "case_rule",
    "lead_sector",
    "better",
    "sentence",
)


def definition_of(version: ToolVersion) -> ToolDefinition:
    """The version as plain data, read in a handful of queries."""
    sections = version.sections.prefetch_related("questions__scale")
    measures = version.measures.select_related("question").prefetch_related("options")
    return ToolDefinition(
        key=version.tool.key,
        name=version.tool.name,
        audits=version.tool.audits,
        version=version.number,
        description=version.tool.description,
        scales=tuple(_scale_of(scale) for scale in version.scales.prefetch_related("options")),
        sections=tuple(_section_of(section) for section in sections),
        measures=tuple(_measure_of(measure) for measure in measures),
    )


def _scale_of(scale: Scale) -> definition.ScaleDefinition:
    return definition.ScaleDefinition(
        key=scale.key,
        name=scale.name,
        better=scale.better,
        options=tuple(
            definition.OptionDefinition(
                code=option.code,
                label=option.label,
                counts_as=option.counts_as,
                rank=option.rank,
                descriptor=option.descriptor,
            )
            for option in scale.options.all()
        ),
    )


def _section_of(section: Section) -> definition.SectionDefinition:
    return definition.SectionDefinition(
        key=section.key,
        title=section.title,
        guidance=section.guidance,
        sectors=tuple(section.sectors),
        show_when=section.show_when,
        questions=tuple(_question_of(question) for question in section.questions.all()),
    )


def _question_of(question: Question) -> definition.QuestionDefinition:
    return definition.QuestionDefinition(
        scale=question.scale.key if question.scale_id else "",
        not_applicable=question.allows_not_applicable,
        not_recorded=question.allows_not_recorded,
        sectors=tuple(question.sectors),
        **{name: getattr(question, name) for name in _SAME_IN_BOTH},
    )


def _measure_of(measure: Measure) -> definition.MeasureDefinition:
    return definition.MeasureDefinition(
        question=measure.question.key,
        counts=tuple(option.code for option in measure.options.all()),
        **{name: getattr(measure, name) for name in _SAME_IN_MEASURES},
    )

"""What is asked: tools with their questions, scales and measures."""

from audits.models import (
    AuditTool,
    Contradiction,
    Item,
    Measure,
    Option,
    Question,
    Scale,
    Section,
    ToolVersion,
)
from audits.services import publish_version
from audits.tool_definition import SCALE_KINDS
from tests.factories.people import numbers, place


def draft_version(audits=AuditTool.Audits.CASES, **fields) -> ToolVersion:
    number = next(numbers)
    tool = AuditTool.objects.create(key=f"tool-{number}", name=f"Tool {number}", audits=audits)
    return ToolVersion.objects.create(**{"tool": tool, "number": 1} | fields)


def scale(version, codes=("yes", "partly", "no"), **fields) -> Scale:
    number = next(numbers)
    made = Scale.objects.create(
        **{"version": version, "key": f"scale-{number}", "name": "Scale", "position": place(number)}
        | fields
    )
    for position, code in enumerate(codes, 1):
        Option.objects.create(scale=made, code=code, label=code.capitalize(), position=position)
    return made


def section(version, **fields) -> Section:
    position = version.sections.count() + 1
    return Section.objects.create(
        **{
            "version": version,
            "key": f"section-{position}",
            "title": f"Section {position}",
            "position": position,
        }
        | fields
    )


def question(section, kind=Question.Kind.CHOICE, items=(), **fields) -> Question:
    """`items` are codes of the lines of a block, or of the areas of a profile."""
    position = section.questions.count() + 1
    if kind in SCALE_KINDS and "scale" not in fields:
        fields["scale"] = scale(section.version)
    made = Question.objects.create(
        **{
            "version": section.version,
            "section": section,
            "key": f"question-{section.position}-{position}",
            "kind": kind,
            "text": f"Question {section.position}.{position}?",
            "position": position,
        }
        | fields
    )
    for number, code in enumerate(items, 1):
        Item.objects.create(question=made, code=code, label=code.capitalize(), position=number)
    return made


def measure(question, codes=("yes",), **fields) -> Measure:
    position = question.version.measures.count() + 1
    made = Measure.objects.create(
        **{
            "version": question.version,
            "question": question,
            "key": f"measure-{position}",
            "name": f"Measure {position}",
            "label": f"Measure {position}",
            "position": position,
        }
        | fields
    )
    if question.scale_id:
        made.options.set(question.scale.options.filter(code__in=codes))
    return made


def measure_of_numbers(question, **fields) -> Measure:
    """A median and range of what is answered in figures."""
    return measure(question, (), **{"kind": Measure.Kind.TOTAL} | fields)


def contradiction(version, question=None, **fields) -> Contradiction:
    """Found where the question is answered, unless it is told otherwise."""
    position = version.contradictions.count() + 1
    key = question.key if question else "none"
    return Contradiction.objects.create(
        **{
            "version": version,
            "key": f"contradiction-{position}",
            "when": {"question": key, "answered": True},
            "says": f"Contradiction {position}.",
            "position": position,
        }
        | fields
    )


def published(version: ToolVersion) -> ToolVersion:
    return publish_version(version=version, content_hash="0" * 64)


def small_version(audits=AuditTool.Audits.CASES) -> ToolVersion:
    """One section with one required choice, published."""
    version = draft_version(audits)
    question(section(version))
    return published(version)


def measured_version() -> ToolVersion:
    """One section with one required choice and a measure of it, published."""
    version = draft_version()
    measure(question(section(version)))
    return published(version)

"""A tool as a document: one canonical form for its file, its hash and what is kept. Pure."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

import yaml

from audits.tool_definition import (
    CodeDefinition,
    ContradictionDefinition,
    ItemDefinition,
    MeasureDefinition,
    OptionDefinition,
    PlanTypeDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ThemeDefinition,
    ToolDefinition,
    required_by_default,
)

FORMAT = 1
Document = dict[str, object]


def to_yaml(tool: ToolDefinition) -> str:
    """The tool file; reading it gives the same definition back."""
    return yaml.dump(
        to_document(tool), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96
    )


def content_hash(tool: ToolDefinition) -> str:
    """SHA-256 of everything a version asks and counts.

    The version's number, the tool's name and description and the names of plan types are not part
    of it: they may change around a published version.
    """
    document = to_document(tool) | {"tool": [tool.key, tool.audits]}
    document.pop("plan_types", None)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def to_document(tool: ToolDefinition) -> Document:
    """Names and values in a fixed order; whatever equals its default is left out."""
    head = {
        "key": tool.key,
        "name": tool.name,
        "audits": tool.audits,
        "version": tool.version,
        "description": tool.description,
    }
    document = {
        "format": FORMAT,
        "tool": {name: value for name, value in head.items() if value != ""},
        "plan_types": [_unlike_default(each, ("key", "name")) for each in tool.plan_types],
        "themes": [_unlike_default(theme, ("key", "name")) for theme in tool.themes],
        "codes": [_unlike_default(code, ("key", "framework", "code")) for code in tool.codes],
        "scales": [_scale(scale) for scale in tool.scales],
        "sections": [_section(section) for section in tool.sections],
        "measures": [_measure(measure) for measure in tool.measures],
        "contradictions": [
            _unlike_default(each, ("key", "when", "says")) for each in tool.contradictions
        ],
    }
    return {name: value for name, value in document.items() if value != []}


def _scale(scale: ScaleDefinition) -> Document:
    options = [_unlike_default(option, ("code", "label")) for option in scale.options]
    return _unlike_default(scale, ("key", "name"), better="none") | {"options": options}


def _section(section: SectionDefinition) -> Document:
    questions = [_question(question) for question in section.questions]
    return _unlike_default(section, ("key", "title")) | {"questions": questions}


def _question(question: QuestionDefinition) -> Document:
    said = _unlike_default(
        question, ("key", "kind", "text"), required=required_by_default(question.kind)
    )
    if question.items:
        said["items"] = [_unlike_default(item, ("code", "label")) for item in question.items]
    return said


def _measure(measure: MeasureDefinition) -> Document:
    return _unlike_default(measure, ("key", "name", "label", "question"))


def from_document(document: Document) -> ToolDefinition:
    """The tool that `to_document` wrote, taken on trust: for what this application kept itself."""
    return ToolDefinition(
        **document["tool"],
        plan_types=tuple(PlanTypeDefinition(**each) for each in document.get("plan_types", ())),
        themes=tuple(ThemeDefinition(**each) for each in document.get("themes", ())),
        codes=tuple(CodeDefinition(**each) for each in document.get("codes", ())),
        scales=tuple(_kept(ScaleDefinition, each) for each in document.get("scales", ())),
        sections=tuple(_kept(SectionDefinition, each) for each in document.get("sections", ())),
        measures=tuple(_kept(MeasureDefinition, each) for each in document.get("measures", ())),
        contradictions=tuple(
            _kept(ContradictionDefinition, each) for each in document.get("contradictions", ())
        ),
    )


def _kept(kind: type, said: Document):
    values = {name: _as_kept(name, value) for name, value in said.items()}
    if kind is QuestionDefinition:
        values.setdefault("required", required_by_default(values["kind"]))
    return kind(**values)


def _as_kept(name: str, value: object) -> object:
    if name in _PARTS:
        return tuple(_kept(_PARTS[name], each) for each in value)
    if name in ("minimum", "maximum"):
        return Decimal(str(value))
    return tuple(value) if isinstance(value, list) else value


def _unlike_default(item, always: tuple[str, ...], **defaults) -> Document:
    """The item's fields in order, without parts of its own and without unsaid defaults."""
    said = {}
    for name, field in item.__dataclass_fields__.items():
        value = getattr(item, name)
        if name not in _PARTS and (name in always or value != defaults.get(name, field.default)):
            said[name] = _as_written(value)
    return said


_PARTS = {"options": OptionDefinition, "questions": QuestionDefinition, "items": ItemDefinition}


def _as_written(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


class _Dumper(yaml.SafeDumper):
    """Indents lists under their name, writes long text as blocks, and repeats nothing by alias."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data) -> bool:
        return True


def _write_text(dumper: _Dumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)

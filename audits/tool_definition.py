"""An audit tool as plain data, with one canonical form for its file and its hash. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

import yaml

FORMAT = 1
CHOICE_KINDS = frozenset({"choice", "choices"})

Document = dict[str, object]
Tree = dict[str, object]


@dataclass(frozen=True, slots=True)
class OptionDefinition:
    code: str
    label: str
    counts_as: str = "neutral"
    rank: int | None = None
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class ScaleDefinition:
    key: str
    name: str
    better: str = "none"
    options: tuple[OptionDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionDefinition:
    key: str
    kind: str
    text: str
    guidance: str = ""
    scale: str = ""
    required: bool = True
    not_applicable: bool = True
    not_recorded: bool = True
    theme: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    max_length: int = 2000
    lines: int = 4
    sectors: tuple[str, ...] = ()
    show_when: Tree | None = None


@dataclass(frozen=True, slots=True)
class SectionDefinition:
    key: str
    title: str
    guidance: str = ""
    sectors: tuple[str, ...] = ()
    show_when: Tree | None = None
    questions: tuple[QuestionDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    key: str
    name: str
    label: str
    question: str
    counts: tuple[str, ...]
    theme: str = ""
    not_recorded: str = "in_denominator"
    unit: str = "return"
    case_rule: str = ""
    lead_sector: str = ""
    better: str = "higher"
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    key: str
    name: str
    audits: str = "cases"
    version: int = 1
    description: str = ""
    scales: tuple[ScaleDefinition, ...] = ()
    sections: tuple[SectionDefinition, ...] = ()
    measures: tuple[MeasureDefinition, ...] = ()


def required_by_default(kind: str) -> bool:
    return kind != "text"


def to_yaml(tool: ToolDefinition) -> str:
    """The tool file; reading it gives the same definition back."""
    return yaml.dump(
        to_document(tool), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96
    )


def content_hash(tool: ToolDefinition) -> str:
    """SHA-256 of everything a version asks and counts.

    The version's number and the tool's name and description are not part of it: they may change
    around a published version.
    """
    document = to_document(tool) | {"tool": [tool.key, tool.audits]}
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
        "scales": [_scale(scale) for scale in tool.scales],
        "sections": [_section(section) for section in tool.sections],
        "measures": [_measure(measure) for measure in tool.measures],
    }
    return {name: value for name, value in document.items() if value != []}


def _scale(scale: ScaleDefinition) -> Document:
    options = [_unlike_default(option, ("code", "label")) for option in scale.options]
    return _unlike_default(scale, ("key", "name"), better="none") | {"options": options}


def _section(section: SectionDefinition) -> Document:
    questions = [_question(question) for question in section.questions]
    return _unlike_default(section, ("key", "title")) | {"questions": questions}


def _question(question: QuestionDefinition) -> Document:
    return _unlike_default(
        question, ("key", "kind", "text"), required=required_by_default(question.kind)
    )


def _measure(measure: MeasureDefinition) -> Document:
    return _unlike_default(measure, ("key", "name", "label", "question", "counts"))


def _unlike_default(item, always: tuple[str, ...], **defaults) -> Document:
    """The item's fields in order, without parts of its own and without unsaid defaults."""
    said = {}
    for name, field in item.__dataclass_fields__.items():
        value = getattr(item, name)
        if name not in _PARTS and (name in always or value != defaults.get(name, field.default)):
            said[name] = _as_written(value)
    return said


_PARTS = frozenset({"options", "questions"})


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

"""An audit tool as plain data, with one canonical form for its file and its hash. Pure."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

import yaml

FORMAT = 1
KINDS = (
    "choice",
    "choices",
    "grade",
    "number",
    "items",
    "profile",
    "date",
    "partial_date",
    "period",
    "text",
    "quote",
    "tasks",
    "prompt",
)
CHOICE_KINDS = frozenset({"choice", "choices", "grade"})
SCALE_KINDS = CHOICE_KINDS | {"profile"}
ITEM_KINDS = frozenset({"items", "profile"})
NUMBER_KINDS = frozenset({"number", "items"})
OPTIONAL_KINDS = frozenset({"text", "quote", "tasks", "prompt"})  # unless they say otherwise

Document = dict[str, object]
Tree = dict[str, object]


@dataclass(frozen=True, slots=True)
class OptionDefinition:
    code: str
    label: str
    counts_as: str = "neutral"
    rank: int | None = None
    colour: str = ""
    descriptor: str = ""


@dataclass(frozen=True, slots=True)
class PlanTypeDefinition:
    """Plan types belong to the installation; a file names those its questions are limited to."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ThemeDefinition:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class CodeDefinition:
    """A heading of another framework that questions answer to."""

    key: str
    framework: str
    code: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A line of a block of scored items, or an area of a profile."""

    code: str
    label: str
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
    label: str = ""
    guidance: str = ""
    scale: str = ""
    items: tuple[ItemDefinition, ...] = ()
    required: bool = True
    not_applicable: bool = True
    not_recorded: bool = True
    theme: str = ""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 3
    total_rule: str = "every"
    fewest_items: int | None = None
    max_length: int = 2000
    lines: int = 4
    rates_section: bool = False
    codes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    picked: bool = False
    show_when: Tree | None = None


@dataclass(frozen=True, slots=True)
class SectionDefinition:
    key: str
    title: str
    guidance: str = ""
    sectors: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    picked: bool = False
    repeats: str = ""
    show_when: Tree | None = None
    questions: tuple[QuestionDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    key: str
    name: str
    label: str
    question: str
    kind: str = "share"
    also: tuple[str, ...] = ()
    combines: str = ""
    item: str = ""
    occasion: str = ""
    counts: tuple[str, ...] = ()
    theme: str = ""
    not_recorded: str = "in_denominator"
    not_applicable: str = "left_out"
    percent_of_maximum: bool = False
    unit: str = "return"
    case_rule: str = ""
    lead_sector: str = ""
    better: str = "higher"
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class ContradictionDefinition:
    """Answers of one return that do not fit together, and what is said of it to its auditor."""

    key: str
    when: Tree
    says: str


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    key: str
    name: str
    audits: str = "cases"
    version: int = 1
    description: str = ""
    plan_types: tuple[PlanTypeDefinition, ...] = ()
    themes: tuple[ThemeDefinition, ...] = ()
    codes: tuple[CodeDefinition, ...] = ()
    scales: tuple[ScaleDefinition, ...] = ()
    sections: tuple[SectionDefinition, ...] = ()
    measures: tuple[MeasureDefinition, ...] = ()
    contradictions: tuple[ContradictionDefinition, ...] = ()

    @property
    def questions(self) -> tuple[QuestionDefinition, ...]:
        return tuple(question for section in self.sections for question in section.questions)


def required_by_default(kind: str) -> bool:
    return kind not in OPTIONAL_KINDS


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

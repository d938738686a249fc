"""An audit tool as plain data; `tool_documents` writes it down. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

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
    own_work: bool = False
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

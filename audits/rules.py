"""A tool as plain rules: what it asks, of whom, and when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from audits.conditions import Condition
from audits.totals import MOST_DECIMALS, TotalRule

MUST_FIX, CONSIDER = "must fix", "consider"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a tool is put to: an agency's sector, the plan type of its case, what is picked.

    `sector` and `plan_type` may be None for any; an empty plan type is one nobody has recorded,
    to which nothing limited to plan types is put. `picked` holds keys of sections and questions;
    None is all of them.
    """

    sector: str | None = None
    plan_type: str | None = None
    picked: frozenset[str] | None = None


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """`codes` are the options of its scale; empty `sectors` and `plan_types` mean every one.

    `minimum`, `maximum` and `decimals` limit a number, or each item of a block; `total` says what
    total a block has, which is what a condition compares. `picked`: asked only where the auditor
    has picked it as relevant.
    """

    key: str
    kind: str
    codes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    picked: bool = False
    show_when: Condition | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = MOST_DECIMALS
    total: TotalRule | None = None


@dataclass(frozen=True, slots=True)
class SectionRule:
    """`repeats`: subject, respondent or time_point, or empty for a section asked once."""

    key: str
    questions: tuple[QuestionRule, ...]
    sectors: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    picked: bool = False
    repeats: str = ""
    show_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The printed wording of a question and of its options (code -> label)."""

    text: str
    options: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceProblem:
    """`owner` is the key of the section or question that is at fault, or whose condition is.

    `level` is MUST_FIX, which stops a tool from being published, or CONSIDER.
    """

    owner_kind: str
    owner: str
    sentence: str
    level: str = MUST_FIX


def for_audience(rule: SectionRule | QuestionRule, audience: Audience) -> bool:
    """Whether it is put to this audience at all, whatever its conditions say."""
    return (
        (audience.sector is None or not rule.sectors or audience.sector in rule.sectors)
        and (
            audience.plan_type is None
            or not rule.plan_types
            or audience.plan_type in rule.plan_types
        )
        and (not rule.picked or audience.picked is None or rule.key in audience.picked)
    )

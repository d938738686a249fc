"""The numbers that were answered in figures, for the totals of an audit."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from audits.conditions import as_number
from audits.measured_tool import maximum_of
from audits.models import AnswerState, Audit, Item, Question
from audits.tool_definition import ItemDefinition, QuestionDefinition
from audits.totals import TotalRule
from cases.models import Answer, AuditReturn
from reports.counted_returns import Repetition
from reports.meanings import NUMBER_KINDS

Numbers = Mapping[str, Decimal]  # by question key


@dataclass(frozen=True)
class AnsweredNumbers:
    """`maxima` and `units` are of the questions as the audit's own version asks them."""

    given: Mapping[Repetition, Numbers] = field(default_factory=dict)
    maxima: Mapping[str, Decimal | None] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NumberQuestion:
    """One version of a question that is answered in figures."""

    key: str
    kind: str
    unit: str
    maximum: Decimal | None
    total_rule: str
    fewest_items: int | None
    decimals: int
    items: tuple[str, ...]

    def number(self, value: object) -> Decimal | None:
        if self.kind != Question.Kind.ITEMS:
            return as_number(value)
        rule = TotalRule(self.items, self.total_rule, self.fewest_items, self.decimals)
        return rule.total(value)

    @property
    def highest(self) -> Decimal | None:
        items = tuple(ItemDefinition(code, code) for code in self.items)
        return maximum_of(
            QuestionDefinition(
                self.key,
                self.kind,
                "",
                items=items,
                maximum=self.maximum,
                total_rule=self.total_rule,
            )
        )


def read_numbers(audit: Audit, keys: Collection[str]) -> AnsweredNumbers:
    """What counted returns have answered to these questions, in any version they have."""
    pinned = audit.returns.order_by().values("tool_version")
    rows = Question.objects.filter(version__in=pinned, key__in=keys, kind__in=NUMBER_KINDS)
    codes = Item.objects.filter(question=OuterRef("pk")).order_by("position").values("code")
    questions, own = {}, {}
    for pk, version, *fields, items in rows.annotate(item_codes=ArraySubquery(codes)).values_list(
        "pk", "version", *_FIELDS, "item_codes"
    ):
        questions[pk] = NumberQuestion(*fields, tuple(items))
        if version == audit.tool_version_id or questions[pk].key not in own:
            own[questions[pk].key] = questions[pk]
    return AnsweredNumbers(
        given=_given(audit, questions),
        maxima={key: question.highest for key, question in own.items()},
        units={key: question.unit for key, question in own.items()},
    )


_FIELDS = ("key", "kind", "unit", "maximum", "total_rule", "fewest_items", "decimals")


def _given(audit: Audit, questions: Mapping[UUID, NumberQuestion]) -> dict[Repetition, Numbers]:
    answers = Answer.objects.current().filter(
        audit_return__audit=audit,
        audit_return__status__in=AuditReturn.COUNTED,
        question__in=list(questions),
        state=AnswerState.ANSWERED,
    )
    given = defaultdict(dict)
    for made, subject, occasion, question, value in answers.values_list(
        "audit_return", "subject", "occasion", "question", "value"
    ):
        number = questions[question].number(value)
        if number is not None:
            given[made, subject, occasion][questions[question].key] = number
    return given

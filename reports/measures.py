"""The measures of an audit, ready to be counted from outcomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from audits.models import (
    Audit,
    FrameworkCode,
    Measure,
    Option,
    Question,
    Scale,
    Section,
    Theme,
)
from reports.meanings import (
    Answerable,
    Meaning,
    Meanings,
    answerable,
    items_of,
    part_of,
    totalled,
)
from reports.partitions import (
    GROUPED_UNITS,
    MeasureRule,
    Part,
    part_of_any,
    part_of_sum,
    part_of_worst,
)
from reports.phrases import cut_to_words, lower_first

LONGEST_LABEL = 32

Tally = Mapping[int, int]  # outcome id -> how many returns have it
Outcomes = Collection[int] | None  # of one return, or of one repetition in it; None: not in


@dataclass(frozen=True)
class CountedMeasure:
    """`answers` are the questions, or the areas of a profile, that make one answer.

    `repeats` says how often a return is asked. `adds_up`: outcomes may be summed over returns,
    without looking at each of them. `added`: by the coordinator, to this audit.
    """

    rule: MeasureRule
    questions: tuple[str, ...]  # as they were asked
    answers: tuple[Answerable, ...]
    repeats: str = ""
    adds_up: bool = False
    lowest_is_worst: bool = True
    counted: tuple[str, ...] = ()  # labels of the options that count
    not_counted: tuple[str, ...] = ()
    theme_name: str = ""
    codes: tuple[tuple[str, str], ...] = ()  # key and words of headings of other frameworks
    added: bool = False

    @property
    def question(self) -> str:
        return " / ".join(self.questions)

    @property
    def asked_keys(self) -> tuple[str, ...]:
        return self.rule.question, *self.rule.also

    def part_of(self, outcomes: Outcomes) -> Part:
        if outcomes is None:
            return Part.NOT_RETURNED
        if self.rule.combines == "worst":
            grades = [pair for each in self.answers for pair in each.grades_of(outcomes)]
            return part_of_worst(grades, self.rule, lowest_is_worst=self.lowest_is_worst)
        parts = [each.part_of(outcomes) for each in self.answers]
        if len(parts) == 1:
            return parts[0]
        if self.rule.combines == "sum":
            return part_of_sum(parts)
        return part_of_any(parts, self.rule)

    def number_of(
        self, outcomes: Outcomes, numbers: Mapping[str, Decimal]
    ) -> tuple[Part, Decimal | None]:
        """A total's part and number; `numbers` are what was answered in figures, by question."""
        if outcomes is None:
            return Part.NOT_RETURNED, None
        found = [self._number(each, outcomes, numbers) for each in self.answers]
        part = part_of_sum(part for part, _ in found)
        return part, sum(value for _, value in found) if part == Part.COUNTED else None

    @staticmethod
    def _number(answer: Answerable, outcomes, numbers) -> tuple[Part, Decimal | None]:
        part = answer.part_of(outcomes)
        if part != Part.COUNTED:
            return part, None
        ranks = [rank for outcome, rank in answer.ranks.items() if outcome in outcomes]
        value = Decimal(ranks[0]) if ranks else numbers.get(answer.question)
        # A block of which too few items are answered has no total.
        return (Part.MISSING, None) if value is None else (part, value)


RULE_FIELDS = (
    "key",
    "kind",
    "name",
    "label",
    "theme",
    "combines",
    "occasion",
    "unit",
    "case_rule",
    "lead_sector",
    "better",
    "not_recorded",
    "not_applicable",
    "percent_of_maximum",
    "sentence",
)


def read_measures(audit: Audit, meanings: Meanings) -> list[CountedMeasure]:
    """Those of the audit's tool in its order, then those added to this audit.

    A measure of a question that is asked on several occasions gives one for each.
    """
    of_tool = Q(version=audit.tool_version_id, audit=None)
    rows = (
        Measure.objects.filter(of_tool | Q(audit=audit))
        .annotate(**_PARTS)
        .order_by(F("audit").asc(nulls_first=True), "position", "pk")
        .values(*RULE_FIELDS, *_PARTS, *_QUESTION_FIELDS)
    )
    return [counted_measure(rule, row, meanings) for row in rows for rule in _on_each_occasion(row)]


_QUESTION_FIELDS = ("audit", "question__key", "question__section__repeats", "item__code")
_PARTS = {
    "counts": ArraySubquery(
        Option.objects.filter(measures=OuterRef("pk")).order_by("position").values("code")
    ),
    "joined": ArraySubquery(
        Question.objects.filter(joined_measures=OuterRef("pk"))
        .order_by("section__position", "position")
        .values("key")
    ),
    "theme_name": Subquery(
        Theme.objects.filter(version=OuterRef("version"), key=OuterRef("theme")).values("name")[:1]
    ),
    "framework_codes": ArraySubquery(
        FrameworkCode.objects.filter(questions=OuterRef("question"))
        .order_by("position")
        .values(words=JSONObject(key="key", framework="framework", code="code", label="label"))
    ),
}


def _on_each_occasion(row: dict) -> list[MeasureRule]:
    rule = _rule(row)
    occasions = Section.OCCASIONS.get(row["question__section__repeats"], {})
    if rule.occasion or not occasions:
        return [rule]
    return [on_occasion(rule, code, str(name)) for code, name in occasions.items()]


def _rule(row: dict) -> MeasureRule:
    given = {name: row[name] for name in RULE_FIELDS}
    given["case_rule"] = given["case_rule"] or None
    given["lead_sector"] = given["lead_sector"] or None
    if row["question__section__repeats"] == Section.Repeats.SUBJECT:
        given["unit"] = given["unit"] if given["unit"] in GROUPED_UNITS else "answer"
    return MeasureRule(
        **given,
        question=row["question__key"],
        also=tuple(row["joined"]),
        item=row["item__code"] or "",
        counts=tuple(row["counts"]),
    )


def occasion_words(code: str) -> str:
    """“First time”, “Parent or carer”; empty for what is asked once."""
    names = {key: name for each in Section.OCCASIONS.values() for key, name in each.items()}
    return str(names.get(code, code))


def on_occasion(rule: MeasureRule, code: str, name: str) -> MeasureRule:
    """The same measure on one respondent or at one time point, as a figure of its own."""
    mark = f" ({code})"
    said = f"{name}: {lower_first(rule.sentence)}" if rule.sentence else ""
    return replace(
        rule,
        key=f"{rule.key}@{code}",
        name=f"{rule.name} ({name})",
        label=cut_to_words(rule.label, LONGEST_LABEL - len(mark)) + mark,
        occasion=code,
        sentence=said,
    )


def counted_measure(rule: MeasureRule, row: dict, meanings: Meanings) -> CountedMeasure:
    asked = [meanings.get(key, []) for key in (rule.question, *rule.also)]
    answers = _answers(rule, asked)
    first = next((each[0] for each in asked if each), None)
    repeats = row["question__section__repeats"]
    options = [each for question in asked for each in question if each.code is not None]
    return CountedMeasure(
        rule=rule,
        questions=tuple(_asked_words(question, rule.item) for question in asked if question),
        answers=answers,
        repeats=repeats,
        adds_up=_adds_up(rule, repeats, answers, first),
        lowest_is_worst=first is None or first.better != Scale.Better.LOWER,
        counted=_labels(options, rule, Part.COUNTED),
        not_counted=_labels(options, rule, Part.NOT_COUNTED),
        theme_name=row["theme_name"] or "",
        codes=tuple((each["key"], _code_in_words(each)) for each in row["framework_codes"]),
        added=row["audit"] is not None,
    )


def _answers(rule: MeasureRule, asked: list[list[Meaning]]) -> tuple[Answerable, ...]:
    if rule.kind == "total":
        return tuple(totalled(question) for question in asked)
    return tuple(
        answerable(question, rule.counts, item)
        for question in asked
        for item in ([rule.item] if rule.item else items_of(question) or [""])
    )


def _asked_words(meanings: list[Meaning], item: str) -> str:
    area = items_of(meanings).get(item, "")
    return f"{meanings[0].text} {area}".strip()


def _adds_up(rule: MeasureRule, repeats: str, answers, first: Meaning | None) -> bool:
    """One return has one of the outcomes and no other."""
    one_choice = first is not None and first.kind in {Question.Kind.CHOICE, Question.Kind.GRADE}
    per_return = rule.unit not in GROUPED_UNITS and not repeats
    return rule.kind == "share" and per_return and one_choice and len(answers) == 1


def _labels(options: list[Meaning], rule: MeasureRule, part: Part) -> tuple[str, ...]:
    if rule.kind == "total":
        return ()
    return tuple(
        dict.fromkeys(each.label for each in options if part_of(each, rule.counts) == part)
    )


def _code_in_words(code: dict) -> str:
    return f"{code['framework']} {code['code']} {code['label']}".strip()

"""The measures of an audit, ready to be counted from outcomes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import NamedTuple

from django.db import connection

from audits.models import (
    Audit,
    Question,
    Scale,
    Section,
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
        if len(self.answers) == 1 and not self.rule.combines:
            return self.answers[0].part_of(outcomes)
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


# Read in one statement, because a page of figures may not wait for thirty measures to be put
# together from five tables.
MEASURES = """
    SELECT measure.key, measure.kind, measure.name, measure.label, measure.theme,
        measure.combines, measure.occasion, measure.unit, measure.case_rule, measure.lead_sector,
        measure.better, measure.not_recorded, measure.not_applicable, measure.percent_of_maximum,
        measure.sentence,
        measure.audit_id IS NOT NULL, question.key, section.repeats, coalesce(item.code, ''),
        coalesce((
            SELECT theme.name FROM audits_theme theme
            WHERE theme.version_id = measure.version_id AND theme.key = measure.theme
        ), ''),
        ARRAY(
            SELECT option.code
            FROM audits_measure_options counted
            JOIN audits_option option ON option.id = counted.option_id
            WHERE counted.measure_id = measure.id ORDER BY option.position
        ),
        ARRAY(
            SELECT joined.key
            FROM audits_measure_also also
            JOIN audits_question joined ON joined.id = also.question_id
            JOIN audits_section home ON home.id = joined.section_id
            WHERE also.measure_id = measure.id ORDER BY home.position, joined.position
        ),
        ARRAY(
            SELECT ARRAY[
                code.key, concat_ws(' ', code.framework, code.code, nullif(code.label, ''))
            ]
            FROM audits_question_codes answers_to
            JOIN audits_frameworkcode code ON code.id = answers_to.frameworkcode_id
            WHERE answers_to.question_id = question.id ORDER BY code.position
        )
    FROM audits_measure measure
    JOIN audits_question question ON question.id = measure.question_id
    JOIN audits_section section ON section.id = question.section_id
    LEFT JOIN audits_item item ON item.id = measure.item_id
    WHERE measure.version_id = %s AND (measure.audit_id IS NULL OR measure.audit_id = %s)
    ORDER BY measure.audit_id NULLS FIRST, measure.position, measure.id
"""


class MeasureRow(NamedTuple):
    """One measure as MEASURES reads it."""

    key: str
    kind: str
    name: str
    label: str
    theme: str
    combines: str
    occasion: str
    unit: str
    case_rule: str
    lead_sector: str
    better: str
    not_recorded: str
    not_applicable: str
    percent_of_maximum: bool
    sentence: str
    added: bool
    question: str
    repeats: str
    item: str
    theme_name: str
    counts: list[str]
    also: list[str]
    codes: list[list[str]]

    @property
    def rule(self) -> MeasureRule:
        of_children = self.repeats == Section.Repeats.SUBJECT and self.unit not in GROUPED_UNITS
        said = {
            name: value for name, value in self._asdict().items() if name in MEASURE_RULE_FIELDS
        }
        return MeasureRule(
            **said
            | {
                "unit": "answer" if of_children else self.unit,
                "case_rule": self.case_rule or None,
                "lead_sector": self.lead_sector or None,
                "counts": tuple(self.counts),
                "also": tuple(self.also),
            }
        )


MEASURE_RULE_FIELDS = frozenset(each.name for each in fields(MeasureRule))


def read_measures(audit: Audit, meanings: Meanings) -> list[CountedMeasure]:
    """Those of the audit's tool in its order, then those added to this audit.

    One that an earlier version of the tool counted, and this one cannot, is not among them.

    A measure of a question that is asked on several occasions gives one for each.
    """
    with connection.cursor() as cursor:
        cursor.execute(MEASURES, [audit.tool_version_id, audit.pk])
        rows = [MeasureRow(*row) for row in cursor.fetchall()]
    return [counted_measure(rule, row, meanings) for row in rows for rule in _on_each_occasion(row)]


def _on_each_occasion(row: MeasureRow) -> list[MeasureRule]:
    rule, occasions = row.rule, Section.OCCASIONS.get(row.repeats, {})
    if rule.occasion or not occasions:
        return [rule]
    return [on_occasion(rule, code, str(name)) for code, name in occasions.items()]


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


def counted_measure(rule: MeasureRule, row: MeasureRow, meanings: Meanings) -> CountedMeasure:
    asked = [meanings.get(key, []) for key in (rule.question, *rule.also)]
    answers = _answers(rule, asked)
    first = next((each[0] for each in asked if each), None)
    options = [each for question in asked for each in question if each.code is not None]
    return CountedMeasure(
        rule=rule,
        questions=tuple(_asked_words(question, rule.item) for question in asked if question),
        answers=answers,
        repeats=row.repeats,
        adds_up=_adds_up(rule, row.repeats, answers, first),
        lowest_is_worst=first is None or first.better != Scale.Better.LOWER,
        counted=_labels(options, rule, Part.COUNTED),
        not_counted=_labels(options, rule, Part.NOT_COUNTED),
        theme_name=row.theme_name,
        codes=tuple((key, words) for key, words in row.codes),
        added=row.added,
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

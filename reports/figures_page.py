"""Figures in the words and bars of their page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from agencies.models import Sector
from reports import wording
from reports.counting import AuditFigures
from reports.earlier_audits import ShownEarlier
from reports.figures import Figure
from reports.grades import GradeDistribution
from reports.measures import CountedMeasure, occasion_words
from reports.partitions import MeasureRule, Part, Partition
from reports.rounding import round_half_up

PART_WORDS = {
    Part.COUNTED: "counted",
    Part.NOT_COUNTED: "not counted",
    Part.NOT_RECORDED: "not recorded",
    Part.NOT_APPLICABLE: "not applicable",
    Part.MISSING: "missing",
    Part.NOT_ASKED: "not asked",
    Part.NOT_RETURNED: "not returned",
}
RULE_WORDS = {"any": "any return", "all": "every return", "majority": "most returns"}
SILENCE_WORDS = {
    "in_denominator": "not recorded",
    "counted": "not recorded, counted too",
    "left_out": "",  # said with whatever else is left out
}
LONGEST_LEGEND = 40  # characters of option labels that still read as a legend


@dataclass(frozen=True)
class Segment:
    """One part of a partition bar."""

    kind: str
    count: int
    label: str


@dataclass(frozen=True)
class Row:
    """One bar of a breakdown: `share` is its per cent, where it has enough for one."""

    name: str
    numerator: int
    denominator: int
    share: str = ""


@dataclass(frozen=True)
class TableRow:
    name: str
    cells: list[tuple[str, str | int]]  # column, value


@dataclass(frozen=True)
class ShownFigure:
    """`together`: this figure and those of the other occasions of its measure, to compare.

    `earlier`: what survives of earlier audits, in words; nothing here is worked out from it.
    """

    figure: Figure
    measure: CountedMeasure
    minimum: int
    together: tuple[Row, ...] = ()
    earlier: tuple[ShownEarlier, ...] = ()

    @property
    def rule(self) -> MeasureRule:
        return self.figure.rule

    @property
    def theme(self) -> str:
        return theme_name(self.measure)

    @property
    def grouped_as(self) -> str:
        """What several returns make, where they make one: “case” or “child”."""
        return wording.unit_word(self.rule.unit, 1) if self.rule.case_rule else ""

    @property
    def grouped_as_several(self) -> str:
        return wording.unit_word(self.rule.unit, 2)

    @property
    def case_rule(self) -> str:
        """Which of a case's returns decide; empty for a figure of returns."""
        if self.rule.case_rule == "lead":
            return f"the return of {Sector(self.rule.lead_sector).label.lower()}"
        return RULE_WORDS.get(self.rule.case_rule, "")

    @property
    def percent(self) -> int | None:
        return self.figure.percent_shown(self.minimum)

    @property
    def value(self) -> str:
        return wording.percent(self.figure, self.minimum) if self.figure.d else "None"

    @property
    def of(self) -> str:
        if not self.figure.d:
            return "nothing to count"
        return "no per cent" if self.percent is None else wording.count(self.figure)

    @property
    def too_few(self) -> str:
        """Why there is no per cent, where there is something to count."""
        if self.percent is not None or not self.figure.d:
            return ""
        units = wording.unit_word(self.rule.unit, self.figure.d)
        return f"{self.figure.d} {units} is under {self.minimum}, so this is given as a count."

    @property
    def sentence(self) -> str:
        """The measure's sentence in words, because its numbers stand beside it."""
        said = (self.rule.sentence or f"{self.rule.name}: {{words}}.").replace("{share}", "{words}")
        spoken = replace(self.figure, rule=replace(self.rule, sentence=said))
        return wording.sentence(spoken, self.minimum)

    @property
    def sentence_with_numbers(self) -> str:
        return wording.sentence(self.figure, self.minimum)

    @property
    def expected(self) -> int:
        return self.figure.expected

    @property
    def expected_label(self) -> str:
        return f"{self.expected} {wording.unit_word(self.rule.unit, self.expected)} expected"

    @property
    def parts(self) -> list[Segment]:
        partition, silence = self.figure.partition, SILENCE_WORDS[self.rule.not_recorded]
        return [
            Segment("counted", partition.counted, self._words_of(Part.COUNTED)),
            Segment("not_counted", partition.not_counted, self._words_of(Part.NOT_COUNTED)),
            Segment("not_recorded", partition.not_recorded if silence else 0, silence),
            Segment("not_applicable", self._apart, "not applicable, in “out of”"),
            Segment("left_out", self.figure.left_out_total, self._left_out_words()),
        ]

    @property
    def _apart(self) -> int:
        kept = self.rule.not_applicable == "in_denominator"
        return self.figure.partition.not_applicable if kept else 0

    def _left_out_words(self) -> str:
        """The count stands before this, so a single reason does not repeat it."""
        reasons = list(self.figure.left_out)
        if len(reasons) == 1:
            return f"left out: {PART_WORDS[reasons[0]]}"
        return left_out_words(self.figure.left_out)

    def _words_of(self, part: Part) -> str:
        """The answers themselves; for a case, or where they are many, only how they count."""
        labels = self.measure.counted if part == Part.COUNTED else self.measure.not_counted
        said = " or ".join(map(uncapitalised, labels))
        readable = said and "," not in said and len(said) <= LONGEST_LEGEND
        by_itself = not self.rule.case_rule and not self.rule.combines
        return said if readable and by_itself else PART_WORDS[part]

    @cached_property
    def rows(self) -> list[Row]:
        """Without those that have nothing to count; the table has them."""
        rows = [self._row(name, part) for name, part in self.figure.breakdown.items()]
        return [row for row in rows if row.denominator]

    @property
    def compared(self) -> Row:
        return self._row(occasion_words(self.rule.occasion), self.figure.partition)

    @property
    def longest_together(self) -> int:
        return max((row.denominator for row in self.together), default=0)

    def _row(self, name: str, partition: Partition) -> Row:
        n, d = partition.numerator(self.rule), partition.denominator(self.rule)
        share = f"{round_half_up(100 * n, d)}%" if d and d >= self.minimum else ""
        return Row(name, n, d, share)

    @property
    def longest(self) -> int:
        return max((row.denominator for row in self.rows), default=0)

    @property
    def grouped_by(self) -> str:
        return "Area" if self.rule.case_rule else "Agency"

    @property
    def table(self) -> list[TableRow]:
        groups = {**self.figure.breakdown, "All": self.figure.partition}
        return [TableRow(name, self._cells(part)) for name, part in groups.items()]

    def _cells(self, partition: Partition) -> list[tuple[str, str | int]]:
        reasons = [Part.COUNTED, Part.NOT_COUNTED, Part.NOT_RECORDED]
        reasons += [Part.NOT_APPLICABLE] if self._apart else []
        reasons += [part for part in self.figure.left_out if part not in reasons]
        cells = [(PART_WORDS[part].capitalize(), getattr(partition, part)) for part in reasons]
        row = self._row("", partition)
        figure = f"{row.numerator} of {row.denominator}"
        return [
            *cells,
            ("Expected", partition.expected),
            ("Figure", f"{figure}, {row.share}" if row.share else figure),
        ]

    @property
    def behind(self) -> str:
        """What the link to the answers says."""
        count = self.figure.d
        if not count:
            return "What was left out, and why"
        if self.rule.case_rule:
            cases = wording.unit_word(self.rule.unit, count)
            return f"The returns behind {'this' if count == 1 else 'these'} {count} {cases}"
        return f"The {count} answer{'' if count == 1 else 's'} behind this"


@dataclass(frozen=True)
class ShownGrades:
    grades: GradeDistribution
    minimum: int

    @property
    def rows(self) -> list[Row]:
        enough = self.grades.d >= self.minimum
        return [
            Row(
                grade.label,
                grade.count,
                self.grades.d,
                f"{self.grades.percent(grade.code)}%" if enough else "",
            )
            for grade in self.grades.grades
        ]

    @property
    def summary(self) -> str:
        """“59 graded, 3 not recorded, left out: 1 missing = 63 returns expected”."""
        units = wording.unit_word(self.grades.unit, self.grades.expected)
        parts = [f"{self.grades.graded} graded"]
        if self.grades.ungraded.not_recorded:
            parts.append(f"{self.grades.ungraded.not_recorded} not recorded")
        if self.grades.left_out:
            parts.append(left_out_words(self.grades.left_out))
        return f"{', '.join(parts)} = {self.grades.expected} {units} expected"


def left_out_words(left_out: Mapping[Part, int]) -> str:
    """“left out: 2 not applicable, 1 missing”."""
    return "left out: " + ", ".join(
        f"{count} {PART_WORDS[part]}" for part, count in left_out.items()
    )


def part_in_words(part: Part, rule: MeasureRule) -> str:
    """“Counted”, “Left out: missing”."""
    word = PART_WORDS[part]
    if part == Part.NOT_RECORDED and rule.not_recorded == "counted":
        return "Not recorded, counted too"
    alone = Partition.of([part])
    return f"Left out: {word}" if alone.left_out(rule) else word.capitalize()


def theme_name(measure: CountedMeasure) -> str:
    """As the tool names it, or made from its key."""
    key = measure.rule.theme
    return measure.theme_name or (key.replace("-", " ").capitalize() if key else "No theme")


def themes_of(counted: AuditFigures) -> dict[str, str]:
    """Key -> name, in the measures' order; those without a theme are in none of them."""
    themed = (each for each in counted.measures.values() if each.rule.theme)
    return {each.rule.theme: theme_name(each) for each in themed}


def uncapitalised(label: str) -> str:
    """“Yes, but late” -> “yes, but late”; “GP” stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]

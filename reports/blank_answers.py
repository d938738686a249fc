"""How the answer to each kind of question is drawn on a blank form. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil

from audits.tool_definition import QuestionDefinition, ScaleDefinition
from audits.tool_fields import in_one_line
from reports.blank_parts import (
    Answer,
    DateBoxes,
    ItemTable,
    Lines,
    NumberBox,
    ProfileGrid,
    Prompts,
    QuoteBox,
    Row,
    TaskTable,
    Tick,
    Ticks,
)

# Children of a case: how many a paper form has room for.
CHILDREN = 3
OCCASIONS = {
    "respondent": ("Worker", "Parent or carer", "Child"),
    "time_point": ("First time", "Later"),
}
SPEAKERS = ("Practitioner", "Parent or carer", "Child or young person", "Auditor")
CHARACTERS_A_LINE = 150  # of what the service takes; nobody writes by hand as much as they type
FEWEST_LINES, MOST_LINES = 2, 12
CHARACTERS_A_WORD = 6


def columns_of(repeats: str, subject: str) -> tuple[str, ...]:
    """The occasions of a repeated section, each of which has its own boxes."""
    if repeats == "subject":
        word = subject[:1].upper() + subject[1:]
        return tuple(f"{word} {number}" for number in range(1, CHILDREN + 1))
    return OCCASIONS.get(repeats, ())


class Drawing:
    """For the questions of one section. A scale is described once in it, a grade each time."""

    def __init__(self, scales: Mapping[str, ScaleDefinition], columns: tuple[str, ...]) -> None:
        self.scales = scales
        self.columns = columns
        self.described: set[str] = set()

    def answer_to(self, question: QuestionDefinition) -> Answer | Prompts:
        return getattr(self, f"_{question.kind}")(question)

    def _choice(self, question: QuestionDefinition) -> Ticks:
        described = question.scale not in self.described
        self.described.add(question.scale)
        return Ticks(self._ticks(question, described=described), columns=self.columns)

    def _choices(self, question: QuestionDefinition) -> Ticks:
        return Ticks(self._ticks(question), several=True, columns=self.columns)

    def _grade(self, question: QuestionDefinition) -> Ticks:
        return Ticks(self._ticks(question), columns=self.columns)

    def _ticks(self, question: QuestionDefinition, *, described: bool = True) -> tuple[Tick, ...]:
        scale = self.scales.get(question.scale)
        return tuple(
            Tick(option.label, in_one_line(option.descriptor) if described else "")
            for option in (scale.options if scale else ())
        )

    def _number(self, question: QuestionDefinition) -> NumberBox:
        return NumberBox(question.unit, limits_of(question), self.columns)

    def _items(self, question: QuestionDefinition) -> ItemTable:
        return ItemTable(
            rows=_rows(question),
            limits=limits_of(question),
            total=total_in_words(question),
            unit=question.unit,
            columns=self.columns,
        )

    def _profile(self, question: QuestionDefinition) -> ProfileGrid:
        return ProfileGrid(_rows(question), self._ticks(question), self.columns)

    def _date(self, question: QuestionDefinition) -> DateBoxes:
        return DateBoxes(columns=self.columns)

    def _partial_date(self, question: QuestionDefinition) -> DateBoxes:
        boxes = (("Month, if known", 2), ("Year", 4))
        return DateBoxes(boxes=boxes, columns=self.columns)

    def _period(self, question: QuestionDefinition) -> DateBoxes:
        return DateBoxes(names=("From", "To"), columns=self.columns)

    def _text(self, question: QuestionDefinition) -> Lines:
        fewest = min(max(question.lines, FEWEST_LINES), MOST_LINES)
        wanted = ceil(question.max_length / CHARACTERS_A_LINE)
        count = min(max(wanted, fewest), MOST_LINES)
        if self.columns:
            count = max(FEWEST_LINES, ceil(count / 2))
        return Lines(count, limit_of(question), self.columns)

    def _quote(self, question: QuestionDefinition) -> QuoteBox:
        count = 2 if self.columns else 3
        return QuoteBox(SPEAKERS, limit_of(question), count, columns=self.columns)

    def _tasks(self, question: QuestionDefinition) -> TaskTable:
        return TaskTable(columns=self.columns)

    def _prompt(self, question: QuestionDefinition) -> Prompts:
        return Prompts(())


def _rows(question: QuestionDefinition) -> tuple[Row, ...]:
    return tuple(Row(item.label, in_one_line(item.descriptor)) for item in question.items)


def limits_of(question: QuestionDefinition) -> str:
    """A whole number from 0 to 50, or up to two decimals."""
    low, high = question.minimum, question.maximum
    ends = {
        (True, True): lambda: f"from {plain(low)} to {plain(high)}",
        (True, False): lambda: f"{plain(low)} or more",
        (False, True): lambda: f"{plain(high)} or less",
        (False, False): lambda: "",
    }[low is not None, high is not None]()
    kind = "A whole number" if question.decimals == 0 else "A number"
    places = {1: "with one decimal place at most", 2: "with two decimal places at most"}
    said = [f"{kind} {ends}".strip(), places.get(question.decimals, "")]
    return ", ".join(part for part in said if part)


def plain(number: Decimal) -> str:
    """With thousands apart and a true minus sign."""
    whole = number == number.to_integral_value()
    text = f"{int(number):,}" if whole else format(number.normalize(), "f")
    return text.replace("-", "−")


def total_in_words(question: QuestionDefinition) -> str:
    count = len(question.items)
    fewest = question.fewest_items or count
    return {
        "every": f"Add up all {count} lines. If a line has no score, leave the total blank.",
        "sum": (
            f"Add up the lines that have a score. With fewer than {fewest} scores, leave the"
            " total blank."
        ),
        "scaled": (
            f"Add up the scores, divide by how many there are, and multiply by {count}. With fewer"
            f" than {fewest} scores, leave the total blank."
        ),
    }[question.total_rule]


def limit_of(question: QuestionDefinition) -> str:
    words = question.max_length // CHARACTERS_A_WORD // 10 * 10
    characters = f"{question.max_length:,} characters"
    return f"Up to {characters}, about {words} words" if words else f"Up to {characters}"

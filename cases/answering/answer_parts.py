"""What the page shows for answers of several boxes: the fields of a form, put together by kind."""

import json
from dataclasses import dataclass, field

from django.forms import BoundField

from audits.models import Item, Option, Question
from audits.question_kinds import items_of, options_of
from audits.question_kinds.dates import DATE_BOXES
from audits.question_kinds.numbers import range_in_words, total_rule
from audits.question_kinds.words import MOST_TASKS, TASK_BOXES
from audits.totals import SCALED, plain_number

SPARE_TASKS = 2


@dataclass(frozen=True)
class Line:
    """One item of a block, one area of a profile, or one of the two dates of a period."""

    label: str
    boxes: list[BoundField]
    item: Item | None = None
    choices: list[dict] = field(default_factory=list)

    @property
    def box(self) -> BoundField:
        return self.boxes[0]

    @property
    def errors(self) -> list[str]:
        return [error for box in self.boxes for error in box.errors]


@dataclass(frozen=True)
class Block:
    """Scored items: what each may be, and the total so far in words."""

    lines: list[Line]
    scores: str
    total: str
    needed: str
    rule: str  # for the script, as JSON


@dataclass(frozen=True)
class TaskRow:
    number: int
    task: BoundField
    who: BoundField
    by: BoundField

    @property
    def is_filled(self) -> bool:
        return any((box.value() or "").strip() for box in (self.task, self.who, self.by))


@dataclass(frozen=True)
class TaskList:
    rows: list[TaskRow]
    most: int = MOST_TASKS


def parts_of(question: Question, form):
    """None for a kind that is answered in one box, or in one group of choices."""
    build = BUILDERS.get(question.kind)
    return build(question, form) if build else None


def _box(question: Question, form, at: int) -> BoundField:
    return form[f"{question.key}_{at}"]


def _lines(question: Question, form) -> list[Line]:
    return [
        Line(item.label, [_box(question, form, at)], item)
        for at, item in enumerate(items_of(question))
    ]


def _block(question: Question, form) -> Block:
    rule = total_rule(question)
    said = form.entries.get(question) or form.answers.get(question)
    total = rule.total(said.value) if said else None
    every = len(rule.items)
    return Block(
        lines=_lines(question, form),
        scores=" ".join(filter(None, [range_in_words(question), question.unit])),
        total="" if total is None else f"{plain_number(total)} {question.unit}".strip(),
        needed="every item has a score"
        if rule.needed == every
        else f"{rule.needed} of the {every} items have a score",
        rule=json.dumps(
            {
                "every": every,
                "needed": rule.needed,
                "scaled": rule.rule == SCALED,
                "places": rule.places,
                "unit": question.unit,
            }
        ),
    )


def _profile(question: Question, form) -> list[Line]:
    options = {option.code: option for option in options_of(question)}
    return [
        Line(line.label, line.boxes, line.item, _choices(line.box, options))
        for line in _lines(question, form)
    ]


def _choices(box: BoundField, options: dict[str, Option]) -> list[dict]:
    return [
        {"widget": widget.data, "option": options[widget.data["value"]]}
        for widget in box.subwidgets
    ]


def _period(question: Question, form) -> list[Line]:
    return [
        Line(label, [_box(question, form, start + at) for at in range(DATE_BOXES)])
        for label, start in (("From", 0), ("To", DATE_BOXES))
    ]


def _two_boxes(question: Question, form) -> list[BoundField]:
    return [_box(question, form, 0), _box(question, form, 1)]


def _tasks(question: Question, form) -> TaskList:
    """The rows that are filled, and some to fill."""
    rows = [
        TaskRow(row + 1, *(_box(question, form, row * TASK_BOXES + at) for at in range(TASK_BOXES)))
        for row in range(MOST_TASKS)
    ]
    last = max((row.number for row in rows if row.is_filled), default=0)
    return TaskList(rows[: last + SPARE_TASKS])


BUILDERS = {
    Question.Kind.ITEMS: _block,
    Question.Kind.PROFILE: _profile,
    Question.Kind.PERIOD: _period,
    Question.Kind.PARTIAL_DATE: _two_boxes,
    Question.Kind.QUOTE: _two_boxes,
    Question.Kind.TASKS: _tasks,
}

"""Whether a tool's condition can hold for anybody at all, and whether it can fail to. Pure.

A search for one audience and one set of answers. A comparison with a question that is not asked
decides nothing, so that a condition needs the questions it looks at to be asked, and those have
conditions and audiences of their own. A search that grows too long answers "possible".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from audits.conditions import All, Any, Comparison, Condition, Not
from audits.possible_values import Values
from audits.rules import QuestionRule, SectionRule

MOST_STEPS = 4_000
MOST_STEPS_A_TOOL = 100_000
SOME_OTHER = ""  # a sector or a plan type that the tool does not name, and a plan type not recorded


class Wanted(Enum):
    """What a condition should come to; it is true, false, or hangs on what is not asked."""

    TRUE = "true"
    FALSE = "false"
    NOT_TRUE = "not true"
    NOT_FALSE = "not false"


OPPOSITE = {
    Wanted.TRUE: Wanted.FALSE,
    Wanted.FALSE: Wanted.TRUE,
    Wanted.NOT_TRUE: Wanted.NOT_FALSE,
    Wanted.NOT_FALSE: Wanted.NOT_TRUE,
}
OF_EVERY_PART = {All: {Wanted.TRUE, Wanted.NOT_FALSE}, Any: {Wanted.FALSE, Wanted.NOT_TRUE}}


@dataclass(frozen=True, slots=True)
class Comes:
    """The goal that a condition comes to what is wanted."""

    condition: Condition
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Meets:
    """The goal that an answer meets a comparison, or does not."""

    comparison: Comparison
    wanted: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The goal that a question is asked, or is not."""

    question: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class ForAudience:
    """The goal that the audience is one that a section or question is for, or is not."""

    rule: SectionRule | QuestionRule
    wanted: bool


@dataclass(slots=True)
class Supposed:
    """What has been supposed so far, on one way through the choices."""

    sectors: frozenset[str]
    plan_types: frozenset[str]
    picks: dict[str, bool] = field(default_factory=dict)
    values: dict[str, Values] = field(default_factory=dict)
    asked: dict[str, bool] = field(default_factory=dict)

    def copy(self) -> Supposed:
        return Supposed(
            self.sectors, self.plan_types, {**self.picks}, {**self.values}, {**self.asked}
        )


@dataclass(frozen=True, slots=True)
class Suppose:
    """The goal that the audience is among those given, or has picked them, or is not."""

    what: str
    given: frozenset[str]
    wanted: bool

    def on(self, supposed: Supposed) -> bool:
        """Suppose it too; False where that contradicts what is supposed already."""
        if self.what == "picks":
            [key] = self.given
            return supposed.picks.setdefault(key, self.wanted) is self.wanted
        were = getattr(supposed, self.what)
        left = were & self.given if self.wanted else were - self.given
        setattr(supposed, self.what, left)
        return bool(left)


Goal = Comes | Meets | Asked | ForAudience | Suppose
Alternatives = Sequence[tuple[Goal, ...]]


class Possibility:
    """Answers questions about the conditions of one tool, which look only at earlier questions."""

    def __init__(self, sections: Sequence[SectionRule]) -> None:
        self.homes = {q.key: (q, section) for section in sections for q in section.questions}
        rules = [*sections, *(question for question, _ in self.homes.values())]
        self.sectors = frozenset({SOME_OTHER, *(each for rule in rules for each in rule.sectors)})
        self.plan_types = frozenset(
            {SOME_OTHER, *(each for rule in rules for each in rule.plan_types)}
        )
        self.steps = 0

    def can(self, *goals: Goal, looks_deeper: bool = True, has_audience: bool = True) -> bool:
        """Whether all goals can be reached together.

        Without `looks_deeper` every question counts as asked; without `has_audience` of everybody.
        """
        search = _Search(self, looks_deeper, has_audience)
        found = search.run(goals)
        self.steps += search.steps
        return found


class _Search:
    def __init__(self, tool: Possibility, looks_deeper: bool, has_audience: bool) -> None:
        self.tool = tool
        self.looks_deeper = looks_deeper
        self.has_audience = has_audience
        self.steps = 0

    def run(self, goals: Sequence[Goal]) -> bool:
        start = Supposed(self.tool.sectors, self.tool.plan_types)
        left = min(MOST_STEPS, MOST_STEPS_A_TOOL - self.tool.steps)
        # Each entry: what is supposed, the goals still open, and the choices put off until then.
        stack: list[tuple[Supposed, tuple[Goal, ...], tuple[Alternatives, ...]]]
        stack = [(start, tuple(goals), ())]
        while stack:
            self.steps += 1
            if self.steps > left:
                return True
            supposed, open_, choices = stack.pop()
            supposed, choices = supposed.copy(), list(choices)
            if not self._settle(supposed, open_, choices):
                continue
            if not choices:
                return True
            first, *rest = choices
            stack.extend((supposed, each, tuple(rest)) for each in reversed(first))
        return False

    def _settle(self, supposed: Supposed, open_: Sequence[Goal], choices: list) -> bool:
        """Follow every goal that leaves no choice; False where that ends in a contradiction."""
        goals = list(open_)
        while goals:
            self.steps += 1
            goal = goals.pop()
            if isinstance(goal, Asked):
                already = supposed.asked.get(goal.question)
                if already is goal.wanted:
                    continue
                if already is not None:
                    return False
                supposed.asked[goal.question] = goal.wanted
            if isinstance(goal, Meets | Suppose):
                if not self._supposing(supposed, goal):
                    return False
                continue
            alternatives = self._alternatives(goal)
            if len(alternatives) == 1:
                goals.extend(alternatives[0])
            elif alternatives:
                choices.append(alternatives)
            else:
                return False
        return True

    def _supposing(self, supposed: Supposed, goal: Meets | Suppose) -> bool:
        if isinstance(goal, Suppose):
            return goal.on(supposed)
        key = goal.comparison.question
        values = supposed.values.get(key) or Values.of(self.tool.homes[key][0])
        supposed.values[key] = values = values.narrowed(goal.comparison, goal.wanted)
        return values.exist

    def _alternatives(self, goal: Comes | Asked | ForAudience) -> Alternatives:
        """The ways to reach a goal, each the goals that it then takes."""
        match goal:
            case Asked(question, wanted):
                return self._of_question(question, wanted)
            case ForAudience(rule, wanted):
                return self._of_audience(rule, wanted)
            case Comes(Not(part), wanted):
                return [(Comes(part, OPPOSITE[wanted]),)]
            case Comes(All(parts) | Any(parts), wanted):
                each = tuple(Comes(part, wanted) for part in parts)
                every = wanted in OF_EVERY_PART[type(goal.condition)]
                return [each] if every else [(part,) for part in each]
            case Comes(comparison, Wanted.TRUE | Wanted.FALSE):
                value = Meets(comparison, goal.wanted is Wanted.TRUE)
                return [(Asked(comparison.question, True), value)]
        value = Meets(goal.condition, goal.wanted is Wanted.NOT_FALSE)
        return [(value,), (Asked(goal.condition.question, False),)]

    def _of_question(self, question: str, wanted: bool) -> Alternatives:
        came = Wanted.TRUE if wanted else Wanted.NOT_TRUE
        goals: list[Goal] = []
        for rule in self.tool.homes[question]:
            goals.append(ForAudience(rule, wanted))
            if self.looks_deeper and rule.show_when:
                goals.append(Comes(rule.show_when, came))
        return [tuple(goals)] if wanted else [(goal,) for goal in goals]

    def _of_audience(self, rule: SectionRule | QuestionRule, wanted: bool) -> Alternatives:
        if not self.has_audience:
            return [()] if wanted else []
        limits = [
            Suppose(what, frozenset(given), wanted)
            for what, given in (("sectors", rule.sectors), ("plan_types", rule.plan_types))
            if given
        ]
        if rule.picked:
            limits.append(Suppose("picks", frozenset({rule.key}), wanted))
        return [tuple(limits)] if wanted else [(limit,) for limit in limits]

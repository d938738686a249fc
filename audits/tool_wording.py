"""The facts of a tool's questions and measures, each to compare and in words to read. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from audits.asking import describe
from audits.tool_definition import (
    MeasureDefinition,
    QuestionDefinition,
    SectionDefinition,
    ToolDefinition,
    Tree,
)
from audits.tool_rules import numbers_of, readable, words_of

KIND_NAMES = {
    "choice": "one choice",
    "choices": "several choices",
    "grade": "a grade with descriptions",
    "number": "a number",
    "items": "scored items with a total",
    "profile": "a profile of grades",
    "date": "a date",
    "partial_date": "a month and year",
    "period": "a period",
    "text": "text",
    "quote": "a quote",
    "tasks": "a list of tasks",
    "prompt": "a prompt, not answered",
}
OWN_WORK = "about each agency’s own work"
REPEATS = {
    "subject": "for each child",
    "respondent": "for each respondent",
    "time_point": "for each time point",
}
TOTAL_RULES = {
    "every": "only when every item is answered",
    "sum": "the sum of the items answered",
    "scaled": "scaled up from the items answered",
}


class Fact(NamedTuple):
    """`value` decides whether it changed; `words` say what it is."""

    value: object
    words: str


@dataclass
class Wording:
    """One version of a tool, looked up by key."""

    tool: ToolDefinition

    def __post_init__(self) -> None:
        self.questions = {question.key: question for question in self.tool.questions}
        self.scales = {scale.key: scale for scale in self.tool.scales}
        self.numbers = numbers_of(self.tool)
        self.home = {
            question.key: section.key
            for section in self.tool.sections
            for question in section.questions
        }
        self.sections = {section.key: section for section in self.tool.sections}
        self._words = words_of(self.tool)
        self._plan_types = {each.key: each.name for each in self.tool.plan_types}

    def neighbours(self, key: str) -> list[str]:
        return [question.key for question in self.sections[self.home[key]].questions]

    def place(self, key: str) -> str:
        return f"{self.numbers[key]}, in “{self.sections[self.home[key]].title}”"

    def facts(self, question: QuestionDefinition) -> dict[str, Fact]:
        """Who is asked includes what its section says about it."""
        section = self.sections[self.home[question.key]]
        return {
            "kind": Fact(question.kind, KIND_NAMES.get(question.kind, question.kind)),
            "text": Fact(question.text, question.text),
            "guidance": Fact(question.guidance, question.guidance),
            "scale": self.scale_fact(question),
            "items": Fact(
                frozenset(item.code for item in question.items),
                "; ".join(item.label for item in question.items),
            ),
            "total": Fact(
                (question.total_rule, question.fewest_items),
                TOTAL_RULES.get(question.total_rule, question.total_rule)
                + (f", from {question.fewest_items}" if question.fewest_items else ""),
            ),
            "unit": Fact(question.unit, question.unit),
            "labels": self.label_fact(question),
            "range": _range(question),
            "states": _states(question),
            "audience": self.audience(section, question),
            "condition": self.condition(section, question),
            "details": _details(question),
        }

    def scale_fact(self, question: QuestionDefinition) -> Fact:
        """Whichever scale it is, the same options with the same worth are the same scale."""
        scale = self.scales.get(question.scale)
        if scale is None:
            return Fact(None, "")
        worth = frozenset((each.code, each.counts_as, each.rank) for each in scale.options)
        labels = " · ".join(option.label for option in scale.options)
        return Fact((scale.better, worth), f"{scale.name}: {labels}")

    def label_fact(self, question: QuestionDefinition) -> Fact:
        scale = self.scales.get(question.scale)
        parts = [*(scale.options if scale else ()), *question.items]
        said = {part.code: (part.label, part.descriptor) for part in parts}
        words = (f"{label}: {more}" if more else label for label, more in said.values())
        return Fact(said, "; ".join(words))

    def audience(self, section: SectionDefinition, question: QuestionDefinition) -> Fact:
        parts = (section, question)
        value = (
            *((frozenset(x.sectors), frozenset(x.plan_types), x.picked) for x in parts),
            section.repeats,
        )
        return Fact(value, self._audience_words(section, question))

    def _audience_words(self, section, question) -> str:
        sectors = [set(part.sectors) for part in (section, question) if part.sectors]
        plans = [set(part.plan_types) for part in (section, question) if part.plan_types]
        said = [_names(set.intersection(*sectors)) or "no sector"] if sectors else ["every sector"]
        if plans:
            kept = set.intersection(*plans)
            names = sorted(self._plan_types.get(key, key) for key in kept)
            said.append(f"plan types: {', '.join(names) or 'none'}")
        if section.picked or question.picked:
            said.append("only where picked")
        if section.repeats:
            said.append(REPEATS.get(section.repeats, section.repeats))
        return "; ".join(said)

    def condition(self, section: SectionDefinition, question: QuestionDefinition) -> Fact:
        trees = [part.show_when for part in (section, question)]
        words = [self.in_words(tree) for tree in trees if tree]
        return Fact(trees, " and ".join(words) or "always")

    def in_words(self, tree: Tree) -> str:
        condition = readable(tree)
        return describe(condition, self._words, lead="").strip() if condition else "unreadable"

    def measure_facts(self, measure: MeasureDefinition) -> dict[str, Fact]:
        asked = [self._text(key) for key in (measure.question, *measure.also)]
        labels = self._words[measure.question].options if measure.question in self._words else {}
        counted = [labels.get(code, code) for code in measure.counts]
        silence = (measure.not_recorded, measure.not_applicable)
        unit = (measure.unit, measure.case_rule, measure.lead_sector)
        wording = (measure.name, measure.label, measure.sentence, measure.theme)
        return {
            "question": Fact(
                (measure.question, frozenset(measure.also), measure.combines, measure.item),
                "; ".join(asked) + (f" ({measure.item})" if measure.item else ""),
            ),
            "kind": Fact(
                (measure.kind, measure.percent_of_maximum),
                "a total" if measure.kind == "total" else "how many",
            ),
            "counts": Fact(frozenset(measure.counts), ", ".join(counted)),
            "silence": Fact(silence, " / ".join(each.replace("_", " ") for each in silence)),
            "unit": Fact(unit, ", ".join(filter(None, unit))),
            "occasion": Fact(measure.occasion, measure.occasion or "each"),
            "better": Fact(measure.better, measure.better),
            "wording": Fact(wording, " · ".join(filter(None, wording))),
        }

    def _text(self, key: str) -> str:
        return self._words[key].text if key in self._words else key


def _names(keys) -> str:
    return ", ".join(sorted(key.replace("_", " ") for key in keys))


def _range(question: QuestionDefinition) -> Fact:
    value = (question.minimum, question.maximum, question.decimals, question.max_length)
    low, high = question.minimum, question.maximum
    ends = [f"from {low:f}" if low is not None else "", f"to {high:f}" if high is not None else ""]
    said = [" ".join(filter(None, ends)), f"{question.decimals} decimal places"]
    if question.kind in ("text", "quote"):
        said = [f"at most {question.max_length} characters"]
    return Fact(value, ", ".join(filter(None, said)))


def _states(question: QuestionDefinition) -> Fact:
    offered = {
        "not recorded": question.not_recorded,
        "not applicable": question.not_applicable,
        "a blank": not question.required,
    }
    return Fact(offered, ", ".join(name for name, is_so in offered.items() if is_so) or "nothing")


def _details(question: QuestionDefinition) -> Fact:
    marks = (question.rates_section, question.own_work)
    value = (question.label, question.theme, question.codes, question.lines, marks)
    said = [question.label, question.theme, ", ".join(question.codes)]
    said.append(OWN_WORK if question.own_work else "")
    return Fact(value, "; ".join(filter(None, said)) or "none")

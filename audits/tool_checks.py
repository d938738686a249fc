"""What is wrong with a draft, what to think about, and what is as it should be. Pure.

Anything *must fix* stops publishing; the rest is advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from audits.asking import check_references
from audits.conditions import ConditionError, parse
from audits.contradiction_rules import contradiction_faults
from audits.measure_rules import measure_problems
from audits.rules import CONSIDER, MUST_FIX
from audits.tool_definition import SCALE_KINDS, QuestionDefinition, ToolDefinition
from audits.tool_rules import numbers_of, rules_of
from audits.two_questions import two_things

MOST_IN_A_SECTION = 20
ABOUT_NO_CASE = frozenset({"organisations", "respondents"})
WRITTEN = frozenset({"text", "quote", "tasks"})
COUNTABLE = frozenset({"choice", "choices", "grade", "number", "items", "profile"})
# A question nobody can look up in a record: it is written by whoever answers.
WITHOUT_GUIDANCE = frozenset({"prompt", "quote", "tasks"})

UNUSED = "is used by no measure."
UNGUIDED = "has no guidance."
UNSILENT = "has no way to say “not recorded”."
TOGETHER = {
    UNUSED: "questions are used by no measure",
    UNGUIDED: "questions have no guidance",
    UNSILENT: "questions have no way to say “not recorded”",
}


class Level(IntEnum):
    FINE = 0
    CONSIDER = 1
    MUST = 2

    @property
    def word(self) -> str:
        return {0: "Fine", 1: "Consider", 2: "Must fix"}[self]

    @property
    def icon(self) -> str:
        return {0: "approved", 1: "warning", 2: "failed"}[self]


@dataclass(frozen=True, slots=True)
class Check:
    """`of`: section, question, scale, measure, contradiction, or tool, which has no key.

    `sentence` goes on from the number or name of the part; `is_whole` says that it stands alone.
    """

    level: Level
    of: str
    key: str
    sentence: str
    name: str = ""

    @property
    def together(self) -> str:
        """What is said of many questions at once; empty where each needs a line of its own."""
        return TOGETHER.get(self.sentence, "") if self.of == "question" else ""

    @property
    def is_whole(self) -> bool:
        return not self.name or self.sentence[:1].isupper() or self.sentence[:1] in "“‘"


@dataclass(frozen=True, slots=True)
class Checks:
    found: tuple[Check, ...]

    @property
    def must(self) -> tuple[Check, ...]:
        return tuple(check for check in self.found if check.level is Level.MUST)

    @property
    def consider(self) -> tuple[Check, ...]:
        return tuple(check for check in self.found if check.level is Level.CONSIDER)

    @property
    def fine(self) -> tuple[Check, ...]:
        return tuple(check for check in self.found if check.level is Level.FINE)

    @property
    def worst(self) -> dict[tuple[str, str], Level]:
        """(section or question, key) → the worst that is said of it."""
        levels: dict[tuple[str, str], Level] = {}
        for check in (*self.must, *self.consider):
            at = (check.of, check.key)
            levels[at] = max(levels.get(at, check.level), check.level)
        return levels


def checks_of(tool: ToolDefinition) -> Checks:
    """The worst first; within one level in the order of the tool."""
    checker = _Checker(tool)
    found = [*checker.must(), *checker.consider()]
    fine = checker.fine({check.sentence_kind for check in found})
    said = [each.check for each in found] + [*fine]
    return Checks(tuple(sorted(said, key=lambda check: -check.level)))


@dataclass(frozen=True, slots=True)
class _Found:
    check: Check
    sentence_kind: str


class _Checker:
    def __init__(self, tool: ToolDefinition) -> None:
        self.tool = tool
        self.numbers = numbers_of(tool)
        self.faults = check_references(rules_of(tool))
        self.names = {("question", key): number for key, number in self.numbers.items()}
        for at, section in enumerate(tool.sections, start=1):
            self.names["section", section.key] = f"Section {at}"
        for measure in tool.measures:
            self.names["measure", measure.key] = f"Measure “{measure.name}”"
        for each in tool.contradictions:
            self.names["contradiction", each.key] = f"Contradiction “{each.says}”"

    def must(self) -> Iterator[_Found]:
        yield from self.empty()
        yield from self.without_options()
        yield from self.unreadable_conditions()
        yield from self.without_children()
        yield from self.conditions(MUST_FIX, Level.MUST)
        for key, sentence in measure_problems(self.tool):
            yield self.said(Level.MUST, "measure", key, sentence, "measures")
        for fault in contradiction_faults(self.tool):
            yield self.said(
                Level.MUST, "contradiction", fault.contradiction, fault.sentence, "contradictions"
            )

    def conditions(self, level_of_fault: str, level: Level) -> Iterator[_Found]:
        for fault in self.faults:
            if fault.level == level_of_fault:
                yield self.said(level, fault.owner_kind, fault.owner, fault.sentence, "conditions")

    def consider(self) -> Iterator[_Found]:
        yield from self.conditions(CONSIDER, Level.CONSIDER)
        for question in self.tool.questions:
            for kind, sentence in _advice(question):
                yield self.said(Level.CONSIDER, "question", question.key, sentence, kind)
        yield from self.unmeasured()
        yield from self.alike()
        yield from self.long()

    def said(self, level: Level, of: str, key: str, sentence: str, kind: str) -> _Found:
        name = self.names.get((of, key), "")
        return _Found(Check(level, of, key, sentence, name), kind)

    def empty(self) -> Iterator[_Found]:
        if not any(question.kind != "prompt" for question in self.tool.questions):
            sentence = "This tool has no question that can be answered. Add one."
            yield self.said(Level.MUST, "tool", "", sentence, "empty")
        for section in self.tool.sections:
            if not section.questions:
                sentence = "has no questions. Add one, or delete the section."
                yield self.said(Level.MUST, "section", section.key, sentence, "empty")

    def without_options(self) -> Iterator[_Found]:
        options = {scale.key: scale.options for scale in self.tool.scales}
        for question in self.tool.questions:
            if question.kind in SCALE_KINDS and not options.get(question.scale):
                sentence = "has no answers to choose from. Give its scale an option."
                yield self.said(Level.MUST, "question", question.key, sentence, "options")
            if question.kind in ("items", "profile") and not question.items:
                sentence = "has no items. Add at least one."
                yield self.said(Level.MUST, "question", question.key, sentence, "options")

    def unreadable_conditions(self) -> Iterator[_Found]:
        for of, part in self.parts():
            try:
                if part.show_when:
                    parse(part.show_when)
            except ConditionError as error:
                yield self.said(Level.MUST, of, part.key, error.sentence, "conditions")

    def parts(self):
        for section in self.tool.sections:
            yield "section", section
            for question in section.questions:
                yield "question", question

    def unmeasured(self) -> Iterator[_Found]:
        measured = {
            key for measure in self.tool.measures for key in (measure.question, *measure.also)
        }
        for question in self.tool.questions:
            if question.kind in COUNTABLE and question.key not in measured:
                yield self.said(Level.CONSIDER, "question", question.key, UNUSED, "unmeasured")

    def alike(self) -> Iterator[_Found]:
        first: dict[str, str] = {}
        for question in self.tool.questions:
            words = _plain(question.text)
            if words in first:
                sentence = f"has the same words as {self.numbers[first[words]]}."
                yield self.said(Level.CONSIDER, "question", question.key, sentence, "alike")
            first.setdefault(words, question.key)

    def long(self) -> Iterator[_Found]:
        for section in self.tool.sections:
            count = len(section.questions)
            if count > MOST_IN_A_SECTION:
                sentence = f"has {count} questions. People lose their place after about 20."
                yield self.said(Level.CONSIDER, "section", section.key, sentence, "long")

    def without_children(self) -> Iterator[_Found]:
        """Only a case has children to repeat a section for."""
        if self.tool.audits in ABOUT_NO_CASE:
            for section in self.tool.sections:
                if section.repeats == "subject":
                    sentence = "is for each child of a case, and this tool has none: never asked."
                    yield self.said(Level.MUST, "section", section.key, sentence, "children")

    def fine(self, kinds: set[str]) -> Iterator[Check]:
        if not self.tool.questions:
            return
        for kind, sentence in FINE.items():
            if kind not in kinds and self.speaks_of(kind):
                yield Check(Level.FINE, "tool", "", sentence)

    def speaks_of(self, kind: str) -> bool:
        """Praise for conditions only where there are some."""
        if kind == "conditions":
            return any(part.show_when for _, part in self.parts())
        return kind != "measures" or bool(self.tool.measures)


FINE = {
    "silent": "Every question can say “not recorded”.",
    "guidance": "Every question has guidance.",
    "conditions": "Every condition can be met.",
    "measures": "Every measure can be counted.",
}


def _advice(question: QuestionDefinition) -> Iterator[tuple[str, str]]:
    if pair := two_things(question.text):
        yield "double", f"asks two things: {pair[0]} {pair[1]} {pair[2]}."
    if not question.guidance and question.kind not in WITHOUT_GUIDANCE:
        yield "guidance", UNGUIDED
    if not question.not_recorded and question.kind in COUNTABLE:
        yield "silent", UNSILENT
    if question.required and question.kind in WRITTEN:
        yield "required", "needs writing before a return can be submitted. May it be left blank?"


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))

"""The part of a form in which a condition is written: what was sent, what is shown, what is wrong.

Each button is a press of the form it stands in; nothing is saved before the form is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property

from audits.asking import check_references, describe
from audits.condition_editing import (
    Fault,
    Group,
    Part,
    Path,
    Rule,
    comparison_of,
    faults_in,
    from_condition,
    parts_in,
    path_text,
    read_path,
    to_condition,
)
from audits.conditions import ConditionError, dump, parse
from audits.forms.condition_data import (
    EDITS,
    PREFIX,
    RELATION_WORDS,
    Choice,
    GroupBox,
    RuleRow,
    read_group,
    with_part,
)
from audits.rules import MUST_FIX
from audits.tool_definition import (
    CHOICE_KINDS,
    ITEM_KINDS,
    NUMBER_KINDS,
    QuestionDefinition,
    ToolDefinition,
    Tree,
)
from audits.tool_parts import home_of
from audits.tool_rules import numbers_of, readable, rules_of, words_of


def relations_of(kind: str) -> tuple[str, ...]:
    if kind in CHOICE_KINDS:
        return ("is", "answered")
    if kind in NUMBER_KINDS:
        return ("at_least", "at_most", "answered")
    return ("answered",)


def earlier_than(tool: ToolDefinition, question: str) -> list[str]:
    """Keys that a condition of this question may look at."""
    home = home_of(tool, question)
    keys = [each.key for each in tool.questions]
    return _offered(tool, keys[: keys.index(question)], home.key)


def earlier_than_section(tool: ToolDefinition, section: str) -> list[str]:
    keys = []
    for each in tool.sections:
        if each.key == section:
            break
        keys += [question.key for question in each.questions]
    return _offered(tool, keys, "")


def earlier_than_new(tool: ToolDefinition, section: str, after: str = "") -> list[str]:
    """For a question that is being written, at the end of a section or after one of it."""
    keys = []
    for each in tool.sections:
        keys += [question.key for question in each.questions]
        if each.key == section:
            break
    return _offered(tool, keys[: keys.index(after) + 1] if after in keys else keys, section)


def _offered(tool: ToolDefinition, keys: list[str], section: str) -> list[str]:
    """Less prompts, and less other sections that repeat: those have several answers."""
    fitting = {
        question.key
        for each in tool.sections
        if not each.repeats or each.key == section
        for question in each.questions
        if question.kind != "prompt"
    }
    return [key for key in keys if key in fitting]


class ConditionEditor:
    """`offered` are the keys of the questions a rule may look at; `kept` is what is stored."""

    def __init__(self, tool: ToolDefinition, offered: list[str], kept: Tree | None, data=None):
        self.tool, self.offered, self.kept = tool, offered, kept
        self.questions = {question.key: question for question in tool.questions}
        self.faults: list[Fault] = []
        sent = data is not None and f"{PREFIX}-nodes" in data
        self.group = self._fitted(read_group(data)) if sent else from_condition(readable(kept))
        self.was_sent = sent

    def press(self, button: str) -> None:
        """`when:VERB:PLACE`; what does not fit changes nothing."""
        _, _, rest = button.partition(":")
        verb, _, place = rest.partition(":")
        path, edit = read_path(place), EDITS.get(verb)
        if path is not None and edit is not None:
            self.group = edit(self.group, path)

    @property
    def tree(self) -> Tree | None:
        """Once valid. An untouched form gives back exactly what is stored."""
        if not self.was_sent or self.group == from_condition(readable(self.kept)):
            return self.kept
        condition = to_condition(self.group)
        return dump(condition) if condition else None

    def is_valid(self, trial: Callable[[Tree], ToolDefinition] | None = None) -> bool:
        """`trial` gives the tool with a condition in its place, to be checked as a whole.

        A stored condition that is not touched is let be: the list of checks speaks of it.
        """
        self.faults = faults_in(self.group)
        if self.faults or trial is None or self.tree == self.kept or self.tree is None:
            return not self.faults
        try:
            parse(self.tree)
        except ConditionError as error:
            self.faults = [Fault((), error.sentence)]
            return False
        self.faults = [*self._rules_at_fault(trial)]
        if not self.faults:
            self.faults = [Fault((), said) for said in self._new_faults(trial(self.tree))]
        return not self.faults

    def _rules_at_fault(self, trial) -> Iterator[Fault]:
        for path, part in parts_in(self.group):
            if isinstance(part, Rule):
                for sentence in self._new_faults(trial(dump(comparison_of(part)))):
                    yield Fault(path, sentence)

    def _new_faults(self, after: ToolDefinition) -> list[str]:
        """What must be fixed after a change and did not have to be before it."""
        return [
            fault.sentence for fault in self.faults_of(after) if fault not in self._faults_before
        ]

    @cached_property
    def _faults_before(self) -> list:
        return self.faults_of(self.tool)

    def faults_of(self, tool: ToolDefinition) -> list:
        return [fault for fault in check_references(rules_of(tool)) if fault.level == MUST_FIX]

    def _fitted(self, group: Group) -> Group:
        """With a relation that the chosen question can have."""
        for path, part in parts_in(group):
            question = self.questions.get(part.question) if isinstance(part, Rule) else None
            if question and part.relation not in relations_of(question.kind):
                fitting = relations_of(question.kind)[0]
                group = with_part(group, path, replace(part, relation=fitting))
        return group

    # what the template shows

    @property
    def nodes(self) -> list[str]:
        """The shape of the whole, for the form to send back."""
        return [
            f"{path_text(path)}:{'group' if isinstance(part, Group) else 'rule'}"
            for path, part in parts_in(self.group)
        ]

    @property
    def box(self) -> GroupBox:
        return self._shown((), self.group)

    def _shown(self, path: Path, part: Part) -> RuleRow | GroupBox:
        fault = next((each.sentence for each in self.faults if each.path == path), "")
        if isinstance(part, Group):
            rows = [self._shown((*path, at), each) for at, each in enumerate(part.parts)]
            return GroupBox(path, part, rows, fault)
        return RuleRow(
            path=path,
            rule=part,
            questions=self._question_choices(part),
            relations=self._relation_choices(part),
            options=self._option_choices(part),
            fault=fault,
        )

    def _question_choices(self, rule: Rule) -> list[Choice]:
        numbers = numbers_of(self.tool)
        choices = [
            Choice(key, f"{numbers[key]} {self.questions[key].text}", key == rule.question)
            for key in self.offered
        ]
        if rule.question and rule.question not in self.offered:
            there = rule.question in numbers
            said = f"{numbers[rule.question]}, which cannot be looked at here" if there else "gone"
            choices.append(Choice(rule.question, f"{rule.question} ({said})", True))
        return choices

    def _relation_choices(self, rule: Rule) -> list[Choice]:
        question = self.questions.get(rule.question)
        fitting = relations_of(question.kind) if question else (rule.relation,)
        is_block = question is not None and question.kind in ITEM_KINDS
        return [
            Choice(each, _relation_words(each, is_block), each == rule.relation) for each in fitting
        ]

    def _option_choices(self, rule: Rule) -> list[Choice]:
        question = self.questions.get(rule.question)
        labels = _labels(self.tool, question) if question else {}
        gone = [code for code in rule.codes if code not in labels]
        return [Choice(code, label, code in rule.codes) for code, label in labels.items()] + [
            Choice(code, f"{code} (no longer an answer)", True) for code in gone
        ]

    @property
    def reads(self) -> str:
        """The finished rules in words; empty while something is missing."""
        if not self.group.parts or faults_in(self.group):
            return ""
        words = words_of(self.tool, numbered=True)
        return describe(to_condition(self.group), words, lead="asked when")

    @property
    def as_json(self) -> str:
        """The finished condition as written in files; empty while something is missing."""
        if not self.group.parts or faults_in(self.group):
            return ""
        return json.dumps(dump(to_condition(self.group)), ensure_ascii=False)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, sentence), for the summary at the head of the page."""
        return [
            (
                f"{PREFIX}-{path_text(fault.path)}",
                f"Rule {'.'.join(str(step + 1) for step in fault.path)}: {fault.sentence}"
                if fault.path
                else fault.sentence,
            )
            for fault in self.faults
        ]


def _relation_words(relation: str, is_block: bool) -> str:
    words = RELATION_WORDS[relation]
    return f"total {words}" if is_block and relation in ("at_least", "at_most") else words


def _labels(tool: ToolDefinition, question: QuestionDefinition) -> dict[str, str]:
    scale = next((each for each in tool.scales if each.key == question.scale), None)
    return {option.code: option.label for option in scale.options} if scale else {}

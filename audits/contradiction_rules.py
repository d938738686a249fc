"""What is wrong with the contradictions of a tool. Pure.

Unlike a condition that shows a question, a contradiction may look at any question, earlier or
later: it is tried on a return as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audits.conditions import Condition, ConditionError, comparisons_in, parse, questions_in
from audits.possibility import Comes, Possibility, Wanted
from audits.references import named, sound_possibility, wrong_operand
from audits.rules import SectionRule
from audits.tool_definition import CHOICE_KINDS, ContradictionDefinition, ToolDefinition
from audits.tool_rules import rules_of

NO_RULE = "It says nothing about the answers. Add at least one rule."


@dataclass(frozen=True, slots=True)
class ContradictionFault:
    """`contradiction` is the key of the one at fault."""

    contradiction: str
    sentence: str
    is_unreadable: bool = False


def contradiction_faults(tool: ToolDefinition) -> list[ContradictionFault]:
    """In the order of the tool; each of them must be put right."""
    if not tool.contradictions:
        return []
    rules = _Rules(rules_of(tool))
    return [fault for each in tool.contradictions for fault in rules.faults(each)]


class _Rules:
    def __init__(self, sections: list[SectionRule]) -> None:
        self.sections = sections
        self.plain = Possibility(sections)
        self.homes = dict(self.plain.homes)
        self._sound: Possibility | None = None

    def faults(self, contradiction: ContradictionDefinition) -> Iterator[ContradictionFault]:
        key = contradiction.key
        try:
            condition = parse(contradiction.when)
        except ConditionError as error:
            sentence = error.sentence if contradiction.when else NO_RULE
            yield ContradictionFault(key, sentence, is_unreadable=True)
            return
        for sentence in dict.fromkeys(self._faults(condition)):
            yield ContradictionFault(key, sentence)

    def _faults(self, condition: Condition) -> Iterator[str]:
        found = [*self._misfits(condition)]
        if not found and not self._is_unclear(condition):
            found = [*filter(None, [self._why_impossible(condition)])]
        yield from found

    def _misfits(self, condition: Condition) -> Iterator[str]:
        for comparison in comparisons_in(condition):
            if comparison.question in self.homes:
                yield from wrong_operand(comparison, self.homes[comparison.question][0])
            else:
                yield (
                    f"It refers to the question “{comparison.question}”, which this tool does not"
                    " have."
                )
        looked_at = questions_in(condition)
        repeated = [
            section.key
            for section in self.sections
            if section.repeats and any(question.key in looked_at for question in section.questions)
        ]
        if len(repeated) > 1:
            yield (
                f"It looks into more than one section that repeats: {named(repeated)}. Look into"
                " one of them only, beside what is asked once."
            )

    def _is_unclear(self, condition: Condition) -> bool:
        """Whether it looks at a choice without options: the fault is its scale, told there."""
        targets = [self.homes[key][0] for key in questions_in(condition)]
        return any(target.kind in CHOICE_KINDS and not target.codes for target in targets)

    def _why_impossible(self, condition: Condition) -> str:
        """Empty where a return can hold such answers."""
        comes = Comes(condition, Wanted.TRUE)
        keys = named(sorted(questions_in(condition)))
        if not self.plain.can(comes, looks_deeper=False, has_audience=False):
            return "It can never be found, because its parts can never hold together."
        if not self.plain.can(comes, looks_deeper=False):
            return f"It can never be found, because nobody is asked all it needs: {keys}."
        if not self.sound.can(comes, has_audience=False):
            return (
                "It can never be found, because of when its questions are shown: see the"
                f" conditions of {keys}."
            )
        if not self.sound.can(comes):
            return f"It can never be found, because nobody is shown all it needs: {keys}."
        return ""

    @property
    def sound(self) -> Possibility:
        if self._sound is None:
            self._sound = sound_possibility(self.sections)
        return self._sound

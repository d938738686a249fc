"""What is wrong with the conditions and audiences of a tool. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audits.conditions import (
    Answered,
    AtLeast,
    AtMost,
    Comparison,
    Condition,
    Is,
    comparisons_in,
    questions_in,
)
from audits.possibility import Comes, ForAudience, Possibility, Wanted
from audits.possible_values import Values, limits_of
from audits.rules import CONSIDER, QuestionRule, ReferenceProblem, SectionRule
from audits.tool_definition import CHOICE_KINDS, NUMBER_KINDS

Rule = SectionRule | QuestionRule
ALWAYS = "It always holds, so it changes nothing. Take it away, or ask for something else."


class References:
    """Walks a tool in its order; a condition found at fault is left out of what follows from it."""

    def __init__(self, sections: Sequence[SectionRule]) -> None:
        self.sections = sections
        self.everything = {q.key: (q, section) for section in sections for q in section.questions}
        self.possibility = Possibility(sections)
        self.earlier: set[str] = set()

    def problems(self) -> Iterator[ReferenceProblem]:
        for section in self.sections:
            found = list(self._of(section, None))
            yield from found
            sound = self._without_faults(section, found)
            for question in section.questions:
                found = list(self._of(question, sound))
                yield from found
                self.possibility.homes[question.key] = (
                    self._without_faults(question, found),
                    sound,
                )
                self.earlier.add(question.key)

    def _without_faults(self, rule: Rule, found: list[ReferenceProblem]) -> Rule:
        is_faulty = any(each.level != CONSIDER for each in found)
        return replace(rule, show_when=None) if is_faulty or self._is_unclear(rule) else rule

    def _is_unclear(self, rule: Rule) -> bool:
        """Whether it looks at a choice without options: the fault is its scale, told there."""
        looked_at = questions_in(rule.show_when) if rule.show_when else set()
        targets = [self.everything[key][0] for key in looked_at if key in self.everything]
        return any(target.kind in CHOICE_KINDS and not target.codes for target in targets)

    def _of(self, rule: Rule, section: SectionRule | None) -> Iterator[ReferenceProblem]:
        kind = "section" if section is None else "question"
        must_fix = self._must_fix(rule, section)
        for sentence in must_fix:
            yield ReferenceProblem(kind, rule.key, sentence)
        is_sound = rule.show_when and not must_fix and not self._is_unclear(rule)
        if is_sound and not self._can_fail(rule, section):
            yield ReferenceProblem(kind, rule.key, ALWAYS, CONSIDER)

    def _must_fix(self, rule: Rule, section: SectionRule | None) -> list[str]:
        if section is not None and (sentence := _never_together(rule, section)):
            return [sentence]
        if rule.show_when is None:
            return []
        faults = list(self._faults(rule, section))
        if faults or self._is_unclear(rule):
            return faults
        return list(filter(None, [self._why_impossible(rule, section)]))

    def _faults(self, rule: Rule, section: SectionRule | None) -> Iterator[str]:
        for comparison in comparisons_in(rule.show_when):
            key = comparison.question
            if key not in self.everything:
                yield f"It refers to the question “{key}”, which this tool does not have."
            elif key == rule.key and section is not None:
                yield f"The question “{key}” refers to itself."
            elif key not in self.earlier:
                yield f"It refers to “{key}”, which comes later. Refer only to earlier questions."
            else:
                yield from self._misfits(comparison, rule, section)

    def _misfits(
        self, comparison: Comparison, rule: Rule, section: SectionRule | None
    ) -> Iterator[str]:
        target, home = self.everything[comparison.question]
        if home.repeats and (section is None or home.key != section.key):
            yield (
                f"“{target.key}” is in a section that repeats, so it has several answers. Refer"
                " only to questions that are asked once."
            )
            return
        yield from wrong_operand(comparison, target)
        rules = [rule, target, home] if section is None else [rule, section, target, home]
        if not _meet([each.sectors for each in rules]):
            yield f"No sector is asked both this and “{target.key}”, so it can never be met."
        if not _meet([each.plan_types for each in rules]):
            yield f"No plan type is asked both this and “{target.key}”, so it can never be met."

    def _why_impossible(self, rule: Rule, section: SectionRule | None) -> str:
        """Empty where the condition can hold."""
        can, own = self.possibility.can, Comes(rule.show_when, Wanted.TRUE)
        around = self._around(rule, section)
        if can(own, *around):
            return ""
        if not can(own, looks_deeper=False, has_audience=False):
            return "It can never hold, because its parts contradict each other."
        conditions = [goal for goal in around if isinstance(goal, Comes)]
        if not can(own, *conditions, looks_deeper=False, has_audience=False):
            return f"It can never hold, because it contradicts the condition of “{section.key}”."
        if not can(own, *conditions, has_audience=False):
            keys = self._conditional(rule.show_when, section)
            return f"It can never hold, because it contradicts the conditions of {keys}."
        keys = named(sorted(questions_in(rule.show_when)))
        return f"It can never hold, because nobody is asked both this and all it needs: {keys}."

    def _can_fail(self, rule: Rule, section: SectionRule | None) -> bool:
        fails = Comes(rule.show_when, Wanted.NOT_TRUE)
        return self.possibility.can(fails, *self._around(rule, section))

    @staticmethod
    def _around(rule: Rule, section: SectionRule | None) -> list[Comes | ForAudience]:
        """What must be so for the condition to be looked at."""
        if section is None:
            return [ForAudience(rule, True)]
        found = [ForAudience(rule, True), ForAudience(section, True)]
        if section.show_when:
            found.append(Comes(section.show_when, Wanted.TRUE))
        return found

    def _conditional(self, condition: Condition, section: SectionRule | None) -> str:
        """The questions that a condition looks at and that are not always asked themselves."""
        looked_at = questions_in(condition)
        if section is not None and section.show_when:
            looked_at |= questions_in(section.show_when)
        found = []
        for key in sorted(looked_at):
            question, home = self.possibility.homes[key]
            if question.show_when or home.show_when:
                found.append(key)
        return named(found)


def sound_possibility(sections: Sequence[SectionRule]) -> Possibility:
    """Of a tool without those conditions that are at fault."""
    references = References(sections)
    for _ in references.problems():
        pass
    return references.possibility


def named(keys: list[str]) -> str:
    return " and ".join(f"“{key}”" for key in keys)


def _never_together(question: QuestionRule, section: SectionRule) -> str:
    if not _meet([question.sectors, section.sectors]):
        return "It is for other sectors than its section, so nobody is ever asked it."
    if not _meet([question.plan_types, section.plan_types]):
        return "It is for other plan types than its section, so nobody is ever asked it."
    return ""


def _meet(limits: list[tuple[str, ...]]) -> bool:
    given = [set(limit) for limit in limits if limit]
    return not given or bool(set.intersection(*given))


def wrong_operand(comparison: Comparison, target: QuestionRule) -> Iterator[str]:
    """Why this comparison does not fit the question it looks at."""
    if target.kind == "prompt":
        yield f"“{target.key}” is a prompt, which is never answered."
    elif isinstance(comparison, Is) and target.kind not in CHOICE_KINDS:
        yield f"“is” needs a question with options, and “{target.key}” is of kind {target.kind}."
    elif isinstance(comparison, Is):
        for code in comparison.codes if target.codes else ():
            if code not in target.codes:
                yield f"“{code}” is not an option of “{target.key}” ({', '.join(target.codes)})."
    elif isinstance(comparison, Answered):
        return
    elif target.kind not in NUMBER_KINDS:
        yield (
            "“at_least” and “at_most” need a number or scored items, and"
            f" “{target.key}” is of kind {target.kind}."
        )
    elif not Values.of(target).narrowed(comparison, True).exist:
        yield _out_of_range(comparison, target)


def _out_of_range(comparison: AtLeast | AtMost, target: QuestionRule) -> str:
    what = f"The total of “{target.key}”" if target.kind == "items" else f"“{target.key}”"
    said = "at least" if isinstance(comparison, AtLeast) else "at most"
    limits = [
        f"{words} {limit.normalize():f}"
        for words, limit in zip(("at least", "at most"), limits_of(target), strict=True)
        if limit is not None
    ]
    return f"{what} is {' and '.join(limits)}, so it is never {said} {comparison.number:f}."

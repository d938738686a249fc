"""Which questions of a tool are put to one agency, and in which words its conditions read.

Pure: works on the plain rules below, which a tool version or a tool file fills.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from audits.conditions import (
    ANSWERED,
    MISSING,
    NOT_ASKED,
    All,
    Answered,
    Any,
    AtLeast,
    AtMost,
    Comparison,
    Condition,
    Is,
    Not,
    PlainAnswer,
    comparisons_in,
    holds,
)
from audits.totals import TotalRule, stored_number

CHOICE_KINDS = frozenset({"choice", "choices", "grade"})


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a tool is put to: an agency's sector, the plan type of its case, what is picked.

    `sector` and `plan_type` may be None for any; an empty plan type is one nobody has recorded,
    to which nothing limited to plan types is put. `picked` holds keys of sections and questions;
    None is all of them.
    """

    sector: str | None = None
    plan_type: str | None = None
    picked: frozenset[str] | None = None


EVERYBODY = Audience()


@dataclass(frozen=True, slots=True)
class QuestionRule:
    """`codes` are the options of its scale; empty `sectors` and `plan_types` mean every one.

    `minimum` and `maximum` are the range of a number. `picked`: asked only where the auditor has
    picked it as relevant. `total`: of a block of items, whose total is what a condition compares.
    """

    key: str
    kind: str
    codes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    picked: bool = False
    show_when: Condition | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    total: TotalRule | None = None


@dataclass(frozen=True, slots=True)
class SectionRule:
    """`repeats`: subject, respondent or time_point, or empty for a section asked once."""

    key: str
    questions: tuple[QuestionRule, ...]
    sectors: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    picked: bool = False
    repeats: str = ""
    show_when: Condition | None = None


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The printed wording of a question and of its options (code -> label)."""

    text: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReferenceProblem:
    """`owner` is the key of the section or question whose condition is at fault."""

    owner_kind: str
    owner: str
    sentence: str


def asked(
    sections: Sequence[SectionRule],
    audience: Audience,
    answers: Mapping[str, PlainAnswer],
    repeated: str = "",
) -> frozenset[str]:
    """Keys of the questions put to this audience, given its answers.

    Without `repeated`, those of the sections asked once. With the key of a section that repeats,
    those of that section alone, in one of its repetitions: `answers` are then what is answered
    once together with the answers of that repetition. An answer kept from before its question was
    switched off decides nothing.
    """
    known = {
        question.key: PlainAnswer(NOT_ASKED)
        for section in sections
        for question in section.questions
    }
    reached: set[str] = set()
    for section in sections:
        if section.repeats and section.key != repeated:
            continue
        if not _applies(section, audience, known):
            continue
        for question in section.questions:
            if _applies(question, audience, known):
                reached.add(question.key)
                known[question.key] = as_compared(question, _open(answers.get(question.key)))
    if not repeated:
        return frozenset(reached)
    of_section = {
        q.key for section in sections if section.key == repeated for q in section.questions
    }
    return frozenset(reached & of_section)


def _open(answer: PlainAnswer | None) -> PlainAnswer:
    # A stored row may say "not asked" from before a change that asks the question again.
    return PlainAnswer(MISSING) if answer is None or answer.state == NOT_ASKED else answer


def as_compared(question: QuestionRule, answer: PlainAnswer) -> PlainAnswer:
    """The answer as conditions see it: a block of items by its total, or by none yet."""
    if question.total is None or answer.state != ANSWERED:
        return answer
    total = question.total.total(answer.value)
    return PlainAnswer(ANSWERED, None if total is None else stored_number(total))


def _applies(
    rule: SectionRule | QuestionRule, audience: Audience, known: Mapping[str, PlainAnswer]
) -> bool:
    return for_audience(rule, audience) and (rule.show_when is None or holds(rule.show_when, known))


def for_audience(rule: SectionRule | QuestionRule, audience: Audience) -> bool:
    """Whether it is put to this audience at all, whatever its conditions say."""
    return (
        (audience.sector is None or not rule.sectors or audience.sector in rule.sectors)
        and (
            audience.plan_type is None
            or not rule.plan_types
            or audience.plan_type in rule.plan_types
        )
        and (not rule.picked or audience.picked is None or rule.key in audience.picked)
    )


def check_references(
    sections: Sequence[SectionRule],
) -> list[ReferenceProblem]:
    """Every condition that asks for what it cannot have, in the tool's order.

    A condition may look only at earlier questions (a section's: at earlier sections), so no
    circle of conditions can pass.
    """
    everything = {q.key: (q, section) for section in sections for q in section.questions}
    earlier: set[str] = set()
    problems: list[ReferenceProblem] = []
    for section in sections:
        sectors = [set(section.sectors)]
        for sentence in _faults(section, everything, earlier, sectors):
            problems.append(ReferenceProblem("section", section.key, sentence))
        for question in section.questions:
            for sentence in _faults(
                question, everything, earlier, [*sectors, set(question.sectors)]
            ):
                problems.append(ReferenceProblem("question", question.key, sentence))
            earlier.add(question.key)
    return problems


_Everything = Mapping[str, tuple[QuestionRule, SectionRule]]


def _faults(
    rule: SectionRule | QuestionRule,
    everything: _Everything,
    earlier: set[str],
    sectors: list[set[str]],
) -> Iterator[str]:
    for comparison in comparisons_in(rule.show_when) if rule.show_when else ():
        key = comparison.question
        if key not in everything:
            yield f"It refers to the question “{key}”, which this tool does not have."
        elif key == rule.key and isinstance(rule, QuestionRule):
            yield f"The question “{key}” refers to itself."
        elif key not in earlier:
            yield f"It refers to “{key}”, which comes later. Refer only to earlier questions."
        else:
            target, home = everything[key]
            yield from _misfits(comparison, target)
            if not _share_a_sector([*sectors, set(home.sectors), set(target.sectors)]):
                yield f"No sector is asked both this and “{key}”, so it can never be met."


def _misfits(comparison: Comparison, target: QuestionRule) -> Iterator[str]:
    if isinstance(comparison, Is) and target.kind not in CHOICE_KINDS:
        yield f"“is” needs a question with options, and “{target.key}” is of kind {target.kind}."
    elif isinstance(comparison, Is):
        for code in comparison.codes:
            if code not in target.codes:
                yield f"“{code}” is not an option of “{target.key}” ({', '.join(target.codes)})."
    elif isinstance(comparison, AtLeast | AtMost) and target.kind != "number":
        yield (
            f"“at_least” and “at_most” need a number, and “{target.key}” is of kind {target.kind}."
        )


def _share_a_sector(restrictions: list[set[str]]) -> bool:
    given = [sectors for sectors in restrictions if sectors]
    return not given or bool(set.intersection(*given))


def describe(
    condition: Condition, words: Mapping[str, QuestionWords], *, lead: str = "Shown when"
) -> str:
    """For people: `Shown when ‘Was the child seen alone?’ is ‘No’ or ‘Partly’`."""
    return f"{lead} {_phrase(condition, words, negated=False)}"


def _phrase(condition: Condition, words: Mapping[str, QuestionWords], *, negated: bool) -> str:
    match condition:
        case Not(part):
            return _phrase(part, words, negated=not negated)
        case All(parts) | Any(parts):
            # "not (a and b)" is said as "not a or not b".
            joiner = " and " if isinstance(condition, All) is not negated else " or "
            return joiner.join(_inner(part, words, negated) for part in parts)
        case _:
            asked_words = words.get(condition.question, QuestionWords(condition.question))
            return f"‘{asked_words.text}’ {_predicate(condition, asked_words, negated)}"


def _inner(part: Condition, words: Mapping[str, QuestionWords], negated: bool) -> str:
    phrase = _phrase(part, words, negated=negated)
    core = part
    while isinstance(core, Not):
        core = core.part
    return f"({phrase})" if isinstance(core, All | Any) and len(core.parts) > 1 else phrase


def _predicate(comparison: Comparison, words: QuestionWords, negated: bool) -> str:
    match comparison:
        case Answered():
            return "is not answered" if negated else "is answered"
        case Is(_, codes):
            labels = [f"‘{words.options.get(code, code)}’" for code in codes]
            return f"is {'not ' if negated else ''}{' or '.join(labels)}"
        case AtLeast(_, number):
            return f"is {'not at least' if negated else 'at least'} {number:f}"
        case AtMost(_, number):
            return f"is {'not at most' if negated else 'at most'} {number:f}"

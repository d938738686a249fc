"""Which questions of a tool are put to one agency, and in which words its conditions read.

Pure: works on the plain rules of `audits.rules`, which a tool version or a tool file fills.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    holds,
)
from audits.references import References
from audits.rules import (
    Audience,
    QuestionRule,
    QuestionWords,
    ReferenceProblem,
    SectionRule,
    for_audience,
)
from audits.totals import stored_number


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


def check_references(sections: Sequence[SectionRule]) -> list[ReferenceProblem]:
    """Everything that is wrong with when, and to whom, a tool puts its questions; in its order.

    A condition may look only at earlier questions (a section's: at earlier sections), so no
    circle of conditions can pass. Only problems of level MUST_FIX keep a tool from being used.
    """
    return list(References(sections).problems())


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
            return f"{_named(condition, asked_words)} {_predicate(condition, asked_words, negated)}"


def _named(comparison: Comparison, words: QuestionWords) -> str:
    is_total = words.kind == "items" and isinstance(comparison, AtLeast | AtMost)
    return f"the total of ‘{words.text}’" if is_total else f"‘{words.text}’"


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
        case Is():
            return _chosen(comparison, words, negated)
        case AtLeast(_, number):
            return f"is {'not at least' if negated else 'at least'} {number:f}"
        case AtMost(_, number):
            return f"is {'not at most' if negated else 'at most'} {number:f}"


def _chosen(comparison: Is, words: QuestionWords, negated: bool) -> str:
    labels = [f"‘{words.options.get(code, code)}’" for code in comparison.codes]
    verb = "includes" if words.kind == "choices" else "is"
    if not negated:
        return f"{verb} {' or '.join(labels)}"
    if len(labels) > 1:
        return f"{verb} neither {' nor '.join(labels)}"
    return f"does not include {labels[0]}" if verb == "includes" else f"is not {labels[0]}"

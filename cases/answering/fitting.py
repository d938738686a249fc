"""Can a question of another version read an answer that was given to its namesake?"""

from audits.models import AnswerState, Question
from cases.models import Answer

ONE_CODE = frozenset({Question.Kind.CHOICE, Question.Kind.GRADE})


def still_reads(answer: Answer, new: Question) -> bool:
    """Needs the scale, items and section of both questions."""
    old = answer.question
    if old.section.repeats != new.section.repeats:
        return False
    match answer.state:
        case AnswerState.NOT_APPLICABLE:
            return new.allows_not_applicable
        case AnswerState.NOT_RECORDED:
            return new.allows_not_recorded
        case AnswerState.ANSWERED:
            return _same_kind(old, new) and _knows(new, answer.value)
    return new.kind != Question.Kind.PROMPT


def _same_kind(old: Question, new: Question) -> bool:
    """A choice and a grade are both one code; a unit changes what a number says."""
    if old.kind in ONE_CODE:
        return new.kind in ONE_CODE
    return old.kind == new.kind and old.unit == new.unit


def _knows(new: Question, value) -> bool:
    """Are all its codes still there?"""
    codes = {option.code for option in new.scale.options.all()} if new.scale_id else set()
    items = {item.code for item in new.items.all()}
    if new.kind in ONE_CODE:
        return value in codes
    if new.kind == Question.Kind.CHOICES:
        return set(value) <= codes
    if new.kind == Question.Kind.PROFILE:
        return set(value) <= items and set(value.values()) <= codes
    if new.kind == Question.Kind.ITEMS:
        return set(value) <= items
    return True

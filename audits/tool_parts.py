"""Finding the parts of a tool, giving new ones their keys, keeping references whole. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import replace

from audits.question_reading import MOST_ITEMS, RATING_KINDS
from audits.tool_definition import (
    ITEM_KINDS,
    NUMBER_KINDS,
    SCALE_KINDS,
    ContradictionDefinition,
    MeasureDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
)

LONGEST_KEY, LONGEST_CODE = 60, 40
_DEFAULTS = QuestionDefinition(key="", kind="", text="")


class EditRefused(Exception):
    """The edit cannot be made; the message is a sentence for the reader."""


class PartGone(EditRefused):
    """The part to be edited is no longer in the draft."""


def new_key(title: str, taken: Collection[str], longest: int = LONGEST_KEY) -> str:
    """A key made from a title, unlike any that is taken: seen-alone, then seen-alone-2."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’‘]", "", plain)).strip("-")
    stem = _shortened(words, longest) or "part"
    key, number = stem, 1
    while key in taken:
        number += 1
        ending = f"-{number}"
        key = _shortened(stem, longest - len(ending)) + ending
    return key


def _shortened(words: str, longest: int) -> str:
    """Whole words as far as they fit."""
    if len(words) <= longest:
        return words
    cut = words[: longest + 1]
    return cut.rpartition("-")[0].strip("-") or words[:longest].strip("-")


def section_of(tool: ToolDefinition, key: str) -> SectionDefinition:
    return _found(tool.sections, key, "This section")


def question_of(tool: ToolDefinition, key: str) -> QuestionDefinition:
    return _found(tool.questions, key, "This question")


def scale_of(tool: ToolDefinition, key: str) -> ScaleDefinition:
    return _found(tool.scales, key, "This scale")


def measure_of(tool: ToolDefinition, key: str) -> MeasureDefinition:
    return _found(tool.measures, key, "This measure")


def contradiction_of(tool: ToolDefinition, key: str) -> ContradictionDefinition:
    return _found(tool.contradictions, key, "This contradiction")


def home_of(tool: ToolDefinition, question: str) -> SectionDefinition:
    """The section that a question stands in."""
    for section in tool.sections:
        if any(each.key == question for each in section.questions):
            return section
    raise PartGone("This question is no longer in the draft.")


def _found(parts, key: str, what: str):
    for part in parts:
        if part.key == key:
            return part
    raise PartGone(f"{what} is no longer in the draft.")


def keys_of(parts: Iterable) -> tuple[str, ...]:
    return tuple(part.key for part in parts)


def codes_of(tool: ToolDefinition, scale: str) -> tuple[str, ...]:
    """The option codes of a scale, in its order; none where it is not there."""
    return next(
        (tuple(each.code for each in found.options) for found in tool.scales if found.key == scale),
        (),
    )


def with_part(parts: tuple, part) -> tuple:
    """The parts with this one in place of the one of the same key."""
    return tuple(part if each.key == part.key else each for each in parts)


def without(parts: tuple, key: str) -> tuple:
    return tuple(part for part in parts if part.key != key)


def moved(parts: tuple, key: str, place: int) -> tuple:
    """The parts with this one at a place counted from 0; a place beyond the ends is an end."""
    part = next(each for each in parts if each.key == key)
    rest = list(without(parts, key))
    rest.insert(max(0, min(place, len(rest))), part)
    return tuple(rest)


def shifted(parts: tuple, key: str, by: int) -> tuple:
    """So many places further, or to the end."""
    return moved(parts, key, max(0, place_of(parts, key) + by))


def inserted(parts: tuple, part, after: str = "") -> tuple:
    """After the one of that key; at the end where there is none."""
    there = keys_of(parts)
    at = there.index(after) + 1 if after in there else len(parts)
    return (*parts[:at], part, *parts[at:])


def place_of(parts: tuple, key: str) -> int:
    return keys_of(parts).index(key)


def fitted(question: QuestionDefinition) -> QuestionDefinition:
    """Without what does not belong to its kind."""
    kind = question.kind
    drop: dict[str, object] = {}
    if kind not in SCALE_KINDS:
        drop |= {"scale": ""}
    if kind not in ITEM_KINDS:
        drop |= {"items": ()}
    if kind not in NUMBER_KINDS:
        drop |= _defaults("unit", "minimum", "maximum", "decimals")
    if kind != "items" or question.total_rule == "every":
        drop |= _defaults("total_rule", "fewest_items")
    elif question.fewest_items is None:
        drop |= {"fewest_items": min(max(1, len(question.items)), MOST_ITEMS)}
    if kind not in ("text", "quote"):
        drop |= _defaults("max_length")
    if kind != "text":
        drop |= _defaults("lines")
    if kind not in RATING_KINDS:
        drop |= {"rates_section": False}
    return replace(question, **drop)


def _defaults(*names: str) -> dict[str, object]:
    return {name: getattr(_DEFAULTS, name) for name in names}


def settled(tool: ToolDefinition) -> ToolDefinition:
    """With every reference of questions and measures whole; conditions keep what they say.

    A measure loses what is gone, and goes itself where no question is left to it.
    """
    codes = set(keys_of(tool.codes))
    sections = tuple(
        replace(
            section,
            questions=tuple(
                replace(each, codes=tuple(code for code in each.codes if code in codes))
                for each in section.questions
            ),
        )
        for section in tool.sections
    )
    whole = replace(tool, sections=sections)
    questions = {question.key: question for question in whole.questions}
    measures = (_settled_measure(measure, questions, whole) for measure in tool.measures)
    return replace(whole, measures=tuple(measure for measure in measures if measure))


def _settled_measure(
    measure: MeasureDefinition, questions: dict[str, QuestionDefinition], tool: ToolDefinition
) -> MeasureDefinition | None:
    kept = [key for key in (measure.question, *measure.also) if key in questions]
    if not kept:
        return None
    first, *others = kept
    items = [item.code for item in questions[first].items]
    item = measure.item if first == measure.question and measure.item in items else ""
    counts = measure.counts
    options = codes_of(tool, questions[first].scale)
    alone = not others and measure.also
    return replace(
        measure,
        question=first,
        also=tuple(others),
        combines="" if alone and not items else measure.combines,
        item=item,
        counts=tuple(code for code in options if code in counts),
    )

"""Edits of the scales, themes and framework codes of a draft. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from audits.tool_definition import (
    CodeDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    ThemeDefinition,
    ToolDefinition,
)
from audits.tool_editing import in_comparisons
from audits.tool_parts import (
    LONGEST_CODE,
    EditRefused,
    keys_of,
    new_key,
    scale_of,
    settled,
    shifted,
    with_part,
    without,
)
from audits.tool_reading import MOST_CODES, MOST_OPTIONS, MOST_SCALES, MOST_THEMES
from audits.tool_rules import numbers_of


def coded(labels: Iterable[str]) -> tuple[OptionDefinition, ...]:
    """Plain options, one for each label, their codes made from the labels."""
    options: list[OptionDefinition] = []
    for label in labels:
        taken = [each.code for each in options]
        options.append(OptionDefinition(new_key(label, taken, LONGEST_CODE), label))
    return tuple(options)


def add_scale(tool: ToolDefinition, scale: ScaleDefinition) -> ToolDefinition:
    if len(tool.scales) >= MOST_SCALES:
        raise EditRefused(f"A tool has at most {MOST_SCALES} scales.")
    scale = replace(scale, key=new_key(scale.name, keys_of(tool.scales)))
    return replace(tool, scales=(*tool.scales, _checked(scale)))


def put_scale(
    tool: ToolDefinition,
    key: str,
    recoded: Mapping[str, str] | None = None,
    **changes: object,
) -> ToolDefinition:
    """The scale with these fields changed.

    `recoded` gives options that changed their code (old -> new): measures and conditions follow.
    Measures lose the options that are gone; conditions keep them, as a fault to be put right.
    """
    scale = _checked(replace(scale_of(tool, key), **changes))
    tool = replace(tool, scales=with_part(tool.scales, scale))
    return settled(_recoded(tool, key, recoded or {}))


def shift_scale(tool: ToolDefinition, key: str, by: int) -> ToolDefinition:
    scale_of(tool, key)
    return replace(tool, scales=shifted(tool.scales, key, by))


def duplicate_scale(tool: ToolDefinition, key: str) -> ToolDefinition:
    return add_scale(tool, scale_of(tool, key))


def delete_scale(tool: ToolDefinition, key: str) -> ToolDefinition:
    """Refused while a question uses it."""
    name = scale_of(tool, key).name
    numbers = numbers_of(tool)
    users = [numbers[each.key] for each in questions_on(tool, key)]
    if users:
        more = f" and {len(users) - 5} more" if len(users) > 5 else ""
        raise EditRefused(
            f"The scale “{name}” is used by {', '.join(users[:5])}{more}. Give those questions"
            " another scale before you delete it."
        )
    return replace(tool, scales=without(tool.scales, key))


def questions_on(tool: ToolDefinition, scale: str) -> list[QuestionDefinition]:
    return [question for question in tool.questions if question.scale == scale]


def put_themes(tool: ToolDefinition, themes: Sequence[ThemeDefinition]) -> ToolDefinition:
    """This list in place of the one there. Questions and measures lose themes taken off it."""
    if len(themes) > MOST_THEMES:
        raise EditRefused(f"A tool has at most {MOST_THEMES} themes.")
    themes = _keyed(themes, keys_of(tool.themes), lambda theme: theme.name)
    gone = set(keys_of(tool.themes)) - set(keys_of(themes))
    tool = replace(
        tool,
        themes=themes,
        measures=tuple(_untheme(each, gone) for each in tool.measures),
        sections=tuple(
            replace(section, questions=tuple(_untheme(each, gone) for each in section.questions))
            for section in tool.sections
        ),
    )
    return tool


def put_codes(tool: ToolDefinition, codes: Sequence[CodeDefinition]) -> ToolDefinition:
    """This list in place of the one there. Questions lose the codes taken off it."""
    if len(codes) > MOST_CODES:
        raise EditRefused(f"A tool has at most {MOST_CODES} codes.")
    codes = _keyed(codes, keys_of(tool.codes), lambda code: f"{code.framework} {code.code}")
    return settled(replace(tool, codes=codes))


def _keyed(parts: Sequence, there: tuple[str, ...], words) -> tuple:
    """Each with a key: those there keep theirs, the others get one from their words."""
    taken = {*there, *(part.key for part in parts if part.key)}
    made = []
    for part in parts:
        key = part.key or new_key(words(part), taken)
        taken.add(key)
        made.append(replace(part, key=key))
    return tuple(made)


def _untheme(part, gone: set[str]):
    return replace(part, theme="") if part.theme in gone else part


def _checked(scale: ScaleDefinition) -> ScaleDefinition:
    if not scale.options:
        raise EditRefused("A scale needs at least one option.")
    if len(scale.options) > MOST_OPTIONS:
        raise EditRefused(f"A scale has at most {MOST_OPTIONS} options.")
    codes = [option.code for option in scale.options]
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice:
        raise EditRefused(f"Two options have the code “{twice}”. Give one of them another.")
    return scale


def _recoded(tool: ToolDefinition, scale: str, codes: Mapping[str, str]) -> ToolDefinition:
    if not codes:
        return tool
    users = set(keys_of(questions_on(tool, scale)))
    measures = tuple(
        replace(each, counts=tuple(codes.get(code, code) for code in each.counts))
        if each.question in users
        else each
        for each in tool.measures
    )

    def follow(comparison: dict) -> dict:
        if comparison["question"] in users and "is" in comparison:
            return comparison | {"is": [codes.get(code, code) for code in comparison["is"]]}
        return comparison

    sections = tuple(
        replace(
            section,
            show_when=in_comparisons(section.show_when, follow),
            questions=tuple(
                replace(each, show_when=in_comparisons(each.show_when, follow))
                for each in section.questions
            ),
        )
        for section in tool.sections
    )
    contradictions = tuple(
        replace(each, when=in_comparisons(each.when, follow)) for each in tool.contradictions
    )
    return replace(tool, measures=measures, sections=sections, contradictions=contradictions)

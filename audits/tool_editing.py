"""Edits of the sections and questions of a draft: each takes a tool and gives a new one. Pure.

Keys are made from titles once and stay as they are when the words change. Where a part is gone,
or the edit cannot be made, EditRefused says so in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from audits.tool_definition import (
    SCALE_KINDS,
    QuestionDefinition,
    SectionDefinition,
    ToolDefinition,
)
from audits.tool_parts import (
    EditRefused,
    fitted,
    home_of,
    inserted,
    keys_of,
    moved,
    new_key,
    place_of,
    question_of,
    section_of,
    settled,
    with_part,
    without,
)
from audits.tool_reading import MOST_QUESTIONS, MOST_SECTIONS


def add_section(
    tool: ToolDefinition, section: SectionDefinition, after: str = ""
) -> ToolDefinition:
    """At the end, or after the section with that key; its key is made from its title."""
    _refuse_full(tool.sections, MOST_SECTIONS, "A tool has", "sections")
    section = replace(section, key=new_key(section.title, keys_of(tool.sections)))
    return _with_sections(tool, inserted(tool.sections, section, after))


def put_section(tool: ToolDefinition, key: str, **changes: object) -> ToolDefinition:
    """The section with these fields changed; its key and its questions stay."""
    section = replace(section_of(tool, key), **changes)
    return settled(_with_sections(tool, with_part(tool.sections, section)))


def move_section(tool: ToolDefinition, key: str, place: int) -> ToolDefinition:
    """To a place counted from 0."""
    section_of(tool, key)
    return _with_sections(tool, moved(tool.sections, key, place))


def shift_section(tool: ToolDefinition, key: str, by: int) -> ToolDefinition:
    section_of(tool, key)
    return move_section(tool, key, max(0, place_of(tool.sections, key) + by))


def duplicate_section(tool: ToolDefinition, key: str) -> ToolDefinition:
    """A copy after it. Conditions inside the copy look at the copied questions."""
    section = section_of(tool, key)
    _refuse_full(tool.sections, MOST_SECTIONS, "A tool has", "sections")
    taken = set(keys_of(tool.questions))
    names: dict[str, str] = {}
    for question in section.questions:
        names[question.key] = new_key(question.key, taken)
        taken.add(names[question.key])
    copy = replace(
        section,
        key=new_key(section.title, keys_of(tool.sections)),
        questions=tuple(
            replace(each, key=names[each.key], show_when=renamed_in(each.show_when, names))
            for each in section.questions
        ),
    )
    return _with_sections(tool, inserted(tool.sections, copy, key))


def delete_section(tool: ToolDefinition, key: str) -> ToolDefinition:
    section_of(tool, key)
    if len(tool.sections) == 1:
        raise EditRefused("A tool needs at least one section. Add another before you delete this.")
    return settled(_with_sections(tool, without(tool.sections, key)))


def add_question(
    tool: ToolDefinition, section: str, question: QuestionDefinition, after: str = ""
) -> ToolDefinition:
    """At the end of a section, or after one of its questions; its key is made from its words."""
    home = section_of(tool, section)
    _refuse_full(home.questions, MOST_QUESTIONS, "A section has", "questions")
    key = new_key(question.label or question.text, keys_of(tool.questions))
    question = _checked(tool, replace(question, key=key))
    home = replace(home, questions=inserted(home.questions, question, after))
    return settled(_with_sections(tool, with_part(tool.sections, _one_rating(home, key))))


def put_question(tool: ToolDefinition, key: str, **changes: object) -> ToolDefinition:
    """The question with these fields changed, less what does not belong to its kind.

    Measures keep what still fits: their counts are cut to options that are there.
    """
    question = _checked(tool, replace(question_of(tool, key), **changes))
    home = home_of(tool, key)
    home = _one_rating(replace(home, questions=with_part(home.questions, question)), key)
    return settled(_with_sections(tool, with_part(tool.sections, home)))


def move_question(tool: ToolDefinition, key: str, section: str, place: int) -> ToolDefinition:
    """To a place, counted from 0, of this or another section. A section has one rating only."""
    question, home = question_of(tool, key), home_of(tool, key)
    target = section_of(tool, section)
    if home.key == target.key:
        home = replace(home, questions=moved(home.questions, key, place))
        return _with_sections(tool, with_part(tool.sections, home))
    _refuse_full(target.questions, MOST_QUESTIONS, "A section has", "questions")
    if any(each.rates_section for each in target.questions):
        question = replace(question, rates_section=False)
    questions = list(target.questions)
    questions.insert(max(0, min(place, len(questions))), question)
    target = replace(target, questions=tuple(questions))
    home = replace(home, questions=without(home.questions, key))
    return _with_sections(tool, with_part(with_part(tool.sections, home), target))


def shift_question(tool: ToolDefinition, key: str, by: int) -> ToolDefinition:
    """Up (-1) or down (1) by one; past an end of its section into the section beside it."""
    home = home_of(tool, key)
    place = place_of(home.questions, key) + by
    if 0 <= place < len(home.questions):
        return move_question(tool, key, home.key, place)
    beside = place_of(tool.sections, home.key) + by
    if not 0 <= beside < len(tool.sections):
        return tool
    target = tool.sections[beside]
    return move_question(tool, key, target.key, 0 if by > 0 else len(target.questions))


def duplicate_question(tool: ToolDefinition, key: str) -> ToolDefinition:
    """A copy after it, which does not rate the section."""
    copy = replace(question_of(tool, key), rates_section=False)
    return add_question(tool, home_of(tool, key).key, copy, after=key)


def delete_question(tool: ToolDefinition, key: str) -> ToolDefinition:
    """Also out of measures. Conditions that name it stay, as a fault to be put right."""
    home = home_of(tool, key)
    home = replace(home, questions=without(home.questions, key))
    return settled(_with_sections(tool, with_part(tool.sections, home)))


def renamed_in(tree: object, names: Mapping[str, str]) -> object:
    """A condition's tree with other keys for the questions it names."""
    return in_comparisons(
        tree, lambda part: part | {"question": names.get(part["question"], part["question"])}
    )


def in_comparisons(tree: object, change: Callable[[dict], dict]) -> object:
    """A condition's tree with `change` made to each comparison in it."""
    if isinstance(tree, list):
        return [in_comparisons(part, change) for part in tree]
    if not isinstance(tree, Mapping):
        return tree
    if "question" in tree:
        return change(dict(tree))
    return {name: in_comparisons(part, change) for name, part in tree.items()}


def _checked(tool: ToolDefinition, question: QuestionDefinition) -> QuestionDefinition:
    question = fitted(question)
    if question.kind in SCALE_KINDS and not question.scale:
        raise EditRefused("A question with options needs a scale. Choose one.")
    if question.scale and question.scale not in keys_of(tool.scales):
        raise EditRefused("The scale of this question is no longer in the draft. Choose another.")
    return question


def _one_rating(section: SectionDefinition, key: str) -> SectionDefinition:
    """Where this question rates its section, no other does."""
    if not any(each.key == key and each.rates_section for each in section.questions):
        return section
    questions = (
        each if each.key == key else replace(each, rates_section=False)
        for each in section.questions
    )
    return replace(section, questions=tuple(questions))


def _with_sections(tool: ToolDefinition, sections: tuple) -> ToolDefinition:
    return replace(tool, sections=sections)


def _refuse_full(parts: tuple, most: int, has: str, what: str) -> None:
    if len(parts) >= most:
        raise EditRefused(f"{has} at most {most} {what}. Delete one before you add another.")

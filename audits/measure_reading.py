"""Reading one measure of a tool file. Pure."""

from __future__ import annotations

import re

from audits.reading_state import ReadingState
from audits.tool_definition import CHOICE_KINDS, MeasureDefinition
from audits.tool_fields import Fields
from audits.yaml_lines import Node

SILENCE = ("in_denominator", "counted", "left_out")
CASE_RULES = ("any", "all", "majority", "lead")
UNITS = ("return", "case")
FIGURE_PLACES = frozenset({"{share}", "{percent}", "{count}", "{words}"})

_PLACE = re.compile(r"\{[^}]*\}?")


def read_measure(state: ReadingState, node: Node) -> MeasureDefinition:
    fields = state.fields(node, "A measure")
    key = fields.key("key")
    state.once("measure", key, fields)
    unit = fields.choice("unit", UNITS, "return")
    rule = fields.choice("case_rule", CASE_RULES) if unit == "case" else ""
    question = fields.key("question")
    measure = MeasureDefinition(
        key=key,
        name=fields.text("name", 200, required=True),
        label=fields.text("label", 32, required=True),
        question=question,
        counts=_counted(state, question, fields),
        theme=fields.key("theme", required=False),
        not_recorded=fields.choice("not_recorded", SILENCE, "in_denominator"),
        unit=unit,
        case_rule=rule,
        lead_sector=fields.choice("lead_sector", state.sectors) if rule == "lead" else "",
        better=fields.choice("better", ("higher", "lower", "none"), "higher"),
        sentence=_sentence(state, fields),
    )
    fields.finish()
    return measure


def _counted(state: ReadingState, key: str, fields: Fields) -> tuple[str, ...]:
    """The option codes that count, in the order of their scale."""
    codes = fields.codes("counts")
    question = state.questions.get(key)
    if question is None:
        if key:
            state.problems.add(fields.line_of("question"), f"There is no question “{key}”.")
        return ()
    if question.kind not in CHOICE_KINDS:
        state.problems.add(
            fields.line_of("question"),
            f"A measure counts options, and “{key}” is of kind {question.kind}.",
        )
        return ()
    options = state.option_codes(question.scale)
    for code, line in codes:
        if code and code not in options:
            state.problems.add(
                line, f"“{code}” is not an option of “{key}” ({', '.join(options)})."
            )
    chosen = {code for code, _ in codes}
    return tuple(code for code in options if code in chosen)


def _sentence(state: ReadingState, fields: Fields) -> str:
    sentence = fields.text("sentence", 300)
    places = set(_PLACE.findall(sentence))
    if sentence and (not places or places - FIGURE_PLACES):
        state.problems.add(
            fields.line_of("sentence"),
            "Write {share}, {percent}, {count} or {words} where the figure belongs, and no"
            " other brackets like these.",
        )
    return sentence

"""Reading one measure of a tool file. Pure.

The fields of a measure, and what each means to its figure:

- `kind`: `share` counts the answers in `counts`; `total` gives the median and range of numbers.
- `question`, and `also` for further ones joined to it as `combines` says: `any` of them, the
  `worst` of their grades, or their `sum`. A profile without an `item` is joined in the same way.
- `item`: the one area of a profile that is meant. `occasion`: the one respondent or time point of
  a repeated section; without it every occasion has a figure of its own.
- `not_recorded`, `not_applicable`: where a share puts an answer without a choice.
- `unit`, with `case_rule` and `lead_sector` where several returns make one case or child.
- `sentence`: of a share with {share}, {percent}, {count} or {words}, of a total with {median},
  {range} or {count}.

Which of them go together is said by `audits.measure_rules`.
"""

from __future__ import annotations

from audits.measure_rules import measure_faults
from audits.measured_tool import CASE_RULES, UNITS
from audits.reading_state import PartPlaces, ReadingState
from audits.tool_definition import MeasureDefinition, ToolDefinition
from audits.yaml_lines import Node

KINDS = ("share", "total")
SILENCE = ("in_denominator", "counted", "left_out")
NOT_APPLICABLE = ("left_out", "in_denominator")
COMBINES = ("any", "worst", "sum")
EVERY_UNIT = tuple(dict.fromkeys(unit for units in UNITS.values() for unit in units))


def read_measure(state: ReadingState, node: Node) -> MeasureDefinition:
    fields = state.fields(node, "A measure")
    key = fields.key("key")
    state.once("measure", key, fields)
    kind = fields.choice("kind", KINDS, "share")
    question = fields.key("question")
    places = state.measure_places[key] = PartPlaces(fields)
    measure = MeasureDefinition(
        key=key,
        name=fields.text("name", 200, required=True),
        label=fields.text("label", 32, required=True),
        question=question,
        kind=kind,
        also=places.listed("also", state.questions),
        combines=fields.choice("combines", COMBINES, ""),
        item=fields.key("item", 40, required=False),
        occasion=fields.key("occasion", 20, required=False),
        counts=places.listed("counts", _options(state, question), required=kind == "share"),
        theme=fields.key("theme", required=False),
        not_recorded=fields.choice("not_recorded", SILENCE, "in_denominator"),
        not_applicable=fields.choice("not_applicable", NOT_APPLICABLE, "left_out"),
        percent_of_maximum=fields.flag("percent_of_maximum", False),
        unit=fields.choice("unit", EVERY_UNIT, UNITS[state.audits or "cases"][0]),
        case_rule=fields.choice("case_rule", CASE_RULES, ""),
        lead_sector=fields.choice("lead_sector", state.sectors, ""),
        better=fields.choice("better", ("higher", "lower", "none"), "higher"),
        sentence=fields.text("sentence", 300),
    )
    fields.finish()
    return measure


def check_measures(state: ReadingState, tool: ToolDefinition) -> None:
    """Report what the measures of a tool that has been read may not count."""
    for fault in measure_faults(tool):
        places = state.measure_places.get(fault.measure)
        # A measure that names no option has been told so where its list is read.
        if places and (fault.field != "counts" or places.has("counts")):
            state.problems.add(places.of(fault.field, fault.part), fault.sentence)


def _options(state: ReadingState, key: str) -> tuple[str, ...]:
    question = state.questions.get(key)
    return state.option_codes(question.scale) if question else ()

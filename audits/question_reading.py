"""Reading one question of a tool file. Pure."""

from __future__ import annotations

from audits.reading_state import ReadingState
from audits.tool_definition import (
    ITEM_KINDS,
    KINDS,
    NUMBER_KINDS,
    SCALE_KINDS,
    ItemDefinition,
    QuestionDefinition,
    required_by_default,
)
from audits.tool_fields import Fields
from audits.yaml_lines import Node

TOTAL_RULES = ("every", "sum", "scaled")
RATING_KINDS = frozenset({"choice", "grade"})
MOST_ITEMS = 60


def read_question(state: ReadingState, node: Node) -> QuestionDefinition:
    fields = state.fields(node, "A question")
    key = fields.key("key")
    state.once("question", key, fields)
    kind = fields.choice("kind", KINDS)
    fields.what = f"A question of kind {kind}" if kind else fields.what
    question = QuestionDefinition(
        key=key,
        kind=kind,
        text=fields.text("text", 300, required=True),
        label=fields.text("label", 40),
        guidance=fields.lines("guidance", 2000),
        scale=_scale_of(state, kind, fields),
        items=_items_of(state, kind, fields),
        required=fields.flag("required", required_by_default(kind)),
        not_applicable=fields.flag("not_applicable", True),
        not_recorded=fields.flag("not_recorded", True),
        theme=fields.key("theme", required=False),
        **_limits(state, kind, fields),
        rates_section=fields.flag("rates_section", False) if kind in RATING_KINDS else False,
        own_work=fields.flag("own_work", False),
        codes=state.known(fields, "codes", state.codes, "code"),
        sectors=fields.sectors(state.sectors),
        plan_types=state.known(fields, "plan_types", state.plan_types, "plan type"),
        picked=fields.flag("picked", False),
        show_when=state.condition("question", key, fields),
    )
    fields.finish()
    state.questions.setdefault(key, question)
    return question


def _scale_of(state: ReadingState, kind: str, fields: Fields) -> str:
    if kind not in SCALE_KINDS:
        return ""
    scale = fields.key("scale")
    if scale and scale not in state.scales:
        known = ", ".join(state.scales) or "none yet"
        state.problems.add(
            fields.place_of("scale"),
            f"There is no scale “{scale}”. The scales of this file are: {known}.",
        )
    elif kind in ("grade", "profile") and scale:
        _require_grades(state, scale, fields)
    return scale


def _require_grades(state: ReadingState, scale: str, fields: Fields) -> None:
    """Grades are put in order, each in words: a rank and a descriptor for every option."""
    for option in state.scales[scale].options:
        if option.counts_as != "not_applicable" and (option.rank is None or not option.descriptor):
            state.problems.add(
                fields.place_of("scale"),
                f"Grades need a rank and a descriptor, and “{option.code}” of “{scale}” lacks one.",
            )
            return


def _items_of(state: ReadingState, kind: str, fields: Fields) -> tuple[ItemDefinition, ...]:
    if kind not in ITEM_KINDS:
        return ()
    state.used.pop("item", None)
    return fields.parts("items", lambda node: _item(state, node), MOST_ITEMS)


def _item(state: ReadingState, node: Node) -> ItemDefinition:
    fields = state.fields(node, "An item")
    code = fields.key("code", 40)
    state.once("item", code, fields)
    item = ItemDefinition(
        code=code,
        label=fields.text("label", 200, required=True),
        descriptor=fields.lines("descriptor", 1000),
    )
    fields.finish()
    return item


def _limits(state: ReadingState, kind: str, fields: Fields) -> dict[str, object]:
    """The fields that belong to one kind; on any other they are reported as unknown."""
    if kind in NUMBER_KINDS:
        return _number_limits(state, fields) | (_total(state, fields) if kind == "items" else {})
    if kind in ("text", "quote"):
        longest = fields.whole("max_length", 1, 10000)
        lines = fields.whole("lines", 1, 20) if kind == "text" else None
        return {"max_length": 2000 if longest is None else longest, "lines": lines or 4}
    return {}


def _number_limits(state: ReadingState, fields: Fields) -> dict[str, object]:
    low, high = fields.number("minimum"), fields.number("maximum")
    if low is not None and high is not None and low > high:
        state.problems.add(fields.place_of("minimum"), "“minimum” is above “maximum”.")
    decimals = fields.whole("decimals", 0, 3)
    return {
        "unit": fields.text("unit", 30),
        "minimum": low,
        "maximum": high,
        "decimals": 3 if decimals is None else decimals,
    }


def _total(state: ReadingState, fields: Fields) -> dict[str, object]:
    rule = fields.choice("total_rule", TOTAL_RULES, "every")
    fewest = fields.whole("fewest_items", 1, MOST_ITEMS)
    if (rule == "every") is (fewest is not None):
        state.problems.add(
            fields.place_of("fewest_items"),
            "Say “fewest_items” where “total_rule” is sum or scaled, and only there.",
        )
    return {"total_rule": rule, "fewest_items": fewest}

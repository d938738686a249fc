"""The JSON Schema of a tool file, made from the words that its reader knows. Pure.

It describes a file's structure: fields, types, lengths and closed vocabularies. Whether keys lead
somewhere, conditions can hold and measures can be counted only the reader says.
"""

from __future__ import annotations

import json

from audits import contradiction_reading, measure_reading, question_reading, tool_reading
from audits.measure_rules import CASE_RULES
from audits.tool_definition import ITEM_KINDS, KINDS, NUMBER_KINDS, SCALE_KINDS
from audits.tool_documents import FORMAT

Schema = dict[str, object]
KEY = r"^[a-z0-9]+(-[a-z0-9]+)*$"
NOTHING: Schema = {"type": "null"}

# The fields that belong to some kinds of question alone.
OWN_FIELDS = {
    "scale": SCALE_KINDS,
    "items": ITEM_KINDS,
    **dict.fromkeys(("unit", "minimum", "maximum", "decimals"), NUMBER_KINDS),
    "total_rule": {"items"},
    "fewest_items": {"items"},
    "max_length": {"text", "quote"},
    "lines": {"text"},
    "rates_section": question_reading.RATING_KINDS,
}


def schema_text(sectors: tuple[str, ...]) -> str:
    return json.dumps(schema(sectors), indent=2, ensure_ascii=False) + "\n"


def schema(sectors: tuple[str, ...]) -> Schema:
    parts = _Parts(sectors)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Audit tool",
        "description": "One audit tool: what is asked, of whom, and what is counted.",
        **parts.document(),
        "$defs": parts.definitions(),
    }


def text(most: int) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": most}


def lines(most: int) -> Schema:
    return {"type": "string", "maxLength": most}


def key(most: int = 60) -> Schema:
    return {"type": "string", "pattern": KEY, "maxLength": most}


def whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def one_of(words) -> Schema:
    return {"enum": list(words)}


def listed(each: Schema, most: int | None = None) -> Schema:
    return {"type": "array", "items": each, "minItems": 1} | ({"maxItems": most} if most else {})


def part(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def fields(required: dict[str, Schema], optional: dict[str, Schema]) -> Schema:
    """An object with these and no other fields; an optional one may be left empty."""
    either = {name: {"anyOf": [each, NOTHING]} for name, each in optional.items()}
    return {
        "type": "object",
        "properties": required | either,
        "required": list(required),
        "additionalProperties": False,
    }


FLAG: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}


class _Parts:
    def __init__(self, sectors: tuple[str, ...]) -> None:
        self.sectors = sectors
        self.who = {
            "sectors": listed(one_of(sectors)),
            "plan_types": listed(key()),
            "picked": FLAG,
            "show_when": part("condition"),
        }

    def document(self) -> Schema:
        reading = tool_reading
        return fields(
            {
                "format": {"const": FORMAT},
                "tool": part("tool"),
                "sections": listed(part("section"), reading.MOST_SECTIONS),
            },
            {
                "plan_types": listed(part("plan_type"), reading.MOST_PLAN_TYPES),
                "themes": listed(part("theme"), reading.MOST_THEMES),
                "codes": listed(part("code"), reading.MOST_CODES),
                "scales": listed(part("scale"), reading.MOST_SCALES),
                "measures": listed(part("measure"), reading.MOST_MEASURES),
                "contradictions": listed(part("contradiction"), reading.MOST_CONTRADICTIONS),
            },
        )

    def definitions(self) -> dict[str, Schema]:
        return {
            "tool": self.tool(),
            "plan_type": fields({"key": key(), "name": text(80)}, {}),
            "theme": fields({"key": key(), "name": text(80)}, {}),
            "code": fields(
                {"key": key(), "framework": text(80), "code": text(30)}, {"label": lines(200)}
            ),
            "scale": self.scale(),
            "option": self.option(),
            "section": self.section(),
            "question": self.question(),
            "item": fields({"code": key(40), "label": text(200)}, {"descriptor": lines(1000)}),
            "condition": condition(),
            "measure": self.measure(),
            "contradiction": fields(
                {
                    "key": key(),
                    "when": part("condition"),
                    "says": text(contradiction_reading.LONGEST),
                },
                {},
            ),
        }

    def tool(self) -> Schema:
        return fields(
            {"key": key(), "name": text(120)},
            {
                "audits": one_of(tool_reading.AUDITS),
                "version": whole(1, 9999),
                "description": lines(2000),
            },
        )

    def scale(self) -> Schema:
        return fields(
            {
                "key": key(),
                "name": text(120),
                "options": listed(part("option"), tool_reading.MOST_OPTIONS),
            },
            {"better": one_of(tool_reading.BETTER)},
        )

    def option(self) -> Schema:
        return fields(
            {"code": key(40), "label": text(120)},
            {
                "counts_as": one_of(tool_reading.COUNTS_AS),
                "rank": whole(-1000, 1000),
                "colour": one_of(tool_reading.COLOURS),
                "descriptor": lines(1000),
            },
        )

    def section(self) -> Schema:
        return fields(
            {
                "key": key(),
                "title": text(120),
                "questions": listed(part("question"), tool_reading.MOST_QUESTIONS),
            },
            {"guidance": lines(2000), **self.who, "repeats": one_of(tool_reading.REPEATS)},
        )

    def question(self) -> Schema:
        found = fields(
            {"key": key(), "kind": one_of(KINDS), "text": text(300)},
            {
                "label": lines(40),
                "guidance": lines(2000),
                "scale": key(),
                "items": listed(part("item"), question_reading.MOST_ITEMS),
                "required": FLAG,
                "not_applicable": FLAG,
                "not_recorded": FLAG,
                "theme": key(),
                "unit": lines(30),
                "minimum": NUMBER,
                "maximum": NUMBER,
                "decimals": whole(0, 3),
                "total_rule": one_of(question_reading.TOTAL_RULES),
                "fewest_items": whole(1, question_reading.MOST_ITEMS),
                "max_length": whole(1, 10_000),
                "lines": whole(1, 20),
                "rates_section": FLAG,
                "own_work": FLAG,
                "codes": listed(key()),
                **self.who,
            },
        )
        return found | {"allOf": _own_fields()}

    def measure(self) -> Schema:
        return fields(
            {"key": key(), "name": text(200), "label": text(32), "question": key()},
            {
                "kind": one_of(measure_reading.KINDS),
                "also": listed(key()),
                "combines": one_of(measure_reading.COMBINES),
                "item": key(40),
                "occasion": key(20),
                "counts": listed(key(40)),
                "theme": key(),
                "not_recorded": one_of(measure_reading.SILENCE),
                "not_applicable": one_of(measure_reading.NOT_APPLICABLE),
                "percent_of_maximum": FLAG,
                "unit": one_of(measure_reading.EVERY_UNIT),
                "case_rule": one_of(CASE_RULES),
                "lead_sector": one_of(self.sectors),
                "better": one_of(tool_reading.BETTER),
                "sentence": lines(300),
            },
        )


def _own_fields() -> list[Schema]:
    """Which kinds must have a scale or items, and which may not have what belongs to others."""
    found = []
    for kind in KINDS:
        own = {name for name, kinds in OWN_FIELDS.items() if kind in kinds}
        wanted = [name for name in ("scale", "items") if name in own]
        then: Schema = {"properties": {name: False for name in OWN_FIELDS if name not in own}}
        then |= {"required": wanted} if wanted else {}
        found.append(
            {"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then}
        )
    return found


def condition() -> Schema:
    """The tree of `audits.conditions`; how deep it may be is for the reader to say."""
    deeper = {"type": "array", "items": part("condition"), "minItems": 1}
    one = {"question": key(200)}
    number = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9.]+$"}]}
    codes = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
    return {
        "anyOf": [
            fields(one | {"is": codes}, {}),
            fields(one | {"answered": {"const": True}}, {}),
            fields(one | {"at_least": number}, {}),
            fields(one | {"at_most": number}, {}),
            fields({"all": deeper}, {}),
            fields({"any": deeper}, {}),
            fields({"not": part("condition")}, {}),
        ]
    }

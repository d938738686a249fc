"""A tool file read and checked as a whole: every fault with its line, or a tool definition. Pure.

The format is described in docs/tool-format.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from audits.asking import QuestionRule, SectionRule, check_references
from audits.conditions import Condition
from audits.tool_definition import (
    CHOICE_KINDS,
    FORMAT,
    MeasureDefinition,
    OptionDefinition,
    QuestionDefinition,
    ScaleDefinition,
    SectionDefinition,
    ToolDefinition,
    required_by_default,
)
from audits.tool_fields import MOST_PROBLEMS, Fields, Problem, Problems, as_tree
from audits.yaml_lines import Node, UnreadableFile, read_document

KINDS = ("choice", "choices", "number", "date", "text")
COUNTS_AS = ("positive", "partial", "negative", "neutral", "not_applicable")
BETTER = ("higher", "lower", "none")
NOT_RECORDED = ("in_denominator", "counted", "left_out")
UNITS = ("return", "case")
CASE_RULES = ("any", "all", "majority", "lead")
FIGURE_PLACES = frozenset({"{share}", "{percent}", "{count}", "{words}"})
MOST_SCALES, MOST_OPTIONS, MOST_SECTIONS, MOST_QUESTIONS, MOST_MEASURES = 60, 40, 40, 80, 100

_PLACE = re.compile(r"\{[^}]*\}?")


class ToolFileError(Exception):
    """The file is refused. `problems` are in the order of its lines, at most 20 of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.total = len(problems)
        self.problems = problems[:MOST_PROBLEMS]
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        more = self.total - len(self.problems)
        rest = [f"And {more} more. Correct these first, then try again."] if more else []
        return [str(problem) for problem in self.problems] + rest


def read_tool(content: bytes, sectors: Iterable[str]) -> ToolDefinition:
    """Raises ToolFileError. `sectors` are the sector codes there are."""
    try:
        document = read_document(content)
    except UnreadableFile as error:
        raise ToolFileError([Problem(error.line or 1, error.sentence)]) from None
    reader = _Reader(tuple(sectors))
    tool = reader.tool(document)
    if reader.problems.found:
        raise ToolFileError(reader.problems.in_order())
    return tool


class _Reader:
    def __init__(self, sectors: tuple[str, ...]) -> None:
        self.sectors = sectors
        self.problems = Problems()
        self.used: dict[str, dict[str, int]] = {}
        self.scales: dict[str, tuple[str, ...]] = {}
        self.questions: dict[str, QuestionDefinition] = {}
        self.conditions: dict[tuple[str, str], tuple[Condition, int]] = {}

    def fields(self, node: Node, what: str) -> Fields:
        return Fields(node, what, self.problems)

    def tool(self, document: Node) -> ToolDefinition:
        top = self.fields(document, "A tool file")
        if top.whole("format", FORMAT, FORMAT) is None:
            self.problems.add(top.line_of("format"), f"Start the file with “format: {FORMAT}”.")
        head = self.head(top.take("tool", required=True))
        scales = top.parts("scales", self.scale, MOST_SCALES, required=False)
        sections = top.parts("sections", self.section, MOST_SECTIONS)
        self.check_conditions(sections)
        measures = top.parts("measures", self.measure, MOST_MEASURES, required=False)
        top.finish()
        return ToolDefinition(**head, scales=scales, sections=sections, measures=measures)

    def head(self, node: Node | None) -> dict[str, object]:
        if node is None:
            return {"key": "", "name": ""}
        fields = self.fields(node, "The tool")
        head = {
            "key": fields.key("key"),
            "name": fields.text("name", 120, required=True),
            "audits": fields.choice("audits", ("cases",), "cases"),
            "version": fields.whole("version", 1, 9999) or 1,
            "description": fields.lines("description", 2000),
        }
        fields.finish()
        return head

    def once(self, kind: str, key: str, fields: Fields) -> None:
        """Report a key that a part of this kind already has."""
        seen = self.used.setdefault(kind, {})
        if key and key in seen:
            self.problems.add(
                fields.line_of("key" if "key" in fields.asked else "code"),
                f"The {kind} “{key}” is already on line {seen[key]}. Give this one another key.",
            )
        seen.setdefault(key, fields.line)

    def scale(self, node: Node) -> ScaleDefinition:
        fields = self.fields(node, "A scale")
        key = fields.key("key")
        self.once("scale", key, fields)
        self.used.pop("option", None)
        scale = ScaleDefinition(
            key=key,
            name=fields.text("name", 120, required=True),
            better=fields.choice("better", BETTER, "none"),
            options=fields.parts("options", self.option, MOST_OPTIONS),
        )
        self.scales[key] = tuple(option.code for option in scale.options)
        fields.finish()
        return scale

    def option(self, node: Node) -> OptionDefinition:
        fields = self.fields(node, "An option")
        code = fields.key("code", 40)
        self.once("option", code, fields)
        option = OptionDefinition(
            code=code,
            label=fields.text("label", 120, required=True),
            counts_as=fields.choice("counts_as", COUNTS_AS, "neutral"),
            rank=fields.whole("rank", -1000, 1000),
            descriptor=fields.lines("descriptor", 1000),
        )
        fields.finish()
        return option

    def section(self, node: Node) -> SectionDefinition:
        fields = self.fields(node, "A section")
        key = fields.key("key")
        self.once("section", key, fields)
        section = SectionDefinition(
            key=key,
            title=fields.text("title", 120, required=True),
            guidance=fields.lines("guidance", 2000),
            sectors=fields.sectors(self.sectors),
            show_when=self.condition("section", key, fields),
            questions=fields.parts("questions", self.question, MOST_QUESTIONS),
        )
        fields.finish()
        return section

    def condition(self, kind: str, key: str, fields: Fields) -> dict[str, object] | None:
        condition = fields.condition()
        if condition:
            self.conditions[kind, key] = condition, fields.line_of("show_when")
        return as_tree(condition)

    def question(self, node: Node) -> QuestionDefinition:
        fields = self.fields(node, "A question")
        key = fields.key("key")
        self.once("question", key, fields)
        kind = fields.choice("kind", KINDS)
        fields.what = f"A question of kind {kind}" if kind else fields.what
        question = QuestionDefinition(
            key=key,
            kind=kind,
            text=fields.text("text", 300, required=True),
            guidance=fields.lines("guidance", 2000),
            scale=self.scale_of(kind, fields),
            required=fields.flag("required", required_by_default(kind)),
            not_applicable=fields.flag("not_applicable", True),
            not_recorded=fields.flag("not_recorded", True),
            theme=fields.key("theme", required=False),
            **self.limits(kind, fields),
            sectors=fields.sectors(self.sectors),
            show_when=self.condition("question", key, fields),
        )
        fields.finish()
        self.questions.setdefault(key, question)
        return question

    def scale_of(self, kind: str, fields: Fields) -> str:
        if kind not in CHOICE_KINDS:
            return ""
        scale = fields.key("scale")
        if scale and scale not in self.scales:
            known = ", ".join(self.scales) or "none yet"
            self.problems.add(
                fields.line_of("scale"),
                f"There is no scale “{scale}”. The scales of this file are: {known}.",
            )
        return scale

    def limits(self, kind: str, fields: Fields) -> dict[str, object]:
        """The fields that belong to one kind; on any other they are reported as unknown."""
        if kind == "number":
            low, high = fields.number("minimum"), fields.number("maximum")
            if low is not None and high is not None and low > high:
                self.problems.add(fields.line_of("minimum"), "“minimum” is above “maximum”.")
            return {"unit": fields.text("unit", 30), "minimum": low, "maximum": high}
        if kind == "text":
            longest = fields.whole("max_length", 1, 10000)
            return {
                "max_length": 2000 if longest is None else longest,
                "lines": fields.whole("lines", 1, 20) or 4,
            }
        return {}

    def check_conditions(self, sections: tuple[SectionDefinition, ...]) -> None:
        rules = [self.section_rule(section) for section in sections]
        for fault in check_references(rules):
            _, line = self.conditions[fault.owner_kind, fault.owner]
            self.problems.add(line, fault.sentence)

    def section_rule(self, section: SectionDefinition) -> SectionRule:
        return SectionRule(
            key=section.key,
            questions=tuple(self.question_rule(question) for question in section.questions),
            sectors=section.sectors,
            show_when=self.parsed("section", section.key),
        )

    def question_rule(self, question: QuestionDefinition) -> QuestionRule:
        return QuestionRule(
            key=question.key,
            kind=question.kind,
            codes=self.scales.get(question.scale, ()),
            sectors=question.sectors,
            show_when=self.parsed("question", question.key),
        )

    def parsed(self, kind: str, key: str) -> Condition | None:
        found = self.conditions.get((kind, key))
        return found[0] if found else None

    def measure(self, node: Node) -> MeasureDefinition:
        fields = self.fields(node, "A measure")
        key = fields.key("key")
        self.once("measure", key, fields)
        unit = fields.choice("unit", UNITS, "return")
        rule = fields.choice("case_rule", CASE_RULES) if unit == "case" else ""
        question = fields.key("question")
        measure = MeasureDefinition(
            key=key,
            name=fields.text("name", 200, required=True),
            label=fields.text("label", 32, required=True),
            question=question,
            counts=self.counted(question, fields),
            theme=fields.key("theme", required=False),
            not_recorded=fields.choice("not_recorded", NOT_RECORDED, "in_denominator"),
            unit=unit,
            case_rule=rule,
            lead_sector=fields.choice("lead_sector", self.sectors) if rule == "lead" else "",
            better=fields.choice("better", BETTER, "higher"),
            sentence=self.sentence(fields),
        )
        fields.finish()
        return measure

    def counted(self, key: str, fields: Fields) -> tuple[str, ...]:
        """The option codes that count, in the order of their scale."""
        codes = fields.codes("counts")
        question = self.questions.get(key)
        if question is None:
            if key:
                self.problems.add(fields.line_of("question"), f"There is no question “{key}”.")
            return ()
        if question.kind not in CHOICE_KINDS:
            self.problems.add(
                fields.line_of("question"),
                f"A measure counts options, and “{key}” is of kind {question.kind}.",
            )
            return ()
        options = self.scales.get(question.scale, ())
        for code, line in codes:
            if code and code not in options:
                self.problems.add(
                    line, f"“{code}” is not an option of “{key}” ({', '.join(options)})."
                )
        chosen = {code for code, _ in codes}
        return tuple(code for code in options if code in chosen)

    def sentence(self, fields: Fields) -> str:
        sentence = fields.text("sentence", 300)
        places = set(_PLACE.findall(sentence))
        if sentence and (not places or places - FIGURE_PLACES):
            self.problems.add(
                fields.line_of("sentence"),
                "Write {share}, {percent}, {count} or {words} where the figure belongs, and no"
                " other brackets like these.",
            )
        return sentence

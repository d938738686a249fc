"""A tool file read and checked as a whole: every fault with its place, or a tool definition. Pure.

The format is described in docs/tool-format.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from audits.asking import check_references
from audits.contradiction_reading import check_contradictions, read_contradiction
from audits.measure_reading import check_measures, read_measure
from audits.places import line
from audits.question_reading import read_question
from audits.reading_state import ReadingState
from audits.rules import MUST_FIX
from audits.tool_definition import (
    CodeDefinition,
    OptionDefinition,
    PlanTypeDefinition,
    ScaleDefinition,
    SectionDefinition,
    ThemeDefinition,
    ToolDefinition,
)
from audits.tool_documents import FORMAT
from audits.tool_fields import MOST_PROBLEMS, Problem
from audits.yaml_lines import Node, UnreadableFile, read_document

AUDITS = ("cases", "organisations", "own_cases", "respondents")
COUNTS_AS = ("positive", "partial", "negative", "neutral", "not_applicable")
COLOURS = ("green", "amber", "red", "blue", "purple", "grey")
BETTER = ("higher", "lower", "none")
REPEATS = ("subject", "respondent", "time_point")
MOST_SCALES, MOST_OPTIONS, MOST_SECTIONS, MOST_QUESTIONS, MOST_MEASURES = 60, 40, 40, 80, 200
MOST_PLAN_TYPES, MOST_THEMES, MOST_CODES, MOST_CONTRADICTIONS = 40, 60, 300, 100


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
    """From YAML. Raises ToolFileError. `sectors` are the sector codes there are."""
    try:
        document = read_document(content)
    except UnreadableFile as error:
        raise ToolFileError([Problem(error.place or line(1), error.sentence)]) from None
    return read_nodes(document, sectors)


def read_nodes(
    document: Node, sectors: Iterable[str], found: Iterable[Problem] = ()
) -> ToolDefinition:
    """From parts that know their place, whatever file they came from. Raises ToolFileError.

    `found` are faults that were seen while the parts were made; the file is refused for them too.
    """
    reader = _Reader(ReadingState(tuple(sectors)))
    reader.state.problems.found.extend(found)
    tool = reader.tool(document)
    if reader.state.problems.found:
        raise ToolFileError(reader.state.problems.in_order())
    return tool


class _Reader:
    def __init__(self, state: ReadingState) -> None:
        self.state = state

    def tool(self, document: Node) -> ToolDefinition:
        top = self.state.fields(document, "A tool file")
        if top.whole("format", FORMAT, FORMAT) is None:
            self.state.problems.add(
                top.place_of("format"), f"Start the file with “format: {FORMAT}”."
            )
        head = self.head(top.take("tool", required=True))
        plan_types = top.parts("plan_types", self.plan_type, MOST_PLAN_TYPES, required=False)
        themes = top.parts("themes", self.theme, MOST_THEMES, required=False)
        codes = top.parts("codes", self.code, MOST_CODES, required=False)
        scales = top.parts("scales", self.scale, MOST_SCALES, required=False)
        sections = top.parts("sections", self.section, MOST_SECTIONS)
        self.check_conditions(sections)
        measures = top.parts("measures", self.measure, MOST_MEASURES, required=False)
        contradictions = top.parts(
            "contradictions", self.contradiction, MOST_CONTRADICTIONS, required=False
        )
        top.finish()
        tool = ToolDefinition(
            **head,
            plan_types=plan_types,
            themes=themes,
            codes=codes,
            scales=scales,
            sections=sections,
            measures=measures,
            contradictions=contradictions,
        )
        check_measures(self.state, tool)
        check_contradictions(self.state, tool)
        return tool

    def head(self, node: Node | None) -> dict[str, object]:
        if node is None:
            return {"key": "", "name": ""}
        fields = self.state.fields(node, "The tool")
        head = {
            "key": fields.key("key"),
            "name": fields.text("name", 120, required=True),
            "audits": fields.choice("audits", AUDITS, "cases"),
            "version": fields.whole("version", 1, 9999) or 1,
            "description": fields.lines("description", 2000),
        }
        fields.finish()
        self.state.audits = head["audits"]
        return head

    def plan_type(self, node: Node) -> PlanTypeDefinition:
        fields = self.state.fields(node, "A plan type")
        key = fields.key("key")
        self.state.once("plan type", key, fields)
        self.state.plan_types.append(key)
        plan_type = PlanTypeDefinition(key=key, name=fields.text("name", 80, required=True))
        fields.finish()
        return plan_type

    def theme(self, node: Node) -> ThemeDefinition:
        fields = self.state.fields(node, "A theme")
        key = fields.key("key")
        self.state.once("theme", key, fields)
        theme = ThemeDefinition(key=key, name=fields.text("name", 80, required=True))
        fields.finish()
        return theme

    def code(self, node: Node) -> CodeDefinition:
        fields = self.state.fields(node, "A code")
        key = fields.key("key")
        self.state.once("code", key, fields)
        code = CodeDefinition(
            key=key,
            framework=fields.text("framework", 80, required=True),
            code=fields.text("code", 30, required=True),
            label=fields.text("label", 200),
        )
        self.state.codes[key] = code.framework
        fields.finish()
        return code

    def scale(self, node: Node) -> ScaleDefinition:
        fields = self.state.fields(node, "A scale")
        key = fields.key("key")
        self.state.once("scale", key, fields)
        self.state.used.pop("option", None)
        scale = ScaleDefinition(
            key=key,
            name=fields.text("name", 120, required=True),
            better=fields.choice("better", BETTER, "none"),
            options=fields.parts("options", self.option, MOST_OPTIONS),
        )
        self.state.scales[key] = scale
        fields.finish()
        return scale

    def option(self, node: Node) -> OptionDefinition:
        fields = self.state.fields(node, "An option")
        code = fields.key("code", 40)
        self.state.once("option", code, fields)
        option = OptionDefinition(
            code=code,
            label=fields.text("label", 120, required=True),
            counts_as=fields.choice("counts_as", COUNTS_AS, "neutral"),
            rank=fields.whole("rank", -1000, 1000),
            colour=fields.choice("colour", COLOURS, ""),
            descriptor=fields.lines("descriptor", 1000),
        )
        if option.counts_as == "not_applicable" and option.rank is not None:
            self.state.problems.add(
                fields.place_of("rank"),
                "An option that counts as not applicable has no place in the order, so no rank.",
            )
        fields.finish()
        return option

    def section(self, node: Node) -> SectionDefinition:
        fields = self.state.fields(node, "A section")
        key = fields.key("key")
        self.state.once("section", key, fields)
        section = SectionDefinition(
            key=key,
            title=fields.text("title", 120, required=True),
            guidance=fields.lines("guidance", 2000),
            sectors=fields.sectors(self.state.sectors),
            plan_types=self.state.known(fields, "plan_types", self.state.plan_types, "plan type"),
            picked=fields.flag("picked", False),
            repeats=fields.choice("repeats", REPEATS, ""),
            show_when=self.state.condition("section", key, fields),
            questions=fields.parts("questions", self.question, MOST_QUESTIONS),
        )
        self.state.section_of |= {question.key: section for question in section.questions}
        self.check_rating(section, fields)
        fields.finish()
        return section

    def check_rating(self, section: SectionDefinition, fields) -> None:
        if sum(question.rates_section for question in section.questions) > 1:
            self.state.problems.add(
                fields.place_of("questions"), "Only one question may rate its section."
            )

    def question(self, node: Node):
        return read_question(self.state, node)

    def measure(self, node: Node):
        return read_measure(self.state, node)

    def contradiction(self, node: Node):
        return read_contradiction(self.state, node)

    def check_conditions(self, sections: tuple[SectionDefinition, ...]) -> None:
        for fault in check_references(self.state.section_rules(sections)):
            if fault.level == MUST_FIX:
                place = self.state.place_of(fault.owner_kind, fault.owner)
                self.state.problems.add(place, fault.sentence)

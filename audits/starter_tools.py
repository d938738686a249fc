"""The tools that come with the service, as files: something to start from."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from agencies.models import Sector
from audits.asking import Audience
from audits.minutes import Estimate, estimate
from audits.tool_definition import ToolDefinition
from audits.tool_documents import content_hash
from audits.tool_reading import read_tool

FOLDER = Path(__file__).resolve().parent / "library"
IN_ORDER = (
    "neglect",
    "multi-agency-case-audit",
    "setting-own-audit",
    "organisational-self-assessment",
    "home-conditions",
    "practitioner-survey",
)


@dataclass(frozen=True)
class StarterTool:
    content: bytes
    definition: ToolDefinition

    @property
    def key(self) -> str:
        return self.definition.key

    @cached_property
    def content_hash(self) -> str:
        return content_hash(self.definition)

    @cached_property
    def estimate(self) -> Estimate:
        return estimate(self.definition, Audience())

    @cached_property
    def shows(self) -> list[str]:
        """What of a tool's possibilities it makes use of, in a few words each."""
        return list(_shown(self.definition))


def _shown(tool: ToolDefinition) -> Iterator[str]:
    kinds = {question.kind for question in tool.questions}
    repeats = {section.repeats for section in tool.sections}
    parts = [*tool.sections, *tool.questions]
    combined = {measure.combines for measure in tool.measures}
    shown = {
        "A grade for each part of the work": any(each.rates_section for each in tool.questions),
        "Prompts to think with": "prompt" in kinds,
        "Parts for certain sectors": any(part.sectors for part in parts),
        "Parts for certain kinds of plan": any(part.plan_types for part in parts),
        "Parts that the auditor picks": any(part.picked for part in parts),
        "Answers that open further questions": any(part.show_when for part in parts),
        "Answers for each child": "subject" in repeats,
        "Worker, parent and child side by side": "respondent" in repeats,
        "A first time and a later time": "time_point" in repeats,
        "Scored lines with a total": "items" in kinds,
        "A profile that is never averaged": "profile" in kinds,
        "Words to quote": "quote" in kinds,
        "A list of actions": "tasks" in kinds,
        "The worst of several grades": "worst" in combined,
        "Totals with median and range": any(each.kind == "total" for each in tool.measures),
        "Codes of another framework": bool(tool.codes),
        "Answers that do not fit together pointed out": bool(tool.contradictions),
    }
    return (words for words, is_so in shown.items() if is_so)


@cache
def starter_tools() -> dict[str, StarterTool]:
    """By key, in the order of the page that lists them."""
    found = {key: (FOLDER / f"{key}.yaml").read_bytes() for key in IN_ORDER}
    return {
        key: StarterTool(content, read_tool(content, Sector.values))
        for key, content in found.items()
    }

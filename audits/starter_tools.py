"""The tools that come with the service, as files: something to start from."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agencies.models import Sector
from audits.tool_definition import ToolDefinition, content_hash
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

    @property
    def content_hash(self) -> str:
        return content_hash(self.definition)


@cache
def starter_tools() -> dict[str, StarterTool]:
    """By key, in the order of the page that lists them."""
    found = {key: (FOLDER / f"{key}.yaml").read_bytes() for key in IN_ORDER}
    return {
        key: StarterTool(content, read_tool(content, Sector.values))
        for key, content in found.items()
    }

"""Audit tools in and out of files: read and check, make a draft version, write a version out."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from agencies.activity import record
from agencies.models import Sector
from audits.models import AuditTool, PlanType, ToolVersion
from audits.tool_definition import ToolDefinition
from audits.tool_documents import content_hash, to_yaml
from audits.tool_reading import ToolFileError, read_tool
from audits.tool_rows import definition_of, write_content
from audits.tool_workbooks import looks_like_a_workbook, read_workbook, write_workbook

YAML, XLSX = "yaml", "xlsx"
FORMATS = (YAML, XLSX)
_EXCEL = (".xlsx", ".xlsm", ".xls")

__all__ = [
    "FORMATS",
    "XLSX",
    "YAML",
    "DraftInTheWay",
    "OtherKindOfTool",
    "ToolFileError",
    "export_file",
    "export_tool",
    "hash_of",
    "import_tool",
    "read_file",
]


class DraftInTheWay(Exception):
    """The tool already has a draft; the message says what can be done."""

    def __init__(self, draft: ToolVersion, content: ToolDefinition) -> None:
        super().__init__(
            f"{draft} is a draft. Publish it first, or say that this file replaces it."
        )
        self.draft, self.content = draft, content


class OtherKindOfTool(Exception):
    """The file audits something else than the published versions of the tool of its key do."""


def read_file(content: bytes, name: str = "") -> ToolDefinition:
    """From YAML or a workbook, by its name or else its first bytes.

    Raises ToolFileError, which names every fault and its place.
    """
    is_workbook = name.lower().endswith(_EXCEL) or looks_like_a_workbook(content)
    return (read_workbook if is_workbook else read_tool)(content, Sector.values)


def export_tool(version: ToolVersion) -> str:
    """The version as a tool file."""
    return to_yaml(definition_of(version))


def export_file(version: ToolVersion, format: str) -> bytes:
    """The version as YAML or as a workbook; the same bytes each time."""
    if format == XLSX:
        return write_workbook(definition_of(version), Sector.values)
    return export_tool(version).encode()


def hash_of(version: ToolVersion) -> str:
    """What seals a published version; does not depend on its number."""
    return content_hash(definition_of(version))


@transaction.atomic
def import_tool(
    *, content: bytes, name: str = "", by=None, replace_draft: bool = False
) -> ToolVersion:
    """Make a draft version from a tool file; nothing is kept where anything is wrong.

    A file that says what a version of the tool already says gives that version back. Raises
    ToolFileError, OtherKindOfTool and DraftInTheWay.
    """
    definition = read_file(content, name)
    tool = _tool_of(definition)
    versions = list(ToolVersion.objects.select_for_update(of=("self",)).filter(tool=tool))
    _refuse_other_kind(tool, versions, definition)
    _say_again(tool, definition)
    wanted = content_hash(definition)
    same = next((each for each in versions if _sealed_as(each) == wanted), None)
    if same is not None:
        return same
    _clear_draft(versions, definition, replace_draft)
    version = _create_version(tool, definition)
    record("imported a tool version", version, by=by)
    return version


def _tool_of(definition: ToolDefinition) -> AuditTool:
    """Held, so that of two that come at once the second meets what the first made."""
    tool, _ = AuditTool.objects.select_for_update().get_or_create(
        key=definition.key, defaults={"audits": definition.audits}
    )
    return tool


def _refuse_other_kind(
    tool: AuditTool, versions: list[ToolVersion], definition: ToolDefinition
) -> None:
    """What a tool audits belongs to the returns of every version, so a published one fixes it."""
    fixed = any(version.status != ToolVersion.Status.DRAFT for version in versions)
    if fixed and definition.audits != tool.audits:
        now, then = (AuditTool.Audits(kind).label for kind in (definition.audits, tool.audits))
        raise OtherKindOfTool(
            f"The tool “{tool.name}” has published versions that audit something else (“{then}”)"
            f" than this file (“{now}”). Give the file another key to make a tool of its own."
        )


def _say_again(tool: AuditTool, definition: ToolDefinition) -> None:
    tool.name, tool.description = definition.name, definition.description
    tool.audits = definition.audits
    tool.save(update_fields=["name", "description", "audits"])


def _sealed_as(version: ToolVersion) -> str:
    return version.content_hash or hash_of(version)


def _clear_draft(
    versions: list[ToolVersion], definition: ToolDefinition, replace_draft: bool
) -> None:
    draft = next((each for each in versions if each.status == ToolVersion.Status.DRAFT), None)
    if draft is None:
        return
    if not replace_draft:
        raise DraftInTheWay(draft, definition)
    draft.questions.all().delete()
    draft.delete()


def _create_version(tool: AuditTool, content: ToolDefinition) -> ToolVersion:
    """The number written in the file is kept where it is higher than every number in use."""
    last = tool.versions.aggregate(last=Max("number"))["last"] or 0
    version = ToolVersion.objects.create(tool=tool, number=max(last + 1, content.version))
    add_plan_types(content)
    write_content(version, content)
    return version


def add_plan_types(content: ToolDefinition) -> None:
    """Those this installation lacks; one it has keeps its own name."""
    last = PlanType.objects.aggregate(last=Max("position"))["last"] or 0
    PlanType.objects.bulk_create(
        (
            PlanType(key=each.key, name=each.name, position=last + place)
            for place, each in enumerate(content.plan_types, start=1)
        ),
        ignore_conflicts=True,
    )

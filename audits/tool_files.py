"""Audit tools in and out of files: read and check, make a draft version, write a version out."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from agencies.activity import record
from agencies.models import Sector
from audits.models import AuditTool, PlanType, ToolVersion
from audits.tool_definition import ToolDefinition, content_hash, to_yaml
from audits.tool_reading import ToolFileError, read_tool
from audits.tool_rows import definition_of, write_content

__all__ = [
    "DraftInTheWay",
    "ToolFileError",
    "export_tool",
    "hash_of",
    "import_tool",
    "read_file",
]


class DraftInTheWay(Exception):
    """The tool already has a draft; the message says what can be done."""


def read_file(content: bytes) -> ToolDefinition:
    """Raises ToolFileError, which names every fault and its line."""
    return read_tool(content, Sector.values)


def export_tool(version: ToolVersion) -> str:
    """The version as a tool file."""
    return to_yaml(definition_of(version))


def hash_of(version: ToolVersion) -> str:
    """What seals a published version; does not depend on its number."""
    return content_hash(definition_of(version))


@transaction.atomic
def import_tool(*, content: bytes, by=None, replace_draft: bool = False) -> ToolVersion:
    """Make a draft version from a tool file; nothing is kept where anything is wrong.

    A file that says what a version of the tool already says gives that version back. Raises
    ToolFileError and DraftInTheWay.
    """
    tool_definition = read_file(content)
    tool, _ = AuditTool.objects.update_or_create(
        key=tool_definition.key,
        defaults={
            "name": tool_definition.name,
            "audits": tool_definition.audits,
            "description": tool_definition.description,
        },
    )
    versions = list(ToolVersion.objects.select_for_update().filter(tool=tool))
    same = next((each for each in versions if hash_of(each) == content_hash(tool_definition)), None)
    if same is not None:
        return same
    _clear_draft(versions, replace_draft)
    version = _create_version(tool, tool_definition)
    record("imported a tool version", version, by=by)
    return version


def _clear_draft(versions: list[ToolVersion], replace_draft: bool) -> None:
    draft = next((each for each in versions if each.status == ToolVersion.Status.DRAFT), None)
    if draft is None:
        return
    if not replace_draft:
        raise DraftInTheWay(
            f"{draft} is a draft. Publish it first, or say that this file replaces it."
        )
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

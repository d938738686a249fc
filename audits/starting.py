"""Starting a tool from nothing or from the library, and changing what is said of it as a whole."""

from dataclasses import replace
from typing import NamedTuple

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.drafting import change_draft
from audits.models import AuditTool, Section, ToolVersion
from audits.services import ToolError
from audits.starter_tools import StarterTool
from audits.tool_files import add_plan_types, import_tool
from audits.tool_parts import new_key
from audits.tool_rows import definition_of, write_content


@transaction.atomic
def start_tool(*, name: str, audits: str, description: str, section: str, by: User) -> ToolVersion:
    """A tool and its first draft, with one section and no questions yet."""
    require(by, Permission.SET_UP)
    tool = AuditTool.objects.create(
        key=_unused_key(name), name=name, audits=audits, description=description
    )
    version = ToolVersion.objects.create(tool=tool, number=1)
    Section.objects.create(version=version, key=new_key(section, ()), title=section, position=1)
    record("started a tool", version, by=by)
    return version


@transaction.atomic
def copy_tool(*, version: ToolVersion, name: str, description: str, by: User) -> ToolVersion:
    """Another tool, whose first draft says what this version says."""
    require(by, Permission.SET_UP)
    tool = AuditTool.objects.create(
        key=_unused_key(name), name=name, audits=version.tool.audits, description=description
    )
    copy = ToolVersion.objects.create(tool=tool, number=1)
    write_content(copy, definition_of(version))
    record("copied a tool", copy, by=by, detail=f"from {version}")
    return copy


def _unused_key(name: str) -> str:
    return new_key(name, set(AuditTool.objects.values_list("key", flat=True)))


@transaction.atomic
def change_tool(*, tool: AuditTool, name: str, audits: str, description: str, by: User) -> None:
    """Raises ToolError where a published version fixes what the tool audits."""
    require(by, Permission.SET_UP)
    tool = AuditTool.objects.select_for_update().get(pk=tool.pk)
    published = tool.versions.exclude(status=ToolVersion.Status.DRAFT)
    if audits != tool.audits and published.exists():
        raise ToolError("A published version fixes what this tool audits. Start another tool.")
    tool.name, tool.audits, tool.description = name, audits, description
    tool.save()
    record("changed a tool", tool, by=by)


class Started(NamedTuple):
    """`is_new` is not so where a version already says the same."""

    version: ToolVersion
    is_new: bool


@transaction.atomic
def start_from_library(*, starter: StarterTool, by: User) -> Started:
    """A draft that says what the library's tool says. Raises DraftInTheWay and ToolError."""
    require(by, Permission.SET_UP)
    _refuse_other_audits(starter)
    there = set(ToolVersion.objects.filter(tool__key=starter.key).values_list("pk", flat=True))
    version = import_tool(content=starter.content, by=by)
    return Started(version, version.pk not in there)


@transaction.atomic
def replace_from_library(*, starter: StarterTool, draft: ToolVersion, by: User) -> ToolVersion:
    """Put the library's questions in place of a draft's, as one change that can be taken back."""
    _refuse_other_audits(starter)
    add_plan_types(starter.definition)
    return change_draft(
        version=draft,
        edit=lambda now: replace(
            starter.definition,
            name=now.name,
            audits=now.audits,
            version=now.version,
            description=now.description,
        ),
        what="Put the library’s questions in place of the draft",
        by=by,
    )


def _refuse_other_audits(starter: StarterTool) -> None:
    """A tool keeps what it audits, whoever once gave it the key of the library's."""
    tool = AuditTool.objects.filter(key=starter.key).first()
    if tool is not None and tool.audits != starter.definition.audits:
        raise ToolError(
            f"{tool} has the same key and audits something else, so the two cannot be versions of"
            " one tool."
        )

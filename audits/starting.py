"""Starting a tool from nothing, and changing what is said of a tool as a whole."""

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import AuditTool, Section, ToolVersion
from audits.services import ToolError
from audits.tool_parts import new_key


@transaction.atomic
def start_tool(*, name: str, audits: str, description: str, section: str, by: User) -> ToolVersion:
    """A tool and its first draft, with one section and no questions yet."""
    require(by, Permission.SET_UP)
    key = new_key(name, set(AuditTool.objects.values_list("key", flat=True)))
    tool = AuditTool.objects.create(key=key, name=name, audits=audits, description=description)
    version = ToolVersion.objects.create(tool=tool, number=1)
    Section.objects.create(version=version, key=new_key(section, ()), title=section, position=1)
    record("started a tool", version, by=by)
    return version


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

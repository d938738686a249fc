"""The life of a tool's versions: a new draft, its publication, its retirement."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import AuditTool, ToolVersion
from audits.services import ToolError, publish_version
from audits.tool_checks import checks_of
from audits.tool_documents import content_hash
from audits.tool_rows import definition_of, write_content
from audits.transitions import may_become

Status = ToolVersion.Status


def newest(tool: AuditTool, *, before: int | None = None) -> ToolVersion | None:
    """The newest version that was ever published; with `before`, of those with a lower number."""
    sealed = tool.versions.exclude(status=Status.DRAFT).order_by("-number")
    if before is not None:
        sealed = sealed.filter(number__lt=before)
    return sealed.filter(status=Status.PUBLISHED).first() or sealed.first()


@transaction.atomic
def start_version(*, tool: AuditTool, by: User) -> ToolVersion:
    """A draft that says what the newest published version says; there is one draft a tool."""
    require(by, Permission.SET_UP)
    # Two admins may press the button at once; the second waits, and meets the first's draft.
    tool = AuditTool.objects.select_for_update().get(pk=tool.pk)
    if draft := tool.versions.filter(status=Status.DRAFT).first():
        raise ToolError(f"Version {draft.number} is a draft already. Carry on with that one.")
    source = newest(tool)
    if source is None:
        raise ToolError("This tool has no published version to start from.")
    last = tool.versions.aggregate(last=Max("number"))["last"]
    version = ToolVersion.objects.create(tool=tool, number=last + 1)
    write_content(version, definition_of(source))
    record("started a tool version", version, by=by, detail=f"from version {source.number}")
    return version


@transaction.atomic
def publish_draft(*, version: ToolVersion, seen: int, by: User) -> ToolVersion:
    """Freeze a draft as its admin saw it. `seen` is the draft's revision on the page of review.

    Raises ToolError where it changed since, where a check must be fixed first, and where it says
    what a published version says already.
    """
    require(by, Permission.SET_UP)
    rows = ToolVersion.objects.select_for_update(of=("self",)).select_related("tool")
    version = rows.get(pk=version.pk)
    if not may_become(version, Status.PUBLISHED):
        raise ToolError(f"{version} is already published. Copy it to a new version to change it.")
    if version.revision != seen:
        raise ToolError("The draft was changed after you opened this page. Look at it once more.")
    definition = definition_of(version)
    if checks_of(definition).must:
        raise ToolError("Some checks must be fixed before this version can be published.")
    sealed = content_hash(definition)
    _refuse_the_same(version, sealed)
    return publish_version(version=version, content_hash=sealed, by=by)


def _refuse_the_same(version: ToolVersion, sealed: str) -> None:
    same = version.tool.versions.filter(content_hash=sealed, status=Status.PUBLISHED).first()
    if same is not None:
        raise ToolError(f"Nothing differs from version {same.number}, which is published already.")


@transaction.atomic
def retire_version(*, version: ToolVersion, by: User) -> ToolVersion:
    """Offer a published version to no new audit; audits that use it stay on it."""
    require(by, Permission.SET_UP)
    version = ToolVersion.objects.select_for_update().get(pk=version.pk)
    if not may_become(version, Status.RETIRED):
        raise ToolError(f"{version} is not published, so it cannot be retired.")
    version.status = Status.RETIRED
    version.retired_at, version.retired_by = timezone.now(), by
    version.save(update_fields=["status", "retired_at", "retired_by"])
    record("retired a tool version", version, by=by)
    return version

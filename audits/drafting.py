"""Changing a draft: one pure edit of its definition at a time, each of which can be taken back."""

from collections.abc import Callable

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import DraftRevision, ToolVersion
from audits.services import ToolError
from audits.tool_definition import ToolDefinition
from audits.tool_documents import from_document, to_document
from audits.tool_rows import definition_of, write_content

MOST_KEPT = 50
Edit = Callable[[ToolDefinition], ToolDefinition]


class NothingToUndo(ToolError):
    """The draft has no change that can be taken back."""


class StaleDraft(ToolError):
    """Somebody changed the same part since the page was made; `now` is the draft as it stands."""

    def __init__(self, now: ToolDefinition):
        super().__init__("Somebody else changed this while your page was open.")
        self.now = now


@transaction.atomic
def change_draft(
    *,
    version: ToolVersion,
    edit: Edit,
    what: str,
    by: User,
    seen: int | None = None,
    part: Callable[[ToolDefinition], object] | None = None,
) -> ToolVersion:
    """Put `edit` of the draft in its place and keep what it said before.

    `what` names the change for whoever may undo it. With `seen`, the revision the page was made
    from, and `part`, which picks what the page showed, raises StaleDraft where somebody else has
    changed that part since. Raises ToolError where the version is no draft.
    """
    require(by, Permission.SET_UP)
    version = _locked(version)
    before = definition_of(version)
    if seen is not None and part is not None and seen != version.revision:
        _refuse_stale(version, seen, part, before)
    after = edit(before)
    if after == before:
        return version
    _keep(version, before, what, by)
    write_content(version, after)
    record("changed a draft", version, by=by, detail=what)
    return version


@transaction.atomic
def undo_change(*, version: ToolVersion, by: User, seen: int | None = None) -> str:
    """Take back the newest change and say what it was. Raises NothingToUndo.

    With `seen`, the revision the page was made from, raises StaleDraft where there is a newer one.
    """
    require(by, Permission.SET_UP)
    version = _locked(version)
    if seen is not None and seen != version.revision:
        raise StaleDraft(definition_of(version))
    last = version.revisions.first()
    if last is None:
        raise NothingToUndo("There is nothing to undo in this draft.")
    write_content(version, from_document(last.document))
    version.revision += 1
    version.save(update_fields=["revision"])
    record("took back a change of a draft", version, by=by, detail=last.what)
    last.delete()
    return last.what


def _locked(version: ToolVersion) -> ToolVersion:
    rows = ToolVersion.objects.select_for_update(of=("self",)).select_related("tool")
    version = rows.get(pk=version.pk)
    if version.status != ToolVersion.Status.DRAFT:
        raise ToolError(f"{version} is published, so it no longer changes. Make a new version.")
    return version


def _refuse_stale(version: ToolVersion, seen: int, part, now: ToolDefinition) -> None:
    """A page made before the oldest revision kept counts as stale: nobody can tell any more."""
    kept = version.revisions.filter(number__gte=seen).order_by("number").first()
    if kept is None or kept.number > seen or part(from_document(kept.document)) != part(now):
        raise StaleDraft(now)


def _keep(version: ToolVersion, before: ToolDefinition, what: str, by: User) -> None:
    DraftRevision.objects.create(
        version=version,
        number=version.revision,
        document=to_document(before),
        what=what[:200],
        made_by=by,
    )
    version.revision += 1
    version.save(update_fields=["revision"])
    old = version.revisions.filter(number__lt=version.revision - MOST_KEPT)
    old.delete()

"""What every page of the builder shares: the draft it opens, its frame, saving a change."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import permission_required
from agencies.roles import Permission
from audits.checking import check_list
from audits.drafting import StaleDraft, change_draft
from audits.edit_effects import also_changed
from audits.minutes import estimate
from audits.models import AuditTool, ToolVersion
from audits.outline import outline
from audits.part_words import differences
from audits.rules import EVERYBODY
from audits.services import ToolError
from audits.tool_definition import ToolDefinition
from audits.tool_documents import from_document
from audits.tool_parts import EditRefused

form_page = require_http_methods(["GET", "HEAD", "POST"])
UNDO = "undo"  # messages with this tag offer to take the change back
KINDS = {
    AuditTool.Audits.CASES: "Case tool",
    AuditTool.Audits.ORGANISATIONS: "Organisation tool",
    AuditTool.Audits.OWN_CASES: "Tool for an agency’s own cases",
    AuditTool.Audits.RESPONDENTS: "Survey",
}


def on_draft(view):
    """The view gets the version; one that is no draft any more is shown to be read instead."""

    @wraps(view)
    @permission_required(Permission.SET_UP)
    def opened(request, version_id, **parts):
        versions = ToolVersion.objects.visible_to(request.user).select_related("tool")
        version = get_object_or_404(versions, pk=version_id)
        if version.status == ToolVersion.Status.DRAFT:
            return view(request, version, **parts)
        messages.error(
            request, f"{version} is published, so it no longer changes. Make a new version."
        )
        return redirect("audits:tool_version", version.pk)

    return opened


def draft_form(view):
    return form_page(on_draft(view))


def draft_post(view):
    return require_POST(on_draft(view))


def or_404(find: Callable, *args):
    """A part by its key; one that is not there does not exist."""
    try:
        return find(*args)
    except EditRefused:
        raise Http404 from None


def show(request, version, tool: ToolDefinition, template: str, current="", status=200, **context):
    return render(
        request,
        f"audits/builder/{template}.html",
        frame(version, tool, current) | context,
        status=status,
    )


def frame(version: ToolVersion, tool: ToolDefinition, current: str = "") -> dict[str, object]:
    """`current` is the part being edited, like question:seen-alone, or the name of a page."""
    checks = check_list(version, tool)
    return {
        "version": version,
        "tool": tool,
        "current": current,
        "outline": outline(version, tool, current, checks.flags),
        "checks": checks,
        "aside": True,
        "preview_url": preview_url(version, tool, current),
        "kind_of_tool": KINDS[version.tool.audits],
        "question_count": sum(question.kind != "prompt" for question in tool.questions),
        "minutes": estimate(tool, EVERYBODY).minutes,
        "last": version.revisions.first(),
        "earlier": earlier_version(version),
        "crumbs": [
            ("Tools", reverse("audits:tools")),
            (version.tool.name, reverse("audits:tool_version", args=[version.pk])),
        ],
    }


def preview_url(version: ToolVersion, tool: ToolDefinition, current: str) -> str:
    """Of the section being edited, or of the whole tool."""
    kind, _, key = current.partition(":")
    homes = {question.key: section for section in tool.sections for question in section.questions}
    section = homes[key].key if kind == "question" and key in homes else key
    address = reverse("cases:preview_tool", args=[version.pk])
    return f"{address}?section={section}" if section else address


def earlier_version(version: ToolVersion) -> ToolVersion | None:
    """The newest version before this draft, with how many audits stay on it."""
    return version.tool.versions.with_use().filter(number__lt=version.number).first()


def save(request, version: ToolVersion, *, edit, what: str, seen=None, part=None):
    """Change the draft, say so with an offer to undo, and give it as it now is.

    Raises EditRefused, ToolError and StaleDraft.
    """
    made = {}

    def noted(before: ToolDefinition) -> ToolDefinition:
        made["before"], made["after"] = before, edit(before)
        return made["after"]

    change_draft(version=version, edit=noted, what=what, by=request.user, seen=seen, part=part)
    before, after = made["before"], made["after"]
    if before == after:
        messages.info(request, "Nothing was changed.")
    else:
        said = " ".join([f"{what}.", *also_changed(before, after)])
        messages.success(request, said, extra_tags=UNDO)
    return after


def save_part(
    request, version: ToolVersion, form, *, edit, what: str, after, part=None, title="", instead=()
):
    """The page that follows, or None where a fault was found, which the form then says.

    `after` gives that page, of the draft as it now is. `part` finds what the page showed, where
    that was there before; of a part that somebody else changed, both texts are shown.
    """
    try:
        seen = seen_in(request) if part else None
        return after(save(request, version, edit=edit, what=what, seen=seen, part=part))
    except StaleDraft as stale:
        return conflict(
            request, version, stale.now, title=title, find=part, edit=edit, instead=instead
        )
    except (EditRefused, ToolError) as refused:
        form.add_error(None, str(refused))
        return None


def attempt(request, version: ToolVersion, *, edit, what: str) -> ToolDefinition | None:
    """Like `save`, for buttons: a refusal is said at the head of the page that follows."""
    try:
        return save(request, version, edit=edit, what=what)
    except (EditRefused, ToolError) as refused:
        messages.error(request, str(refused))
        return None


def seen_in(request) -> int | None:
    """The revision that the page being sent was made from."""
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def conflict(request, version, tool, *, title: str, find, edit, instead=()):
    """Both texts of a part that somebody else changed meanwhile, and one choice between them.

    `find` gives the part, or None where it is gone: then `instead` says where the words may go.
    """
    theirs = find(tool)
    if theirs is None:
        return gone(request, version, tool, instead)
    differing, fault = [], ""
    try:
        differing = differences(tool, theirs, find(edit(tool)))
    except EditRefused as refused:
        fault = str(refused)
    version.refresh_from_db()
    context = {"title": title, "differences": differing, "fault": fault, "has_errors": True}
    context |= {"sent": typed_in(request), "back": request.path}
    return show(request, version, tool, "conflict", status=409, **context)


def gone(request, version, tool: ToolDefinition, instead):
    """What was typed for a part that somebody deleted meanwhile can be made a new one.

    `instead` has the words and the address of each place where it can.
    """
    sent = typed_in(request)
    words = [value for _, value in sent if " " in value.strip()]
    context = {"sent": sent, "words": words, "instead": instead, "has_errors": True}
    return show(request, version, tool, "gone", status=409, **context)


def part_of(parts: str, key: str):
    """Finds a section, question or scale; None where it is not there."""

    def find(tool: ToolDefinition):
        return next((each for each in getattr(tool, parts) if each.key == key), None)

    return find


def was_deleted(request, version, tool: ToolDefinition, find) -> bool:
    """Whether a part that is not there was, when the page being sent was made."""
    seen = seen_in(request)
    if seen is None or find(tool) is not None:
        return False
    kept = version.revisions.filter(number__gte=seen).order_by("number").first()
    return kept is not None and find(from_document(kept.document)) is not None


def typed_in(request) -> list[tuple[str, str]]:
    """Every field that was sent, to be sent again from another page."""
    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    return [each for each in fields if each[0] not in ("csrfmiddlewaretoken", "seen", "press")]

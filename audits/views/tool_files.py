"""Tools in and out of files, in the browser."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.access import permission_required
from agencies.downloads import file_response
from agencies.roles import Permission
from audits.forms.tool_files import ReplaceDraftForm, ToolFileForm
from audits.models import ToolVersion
from audits.tool_documents import to_yaml
from audits.tool_files import (
    FORMATS,
    XLSX,
    YAML,
    DraftInTheWay,
    OtherKindOfTool,
    ToolFileError,
    export_file,
    import_tool,
)
from audits.views.drafts import form_page
from audits.views.tools import see_tools

CONTENT_TYPES = {
    YAML: "application/yaml; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@form_page
@permission_required(Permission.SET_UP)
def import_file(request):
    """Bring a tool in; where it has a draft, first ask whether the file takes its place."""
    if request.method != "POST":
        return _page(request, ToolFileForm())
    replacing = ReplaceDraftForm(request.POST)
    if replacing.is_valid():
        content = replacing.cleaned_data["content"].encode(errors="replace")
        return _bring_in(request, ToolFileForm(), content, replace_draft=True)
    form = ToolFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        return _bring_in(request, form, file.read(), name=file.name)
    return _page(request, form)


def _bring_in(request, form, content: bytes, **options):
    try:
        version = import_tool(content=content, by=request.user, **options)
    except ToolFileError as error:
        return _page(request, form, error.sentences)
    except OtherKindOfTool as error:
        return _page(request, form, [str(error)])
    except DraftInTheWay as error:
        return _ask(request, error)
    if version.status == ToolVersion.Status.DRAFT:
        messages.success(request, f"{version} is brought in as a draft. Nothing is asked yet.")
        return redirect("audits:build", version.pk)
    messages.info(request, f"The file says what {version} says, so nothing new was made.")
    return redirect("audits:tool_version", version.pk)


def _page(request, form, faults: list[str] = ()):
    context = {"form": form, "faults": faults, "crumbs": [("Tools", reverse("audits:tools"))]}
    return render(request, "audits/import_tool.html", context)


def _ask(request, found: DraftInTheWay):
    context = {
        "draft": found.draft,
        "count": found.draft.questions.count(),
        "new_count": len(found.content.questions),
        "form": ReplaceDraftForm(initial={"content": to_yaml(found.content)}),
        "crumbs": [
            ("Tools", reverse("audits:tools")),
            ("Bring in a tool", reverse("audits:import")),
        ],
    }
    return render(request, "audits/import_replace.html", context)


@require_safe
@see_tools
def export(request, version_id, format):
    """The version as a file to keep, share or edit."""
    if format not in FORMATS:
        raise Http404
    versions = ToolVersion.objects.visible_to(request.user).select_related("tool")
    version = get_object_or_404(versions, pk=version_id)
    name = f"{version.tool.key}-v{version.number}.{format}"
    return file_response(export_file(version, format), CONTENT_TYPES[format], name)

"""Starting a tool, and the settings of the tool that a draft belongs to."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from agencies.access import permission_required
from agencies.roles import Permission
from audits import starting
from audits.forms.sections import CopyToolForm, NewToolForm, ToolForm
from audits.models import ToolVersion
from audits.services import ToolError
from audits.tool_rows import definition_of
from audits.views.drafts import draft_form, form_page, show


@form_page
@permission_required(Permission.SET_UP)
def new_tool(request):
    form = NewToolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = starting.start_tool(**form.cleaned_data, by=request.user)
        messages.success(request, f"{version.tool} is started. Add its questions.")
        section = version.sections.get()
        return redirect("audits:build_section", version.pk, section.key)
    context = {"form": form, "crumbs": [("Tools", reverse("audits:tools"))]}
    return render(request, "audits/builder/new_tool.html", context)


@form_page
@permission_required(Permission.SET_UP)
def copy_tool(request, version_id):
    versions = ToolVersion.objects.visible_to(request.user).select_related("tool")
    version = get_object_or_404(versions, pk=version_id)
    start = {"name": f"{version.tool.name[:110]}, copy", "description": version.tool.description}
    form = CopyToolForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        copy = starting.copy_tool(version=version, **form.cleaned_data, by=request.user)
        messages.success(request, f"{copy.tool} says what {version} says. Make it your own.")
        return redirect("audits:build", copy.pk)
    context = {"form": form, "version": version, "crumbs": [("Tools", reverse("audits:tools"))]}
    return render(request, "audits/builder/copy_tool.html", context)


@draft_form
def build(request, version):
    tool = version.tool
    fixed = tool.versions.exclude(status=ToolVersion.Status.DRAFT).exists()
    start = {"name": tool.name, "audits": tool.audits, "description": tool.description}
    form = ToolForm(request.POST or None, initial=start, fixed=fixed)
    if request.method == "POST" and form.is_valid():
        try:
            starting.change_tool(tool=tool, **form.cleaned_data, by=request.user)
            messages.success(request, "The settings of the tool are saved.")
            return redirect("audits:build", version.pk)
        except ToolError as refused:
            form.add_error(None, str(refused))
    return show(request, version, definition_of(version), "tool", "tool", form=form)

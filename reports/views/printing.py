"""Blank forms of audit tools: asked for, made by the worker, taken away."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import permission_required
from agencies.downloads import file_response
from agencies.models import Artefact, Job
from agencies.roles import Permission
from audits.models import ToolVersion
from reports.blank_printing import plan_types_of
from reports.forms import PrintForm
from reports.services import request_blank_form
from reports.tasks import PRINT_TOOL

see_tools = permission_required(Permission.SEE_TOOLS)


@require_http_methods(["GET", "HEAD", "POST"])
@see_tools
def print_tool(request, version_id):
    versions = ToolVersion.objects.visible_to(request.user).select_related("tool")
    version = get_object_or_404(versions, pk=version_id)
    plan_types = plan_types_of(version)
    if request.method == "POST":
        form = PrintForm(request.POST, plan_types=plan_types)
        if form.is_valid():
            job = request_blank_form(version=version, by=request.user, **form.cleaned_data)
            return redirect("reports:making_blank_form", job.pk)
    else:
        initial = {"file_format": "pdf"} | request.GET.dict()
        form = PrintForm(plan_types=plan_types, initial=initial)
    context = {"version": version, "form": form, "crumbs": crumbs_of(version)}
    return render(request, "reports/print_tool.html", context, status=422 if form.errors else 200)


def crumbs_of(version: ToolVersion) -> list[tuple[str, str]]:
    return [
        ("Tools", reverse("audits:tools")),
        (str(version), reverse("audits:tool_version", args=[version.pk])),
    ]


@require_safe
@see_tools
def making(request, job_id):
    """How far it is. A script, or else the browser, asks again until it is done."""
    job, version = _asked_for(request.user, job_id)
    context = {
        "job": job,
        "version": version,
        "what": "form",
        "file_url": reverse("reports:blank_form", args=[job.pk]),
        "again_url": reverse("reports:print_tool", args=[version.pk]),
        "is_word": job.parameters["file_format"] == "docx",
        "crumbs": crumbs_of(version),
    }
    return render(request, "reports/blank_form_making.html", context)


@require_safe
@see_tools
def blank_form(request, job_id):
    job, _ = _asked_for(request.user, job_id)
    artefact = Artefact.objects.filter(job=job).first()
    if artefact is None:
        return redirect("reports:making_blank_form", job.pk)
    is_pdf = artefact.pages > 0
    return file_response(artefact.content, artefact.content_type, artefact.file_name, inline=is_pdf)


def _asked_for(user, job_id) -> tuple[Job, ToolVersion]:
    job = get_object_or_404(Job.objects.visible_to(user).filter(kind=PRINT_TOOL), pk=job_id)
    versions = ToolVersion.objects.visible_to(user).select_related("tool")
    return job, get_object_or_404(versions, pk=job.subject_id)

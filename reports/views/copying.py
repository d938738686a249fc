"""Copies of returns for an agency's own file: asked for, made by the worker, taken away."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.activity import record
from agencies.downloads import file_response
from agencies.models import Artefact, Job, User
from cases.models import AuditReturn
from reports.forms import CopyForm
from reports.services import request_copy_of_return
from reports.tasks import PRINT_RETURN


@require_http_methods(["GET", "HEAD", "POST"])
def copy_return(request, return_id):
    found = _readable(request.user, return_id)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        job = request_copy_of_return(audit_return=found, by=request.user, **form.cleaned_data)
        return redirect("reports:making_copy", job.pk)
    context = {"found": found, "form": form, "back": _page_of(found, request.user)}
    context["crumbs"] = [(found.reference, context["back"])]
    return render(request, "reports/copy_return.html", context, status=422 if form.errors else 200)


@require_safe
def making(request, job_id):
    """How far it is. A script, or else the browser, asks again until it is done."""
    job, found = _asked_for(request.user, job_id)
    request.about_return = found.pk
    back = _page_of(found, request.user)
    context = {
        "job": job,
        "found": found,
        "what": "copy",
        "file_url": reverse("reports:copy_file", args=[job.pk]),
        "again_url": reverse("reports:copy_return", args=[found.pk]),
        "is_word": job.parameters["file_format"] == "docx",
        "back": back,
        "crumbs": [(found.reference, back)],
    }
    return render(request, "reports/copy_making.html", context)


@require_safe
def copy_file(request, job_id):
    """Always a download. Each is recorded."""
    job, found = _asked_for(request.user, job_id)
    artefact = Artefact.objects.filter(job=job).first()
    if artefact is None:
        return redirect("reports:making_copy", job.pk)
    record("took a copy of a return", found, by=request.user)
    return file_response(artefact.content, artefact.content_type, artefact.file_name)


def _readable(user: User, return_id) -> AuditReturn:
    found = AuditReturn.objects.readable_by(user).select_related("audit", "agency", "case")
    return get_object_or_404(found.distinct(), pk=return_id)


def _asked_for(user: User, job_id) -> tuple[Job, AuditReturn]:
    """Whoever may no longer read the return has no use for its copy either."""
    job = get_object_or_404(Job.objects.visible_to(user).filter(kind=PRINT_RETURN), pk=job_id)
    return job, _readable(user, job.subject_id)


def _page_of(found: AuditReturn, user: User) -> str:
    name = "cases:return" if found.is_answered_by(user) else "cases:review"
    return reverse(name, args=[found.pk])

"""Minutes of a panel and its judgements: asked for, made by the worker, taken away."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.activity import record
from agencies.downloads import file_response
from agencies.models import Artefact, Job, User
from audits.models import Audit
from audits.tabs import tabs_for
from cases.views.panel_case import panel_audit
from reports.forms import MinutesForm
from reports.panel_words import words_to_look_at
from reports.services import request_minutes
from reports.tasks import PRINT_MINUTES
from reports.views.learned import panel_crumbs


@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request, audit_id):
    audit = panel_audit(request.user, audit_id)
    meetings = audit.panel_meetings.visible_to(request.user).select_related("group")
    form = MinutesForm(request.POST if request.method == "POST" else None, meetings=meetings)
    if form.is_valid():
        job = request_minutes(audit=audit, by=request.user, **form.cleaned_data)
        return redirect("reports:making_minutes", job.pk)
    context = {
        "audit": audit,
        "form": form,
        "words": words_to_look_at(audit, request.user),
        "tabs": tabs_for(audit, request.user, "Panel"),
        "crumbs": panel_crumbs(request.user, audit),
    }
    return render(request, "reports/minutes.html", context, status=422 if form.errors else 200)


@require_safe
def making(request, job_id):
    """How far it is. A script, or else the browser, asks again until it is done."""
    job, audit = _asked_for(request.user, job_id)
    back = reverse("reports:minutes", args=[audit.pk])
    context = {
        "job": job,
        "audit": audit,
        "what": "document",
        "file_url": reverse("reports:minutes_file", args=[job.pk]),
        "again_url": back,
        "is_word": job.parameters["file_format"] == "docx",
        "is_workbook": job.parameters["file_format"] == "xlsx",
        "crumbs": panel_crumbs(request.user, audit, ("Minutes", back)),
    }
    return render(request, "reports/minutes_making.html", context)


@require_safe
def minutes_file(request, job_id):
    """Always a download. Each is recorded."""
    job, audit = _asked_for(request.user, job_id)
    artefact = Artefact.objects.filter(job=job).first()
    if artefact is None:
        return redirect("reports:making_minutes", job.pk)
    record("took minutes of a panel", audit, by=request.user, audit_id=audit.pk)
    return file_response(artefact.content, artefact.content_type, artefact.file_name)


def _asked_for(user: User, job_id) -> tuple[Job, Audit]:
    """Whoever may no longer open the panel has no use for its minutes either."""
    job = get_object_or_404(Job.objects.visible_to(user).filter(kind=PRINT_MINUTES), pk=job_id)
    return job, panel_audit(user, job.subject_id)

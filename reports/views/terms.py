"""The terms of reference of an audit: asked for, made by the worker, taken away."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import may, require
from agencies.downloads import file_response
from agencies.models import Artefact, Job
from agencies.roles import Permission
from audits.models import Audit
from audits.views.planning import page_of
from reports.services import request_terms
from reports.tasks import PRINT_TERMS
from reports.terms_printing import terms_for


@require_http_methods(["GET", "HEAD", "POST"])
def terms(request, audit_id):
    found = _readable(request.user, audit_id)
    if request.method == "POST":
        return redirect("reports:making_terms", request_terms(audit=found, by=request.user).pk)
    latest = Job.objects.visible_to(request.user).filter(kind=PRINT_TERMS, subject_id=found.pk)
    context = _around(request, found) | {"latest": latest.order_by("-queued_at").first()}
    return render(request, "reports/terms.html", context)


@require_safe
def making(request, job_id):
    """How far it is. A script, or else the browser, asks again until it is done."""
    job, found = _asked_for(request.user, job_id)
    return render(request, "reports/terms_making.html", _around(request, found) | {"job": job})


@require_safe
def terms_file(request, job_id):
    job, _ = _asked_for(request.user, job_id)
    artefact = Artefact.objects.filter(job=job).first()
    if artefact is None:
        return redirect("reports:making_terms", job.pk)
    return file_response(artefact.content, artefact.content_type, artefact.file_name, inline=True)


def _asked_for(user, job_id) -> tuple[Job, Audit]:
    job = get_object_or_404(Job.objects.visible_to(user).filter(kind=PRINT_TERMS), pk=job_id)
    return job, _readable(user, job.subject_id)


def _readable(user, audit_id) -> Audit:
    """One that is only seen elsewhere is refused, one that is not seen at all is not found."""
    seen = get_object_or_404(Audit.objects.visible_to(user), pk=audit_id)
    require(user, Permission.READ_TERMS)
    return get_object_or_404(terms_for(user), pk=seen.pk)


def _around(request, found: Audit) -> dict:
    """A lead comes from the page of their agency, and goes back to it."""
    if may(request.user, Permission.RUN_AUDITS):
        back, name = reverse("audits:plan", args=[found.pk]), "the plan"
        return page_of(request, found) | {"back": back, "back_to": name}
    home = reverse("cases:agency")
    crumbs = [("My agency", home)]
    return {"audit": found, "crumbs": crumbs, "back": home, "back_to": "My agency"}

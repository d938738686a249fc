"""A coordinator's programmes of the year, and how far their quotas are."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import permission_required
from agencies.roles import Permission
from audits.forms.programmes import AuditToPutInForm, ProgrammeForm, QuotaForm
from audits.models import Audit, Programme, ProgrammeQuota
from audits.programmes import (
    add_quota,
    change_quota,
    delete_programme,
    move_audit,
    progress_of,
    remove_quota,
    save_programme,
    why_kept,
)
from audits.trail import under_audits
from audits.transitions import Refused

runs_audits = permission_required(Permission.RUN_AUDITS)


def all_programmes() -> tuple[str, str]:
    return "Programmes", reverse("audits:programmes")


@require_safe
@runs_audits
def programmes(request):
    rows = Programme.objects.annotate(audit_count=Count("audits")).order_by("-starts_on", "name")
    context = {"programmes": rows, "crumbs": under_audits()}
    return render(request, "audits/programmes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@runs_audits
def edit_programme(request, programme_id=None):
    """A new one, or one that is there."""
    found = get_object_or_404(Programme, pk=programme_id) if programme_id else None
    form = ProgrammeForm(
        request.POST if request.method == "POST" else None, instance=found, label_suffix=""
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_programme(programme=found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{saved} is saved.")
            return redirect("audits:programme", saved.pk)
    heading = f"Change {form.initial['name']}" if found else "Add a programme"
    context = {"form": form, "heading": heading, "crumbs": under_audits(all_programmes())}
    return render(
        request, "audits/edit_programme.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@runs_audits
def programme(request, programme_id):
    """Its quotas with their progress, and its audits; by post, another quota."""
    found = get_object_or_404(Programme, pk=programme_id)
    form = QuotaForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            add_quota(programme=found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The quota is added.")
            return redirect("audits:programme", found.pk)
    context = {
        "programme": found,
        "progress": progress_of(found),
        "audits": list(
            found.audits.select_related("tool_version__tool").with_progress(timezone.localdate())
        ),
        "form": form,
        "to_put_in": AuditToPutInForm(programme=found, user=request.user, label_suffix=""),
        "runs_audits": True,
        "crumbs": under_audits(all_programmes()),
    }
    return render(request, "audits/programme.html", context, status=422 if form.errors else 200)


def this_programme(found: Programme) -> tuple[str, str]:
    return found.name, reverse("audits:programme", args=[found.pk])


@require_http_methods(["GET", "HEAD", "POST"])
@runs_audits
def remove_programme(request, programme_id):
    """Asks once; by post, deletes it unless audits are in it."""
    found = get_object_or_404(Programme, pk=programme_id)
    if request.method == "POST":
        try:
            delete_programme(programme=found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("audits:programme", found.pk)
        messages.success(request, f"{found.name} is deleted.")
        return redirect("audits:programmes")
    context = {
        "programme": found,
        "stays": why_kept(found),
        "crumbs": under_audits(all_programmes(), this_programme(found)),
    }
    return render(request, "audits/programme_remove.html", context)


@require_POST
@runs_audits
def put_in(request, programme_id):
    """An audit that is in another programme, or in none."""
    found = get_object_or_404(Programme, pk=programme_id)
    form = AuditToPutInForm(request.POST, programme=found, user=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["audit"]))
    else:
        audit = form.cleaned_data["audit"]
        try:
            move_audit(audit=audit, programme=found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("audits:programmes")
        messages.success(request, f"{audit.name} is in {found.name}.")
    return redirect("audits:programme", found.pk)


@require_POST
@runs_audits
def take_out(request, programme_id, audit_id):
    visible = Audit.objects.visible_to(request.user)
    audit = get_object_or_404(visible, pk=audit_id, programme=programme_id)
    move_audit(audit=audit, programme=None, by=request.user)
    messages.success(request, f"{audit.name} is in no programme now.")
    return redirect("audits:programme", programme_id)


@require_http_methods(["GET", "HEAD", "POST"])
@runs_audits
def edit_quota(request, programme_id, quota_id):
    quota = _quota(programme_id, quota_id)
    posted = request.POST if request.method == "POST" else None
    form = QuotaForm(posted, initial=QuotaForm.said_by(quota), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            change_quota(quota=quota, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The quota is changed.")
            return redirect("audits:programme", programme_id)
    context = {
        "programme": quota.programme,
        "form": form,
        "crumbs": under_audits(all_programmes(), this_programme(quota.programme)),
    }
    return render(request, "audits/edit_quota.html", context, status=422 if form.errors else 200)


@require_POST
@runs_audits
def drop_quota(request, programme_id, quota_id):
    remove_quota(quota=_quota(programme_id, quota_id), by=request.user)
    messages.success(request, "The quota is removed.")
    return redirect("audits:programme", programme_id)


def _quota(programme_id, quota_id) -> ProgrammeQuota:
    found = ProgrammeQuota.objects.select_related("programme")
    return get_object_or_404(found, pk=quota_id, programme=programme_id)

"""The pages on which a coordinator brings in returns that were collected elsewhere."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import require
from agencies.downloads import file_response
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from audits.tables import FORMATS
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.imports.forms import ReturnsFileForm
from cases.imports.importing import (
    FileFaults,
    apply_import,
    check_file,
    discard,
    preview_of,
    template_for,
)
from cases.models import ReturnImport
from cases.transitions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, audit_id):
    """Choose a file; what is wrong in it is listed, and otherwise it is shown as it would be."""
    audit = _audit(request, audit_id)
    asks_of_cases = audit.audits == AuditTool.Audits.CASES
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ReturnsFileForm(*sent, asks_of_cases=asks_of_cases)
    faults = []
    if form.is_valid():
        try:
            return redirect("cases:import_preview", _check(request, audit, form).pk)
        except FileFaults as found:
            faults = found.faults
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, audit, form, faults)


def _audit(request, audit_id) -> Audit:
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


def _check(request, audit: Audit, form) -> ReturnImport:
    said = form.cleaned_data
    return check_file(
        audit=audit,
        content=said["file"].read(),
        name=said["file"].name,
        source=said["source"],
        become=said["become"],
        makes_cases=said.get("makes_cases", False),
        by=request.user,
    )


def _page(request, audit: Audit, form, faults):
    context = {
        "audit": audit,
        "form": form,
        "faults": faults,
        "is_collecting": audit.status == Audit.Status.COLLECTING,
        "earlier": audit.return_imports.exclude(applied_at=None).select_related("applied_by"),
        "waiting": audit.return_imports.filter(applied_at=None, read_by=request.user).first(),
        "tabs": tabs_for(audit, request.user, ""),
        "crumbs": under_audit(audit),
    }
    status = 422 if faults or form.errors else 200
    return render(request, "cases/import_returns.html", context, status=status)


@require_safe
def template(request, audit_id, form):
    """The file to fill in."""
    audit = _audit(request, audit_id)
    if form not in FORMATS:
        raise Http404
    name = f"{audit.reference_prefix}-returns.{form}"
    return file_response(template_for(audit, form), FORMATS[form], name)


@require_safe
def preview(request, import_id):
    """What the file would bring in now."""
    upload = _upload(request, import_id)
    if upload.applied_at:
        messages.info(request, "This file has been brought in.")
        return redirect("cases:audit", upload.audit_id)
    try:
        found = preview_of(upload, request.user)
    except FileFaults as error:
        return _gone_stale(request, upload, error)
    context = {
        "upload": upload,
        "audit": upload.audit,
        "preview": found,
        "returns": plural(len(found.rows), "return"),
        "crumbs": under_audit(
            upload.audit,
            ("Bring in returns", reverse("cases:bring_in", args=[upload.audit_id])),
        ),
    }
    return render(request, "cases/import_preview.html", context)


def _upload(request, import_id) -> ReturnImport:
    require(request.user, Permission.RUN_AUDITS)
    visible = ReturnImport.objects.filter(audit__in=Audit.objects.visible_to(request.user))
    found = visible.select_related("audit__tool_version__tool")
    return get_object_or_404(found, pk=import_id)


def _gone_stale(request, upload: ReturnImport, error: FileFaults):
    """The audit has changed since the file was checked: the page to choose it again says how."""
    asks_of_cases = upload.audit.audits == AuditTool.Audits.CASES
    said = {name: getattr(upload, name) for name in ("source", "become", "makes_cases")}
    form = ReturnsFileForm(initial=said, asks_of_cases=asks_of_cases)
    return _page(request, upload.audit, form, error.faults)


@require_POST
def apply(request, import_id):
    upload = _upload(request, import_id)
    try:
        made = apply_import(upload=upload, by=request.user)
    except FileFaults as error:
        return _gone_stale(request, upload, error)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:bring_in", upload.audit_id)
    next_ = "Their agencies now check and submit them."
    if upload.become == ReturnImport.Become.APPROVED:
        next_ = "They count in the figures from now on."
    messages.success(request, f"{plural(len(made), 'return')} brought in. {next_}")
    return redirect("cases:audit", upload.audit_id)


@require_POST
def throw_away(request, import_id):
    upload = _upload(request, import_id)
    try:
        discard(upload=upload, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The file is discarded. Nothing was brought in.")
    return redirect("cases:bring_in", upload.audit_id)

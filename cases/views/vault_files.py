"""The pages on which a coordinator brings in who many cases are about. They show no names."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import require
from agencies.downloads import file_response
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tables import FORMATS, FileFaults
from cases.identities.importing import (
    KEPT_FOR,
    arriving,
    bring_in_identities,
    check_identities,
    discard_identities,
    identity_template,
)
from cases.imports.forms import TableFileForm
from cases.models import IdentityImport
from cases.transitions import Refused
from cases.views.vault import crumbs_of, visible_audit


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request, audit_id):
    """Choose a file; what is wrong in it is listed, and otherwise it is shown what would come."""
    audit = visible_audit(request, audit_id)
    form = TableFileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    faults = []
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            upload = check_identities(audit=audit, content=content, by=request.user)
            return redirect("cases:identities_preview", upload.pk)
        except FileFaults as found:
            faults = found.faults
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, audit, form, faults)


def _page(request, audit: Audit, form, faults):
    context = {
        "audit": audit,
        "form": form,
        "faults": faults,
        "crumbs": crumbs_of(audit),
    }
    status = 422 if faults or form.errors else 200
    return render(request, "cases/import_identities.html", context, status=status)


@require_safe
def template(request, audit_id, form):
    """The file to fill in: references, and no names."""
    audit = visible_audit(request, audit_id)
    if form not in FORMATS:
        raise Http404
    name = f"{audit.reference_prefix}-cases.{form}"
    return file_response(identity_template(audit, form), FORMATS[form], name)


@require_safe
@never_cache
def preview(request, import_id):
    upload = _upload(request, import_id)
    rows = arriving(upload)
    context = {
        "upload": upload,
        "audit": upload.audit,
        "rows": rows,
        "cases": plural(len(rows), "case"),
        "crumbs": crumbs_of(upload.audit),
    }
    return render(request, "cases/identities_preview.html", context)


def _upload(request, import_id) -> IdentityImport:
    """Whoever chose the file, while it is kept."""
    require(request.user, Permission.RUN_AUDITS)
    kept = IdentityImport.objects.filter(
        read_by=request.user,
        read_at__gte=timezone.now() - KEPT_FOR,
        audit__in=Audit.objects.visible_to(request.user),
    )
    return get_object_or_404(kept.select_related("audit"), pk=import_id)


@require_POST
def apply(request, import_id):
    upload = _upload(request, import_id)
    try:
        number = bring_in_identities(upload=upload, by=request.user)
    except FileFaults as error:
        return _page(request, upload.audit, TableFileForm(), error.faults)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:vault", upload.audit_id)
    said = f"Who {plural(number, 'case is', 'cases are')} about is brought in."
    messages.success(request, f"{said} Delete the file from wherever you kept it.")
    return redirect("cases:vault", upload.audit_id)


@require_POST
def discard(request, import_id):
    upload = _upload(request, import_id)
    discard_identities(upload=upload, by=request.user)
    messages.success(request, "The file is discarded. Nothing was brought in.")
    return redirect("cases:vault", upload.audit_id)

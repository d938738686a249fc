"""Earlier audits with a tool, of which only results survive."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import require
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from reports.counting import minimum_denominator
from reports.earlier_audits import (
    EarlierRefused,
    StaleEarlier,
    change_earlier_audit,
    delete_earlier_audit,
    enter_earlier_audit,
    figure_names,
    told,
)
from reports.earlier_forms import EarlierAuditForm
from reports.models import EarlierAudit

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def earlier_audits(request, tool_key):
    tool = _tool(request.user, tool_key, Permission.SEE_FIGURES)
    context = {
        "tool": tool,
        "crumbs": _crumbs(),
        "earlier": told(tool, minimum_denominator()),
        "audits": Audit.objects.visible_to(request.user).filter(tool_version__tool=tool),
        "may_change": Permission.RUN_AUDITS in request.user.permissions,
    }
    return render(request, "reports/earlier_audits.html", context)


@FORM
def add(request, tool_key):
    tool = _tool(request.user, tool_key, Permission.RUN_AUDITS)
    form = EarlierAuditForm(_sent(request), names=figure_names(tool))
    if request.method == "POST" and form.is_valid():
        said = {**form.audit_fields, "results": form.results, "by": request.user}
        try:
            kept = enter_earlier_audit(tool=tool, **said)
        except EarlierRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _kept(request, kept)
    return _editor(request, tool, form)


@FORM
def change(request, earlier_id):
    found = _earlier(request.user, earlier_id)
    form = EarlierAuditForm(_sent(request), names=_names(found), earlier=found)
    status = 422
    if request.method == "POST" and form.is_valid():
        said = {**form.audit_fields, "results": form.results, "by": request.user}
        try:
            kept = change_earlier_audit(earlier=found, version=form.cleaned_data["version"], **said)
        except EarlierRefused as refused:
            form.add_error(None, str(refused))
            status = 409 if isinstance(refused, StaleEarlier) else 422
        else:
            return _kept(request, kept)
    return _editor(request, found.tool, form, found, status)


@FORM
def delete(request, earlier_id):
    """Asks once; by post, deletes it."""
    found = _earlier(request.user, earlier_id)
    if request.method == "POST":
        delete_earlier_audit(earlier=found, by=request.user)
        messages.success(request, f"“{found}” is deleted. No figure was changed.")
        return redirect("reports:earlier_audits", found.tool.key)
    context = {"earlier": found, "tool": found.tool, "crumbs": _crumbs(found.tool)}
    return render(request, "reports/earlier_audit_delete.html", context)


def _tool(user, key: str, permission: Permission) -> AuditTool:
    require(user, permission)
    return get_object_or_404(AuditTool, key=key)


def _earlier(user, earlier_id) -> EarlierAudit:
    found = EarlierAudit.objects.visible_to(user).select_related("tool")
    earlier = get_object_or_404(found, pk=earlier_id)
    require(user, Permission.RUN_AUDITS)
    return earlier


def _names(earlier: EarlierAudit) -> dict[str, str]:
    """A figure that no version counts any more keeps its row, under its key."""
    names = figure_names(earlier.tool)
    kept = earlier.results.values_list("measure", flat=True)
    return names | {key: key for key in kept if key not in names}


def _sent(request):
    return request.POST if request.method == "POST" else None


def _kept(request, earlier: EarlierAudit):
    messages.success(request, f"“{earlier}” is saved.")
    return redirect("reports:earlier_audits", earlier.tool.key)


def _editor(request, tool: AuditTool, form, earlier: EarlierAudit | None = None, status=422):
    context = {"tool": tool, "crumbs": _crumbs(tool), "form": form, "earlier": earlier}
    return render(
        request,
        "reports/earlier_audit_edit.html",
        context,
        status=status if form.errors else 200,
    )


def _crumbs(tool: AuditTool | None = None) -> list[tuple[str, str]]:
    crumbs = [("Tools", reverse("audits:tools"))]
    if tool:
        crumbs.append(("Earlier audits", reverse("reports:earlier_audits", args=[tool.key])))
    return crumbs

"""The measures that a coordinator adds to one audit."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import require
from agencies.roles import Permission
from audits.forms.measures import MeasuredQuestionForm, MeasureForm, new_measure
from audits.models import Audit, Measure
from audits.tool_definition import MeasureDefinition, ToolDefinition
from audits.tool_rows import definition_of, measure_of
from audits.trail import under_audit
from reports.own_measures import (
    MeasureRefused,
    add_measure,
    change_measure,
    delete_measure,
    taken_keys,
)

FORM = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def measures(request, audit_id):
    found = _audit(request.user, audit_id, Permission.SEE_FIGURES)
    of_tool = found.tool_version.measures.filter(audit=None).select_related("question")
    context = {
        "audit": found,
        "crumbs": _crumbs(found),
        "added": found.measures.filter(version=found.tool_version_id).select_related("question"),
        "left": found.measures.exclude(version=found.tool_version_id).select_related("version"),
        "of_tool": of_tool,
        "may_change": Permission.RUN_AUDITS in request.user.permissions,
    }
    return render(request, "reports/measures.html", context)


@FORM
def add(request, audit_id):
    """Asks for the question first: what else may be said follows from it."""
    found = _audit(request.user, audit_id, Permission.RUN_AUDITS)
    tool = definition_of(found.tool_version)
    chosen = MeasuredQuestionForm(request.GET or None, tool=tool)
    if not chosen.is_valid():
        return _page(request, found, "reports/measure_question.html", chosen, tool=tool)
    start = new_measure(tool, chosen.cleaned_data["question"])
    form = _form(request, found, tool, start)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_measure(audit=found, measure=form.measure, by=request.user)
        except MeasureRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{added.label}” is added, and counted with the others.")
            return redirect("reports:measures", found.pk)
    return _editor(request, found, form)


@FORM
def change(request, audit_id, measure_key):
    found = _audit(request.user, audit_id, Permission.RUN_AUDITS)
    row = _own(found, measure_key, version=found.tool_version_id)
    form = _form(request, found, definition_of(row.version), measure_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            change_measure(row=row, measure=form.measure, by=request.user)
        except MeasureRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{form.measure.label}” is saved.")
            return redirect("reports:measures", found.pk)
    return _editor(request, found, form, row)


@FORM
def delete(request, audit_id, measure_key):
    found = _audit(request.user, audit_id, Permission.RUN_AUDITS)
    row = _own(found, measure_key)
    if request.method == "POST":
        delete_measure(row=row, by=request.user)
        messages.success(request, f"“{row.label}” is deleted. No answer was changed.")
        return redirect("reports:measures", found.pk)
    return _page(request, found, "reports/measure_delete.html", None, row=row)


def _audit(user, audit_id, permission: Permission) -> Audit:
    audits = Audit.objects.visible_to(user).select_related("tool_version__tool")
    found = get_object_or_404(audits, pk=audit_id)
    require(user, permission)
    return found


def _own(audit: Audit, key: str, **having) -> Measure:
    rows = audit.measures.select_related("question", "item", "version__tool")
    return get_object_or_404(rows, key=key, **having)


def _form(request, audit: Audit, tool: ToolDefinition, start: MeasureDefinition) -> MeasureForm:
    data = request.POST if request.method == "POST" else None
    return MeasureForm(data, tool=tool, measure=start, taken=taken_keys(audit))


def _editor(request, audit: Audit, form: MeasureForm, row: Measure | None = None):
    return _page(request, audit, "reports/measure_edit.html", form, row=row, question=form.question)


def _page(request, audit: Audit, template: str, form, **more):
    crumbs = [*_crumbs(audit), ("Measures", reverse("reports:measures", args=[audit.pk]))]
    context = {"audit": audit, "crumbs": crumbs, "form": form, **more}
    return render(request, template, context, status=422 if form and form.errors else 200)


def _crumbs(audit: Audit) -> list[tuple[str, str]]:
    return under_audit(audit, ("Figures", reverse("reports:figures", args=[audit.pk])))

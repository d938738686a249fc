"""The pages on which a coordinator gives an audit local groups."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.access import require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, LocalGroup
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.group_forms import CasesOfGroupsForm, GroupForm
from cases.grouping import give_cases, remove_group, save_group
from cases.transitions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def groups(request, audit_id):
    """The groups of an audit, and the choice of one for each of its cases."""
    audit = _audit(request, audit_id)
    form = CasesOfGroupsForm(request.POST if request.method == "POST" else None, audit=audit)
    if form.is_valid():
        try:
            changed = give_cases(audit=audit, groups=form.groups, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Saved: {plural(changed, 'case')} changed group.")
            return redirect("cases:groups", audit.pk)
    context = {
        "audit": audit,
        "form": form,
        "groups": audit.groups.annotate(case_count=Count("cases")).prefetch_related("people"),
        "tabs": tabs_for(audit, request.user, ""),
        "crumbs": under_audit(audit),
    }
    return render(request, "cases/groups.html", context, status=422 if form.errors else 200)


def _audit(request, audit_id) -> Audit:
    found = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


def _group(request, group_id) -> LocalGroup:
    require(request.user, Permission.RUN_AUDITS)
    visible = LocalGroup.objects.filter(audit__in=Audit.objects.visible_to(request.user))
    return get_object_or_404(visible.select_related("audit"), pk=group_id)


@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request, audit_id):
    return _edit(request, _audit(request, audit_id))


@require_http_methods(["GET", "HEAD", "POST"])
def group(request, group_id):
    found = _group(request, group_id)
    return _edit(request, found.audit, found)


def _edit(request, audit: Audit, found: LocalGroup | None = None):
    form = GroupForm(request.POST if request.method == "POST" else None, group=found)
    if form.is_valid():
        try:
            saved = save_group(audit=audit, group=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"{saved.name} is saved.")
            return redirect("cases:groups", audit.pk)
    context = {
        "audit": audit,
        "group": found,
        "form": form,
        "crumbs": under_audit(audit, ("Local groups", reverse("cases:groups", args=[audit.pk]))),
    }
    return render(request, "cases/group.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, group_id):
    found = _group(request, group_id)
    back = reverse("cases:groups", args=[found.audit_id])
    if request.method == "POST":
        try:
            remove_group(group=found, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{found.name} is removed.")
        return redirect(back)
    context = {
        "group": found,
        "back": back,
        "crumbs": under_audit(found.audit, ("Local groups", back)),
    }
    return render(request, "cases/group_remove.html", context)

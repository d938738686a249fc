"""The version of the tool an audit is on, and moving it to a newer one."""

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agencies.access import require
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.moving import has_answers, move_audit, newer_versions, plan_of
from cases.transitions import Refused


class MoveForm(forms.Form):
    """A reason is asked for only where answers exist."""

    reason = forms.CharField(
        label="Why does this audit move?",
        max_length=150,
        strip=True,
        help_text="It is kept with the audit. No names or dates of birth.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Enter why this audit moves, for whoever asks later why answers are left"
            " out",
            "max_length": "Keep the reason to 150 characters",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def audit_tool(request, audit_id):
    """What moving to `?to=` would change; by post, moves."""
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    versions = newer_versions(found) if found.is_open else []
    sent = request.POST if request.method == "POST" else request.GET
    version = _chosen(versions, sent.get("to", ""))
    answered = has_answers(found)
    form = MoveForm(request.POST if request.method == "POST" and answered else None)
    if request.method == "POST" and (not answered or form.is_valid()):
        reason = form.cleaned_data["reason"] if answered else ""
        return _move(request, found, version, reason)
    context = {
        "audit": found,
        "versions": versions,
        "version": version,
        "answered": answered,
        "plan": plan_of(found, version) if version else None,
        "form": form,
        "tabs": tabs_for(found, request.user, ""),
        "crumbs": under_audit(found),
    }
    return render(request, "cases/audit_tool.html", context)


def _chosen(versions, number: str):
    """The version asked for, else the newest; 404 for one that is not offered."""
    if not number:
        return versions[-1] if versions else None
    found = next((each for each in versions if str(each.number) == number), None)
    if found is None and versions:
        raise Http404
    return found


def _move(request, found: Audit, version, reason: str):
    try:
        if version is None:
            raise Refused("There is no newer version to move this audit to.")
        move_audit(audit=found, version=version, reason=reason, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.name} now uses version {version.number}.")
    return redirect("cases:audit_tool", found.pk)

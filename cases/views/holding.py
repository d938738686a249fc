"""Whether returns may stay with their agency, and asking for what is kept or handed in."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agencies.access import require
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.decision_forms import ReleaseForm, ReopeningForm
from cases.holding import MAY_BE_CHANGED, ask_for_release, ask_for_reopening, let_returns_be_held
from cases.models import AuditReturn
from cases.transitions import REFUSALS, Refused
from cases.views.auditing import crumbs, my_return, return_crumb
from cases.views.reviewing import visible
from cases.views.ways_back import after, crumbs_for, posted, status_of

Status = AuditReturn.Status
REOPENABLE = (Status.SUBMITTED, Status.HELD, Status.APPROVED)


class SharingForm(forms.Form):
    may_be_held = forms.BooleanField(
        required=False, label="An agency may approve a return and keep it"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request, audit_id):
    """How the returns of an audit are shared."""
    found = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    form = SharingForm(posted(request), initial={"may_be_held": found.may_be_held})
    if request.method == "POST" and form.is_valid():
        allowed = form.cleaned_data["may_be_held"]
        try:
            let_returns_be_held(audit=found, allowed=allowed, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            words = "may keep" if allowed else "share"
            messages.success(request, f"Agencies {words} the returns they approve.")
        return redirect("cases:sharing", found.pk)
    context = {
        "audit": found,
        "form": form,
        "may_be_changed": found.status in MAY_BE_CHANGED,
        "held": found.returns.filter(status=Status.HELD).count(),
        "tabs": tabs_for(found, request.user, ""),
        "crumbs": under_audit(found),
    }
    return render(request, "cases/sharing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_release(request, return_id):
    """The coordinator asks the agency to share a return it holds."""
    found = visible(request.user, return_id)
    require(request.user, Permission.RUN_AUDITS)
    back = after(request.user, found.audit, found.case, found.agency)
    form = ReleaseForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_release(audit_return=found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{found.agency} is asked to share {found.reference}.")
        return redirect(back)
    context = {
        "found": found,
        "form": form,
        "is_held": found.status == Status.HELD,
        "crumbs": crumbs_for(request.user, found.audit, found.case, found.agency_id),
        "back": back,
    }
    return render(request, "cases/ask_release.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_reopening(request, return_id):
    """An auditor asks for a return they handed in to be sent back."""
    found = my_return(request.user, return_id)
    form = ReopeningForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_reopening(
                audit_return=found, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"Your lead is asked to send back {found.reference}.")
        return redirect("cases:return", found.pk)
    context = {
        "found": found,
        "form": form,
        "is_reopenable": found.status in REOPENABLE,
        "why_not": REFUSALS[Status(found.status)],
        "crumbs": crumbs(return_crumb(found)),
    }
    return render(request, "cases/ask_reopening.html", context, status=status_of(form))

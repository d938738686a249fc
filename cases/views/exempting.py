"""Exemptions: the agency asks, the coordinator decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import require
from agencies.roles import Permission
from cases.exempting import (
    ask_exemption,
    exempt_return,
    expect_again,
    may_ask,
    refuse_exemption,
    take_back_request,
)
from cases.exemption_forms import AskExemptionForm, ExemptForm, RefuseExemptionForm
from cases.models import AuditReturn
from cases.transitions import Refused
from cases.views.reviewing import visible
from cases.views.ways_back import after, crumbs_for, posted, status_of


def _to_ask(request, return_id) -> AuditReturn:
    found = visible(request.user, return_id)
    if not may_ask(found, request.user):
        raise PermissionDenied("Only the return’s auditor or a lead of its agency can ask.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, return_id):
    found = _to_ask(request, return_id)
    form = AskExemptionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            ask_exemption(audit_return=found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = "The coordinator is asked. Until they decide, the return stays expected."
            messages.success(request, said)
            return redirect(_back(request.user, found))
    context = {
        "found": found,
        "form": form,
        "back": _back(request.user, found),
        "crumbs": crumbs_for(request.user, found.audit, found.case, found.agency_id),
    }
    return render(request, "cases/ask_exemption.html", context, status=status_of(form))


@require_POST
def take_back(request, return_id):
    found = _to_ask(request, return_id)
    try:
        take_back_request(audit_return=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found} is no longer asked to be exempt.")
    return redirect(_back(request.user, found))


def _back(user, found: AuditReturn) -> str:
    """An auditor goes back to the return itself."""
    if found.is_answered_by(user):
        return reverse("cases:return", args=[found.pk])
    return after(user, found.audit, found.case, found.agency)


def _to_decide(request, return_id) -> AuditReturn:
    found = visible(request.user, return_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request, return_id):
    found = _to_decide(request, return_id)
    form = ExemptForm(posted(request), initial={"reason": found.exemption_asked})
    if request.method == "POST" and form.is_valid():
        try:
            exempt_return(audit_return=found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found} is exempt, so nothing is expected of it.")
            return redirect(after(request.user, found.audit, found.case, found.agency))
    return _decision_page(request, found, form, RefuseExemptionForm())


@require_POST
def refuse(request, return_id):
    found = _to_decide(request, return_id)
    form = RefuseExemptionForm(request.POST)
    if not form.is_valid():
        return _decision_page(
            request, found, ExemptForm(initial={"reason": found.exemption_asked}), form
        )
    try:
        refuse_exemption(audit_return=found, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"{found} is still expected. The agency is told, with your reason."
        )
    return redirect(after(request.user, found.audit, found.case, found.agency))


def _decision_page(request, found: AuditReturn, form: ExemptForm, refusal: RefuseExemptionForm):
    """Both forms ask for a reason, so each has its ids to itself."""
    refusal.auto_id = "id_refusal_%s"
    context = {
        "found": found,
        "form": form,
        "refusal": refusal,
        "back": after(request.user, found.audit, found.case, found.agency),
        "crumbs": crumbs_for(request.user, found.audit, found.case, found.agency_id),
    }
    status = status_of(form if form.errors else refusal)
    return render(request, "cases/exemption.html", context, status=status)


@require_POST
def again(request, return_id):
    found = _to_decide(request, return_id)
    try:
        expect_again(audit_return=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found} is expected again.")
    return redirect(after(request.user, found.audit, found.case, found.agency))

"""What auditors add to an audit themselves: cases of their own agency, and responses."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import permission_required
from agencies.models import User
from agencies.roles import Permission
from audits.models import AuditTool, Participation
from cases.adding import AlreadyAdded, add_own_case, add_response, remove_added
from cases.adding_forms import OwnCaseForm
from cases.models import AuditReturn
from cases.transitions import REFUSALS, Refused
from cases.views.auditing import crumbs, my_return, return_crumb


def _place(user: User, audit_id, agency_id, audits: str) -> Participation:
    """An audit of this kind and an agency of the reader’s that takes part in it."""
    found = Participation.objects.filter(
        agency__in=user.agency_ids(Permission.ANSWER_RETURNS),
        audit__tool_version__tool__audits=audits,
    )
    return get_object_or_404(
        found.select_related("audit", "agency"), audit=audit_id, agency=agency_id
    )


@sensitive_post_parameters("local_identifier")
@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.ANSWER_RETURNS)
def add_case(request, audit_id, agency_id):
    place = _place(request.user, audit_id, agency_id, AuditTool.Audits.OWN_CASES)
    form = OwnCaseForm(
        request.POST if request.method == "POST" else None, audit=place.audit, label_suffix=""
    )
    if request.method == "POST" and form.is_valid() and (made := _added(place, form, request.user)):
        messages.success(request, f"{made.reference} is added. It is yours to answer.")
        return redirect("cases:return", made.pk)
    context = {
        "place": place,
        "form": form,
        "has_errors": bool(form.errors),
        "crumbs": crumbs(),
    }
    return render(request, "cases/add_case.html", context, status=422 if form.errors else 200)


def _added(place: Participation, form: OwnCaseForm, user: User):
    """The new return, or None with the reason on the form, which keeps what was typed."""
    try:
        return add_own_case(audit=place.audit, agency=place.agency, **form.cleaned_data, by=user)
    except AlreadyAdded as refusal:
        form.add_error("local_identifier", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))


@require_POST
@permission_required(Permission.ANSWER_RETURNS)
def add_a_response(request, audit_id, agency_id):
    place = _place(request.user, audit_id, agency_id, AuditTool.Audits.RESPONDENTS)
    try:
        made = add_response(audit=place.audit, agency=place.agency, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("cases:my_returns")
    messages.success(request, f"{made.reference} is added. Put in what one person said.")
    return redirect("cases:return", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, return_id):
    """Asks once; by post, removes what the auditor added by mistake."""
    found = my_return(request.user, return_id)
    reference = found.reference
    if request.method == "POST":
        try:
            remove_added(audit_return=found, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            there = AuditReturn.objects.filter(pk=return_id).exists()
            return redirect("cases:return", return_id) if there else redirect("cases:my_returns")
        messages.success(request, f"{reference} is removed.")
        return redirect("cases:my_returns")
    context = {
        "found": found,
        "stays": why_it_stays(found),
        "back": reverse("cases:return", args=[found.pk]),
        "crumbs": crumbs(return_crumb(found)),
    }
    return render(request, "cases/remove.html", context)


def why_it_stays(found) -> str:
    """Empty where it may be removed."""
    if not found.was_added:
        return "Your agency was asked for this return, so it cannot be removed."
    if not found.is_open:
        return REFUSALS[found.Status(found.status)]
    return "It has answers, so it stays." if found.answers.all() else ""

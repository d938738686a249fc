"""The page on which the coordinator says which round an audit follows."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agencies.access import require
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.answering.round_forms import RoundForm
from cases.answering.rounds import follow_round
from cases.transitions import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def earlier_round(request, audit_id):
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    form = RoundForm(request.POST if request.method == "POST" else None, audit=found)
    if form.is_valid():
        try:
            follow_round(
                audit=found,
                previous=form.cleaned_data["previous"],
                same_child=form.same_child,
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, found, asks_of_cases="previous" in form.changed_data)
    context = {
        "audit": found,
        "form": form,
        "has_rounds": form.fields["previous"].queryset.exists(),
        "tabs": tabs_for(found, request.user, ""),
        "crumbs": under_audit(found),
    }
    status = 422 if form.errors else 200
    return render(request, "cases/earlier_round.html", context, status=status)


def _saved(request, audit: Audit, *, asks_of_cases: bool):
    if audit.previous_id is None:
        messages.success(request, "Saved: no round came before this one.")
    elif asks_of_cases and audit.has_cases:
        messages.success(
            request, f"Saved. Now say which cases are about a child of {audit.previous}."
        )
        return redirect("cases:earlier_round", audit.pk)
    else:
        messages.success(request, f"Saved: answers of {audit.previous} are offered to auditors.")
    return redirect("cases:audit", audit.pk)

"""Who answers a return: its auditor, and somebody who stands in."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agencies.access import may, require
from agencies.roles import Permission
from cases.assigning import assign_auditor, name_substitute
from cases.decision_forms import AuditorForm, SubstituteForm
from cases.interests import Involved, interests_of
from cases.transitions import Refused
from cases.views.reviewing import visible
from cases.views.ways_back import after, crumbs_for, posted, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request, return_id):
    found = visible(request.user, return_id)
    require(request.user, Permission.ASSIGN_AUDITORS, agency_id=found.agency_id)
    form = AuditorForm(posted(request), audit_return=found)
    if request.method == "POST" and form.is_valid():
        auditor = form.cleaned_data["auditor"]
        try:
            assign_auditor(audit_return=found, **form.cleaned_data, by=request.user)
        except Involved as involved:
            form.add_error("despite" if "despite" in form.fields else None, str(involved))
            return _page(request, found, form, SubstituteForm(audit_return=found))
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{found} is now with {auditor.name}.")
        return redirect(after(request.user, found.audit, found.case, found.agency))
    return _page(request, found, form, SubstituteForm(audit_return=found))


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request, return_id):
    found = visible(request.user, return_id)
    require(request.user, Permission.ASSIGN_AUDITORS, agency_id=found.agency_id)
    form = SubstituteForm(posted(request), audit_return=found)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, AuditorForm(audit_return=found), form)
    person = form.cleaned_data["substitute"]
    try:
        name_substitute(audit_return=found, **form.cleaned_data, by=request.user)
    except Involved as involved:
        form.add_error("despite" if "despite" in form.fields else None, str(involved))
        return _page(request, found, AuditorForm(audit_return=found), form)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = (
            f"{person.name} stands in for {found}." if person else f"Nobody stands in for {found}."
        )
        messages.success(request, said)
    return redirect("cases:assign", found.pk)


def _page(request, found, form: AuditorForm, substitute_form: SubstituteForm):
    context = {
        "found": found,
        "form": form,
        "substitute_form": substitute_form,
        "interests": interests_of(found),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "has_auditors": form.fields["auditor"].queryset.exists(),
        "crumbs": crumbs_for(request.user, found.audit, found.case, found.agency_id),
        "back": after(request.user, found.audit, found.case, found.agency),
    }
    wrong = form if form.errors else substitute_form
    return render(request, "cases/assign.html", context, status=status_of(wrong))

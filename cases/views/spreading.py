"""Many returns given to auditors at once, and involvements that keep somebody from one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import may, require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.assigning import assign_auditors, send_link_to_auditor
from cases.interests import declare_interest, interests_of, may_declare_for
from cases.spread_forms import InterestForm, SpreadForm
from cases.transitions import Refused
from cases.unassigned import shares_of
from cases.views.reviewing import visible
from cases.views.ways_back import after, crumbs_for, posted, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def spread(request, audit_id):
    """Everything that nobody answers yet, with a suggestion each, confirmed once."""
    found = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    require(request.user, Permission.ASSIGN_AUDITORS)
    shares = shares_of(found, request.user)
    form = SpreadForm(posted(request), shares=shares)
    if request.method == "POST" and form.is_valid():
        try:
            people = assign_auditors(pairs=form.pairs, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            given = plural(len(form.pairs), "return is", "returns are")
            told = plural(people, "auditor, who is", "auditors, who are")
            messages.success(request, f"{given} now with {told} told in one e-mail each.")
            return redirect(_home(request.user, found))
    runs = may(request.user, Permission.RUN_AUDITS)
    context = {
        "audit": found,
        "shares": shares,
        "form": form,
        "back": _home(request.user, found),
        "tabs": tabs_for(found, request.user, "") if runs else [],
        "crumbs": _crumbs(found, runs),
    }
    return render(request, "cases/spread.html", context, status=status_of(form))


def _home(user, audit: Audit) -> str:
    if may(user, Permission.RUN_AUDITS):
        return reverse("cases:audit", args=[audit.pk])
    return reverse("cases:agency")


def _crumbs(audit: Audit, runs_audits: bool) -> list[tuple[str, str]]:
    if not runs_audits:
        return [("My agency", reverse("cases:agency"))]
    return under_audit(audit)


@require_http_methods(["GET", "HEAD", "POST"])
def interests(request, return_id):
    """What was declared about a return, and one more declaration."""
    found = visible(request.user, return_id)
    assigns = may(request.user, Permission.ASSIGN_AUDITORS, agency_id=found.agency_id)
    if not assigns:
        require(request.user, Permission.ANSWER_RETURNS, agency_id=found.agency_id)
    people = may_declare_for(found, request.user)
    form = InterestForm(posted(request), audit_return=found, people=people, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            declare_interest(audit_return=found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _declared(request, found, form.cleaned_data["person"], assigns)
    context = {
        "found": found,
        "form": form,
        "interests": interests_of(found),
        "assigns": assigns,
        "crumbs": crumbs_for(request.user, found.audit, found.case, found.agency_id),
    }
    return render(request, "cases/interests.html", context, status=status_of(form))


@require_POST
def send_link(request, return_id):
    """To an auditor who has not signed in yet."""
    found = visible(request.user, return_id)
    try:
        auditor = send_link_to_auditor(audit_return=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{auditor.name} has been sent a new link, which works once.")
    return redirect(after(request.user, found.audit, found.case, found.agency))


def _declared(request, found, person, assigns):
    said = f"The involvement of {person.name} with {found.reference} is declared."
    if found.is_open:
        said += " They do not answer it unless somebody else says why they should."
    messages.success(request, said)
    return redirect("cases:interests", found.pk) if assigns else redirect("cases:my_returns")

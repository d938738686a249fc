"""A coordinator gives one return, or many, another day."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_http_methods

from agencies.access import require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.due_date_forms import DueDateForm, DueDatesForm
from cases.due_dates import move_due_date, move_due_dates
from cases.transitions import Refused
from cases.views.reviewing import visible
from cases.views.ways_back import after, crumbs_for, posted, status_of


@require_http_methods(["GET", "HEAD", "POST"])
def due_date(request, return_id):
    found = visible(request.user, return_id)
    require(request.user, Permission.RUN_AUDITS)
    today = timezone.localdate()
    form = DueDateForm(posted(request), today=today, initial={"due_on": max(found.due_on, today)})
    if request.method == "POST" and form.is_valid():
        try:
            move_due_date(audit_return=found, **form.cleaned_data, by=request.user, today=today)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            day = form.cleaned_data["due_on"]
            said = f"{found} is now due on {date_format(day, 'l j F Y')}. Its auditor is told."
            _say_moved(request, found.audit, day, said)
            return redirect(after(request.user, found.audit, found.case, found.agency))
    context = {
        "found": found,
        "form": form,
        "back": after(request.user, found.audit, found.case, found.agency),
        "crumbs": crumbs_for(request.user, found.audit, found.case, found.agency_id),
    }
    return render(request, "cases/due_date.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def due_dates(request, audit_id):
    found = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    today = timezone.localdate()
    initial = {"due_on": max(found.due_on, today)}
    form = DueDatesForm(posted(request), audit=found, today=today, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            moved = move_due_dates(audit=found, **form.cleaned_data, by=request.user, today=today)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            day = form.cleaned_data["due_on"]
            are = plural(len(moved), "return is", "returns are")
            said = f"{are} now due on {date_format(day, 'l j F Y')}. Their auditors are told."
            _say_moved(request, found, day, said)
            return redirect("cases:audit", found.pk)
    context = {
        "audit": found,
        "form": form,
        "tabs": tabs_for(found, request.user, ""),
        "crumbs": under_audit(found),
    }
    return render(request, "cases/due_dates.html", context, status=status_of(form))


def _say_moved(request, audit: Audit, day, said: str) -> None:
    messages.success(request, said)
    if audit.panel_on and day >= audit.panel_on:
        panel = date_format(audit.panel_on, "l j F Y")
        messages.warning(request, f"That is not before the panel meets, on {panel}.")

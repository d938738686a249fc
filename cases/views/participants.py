"""Who takes part in an audit: ticked by the coordinator, with guests and chosen cases."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.models import User
from agencies.roles import Role
from audits.planning import StalePlan
from audits.transitions import Refused
from audits.views.planning import page_of, planned
from cases.agencies_forms import AgenciesForm, CasesForm, earlier_guests
from cases.asking_agencies import choose_cases, set_agencies
from cases.guest_agencies import invite_guest, name_auditor_of_guest, withdraw_from_guest
from cases.guest_forms import GuestAuditorForm, GuestForm
from cases.overview import listed
from cases.views.ways_back import posted, status_of

STALE = (
    "Somebody else changed this plan while you were choosing. Your ticks are kept: look at them "
    "again, then save."
)


@require_http_methods(["GET", "HEAD", "POST"])
def agencies(request, audit_id):
    found = planned(request.user, audit_id)
    form = AgenciesForm(posted(request), audit=found, label_suffix="")
    is_stale = False
    if request.method == "POST" and form.is_valid():
        try:
            set_agencies(
                audit=found,
                version=form.cleaned_data["version"],
                every_case=form.every_case,
                chosen_cases=form.chosen_cases,
                by=request.user,
            )
        except StalePlan as stale:
            is_stale = True
            typed = request.POST.copy()
            typed["version"] = stale.stored.plan_version
            form = AgenciesForm(typed, audit=stale.stored, label_suffix="")
            form.add_error(None, STALE)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Who takes part in {found.name} is saved.")
            return redirect("cases:agencies_of_audit", found.pk)
    context = page_of(request, found) | {
        "form": form,
        "sectors": form.sectors(),
        "earlier_guests": earlier_guests(found),
    }
    status = 409 if is_stale else status_of(form)
    return render(request, "cases/agencies_of_audit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def guest(request, audit_id, agency_id=None):
    """One that is new here, or one that was invited to another audit and is filled in."""
    found = planned(request.user, audit_id)
    before = [each.agency for each in earlier_guests(found) if each.agency.pk == agency_id]
    if agency_id and not before:
        raise Http404("No such agency was invited before.")
    said = GuestForm.said_of(before[0]) if before else None
    form = GuestForm(posted(request), initial=said, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            invited = invite_guest(audit=found, **form.cleaned_data, by=request.user)
        except StalePlan as stale:
            form.add_error(None, f"{stale} Press the button again.")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            told = f"{listed(form.people)} {'is' if len(form.people) == 1 else 'are'}"
            messages.success(request, f"{invited} takes part. {told} told by e-mail.")
            return redirect("cases:agencies_of_audit", found.pk)
    context = _under_agencies(request, found) | {"form": form}
    return render(request, "cases/guest.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def guest_auditor(request, audit_id, agency_id):
    """Who answers for a guest; an admin adds the auditors of the partnership's own agencies."""
    found = planned(request.user, audit_id)
    joins = get_object_or_404(
        found.participations.select_related("agency"), agency=agency_id, agency__is_guest=True
    )
    form = GuestAuditorForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            auditor = name_auditor_of_guest(
                audit=found, agency=joins.agency, **form.cleaned_data, by=request.user
            )
        except StalePlan as stale:
            form.add_error(None, f"{stale} Press the button again.")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = f"{auditor.name} can answer for {joins.agency}, and is told by e-mail."
            messages.success(request, said)
            return redirect("cases:agencies_of_audit", found.pk)
    context = _under_agencies(request, found) | {
        "form": form,
        "agency": joins.agency,
        "leads": User.objects.holding(Role.LEAD, joins.agency).order_by("name"),
        "auditors": User.objects.holding(Role.AUDITOR, joins.agency).order_by("name"),
    }
    return render(request, "cases/guest_auditor.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_guest(request, audit_id, agency_id, user_id):
    """Asks first whether somebody of a guest is not to take part after all."""
    found = planned(request.user, audit_id)
    guests = found.participations.select_related("agency").filter(agency__is_guest=True)
    agency = get_object_or_404(guests, agency=agency_id).agency
    people = User.objects.filter(memberships__agency=agency).distinct()
    person = get_object_or_404(people, pk=user_id)
    if request.method == "POST":
        try:
            withdraw_from_guest(audit=found, agency=agency, user=person, by=request.user)
        except StalePlan as stale:
            messages.error(request, f"{stale} Press the button again.")
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{person.name} no longer takes part for {agency}.")
        return redirect("cases:agencies_of_audit", found.pk)
    context = _under_agencies(request, found) | {"agency": agency, "person": person}
    return render(request, "cases/guest_withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def chosen_cases(request, audit_id, agency_id):
    found = planned(request.user, audit_id)
    joins = get_object_or_404(
        found.participations.select_related("agency"), agency=agency_id, chosen_cases=True
    )
    form = CasesForm(posted(request), audit=found, agency=joins.agency, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            choose_cases(
                audit=found,
                agency=joins.agency,
                cases=form.cleaned_data["cases"],
                by=request.user,
            )
        except StalePlan as stale:
            form.add_error(None, f"{stale} Press the button again.")
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The cases of {joins.agency} are saved.")
            return redirect("cases:agencies_of_audit", found.pk)
    context = _under_agencies(request, found) | {"form": form, "agency": joins.agency}
    return render(request, "cases/chosen_cases.html", context, status=status_of(form))


def _under_agencies(request, found) -> dict:
    context = page_of(request, found)
    above = ("Who takes part", reverse("cases:agencies_of_audit", args=[found.pk]))
    return context | {"crumbs": [*context["crumbs"], above]}

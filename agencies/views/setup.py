"""An admin's pages: the partnership, its areas and its agencies."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import permission_required
from agencies.contacts import areas_without_contact
from agencies.forms import AgencyForm, AreaForm, PartnershipForm, StandingFilter
from agencies.models import Agency, Area, ConcernContact, Membership, Partnership, User
from agencies.plurals import plural
from agencies.roles import Permission, Role
from agencies.services import save_setup

SETUP = ("Set-up", "audits:setup")
set_up = permission_required(Permission.SET_UP)


@dataclass(frozen=True)
class Task:
    """One thing that must be there before an audit can run."""

    label: str
    done: bool
    detail: str
    url: str


def crumbs(*pages: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, reverse(name)) for label, name in pages]


def tasks() -> list[Task]:
    """What is set up of who takes part, and what is missing, in the order it is needed."""
    agencies = Agency.objects.filter(is_active=True, is_guest=False).count()
    led = Membership.objects.filter(role=Role.LEAD, agency__is_guest=False)
    leads = led.values("agency").distinct().count()
    areas = Area.objects.count()
    people = User.objects.marking_guests().filter(is_active=True, is_guest=False).count()
    coordinators = User.objects.holding(Role.COORDINATOR).count()
    return [
        Task(
            "Partnership",
            Partnership.objects.exists(),
            "Name, house colours, smallest number for a per cent",
            reverse("agencies:partnership"),
        ),
        Task("Areas", bool(areas), plural(areas, "area"), reverse("agencies:areas")),
        Task(
            "Agencies",
            bool(agencies) and leads >= agencies,
            f"{plural(agencies, 'agency', 'agencies')}, {leads} with a lead",
            reverse("agencies:agencies"),
        ),
        Task(
            "People",
            bool(coordinators),
            f"{plural(people, 'person', 'people')}, {plural(coordinators, 'coordinator')}",
            reverse("agencies:people"),
        ),
        contacts_task(),
    ]


def contacts_task() -> Task:
    missing = areas_without_contact()
    number = ConcernContact.objects.count()
    detail = plural(number, "person is told", "people are told")
    if missing:
        detail += f"; nobody for {', '.join(str(area) for area in missing)}"
    return Task(
        "Concern contacts", bool(number) and not missing, detail, reverse("agencies:contacts")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def partnership(request):
    return _edit(
        request,
        PartnershipForm,
        Partnership.objects.first(),
        heading="Partnership",
        back=SETUP,
    )


@require_safe
@set_up
def areas(request):
    rows = Area.objects.annotate(agency_count=Count("agencies")).order_by("name")
    return render(request, "agencies/areas.html", {"areas": rows, "crumbs": crumbs(SETUP)})


@require_safe
@set_up
def agencies(request):
    form = StandingFilter(request.GET)
    rows = (
        form.of(Agency.objects.prefetch_related("areas"))
        .annotate(
            lead_count=Count("memberships", filter=Q(memberships__role=Role.LEAD)),
            auditor_count=Count("memberships", filter=Q(memberships__role=Role.AUDITOR)),
        )
        .order_by("position", "short_name")
    )
    context = {
        "agencies": rows,
        "form": form,
        "filtered": form.has_changed(),
        "crumbs": crumbs(SETUP),
    }
    return render(request, "agencies/agencies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def area(request, area_id=None):
    found = get_object_or_404(Area, pk=area_id) if area_id else None
    return _edit(
        request, AreaForm, found, heading=found or "Add an area", back=("Areas", "agencies:areas")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def agency(request, agency_id=None):
    found = get_object_or_404(Agency, pk=agency_id) if agency_id else None
    return _edit(
        request,
        AgencyForm,
        found,
        heading=found.name if found else "Add an agency",
        back=("Agencies", "agencies:agencies"),
    )


def _edit(request, form_class, instance, *, heading, back):
    """Show a form, or save it and go back to the list it belongs to."""
    heading = str(heading)
    form = form_class(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        saved = save_setup(form=form, by=request.user)
        messages.success(request, f"{saved} is saved.")
        return redirect(back[1])
    pages = [SETUP] if back == SETUP else [SETUP, back]
    context = {"form": form, "heading": heading, "crumbs": crumbs(*pages)}
    return render(request, "agencies/edit.html", context)

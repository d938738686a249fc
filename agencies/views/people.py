"""An admin's pages for people: who has an account, and what each may do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.forms import NewPersonForm, PeopleFilter, PersonForm, RoleForm
from agencies.models import Membership, User
from agencies.services import (
    Refused,
    add_person,
    add_role,
    invite,
    remove_role,
    save_setup,
    set_active,
)
from agencies.views.setup import SETUP, crumbs, set_up

PEOPLE = ("People", "agencies:people")
PAGE_SIZE = 50


@require_safe
@set_up
def people(request):
    form = PeopleFilter(request.GET)
    form.is_valid()
    found = form.of(_matching(form.cleaned_data)).prefetch_related("memberships__agency")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "crumbs": crumbs(SETUP), "filtered": form.has_changed()}
    return render(request, "agencies/people.html", context)


def _matching(wanted):
    found = User.objects.marking_guests()
    if words := wanted.get("q"):
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if role := wanted.get("role"):
        found = found.filter(memberships__role=role)
    if agency := wanted.get("agency"):
        found = found.filter(memberships__agency=agency)
    return found.distinct()


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def new_person(request):
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = add_person(**form.cleaned_data, by=request.user)
        messages.success(request, f"{person.name} is added and has been sent an invitation.")
        return redirect("agencies:person", person.pk)
    context = {"form": form, "heading": "Add a person", "crumbs": crumbs(SETUP, PEOPLE)}
    return render(request, "agencies/edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def person(request, person_id):
    found = get_object_or_404(User, pk=person_id)
    form = PersonForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        save_setup(form=form, by=request.user)
        messages.success(request, f"{found.name} is saved.")
        return redirect("agencies:person", found.pk)
    return _person_page(request, found, form=form)


def _person_page(request, found, *, form=None, role_form=None):
    context = {
        "person": User.objects.marking_guests().get(pk=found.pk),
        "form": form or PersonForm(instance=found),
        "role_form": role_form or RoleForm(),
        "memberships": found.memberships.select_related("agency"),
        "is_self": found == request.user,
        "crumbs": crumbs(SETUP, PEOPLE),
    }
    return render(request, "agencies/person.html", context)


@require_POST
@set_up
def give_role(request, person_id):
    found = get_object_or_404(User, pk=person_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, role_form=form)
    return _attempt(
        request,
        found,
        lambda: add_role(user=found, **form.cleaned_data, by=request.user),
        f"{found.name} has a new role.",
    )


@require_POST
@set_up
def take_role(request, membership_id):
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=membership_id)
    return _attempt(
        request,
        membership.user,
        lambda: remove_role(membership=membership, by=request.user),
        f"{membership.user.name} no longer has that role.",
    )


@require_POST
@set_up
def change_access(request, person_id):
    """Close an open account, or reopen a closed one."""
    found = get_object_or_404(User, pk=person_id)
    opening = not found.is_active
    return _attempt(
        request,
        found,
        lambda: set_active(user=found, is_active=opening, by=request.user),
        f"{found.name}’s account is {'open' if opening else 'closed'}.",
    )


@require_POST
@set_up
def send_invitation(request, person_id):
    found = get_object_or_404(User, pk=person_id, is_active=True)
    return _attempt(
        request,
        found,
        lambda: invite(user=found, by=request.user),
        f"{found.name} has been sent a new link.",
    )


def _attempt(request, found, operation, success: str):
    try:
        operation()
        messages.success(request, success)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("agencies:person", found.pk)

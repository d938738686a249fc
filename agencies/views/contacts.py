"""Who is told of an immediate concern, area by area."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.access import permission_required
from agencies.contacts import add_contact, areas_without_contact, remove_contact
from agencies.forms import ContactForm
from agencies.models import ConcernContact, Partnership
from agencies.roles import Permission
from agencies.services import Refused
from agencies.views.setup import SETUP, crumbs

set_up = permission_required(Permission.SET_UP)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def contacts(request):
    """The list, and a form to add to it."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = add_contact(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("user", str(refused))
        else:
            messages.success(request, f"{made.user.name} is told of immediate concerns.")
            return redirect("agencies:contacts")
    context = {
        "contacts": ConcernContact.objects.select_related("user", "area"),
        "missing": areas_without_contact(),
        "house": Partnership.objects.first(),
        "form": form,
        "crumbs": crumbs(SETUP),
    }
    return render(request, "agencies/contacts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def remove(request, contact_id):
    """Asks once; by post, removes."""
    found = get_object_or_404(ConcernContact.objects.select_related("user", "area"), pk=contact_id)
    if request.method == "POST":
        remove_contact(contact=found, by=request.user)
        messages.success(
            request, f"{found.user.name} is no longer told of immediate concerns there."
        )
        return redirect("agencies:contacts")
    context = {
        "contact": found,
        "back": reverse("agencies:contacts"),
        "crumbs": crumbs(SETUP, ("Concern contacts", "agencies:contacts")),
    }
    return render(request, "agencies/contact_remove.html", context)

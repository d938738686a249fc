"""The admin’s list of plan types."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.services import save_setup
from agencies.views.setup import SETUP, crumbs, set_up
from audits.models import PlanType
from audits.plan_type_forms import PlanTypeForm
from audits.plan_types import (
    InUse,
    add_usual_plan_types,
    move_plan_type,
    remove_plan_type,
    uses_of,
)

LIST = ("Plan types", "audits:plan_types")


@require_safe
@set_up
def plan_types(request):
    context = {
        # Counting drops the order a model has of its own.
        "plan_types": PlanType.objects.annotate(case_count=Count("cases")).order_by(
            "position", "name"
        ),
        "crumbs": crumbs(SETUP),
    }
    return render(request, "audits/plan_types.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def plan_type(request, plan_type_id=None):
    found = get_object_or_404(PlanType, pk=plan_type_id) if plan_type_id else None
    form = PlanTypeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = save_setup(form=form, by=request.user)
        messages.success(request, f"{saved} is saved.")
        return redirect("audits:plan_types")
    context = {
        "form": form,
        "found": found,
        "heading": str(found or "Add a plan type"),
        "crumbs": crumbs(SETUP, LIST),
    }
    return render(request, "audits/plan_type.html", context)


@require_POST
@set_up
def usual(request):
    added = add_usual_plan_types(by=request.user)
    messages.success(
        request,
        "The usual plan types are added. Rename, reorder or retire them as you need."
        if added
        else "The usual plan types were all there already.",
    )
    return redirect("audits:plan_types")


@require_POST
@set_up
def move(request, plan_type_id, way):
    found = get_object_or_404(PlanType, pk=plan_type_id)
    if way not in {"up", "down"}:
        raise Http404
    move_plan_type(plan_type=found, up=way == "up", by=request.user)
    messages.success(request, f"{found} is moved {way}.")
    return redirect("audits:plan_types")


@require_http_methods(["GET", "HEAD", "POST"])
@set_up
def remove(request, plan_type_id):
    """Asks once; by post, deletes it unless something names it."""
    found = get_object_or_404(PlanType, pk=plan_type_id)
    if request.method == "POST":
        try:
            remove_plan_type(plan_type=found, by=request.user)
        except InUse as reason:
            messages.error(request, str(reason))
        else:
            messages.success(request, f"{found} is deleted.")
        return redirect("audits:plan_types")
    context = {"found": found, "stays": uses_of(found), "crumbs": crumbs(SETUP, LIST)}
    return render(request, "audits/plan_type_remove.html", context)

"""Who a case is about: shown by post only, and each look recorded."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cases.models import AuditReturn, Case, Involvement
from cases.services import read_identities, read_identities_to_confirm


@require_POST
@never_cache
def identity(request, return_id):
    returns = AuditReturn.objects.visible_to(request.user)
    found = get_object_or_404(returns.select_related("audit", "case", "agency"), pk=return_id)
    get_object_or_404(Case.objects.visible_to(request.user), pk=found.case_id)
    back = _back(request, found)
    context = {
        "about": found,
        "audit": found.audit,
        "identities": read_identities(audit_return=found, by=request.user),
        "back": back,
        "crumbs": [(found.case.reference, back)],
    }
    return render(request, "cases/identity.html", context)


@require_POST
@never_cache
def identity_to_confirm(request, involvement_id):
    """For an agency that looks up whether it knows the case."""
    visible = Involvement.objects.visible_to(request.user).select_related("case__audit", "agency")
    found = get_object_or_404(visible, pk=involvement_id)
    get_object_or_404(Case.objects.visible_to(request.user), pk=found.case_id)
    back = reverse("cases:involvement", args=[found.pk])
    context = {
        "about": found,
        "audit": found.case.audit,
        "identities": read_identities_to_confirm(involvement=found, by=request.user),
        "back": back,
        "crumbs": [(found.case.reference, back)],
    }
    return render(request, "cases/identity.html", context)


def _back(request, found: AuditReturn) -> str:
    """The page the look was taken from."""
    if not found.is_answered_by(request.user):
        return reverse("cases:review", args=[found.pk])
    key = request.POST.get("section", "")
    # Compared here, because PostgreSQL would stumble over a NUL.
    if key in found.tool_version.sections.values_list("key", flat=True):
        return reverse("cases:section", args=[found.pk, key])
    return reverse("cases:return", args=[found.pk])

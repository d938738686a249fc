"""Briefings: the list for everybody, and the pages on which a coordinator writes one."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from agencies.access import permission_required
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from reports.models import Briefing


@require_safe
def briefings(request):
    """Published briefings, and whatever else this person may see, newest first."""
    found = Briefing.objects.visible_to(request.user).select_related("audit")
    return render(request, "reports/briefings.html", {"briefings": found})


@require_safe
@permission_required(Permission.WRITE_BRIEFINGS)
def audit_briefings(request, audit_id):
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    context = {
        "audit": audit,
        "briefings": audit.briefings.all(),
        "tabs": tabs_for(audit, request.user, "Briefings"),
        "crumbs": [("Audits", reverse("audits:list")), (audit.name, audit_url(audit))],
    }
    return render(request, "reports/audit_briefings.html", context)


def audit_url(audit: Audit) -> str:
    return reverse("cases:audit", args=[audit.pk])


@require_safe
def briefing(request, briefing_id):
    found = get_object_or_404(
        Briefing.objects.visible_to(request.user).select_related("audit"), pk=briefing_id
    )
    context = {"briefing": found, "crumbs": [("Briefings", reverse("reports:briefings"))]}
    return render(request, "reports/briefing.html", context)

"""How far each agency is, how long it takes, and who did what in the last week."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import require
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit
from cases.agency_progress import progress_by_agency
from cases.matrix.filtering import places_of, shown_of
from cases.matrix.reading import matrix_of
from cases.recent_activity import done_lately


@require_safe
def progress(request, audit_id):
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    now = timezone.now()
    whole = matrix_of(found, timezone.localdate(now))
    places = places_of(whole)
    asked = shown_of({"group": request.GET.get("group")}, places)
    matrix = whole.only(asked.choice) if asked.choice else whole
    context = {
        "audit": found,
        "tally": matrix.tally,
        "agencies": progress_by_agency(found, matrix, asked.group),
        "groups": places.groups,
        "group": asked.group,
        "days": done_lately(found, now),
        "tabs": tabs_for(found, request.user, "Progress"),
        "crumbs": under_audit(found),
    }
    return render(request, "cases/progress.html", context)

"""The audits of the partnership, for whoever runs them or sits on their panels."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import may, permission_required
from agencies.roles import Permission
from audits.models import Audit, Series
from audits.trail import under_audits


@require_safe
@permission_required(Permission.RECORD_JUDGEMENTS)
def audit_list(request):
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool", "series")
    audits = list(visible.with_progress(timezone.localdate()))
    context = {
        "open_audits": [audit for audit in audits if audit.is_open],
        "earlier_audits": [audit for audit in audits if not audit.is_open],
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
    }
    return render(request, "audits/audit_list.html", context)


@require_safe
@permission_required(Permission.RECORD_JUDGEMENTS)
def series(request, series_id):
    """The rounds that the reader may see, the oldest first; without any there is no page."""
    visible = Audit.objects.visible_to(request.user)
    found = get_object_or_404(Series.objects.filter(rounds__in=visible).distinct(), pk=series_id)
    rounds = visible.filter(series=found).select_related("tool_version__tool")
    context = {
        "series": found,
        "rounds": rounds.with_progress(timezone.localdate())
        .with_case_count()
        .order_by("scope_end", "scope_start", "name"),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "crumbs": under_audits(),
    }
    return render(request, "audits/series.html", context)

"""The audits of the partnership, for whoever runs them or sits on their panels."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import may, permission_required
from agencies.roles import Permission
from audits.models import Audit


@require_safe
@permission_required(Permission.RECORD_JUDGEMENTS)
def audit_list(request):
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    audits = list(visible.with_progress(timezone.localdate()))
    context = {
        "open_audits": [audit for audit in audits if audit.is_open],
        "earlier_audits": [audit for audit in audits if not audit.is_open],
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
    }
    return render(request, "audits/audit_list.html", context)

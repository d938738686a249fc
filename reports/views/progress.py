"""The progress of an audit, to be taken to a meeting: a workbook, or a page to print."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import require
from agencies.activity import record
from agencies.downloads import file_response
from agencies.roles import Permission
from audits.models import Audit
from audits.tables import FORMATS
from audits.trail import under_audit
from cases.agency_progress import progress_by_agency
from cases.matrix.reading import matrix_of
from cases.matrix.table import BY_AGENCY, BY_SECTOR, shown_as
from cases.overview import in_words, late_returns
from reports.progress_sheets import file_name, progress_workbook


def _audit(request, audit_id) -> Audit:
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RUN_AUDITS)
    return found


@require_safe
def workbook(request, audit_id):
    found, today = _audit(request, audit_id), timezone.localdate()
    record("exported a progress sheet", found, by=request.user, audit_id=found.pk)
    name = file_name(found, today)
    return file_response(progress_workbook(found, today), FORMATS["xlsx"], name)


@require_safe
def sheet(request, audit_id):
    found, today = _audit(request, audit_id), timezone.localdate()
    matrix = matrix_of(found, today)
    context = {
        "audit": found,
        "today": today,
        "matrix": matrix,
        "table": shown_as(matrix, matrix, request.GET.get("by", "")),
        "by_agency_url": f"?by={BY_AGENCY}",
        "by_sector_url": f"?by={BY_SECTOR}",
        "tally": matrix.tally,
        "in_words": in_words(matrix.tally, found.audits),
        "agencies": progress_by_agency(found, matrix),
        "late": late_returns(matrix, today),
        "crumbs": under_audit(found, ("Progress", reverse("cases:progress", args=[found.pk]))),
    }
    return render(request, "reports/progress_sheet.html", context)

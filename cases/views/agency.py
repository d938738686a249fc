"""A lead's pages: what waits for the agency, and which cases it knows."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import permission_required, require
from agencies.models import Agency, User
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from cases.agency_work import work_of
from cases.decision_forms import InvolvementForm
from cases.expecting import approve_responses
from cases.knowing import why_fixed
from cases.models import Involvement
from cases.services import decide_involvement
from cases.transitions import Refused
from cases.views.ways_back import after, crumbs_for, posted, status_of


@require_safe
@permission_required(Permission.REVIEW_RETURNS)
def agency(request):
    agencies = work_of(request.user, timezone.localdate())
    context = {"agencies": agencies, "choices": InvolvementForm.CHOICES}
    return render(request, "cases/agency.html", context)


@require_POST
def approve_all(request, agency_id, audit_id):
    """Every submitted response at once, but the reader's own work and what is queried."""
    agency = get_object_or_404(
        Agency, pk=agency_id, pk__in=request.user.agency_ids(Permission.REVIEW_RETURNS)
    )
    audit = get_object_or_404(
        Audit.objects.visible_to(request.user),
        pk=audit_id,
        tool_version__tool__audits=AuditTool.Audits.RESPONDENTS,
    )
    done = approve_responses(audit=audit, agency=agency, by=request.user)
    said = f"{plural(done.approved, 'response is', 'responses are')} approved."
    if done.own_work:
        own = plural(done.own_work, "is", "are")
        said += f" {own} your own work, so another lead must check it."
    if done.queried:
        said += f" {plural(done.queried, 'has', 'have')} a query that waits for an answer."
    messages.success(request, said)
    return redirect("cases:agency")


@require_http_methods(["GET", "HEAD", "POST"])
def involvement(request, involvement_id):
    visible = Involvement.objects.visible_to(request.user).select_related("case__audit", "agency")
    found = get_object_or_404(visible, pk=involvement_id)
    require(request.user, Permission.DECIDE_INVOLVEMENT, agency_id=found.agency_id)
    form = InvolvementForm(posted(request), involvement=found)
    if request.method == "POST" and form.is_valid():
        try:
            decide_involvement(involvement=found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found}.")
            return redirect(after(request.user, found.case.audit, found.case, found.agency))
    context = {
        "involvement": found,
        "may_read_identity": _may_read_identity(found, request.user),
        "form": form,
        "why_fixed": why_fixed(found, request.user),
        "crumbs": crumbs_for(request.user, found.case.audit, found.case, found.agency_id),
        "back": after(request.user, found.case.audit, found.case, found.agency),
    }
    return render(request, "cases/involvement.html", context, status=status_of(form))


def _may_read_identity(found: Involvement, user: User) -> bool:
    if found.case.owner_id is None:
        return found.case.audit.status in Audit.IN_HAND
    return found.case.owner_id in user.agency_ids()

"""A lead's work: which cases the agency knows, who answers, and whether an answer stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import may, permission_required, require
from agencies.models import Agency, User
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from cases.agency_work import work_of
from cases.decision_forms import AuditorForm, InvolvementForm, SendBackForm
from cases.expecting import approve_responses
from cases.models import AuditReturn, Case, Involvement
from cases.reading import reading_of
from cases.services import (
    approve_return,
    assign_auditor,
    decide_involvement,
    send_back_return,
)
from cases.standing import standing_of
from cases.transitions import RETURN_TRANSITIONS, Refused

Status = AuditReturn.Status


@require_safe
@permission_required(Permission.REVIEW_RETURNS)
def agency(request):
    agencies = work_of(request.user, timezone.localdate())
    context = {"agencies": agencies, "choices": InvolvementForm.CHOICES}
    return render(request, "cases/agency.html", context)


@require_safe
def review(request, return_id):
    return _review_page(request, _readable(request.user, return_id), SendBackForm())


def _visible(user: User, return_id) -> AuditReturn:
    returns = AuditReturn.objects.visible_to(user).select_related(
        "audit", "case", "agency", "auditor", "submitted_by", "approved_by", "tool_version"
    )
    return get_object_or_404(returns, pk=return_id)


def _readable(user: User, return_id) -> AuditReturn:
    found = _visible(user, return_id)
    if not AuditReturn.objects.readable_by(user).filter(pk=found.pk).exists():
        raise PermissionDenied(
            "Until the agency approves this return you can see its progress, not its answers."
        )
    return found


def _review_page(request, found: AuditReturn, form: SendBackForm, status: int = 200):
    user = request.user
    reviews = may(user, Permission.REVIEW_RETURNS, agency_id=found.agency_id)
    own_work = found.is_work_of(user)
    moves = RETURN_TRANSITIONS[Status(found.status)] if reviews else set()
    context = {
        "found": found,
        "standing": standing_of(found, timezone.localdate()),
        "reading": reading_of(found),
        "form": form,
        "own_work": reviews and own_work and found.status == Status.SUBMITTED,
        "may_approve": Status.APPROVED in moves and not own_work,
        "may_read_identity": _may_read_identity(user, found),
        "may_send_back": Status.CHANGES_REQUESTED in moves and not own_work,
        "crumbs": _crumbs(user, found.audit, found.case, found.agency_id),
    }
    return render(request, "cases/review.html", context, status=status)


def _may_read_identity(user: User, found: AuditReturn) -> bool:
    if found.is_own_case and found.case.owner_id not in user.agency_ids():
        return False
    return may(user, Permission.READ_IDENTITIES, agency_id=found.agency_id)


def _crumbs(user: User, audit: Audit, case: Case | None, agency_id) -> list[tuple[str, str]]:
    """Back to where this person came from: the lead's page, the audit or their own returns."""
    if may(user, Permission.REVIEW_RETURNS, agency_id=agency_id):
        return [("My agency", reverse("cases:agency"))]
    if may(user, Permission.RUN_AUDITS):
        pages = [
            ("Audits", reverse("audits:list")),
            (audit.name, reverse("cases:audit", args=[audit.pk])),
        ]
        if case is not None:
            pages.append((case.reference, reverse("cases:case", args=[audit.pk, case.pk])))
        return pages
    return [("My returns", reverse("cases:my_returns"))]


@require_POST
def approve(request, return_id):
    found = _readable(request.user, return_id)
    require(request.user, Permission.REVIEW_RETURNS, agency_id=found.agency_id)
    try:
        approve_return(audit_return=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:review", found.pk)
    messages.success(request, f"{found} is approved. Its answers are now in the figures.")
    return redirect("cases:agency")


@require_POST
def approve_all(request, agency_id, audit_id):
    """Every submitted response of a survey at once, the reader's own work left out."""
    agency = get_object_or_404(
        Agency, pk=agency_id, pk__in=request.user.agency_ids(Permission.REVIEW_RETURNS)
    )
    audit = get_object_or_404(
        Audit.objects.visible_to(request.user),
        pk=audit_id,
        tool_version__tool__audits=AuditTool.Audits.RESPONDENTS,
    )
    approved, left = approve_responses(audit=audit, agency=agency, by=request.user)
    said = f"{plural(approved, 'response is', 'responses are')} approved."
    if left:
        said += f" {plural(left, 'is', 'are')} your own work, so another lead must check it."
    messages.success(request, said)
    return redirect("cases:agency")


@require_POST
def send_back(request, return_id):
    found = _readable(request.user, return_id)
    require(request.user, Permission.REVIEW_RETURNS, agency_id=found.agency_id)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _review_page(request, found, form, status=422)
    try:
        send_back_return(audit_return=found, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:review", found.pk)
    messages.success(request, f"{found} is sent back to its auditor, with your reason.")
    return redirect("cases:agency")


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request, return_id):
    found = _visible(request.user, return_id)
    require(request.user, Permission.ASSIGN_AUDITORS, agency_id=found.agency_id)
    form = AuditorForm(_posted(request), audit_return=found)
    if request.method == "POST" and form.is_valid():
        auditor = form.cleaned_data["auditor"]
        try:
            assign_auditor(audit_return=found, auditor=auditor, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{found} is now with {auditor.name}.")
        return redirect(_after(request.user, found.audit, found.case, found.agency))
    context = {
        "found": found,
        "form": form,
        "has_auditors": form.fields["auditor"].queryset.exists(),
        "crumbs": _crumbs(request.user, found.audit, found.case, found.agency_id),
        "back": _after(request.user, found.audit, found.case, found.agency),
    }
    return render(request, "cases/assign.html", context, status=_status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def involvement(request, involvement_id):
    visible = Involvement.objects.visible_to(request.user).select_related("case__audit", "agency")
    found = get_object_or_404(visible, pk=involvement_id)
    require(request.user, Permission.DECIDE_INVOLVEMENT, agency_id=found.agency_id)
    form = InvolvementForm(_posted(request), involvement=found)
    if request.method == "POST" and form.is_valid():
        try:
            decide_involvement(involvement=found, **form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found}.")
            return redirect(_after(request.user, found.case.audit, found.case, found.agency))
    context = {
        "involvement": found,
        "may_read_identity": found.case.owner_id in {None, *request.user.agency_ids()},
        "form": form,
        "crumbs": _crumbs(request.user, found.case.audit, found.case, found.agency_id),
        "back": _after(request.user, found.case.audit, found.case, found.agency),
    }
    return render(request, "cases/involvement.html", context, status=_status_of(form))


def _posted(request):
    """An empty post is still one, and must say what is missing."""
    return request.POST if request.method == "POST" else None


def _status_of(form) -> int:
    return 422 if form.errors else 200


def _after(user: User, audit: Audit, case: Case | None, agency: Agency) -> str:
    if may(user, Permission.REVIEW_RETURNS, agency_id=agency.pk):
        return reverse("cases:agency")
    if case is None:
        return f"{reverse('cases:audit', args=[audit.pk])}#agency-{agency.pk}"
    return f"{reverse('cases:case', args=[audit.pk, case.pk])}#agency-{agency.pk}"

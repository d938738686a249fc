"""The review of a return: reading it, and deciding whether its answers stand."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.access import may, require
from agencies.models import User
from agencies.roles import Permission
from cases.answering.reading import reading_of
from cases.considerations import considerations_of
from cases.decision_forms import SendBackForm
from cases.holding import release_return
from cases.interests import interests_of
from cases.models import Answer, AuditReturn
from cases.open_queries import banner_of
from cases.panel.released import days_of_panel, recalled_at, released_of
from cases.queries import MAY_BE_ASKED
from cases.review_filters import FILTERS, filtered, marks_of
from cases.review_rights import Reviewer, reviewer_of
from cases.reviewing import approve_return, send_back_return, submission_of
from cases.standing import standing_of
from cases.steps import steps_of
from cases.threads import with_threads
from cases.transitions import Refused, moves_of
from cases.views.ways_back import after, crumbs_for

Status = AuditReturn.Status
ANSWERS = Prefetch("answers", Answer.objects.select_related("question__section", "updated_by"))


@require_safe
def review(request, return_id):
    return review_page(request, readable(request.user, return_id))


def visible(user: User, return_id) -> AuditReturn:
    returns = AuditReturn.objects.visible_to(user).select_related(
        "audit",
        "case",
        "agency",
        "auditor",
        "substitute",
        "submitted_by",
        "approved_by",
        "release_asked_by",
        "exempted_by",
        "exemption_asked_by",
        "tool_version",
    )
    return get_object_or_404(returns, pk=return_id)


def readable(user: User, return_id) -> AuditReturn:
    found = visible(user, return_id)
    if AuditReturn.objects.readable_by(user).filter(pk=found.pk).exists():
        return found
    raise PermissionDenied(
        "Until the agency approves this return you can see its progress, not its answers."
    )


def require_review(user: User, found: AuditReturn) -> None:
    """Own work is refused with a sentence by the operation itself."""
    if not reviewer_of(found, user).in_place:
        require(user, Permission.REVIEW_RETURNS, agency_id=found.agency_id)


def _interests_shown(found: AuditReturn, user: User):
    """The reason somebody gave is for those who choose auditors."""
    assigns = may(user, Permission.ASSIGN_AUDITORS, agency_id=found.agency_id)
    return interests_of(found) if assigns else []


def review_page(request, found: AuditReturn, *, form=None, asking=None, status: int = 200):
    """`form` or `asking` is what was sent and could not be done, to be shown again."""
    user, reviewer = request.user, reviewer_of(found, request.user)
    prefetch_related_objects([found], ANSWERS)  # read several times below
    reading = with_threads(reading_of(found), found, user)
    steps = steps_of(found)
    marks = marks_of(reading, steps)
    show = request.GET.get("show", "")
    context = {
        "found": found,
        "standing": standing_of(found, timezone.localdate()),
        "interests": _interests_shown(found, user),
        "whole": reading,
        **_of_panel(found, user),
        "reading": filtered(reading, marks, show),
        "filters": [(each, len(marks[each.key])) for each in FILTERS],
        "show": show if show in marks else "",
        "steps": steps,
        "asking": asking,
        "considered": considerations_of(found, user) if reviewer.may_review else [],
        "form": form or SendBackForm(),
        "submission": submission_of(found),
        "loose": reading.loose,
        "waiting": banner_of(found, reading.asked_places, on_one_page=True),
        "may_read_identity": _may_read_identity(user, found),
        "crumbs": crumbs_for(user, found.audit, found.case, found.agency_id),
        **_decisions(found, user, reviewer),
    }
    return render(request, "cases/review.html", context, status=status)


def _decisions(found: AuditReturn, user: User, reviewer: Reviewer) -> dict:
    moves = moves_of(found) if reviewer.may_review else set()
    held = found.status == Status.HELD
    return {
        "own_work": reviewer.own_work and found.status == Status.SUBMITTED,
        "in_place": reviewer.in_place,
        "reviews": reviewer.may_review,
        "may_ask": bool(reviewer.may_review and found.auditor_id and found.status in MAY_BE_ASKED),
        "may_approve": Status.APPROVED in moves and not held,
        "may_keep": Status.HELD in moves and found.audit.may_be_held and reviewer.is_lead,
        "may_release": held and reviewer.is_lead,
        "may_send_back": Status.CHANGES_REQUESTED in moves and found.survey_id is None,
    }


def _of_panel(found: AuditReturn, user: User) -> dict:
    """What the panel agreed, for the return's own people; it agrees on approved returns alone."""
    is_own = found.is_answered_by(user) or may(
        user, Permission.REVIEW_RETURNS, agency_id=found.agency_id
    )
    if not is_own or found.status not in AuditReturn.COUNTED:
        return {}
    return {
        "released": released_of(found),
        "panel_days": days_of_panel(found),
        "recalled_at": recalled_at(found),
    }


def _may_read_identity(user: User, found: AuditReturn) -> bool:
    if found.is_own_case and found.case.owner_id not in user.agency_ids():
        return False
    return may(user, Permission.READ_IDENTITIES, agency_id=found.agency_id)


@require_POST
def approve(request, return_id):
    found = readable(request.user, return_id)
    require_review(request.user, found)
    keep = request.POST.get("share") == "keep"
    try:
        approve_return(
            audit_return=found, by=request.user, keep=keep, seen=request.POST.get("seen")
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:review", found.pk)
    if keep:
        said = f"{found} is approved and stays in your agency."
    else:
        said = f"{found} is approved. Its answers are now in the figures."
    messages.success(request, said)
    return redirect(after(request.user, found.audit, found.case, found.agency))


@require_POST
def send_back(request, return_id):
    found = readable(request.user, return_id)
    require_review(request.user, found)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return review_page(request, found, form=form, status=422)
    try:
        send_back_return(audit_return=found, reason=form.cleaned_data["reason"], by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:review", found.pk)
    messages.success(request, f"{found} is sent back to its auditor, with your reason.")
    return redirect(after(request.user, found.audit, found.case, found.agency))


@require_POST
def release(request, return_id):
    found = readable(request.user, return_id)
    require(request.user, Permission.REVIEW_RETURNS, agency_id=found.agency_id)
    try:
        release_return(audit_return=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{found} is shared. Its answers are now in the figures.")
    return redirect("cases:review", found.pk)

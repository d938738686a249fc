"""Sending a briefing on its way, and approving the quotes it may use."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import may, permission_required
from agencies.roles import Permission
from audits.models import Audit
from audits.trail import under_audit
from reports.briefing_checks import changes_since, problems_of
from reports.briefings import Snapshot
from reports.counting import audit_figures
from reports.forms import QuoteForm, ReasonForm
from reports.models import Briefing, Quote
from reports.offered_quotes import offered_quotes
from reports.services import approve_quote, move_briefing, propose_quote
from reports.transitions import BRIEFING_TRANSITIONS, Move, Refused
from reports.views.briefings import crumbs_of, visible_briefing

Status = Briefing.Status
DONE = {
    Status.IN_REVIEW: "The briefing is sent for review.",
    Status.APPROVED: "The briefing is approved. Its writer can now publish it.",
    Status.DRAFT: "The briefing is a draft again, with your reason.",
    Status.PUBLISHED: "The briefing is published. Everybody who signs in can read it.",
    Status.WITHDRAWN: "The briefing is withdrawn. Only coordinators can still see it.",
}
MEANS = {
    Status.IN_REVIEW: "The approvers can then read it. Its text and figures stay as they are in the"
    " PDF until it is approved or sent back.",
    Status.APPROVED: "You confirm that this page may be published as it is.",
    Status.DRAFT: "Its writer can then change it, and it must be reviewed again.",
    Status.PUBLISHED: "Everybody who signs in can then read it. Its text and figures are frozen.",
    Status.WITHDRAWN: "Readers can then no longer open it. It cannot be published again.",
}
EITHER = frozenset({Permission.WRITE_BRIEFINGS, Permission.APPROVE_PUBLICATION})


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, briefing_id, to):
    if not EITHER & request.user.permissions:
        raise PermissionDenied("You do not have permission to write or approve briefings.")
    found = visible_briefing(request.user, briefing_id)
    chosen = BRIEFING_TRANSITIONS[Status(found.status)].get(to)
    if chosen is None and to in Status:
        return _gone_elsewhere(request, found)
    if chosen is None or not may(request.user, chosen.permission):
        raise Http404
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method != "POST" or (chosen.needs_reason and not form.is_valid()):
        return _confirm(request, found, to, chosen, form)
    return _do(
        request, found, to, form.cleaned_data.get("reason", "") if chosen.needs_reason else ""
    )


def _gone_elsewhere(request, found: Briefing):
    """Somebody moved it while this page was open."""
    messages.info(request, f"This briefing is now: {found.get_status_display().lower()}.")
    return redirect("reports:briefing", found.pk)


def _confirm(request, found: Briefing, to: str, chosen: Move, form: ReasonForm):
    context = {
        "briefing": found,
        "move": chosen,
        "means": MEANS[Status(to)],
        "form": form,
        "goes_back": to in {Status.DRAFT, Status.WITHDRAWN},
        "crumbs": [
            *crumbs_of(request.user, found),
            (found.title, reverse("reports:briefing", args=[found.pk])),
        ],
    }
    if to in {Status.IN_REVIEW, Status.PUBLISHED}:
        context |= _doubts(found)
    return render(
        request, "reports/briefing_move.html", context, status=422 if form.errors else 200
    )


def _doubts(found: Briefing) -> dict:
    """What its writer should know before it goes on."""
    now = Snapshot.of(audit_figures(found.audit), found)
    return {"problems": problems_of(found, now), "changes": changes_since(found, now)}


def _do(request, found: Briefing, to: str, reason: str):
    try:
        move_briefing(briefing=found, to=to, reason=reason, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:briefing", found.pk)
    messages.success(request, DONE[Status(to)])
    still_visible = Briefing.objects.visible_to(request.user).filter(pk=found.pk).exists()
    return (
        redirect("reports:briefing", found.pk) if still_visible else redirect("reports:briefings")
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WRITE_BRIEFINGS)
def new_quote(request, audit_id):
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    form = QuoteForm(request.POST) if request.method == "POST" else QuoteForm()
    if request.method == "POST" and form.is_valid():
        propose_quote(audit=audit, **form.cleaned_data, by=request.user)
        messages.success(request, "The quote is proposed. Somebody else must approve it.")
        return redirect("reports:audit_briefings", audit.pk)
    context = {
        "audit": audit,
        "form": form,
        "offered": offered_quotes(audit, request.user),
        "crumbs": under_audit(
            audit, ("Briefings", reverse("reports:audit_briefings", args=[audit.pk]))
        ),
    }
    return render(request, "reports/new_quote.html", context, status=422 if form.errors else 200)


@require_POST
@permission_required(Permission.APPROVE_PUBLICATION)
def approve(request, quote_id):
    quote = get_object_or_404(Quote.objects.waiting_for(request.user), pk=quote_id)
    approve_quote(quote=quote, by=request.user)
    messages.success(request, "The quote is approved and may be used in briefings.")
    return redirect("reports:briefings")

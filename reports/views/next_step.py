"""The next step of an audit: what is open before it, and taking it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import require
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import under_audit, under_audits
from audits.transitions import AUDIT_TRANSITIONS, Refused
from reports.audit_moves import NotConfirmed, move_audit
from reports.next_step import open_before
from reports.next_step_forms import AuditMoveForm

Status = Audit.Status
MEANS = {
    Status.MODERATING: "The panel then reads the approved returns side by side. Returns that are "
    "still out may be handed in and approved.",
    Status.ANALYSING: "The figures are then final unless a return is changed. Returns that are "
    "still out may be handed in and approved.",
    Status.CLOSED: "Its approved returns are locked, nothing more is expected, and the agencies "
    "are told by e-mail. It can be reopened with a reason.",
    Status.CANCELLED: "Nothing more is expected, and the agencies are told by e-mail. It cannot be "
    "taken up again. What was answered is kept.",
}
REOPENING = (
    "Its locked returns are approved again, so that their agencies can change them, and the "
    "agencies are told by e-mail. It is analysed again until you close it."
)


def _visible(user: User, audit_id) -> Audit:
    rows = Audit.objects.visible_to(user).select_related("tool_version__tool")
    found = get_object_or_404(rows, pk=audit_id)
    require(user, Permission.RUN_AUDITS)
    return found


@require_safe
def next_step(request, audit_id):
    """Where the audit may go, with how much is open before each move, and where it has been."""
    found = _visible(request.user, audit_id)
    offers = [
        {
            "move": move,
            "to": to,
            "open": [] if found.status == Status.CLOSED else open_before(found, to, request.user),
            "is_on": to != Status.CANCELLED,
        }
        for to, move in AUDIT_TRANSITIONS[Status(found.status)].items()
        if to != Status.COLLECTING
    ]
    context = {
        "audit": found,
        "offers": offers,
        "is_planned": found.status == Status.PLANNING,
        "steps": found.moves.select_related("by"),
        "tabs": tabs_for(found, request.user, "Next step"),
        "crumbs": under_audits(),
    }
    return render(request, "reports/next_step.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, audit_id, to):
    found = _visible(request.user, audit_id)
    chosen = AUDIT_TRANSITIONS[Status(found.status)].get(to)
    if to not in MEANS:
        raise Http404("There is no such step.")
    if chosen is None:
        messages.info(request, f"This audit is {found.get_status_display().lower()} by now.")
        return redirect("reports:next_step", found.pk)
    left = [] if found.status == Status.CLOSED else open_before(found, to, request.user)
    data = request.POST if request.method == "POST" else None
    form = AuditMoveForm(data, needs_reason=chosen.needs_reason, left=left)
    if data is None or not form.is_valid():
        return _page(request, found, chosen, to, form, left)
    try:
        moved = move_audit(audit=found, to=to, by=request.user, **form.cleaned_data)
    except NotConfirmed as open_now:
        form = AuditMoveForm(data, needs_reason=chosen.needs_reason, left=open_now.left)
        return _page(request, found, chosen, to, form, open_now.left)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, found, chosen, to, form, left)
    said = "open again" if found.status == Status.CLOSED else moved.get_status_display().lower()
    messages.success(request, f"{moved} is {said}.")
    return redirect("reports:next_step", moved.pk)


def _page(request, found: Audit, chosen, to, form, left):
    context = {
        "audit": found,
        "move": chosen,
        "means": REOPENING if found.status == Status.CLOSED else MEANS[Status(to)],
        "form": form,
        "left": list(zip(left, form.boxes(), strict=True)),
        "is_stopped": any(each.stops for each in left),
        "is_grave": to == Status.CANCELLED,
        "crumbs": under_audit(found, ("Next step", reverse("reports:next_step", args=[found.pk]))),
    }
    return render(request, "reports/audit_move.html", context, status=422 if form.errors else 200)

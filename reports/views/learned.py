"""What the panel learned over all cases, and a point of it taken into a briefing."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import may, permission_required
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import tabs_for
from audits.trail import Crumb, under_audit, under_audits
from cases.models import LearningPoint
from cases.panel.items import OPEN_TO_A_PANEL
from cases.recognising import names_compared, recognised_in
from cases.views.panel_case import panel_audit
from reports.learned import learned_of, points_of, uses_of
from reports.learned_forms import QUOTE, LearnedFilter, TakeForm
from reports.taking import places_of, take_as_quote, take_into_briefing, usual_place
from reports.transitions import Refused


@require_safe
def learned(request, audit_id):
    audit = panel_audit(request.user, audit_id)
    moderations = list(dict.fromkeys(each.moderation for each in points_of(audit, request.user)))
    form = LearnedFilter(request.GET, moderations=moderations, has_cases=audit.has_cases)
    chosen = form.chosen
    kinds = learned_of(audit, request.user, chosen)
    takes = may(request.user, Permission.WRITE_BRIEFINGS)
    context = {
        "audit": audit,
        "form": form,
        "is_narrowed": bool(chosen.keys() - {"order"}),
        "kinds": kinds,
        "count": sum(len(each.rows) for each in kinds),
        "is_empty": not moderations,
        "takes": takes,
        "removed": uses_of(audit)[None] if takes else [],
        "may_change": audit.status in OPEN_TO_A_PANEL,
        "tabs": tabs_for(audit, request.user, "Panel"),
        "crumbs": panel_crumbs(request.user, audit),
    }
    return render(request, "reports/learned.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WRITE_BRIEFINGS)
def take(request, audit_id, point_id):
    audit = panel_audit(request.user, audit_id)
    point = get_object_or_404(points_of(audit, request.user), pk=point_id)
    places = places_of(audit)
    usual = usual_place(point, places)
    sent = request.POST if request.method == "POST" else None
    form = TakeForm(sent, point=point, places=places, usual=usual.code if usual else QUOTE)
    if request.method == "POST" and form.is_valid():
        try:
            said = _take(form, point, request.user)
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            messages.success(request, said)
            return redirect("reports:learned", audit.pk)
    text = form["text"].value() or ""
    names = names_compared(point.moderation.case, request.user, what="what a panel wrote")
    context = {
        "audit": audit,
        "point": point,
        "form": form,
        "has_drafts": bool(places),
        "uses": uses_of(audit)[point.pk],
        "takes": True,
        "recognised": recognised_in(text, names=names),
        "crumbs": panel_crumbs(request.user, audit, ("What the panel learned", _list_url(audit))),
    }
    return render(request, "reports/take_point.html", context, status=422 if form.errors else 200)


def _take(form: TakeForm, point: LearningPoint, by) -> str:
    """Do it, and say what was done."""
    said = form.cleaned_data
    if form.place is None:
        take_as_quote(point=point, text=said["text"], by=by)
        return "It is proposed as a quote of the panel. Somebody else must approve it."
    take_into_briefing(
        point=point, place=form.place, heading=said["heading"], text=said["text"], by=by
    )
    return f"It is in the draft “{form.place.briefing.title}”."


def _list_url(audit: Audit) -> str:
    return reverse("reports:learned", args=[audit.pk])


def panel_crumbs(user, audit: Audit, *pages: Crumb) -> list[Crumb]:
    panel = ("Panel", reverse("cases:panel", args=[audit.pk]))
    if may(user, Permission.RUN_AUDITS):
        return under_audit(audit, panel, *pages)
    return under_audits(panel, *pages)

"""What a panel learns from a case: added beside the returns, changed and removed on pages of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import require
from agencies.models import User
from agencies.roles import Permission
from audits.trail import Crumb
from cases.models import LearningPoint
from cases.panel.forms import ChangeLearningForm, LearningForm
from cases.panel.items import PanelItem
from cases.panel.learning import (
    GONE,
    StaleLearning,
    add_learning,
    change_learning,
    remove_learning,
)
from cases.recognising import recognised_in
from cases.transitions import Refused
from cases.views.panel_case import item_url, of_item, screen, warn_of
from cases.views.ways_back import posted, status_of


@require_POST
@of_item
def add(request, item: PanelItem, items):
    form = LearningForm(request.POST, prefix="learning")
    if not form.is_valid():
        return screen(request, item, items, learning=form, status=422)
    try:
        add_learning(item=item, by=request.user, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        warn_of(request, item, form.cleaned_data["text"])
    return redirect(_back(request, item, "add-learning"))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, point_id):
    """Opened on the panel's screen, or by itself from the list of all that was learned."""
    try:
        point = _point(request.user, point_id)
    except Http404:
        return _add_instead(request)
    form = ChangeLearningForm(posted(request), point=point)
    if request.method != "POST" or not form.is_valid():
        return _page(request, point, form, status=status_of(form))
    try:
        change_learning(point=point, by=request.user, **form.cleaned_data)
    except StaleLearning as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.kept.version
        return _page(request, point, form, theirs=stale.kept, status=409)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, point, form, status=409)
    item = item_of(point)
    warn_of(request, item, form.cleaned_data["text"])
    return redirect(_back(request, item, "learning"))


def _add_instead(request):
    """What was typed into a point that somebody removed meanwhile may be added as a new one."""
    audit_id, item_id = _uuid(request.POST.get("audit")), _uuid(request.POST.get("item"))
    return _adding(request, audit_id, item_id)


@of_item
def _adding(request, item: PanelItem, items):
    typed = {f"learning-{name}": request.POST.get(name, "") for name in ("kind", "text")}
    form = LearningForm(typed, prefix="learning")
    form.add_error("text", GONE)
    return screen(request, item, items, learning=form, status=409)


def _uuid(typed: str | None) -> UUID:
    try:
        return UUID(typed or "")
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, point_id):
    point = _point(request.user, point_id)
    item = item_of(point)
    if request.method == "POST":
        try:
            remove_learning(point=point, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "The point is removed.")
        return redirect(_back(request, item, "learning"))
    return render(request, "cases/learning_remove.html", _around(request, point))


def item_of(point: LearningPoint) -> PanelItem:
    moderation = point.moderation
    return PanelItem(moderation.audit, case=moderation.case, agency=moderation.agency)


def _point(user: User, point_id) -> LearningPoint:
    require(user, Permission.RECORD_JUDGEMENTS)
    rows = LearningPoint.objects.visible_to(user).select_related(
        "moderation__audit", "moderation__case", "moderation__agency", "added_by", "changed_by"
    )
    return get_object_or_404(rows, pk=point_id)


def _page(request, point: LearningPoint, form, *, status: int, theirs=None):
    context = _around(request, point) | {
        "form": form,
        "theirs": theirs,
        "has_errors": status == 422,
    }
    return render(request, "cases/learning_change.html", context, status=status)


def _around(request, point: LearningPoint) -> dict:
    item = item_of(point)
    point.recognised = recognised_in(point.text)
    return {
        "point": point,
        "item": item,
        "listed": _is_from_list(request),
        "back": _back(request, item, "learning"),
        "crumbs": _crumbs(item),
    }


def _crumbs(item: PanelItem) -> list[Crumb]:
    panel = reverse("cases:panel", args=[item.audit.pk])
    return [("Panel", panel), (item.reference, item_url(item))]


def _is_from_list(request) -> bool:
    return "all" in (request.POST.get("list"), request.GET.get("list"))


def _back(request, item: PanelItem, part: str) -> str:
    """To the list of all that was learned, or the screen where the panel was."""
    if _is_from_list(request):
        return reverse("reports:learned", args=[item.audit.pk])
    question = request.POST.get("place", "")
    query = f"?question={question}" if question else ""
    return f"{item_url(item)}{query}#{part}"

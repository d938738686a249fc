"""What a panel asks agencies to do: added, changed and removed, and marked as done."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import require
from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import CaseAction
from cases.panel.forms import CaseActionForm, ChangeCaseActionForm
from cases.panel.items import PanelItem
from cases.panel.notes import (
    GONE,
    StaleAction,
    add_case_action,
    change_case_action,
    finish_case_action,
    may_finish,
    remove_case_action,
)
from cases.transitions import Refused
from cases.views.panel_case import item_url, of_item, screen, warn_of
from cases.views.ways_back import posted, status_of

NOT_THERE = (
    "This action is not on the list any more: somebody removed it, or gave it to another agency."
)


@require_POST
@of_item
def action(request, item: PanelItem, items):
    agencies = item.audit.agencies.all()
    form = CaseActionForm(request.POST, prefix="action", agencies=agencies)
    if not form.is_valid():
        return screen(request, item, items, action=form, status=422)
    said = form.cleaned_data

    def add() -> None:
        add_case_action(item=item, by=request.user, **said)
        warn_of(request, item, said["text"])

    return _back_after(request, item, add, "add-action")


@require_http_methods(["GET", "HEAD", "POST"])
def change_action(request, action_id):
    require(request.user, Permission.RECORD_JUDGEMENTS)
    try:
        found = _action(request.user, action_id)
    except Http404:
        return _add_instead(request)
    item = _item(found)
    form = ChangeCaseActionForm(posted(request), action=found, agencies=_agencies(found))
    if request.method != "POST" or not form.is_valid():
        return _change_page(request, found, form, status=status_of(form))
    try:
        change_case_action(action=found, by=request.user, **form.cleaned_data)
    except StaleAction as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.kept.version
        return _change_page(request, found, form, theirs=stale.kept, status=409)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _change_page(request, found, form, status=409)
    messages.success(request, "The action is changed.")
    warn_of(request, item, form.cleaned_data["text"])
    return redirect(_back(request, item))


def _agencies(action: CaseAction):
    """Those of the audit, and the one it was given to."""
    taking_part = action.moderation.audit.agencies.values("pk")
    return Agency.objects.filter(Q(pk__in=taking_part) | Q(pk=action.agency_id))


def _change_page(request, action: CaseAction, form, *, status: int, theirs=None):
    item = _item(action)
    panel = reverse("cases:panel", args=[item.audit.pk])
    context = {
        "action": action,
        "item": item,
        "form": form,
        "theirs": theirs,
        "listed": _is_from_list(request),
        "back": _back(request, item),
        "crumbs": [("Panel", panel), (item.reference, item_url(item))],
    }
    return render(request, "cases/case_action_change.html", context, status=status)


def _add_instead(request):
    """What was typed into an action that somebody removed meanwhile may be added as a new one."""
    return _adding(request, _uuid(request, "audit"), _uuid(request, "item"))


@of_item
def _adding(request, item: PanelItem, items):
    typed = {f"action-{name}": request.POST.get(name, "") for name in ("agency", "text", "due_on")}
    form = CaseActionForm(typed, prefix="action", agencies=item.audit.agencies.all())
    form.add_error("text", GONE)
    return screen(request, item, items, action=form, status=409)


def _uuid(request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error


def _is_from_list(request) -> bool:
    return "panel" in (request.POST.get("list"), request.GET.get("list"))


def _back(request, item: PanelItem) -> str:
    """To the panel's list of actions, or the screen of the case."""
    if _is_from_list(request):
        return f"{reverse('cases:panel', args=[item.audit.pk])}#actions"
    return f"{item_url(item)}#actions"


@require_http_methods(["GET", "HEAD", "POST"])
def remove_action(request, action_id):
    require(request.user, Permission.RECORD_JUDGEMENTS)
    try:
        found = _action(request.user, action_id)
    except Http404:
        return _to_its_list(request)
    item = _item(found)
    if request.method == "POST":
        return _back_after(
            request, item, lambda: remove_case_action(action=found, by=request.user), "actions"
        )
    panel = reverse("cases:panel", args=[item.audit.pk])
    context = {
        "action": found,
        "item": item,
        "back": f"{item_url(item)}#actions",
        "crumbs": [("Panel", panel), (item.reference, item_url(item))],
    }
    return render(request, "cases/case_action_remove.html", context)


@require_POST
def finish(request, action_id):
    """Done, or not done after all; back to the list it was said on."""
    try:
        found = _action(request.user, action_id)
    except Http404:
        return _to_its_list(request)
    if not may_finish(found, request.user):
        require(request.user, Permission.RUN_AUDITS)
    done = request.POST.get("done") == "yes"
    try:
        finish_case_action(action=found, done=done, by=request.user)
    except Refused:
        return _to_its_list(request)
    messages.success(request, "The action is done." if done else "The action is to be done again.")
    if request.POST.get("list") == "agency":
        return redirect("cases:agency_actions", found.agency_id)
    return redirect(f"{reverse('cases:panel', args=[found.moderation.audit_id])}#actions")


def _to_its_list(request):
    """What the page was opened from, where it may be read, with a word on why nothing was done."""
    if request.POST.get("list") == "agency":
        led = request.user.agency_ids(Permission.REVIEW_RETURNS)
        agency = get_object_or_404(Agency, pk=_uuid(request, "agency"), pk__in=led)
        there = reverse("cases:agency_actions", args=[agency.pk])
    else:
        audits = Audit.objects.visible_to(request.user)
        audit = get_object_or_404(audits, pk=_uuid(request, "audit"))
        there = f"{reverse('cases:panel', args=[audit.pk])}#actions"
    messages.error(request, NOT_THERE)
    return redirect(there)


def _action(user: User, action_id) -> CaseAction:
    actions = CaseAction.objects.visible_to(user).select_related(
        "moderation__audit", "moderation__case", "moderation__agency", "agency"
    )
    return get_object_or_404(actions, pk=action_id)


def _item(about: CaseAction) -> PanelItem:
    moderation = about.moderation
    return PanelItem(moderation.audit, case=moderation.case, agency=moderation.agency)


def _back_after(request, item: PanelItem, operation, part: str):
    """Do it, and show the screen where the panel was."""
    try:
        operation()
    except Refused as refused:
        messages.error(request, str(refused))
    question = request.POST.get("place", "")
    query = f"?question={question}" if question else ""
    return redirect(f"{item_url(item)}{query}#{part}")

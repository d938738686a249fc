"""Actions beside the returns on a panel's screen, one button an address."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from agencies.access import require
from agencies.roles import Permission
from cases.models import CaseAction
from cases.panel.forms import CaseActionForm
from cases.panel.items import PanelItem
from cases.panel.notes import (
    add_case_action,
    finish_case_action,
    may_finish,
    remove_case_action,
)
from cases.transitions import Refused
from cases.views.panel_case import item_url, of_item, screen, warn_of


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
def remove_action(request, action_id):
    require(request.user, Permission.RECORD_JUDGEMENTS)
    found = _action(request.user, action_id)
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
    found = _action(request.user, action_id)
    if not may_finish(found, request.user):
        require(request.user, Permission.RUN_AUDITS)
    done = request.POST.get("done") == "yes"
    finish_case_action(action=found, done=done, by=request.user)
    messages.success(request, "The action is done." if done else "The action is to be done again.")
    if request.POST.get("list") == "agency":
        return redirect("cases:agency_actions", found.agency_id)
    return redirect(f"{reverse('cases:panel', args=[found.moderation.audit_id])}#actions")


def _action(user, action_id) -> CaseAction:
    actions = CaseAction.objects.visible_to(user).select_related("moderation__audit")
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

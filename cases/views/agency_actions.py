"""An agency's own list of actions, which nobody outside sees, and what panels asked it to do."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency, User
from agencies.roles import Permission
from cases.action_forms import ActionForm, DoneForm
from cases.agency_actions import add_action, change_action, finish_action, reopen_action
from cases.models import AgencyAction, CaseAction
from cases.views.ways_back import posted, status_of

SHOWN = (("to_do", "To do"), ("late", "Late"), ("done", "Done"))


@require_safe
def actions(request, agency_id):
    return _list(request, _agency(request.user, agency_id))


@require_POST
def add(request, agency_id):
    agency = _agency(request.user, agency_id)
    form = ActionForm(request.POST, agency=agency, label_suffix="")
    if not form.is_valid():
        return _list(request, agency, form, status=422)
    add_action(
        agency=agency,
        entry=form.entry,
        audit_return=form.cleaned_data["audit_return"],
        by=request.user,
    )
    messages.success(request, "The action is on your list.")
    return redirect("cases:agency_actions", agency.pk)


def _agency(user: User, agency_id) -> Agency:
    led = user.agency_ids(Permission.REVIEW_RETURNS)
    return get_object_or_404(Agency, pk=agency_id, pk__in=led)


def _list(request, agency: Agency, form: ActionForm | None = None, status: int = 200):
    today = timezone.localdate()
    own = (
        AgencyAction.objects.visible_to(request.user)
        .filter(agency=agency)
        .select_related("audit_return__audit", "audit_return__case", "question__section", "done_by")
    )
    of_panels = CaseAction.objects.visible_to(request.user).filter(agency=agency)
    of_panels = of_panels.select_related("moderation__case", "moderation__agency", "done_by")
    own_by, panels_by = _by_state(own, today), _by_state(of_panels, today)
    show = request.GET.get("show", "")
    show = show if show in own_by else "to_do"
    context = {
        "agency": agency,
        "actions": own_by[show],
        "is_empty": not own and not of_panels,
        "show": show,
        "choices": [(key, label, len(own_by[key]) + len(panels_by[key])) for key, label in SHOWN],
        "form": form or ActionForm(agency=agency, label_suffix=""),
        "case_actions": panels_by[show],
        "has_panel_actions": bool(of_panels),
        "today": today,
        "crumbs": [("My agency", reverse("cases:agency"))],
    }
    return render(request, "cases/agency_actions.html", context, status=status)


def _by_state(actions, today) -> dict[str, list]:
    return {
        "to_do": [action for action in actions if action.done_at is None],
        "late": [action for action in actions if action.is_late(today)],
        "done": [action for action in actions if action.done_at is not None],
    }


def _action(user: User, action_id) -> AgencyAction:
    rows = AgencyAction.objects.visible_to(user).select_related(
        "agency", "audit_return__audit", "audit_return__case"
    )
    return get_object_or_404(rows, pk=action_id)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, action_id):
    action = _action(request.user, action_id)
    form = ActionForm(
        posted(request),
        agency=action.agency,
        label_suffix="",
        initial={"text": action.text, "who": action.who, "due_on": action.due_on},
    )
    del form.fields["audit_return"]
    if request.method == "POST" and form.is_valid():
        change_action(action=action, entry=form.entry, by=request.user)
        messages.success(request, "The action is changed.")
        return redirect("cases:agency_actions", action.agency_id)
    return _page(request, action, form, status_of(form))


@require_POST
def finish(request, action_id):
    action = _action(request.user, action_id)
    form = DoneForm(request.POST, label_suffix="")
    if not form.is_valid():
        fresh = ActionForm(
            agency=action.agency,
            label_suffix="",
            initial={"text": action.text, "who": action.who, "due_on": action.due_on},
        )
        del fresh.fields["audit_return"]
        return _page(request, action, fresh, 422, done_form=form)
    finish_action(action=action, note=form.cleaned_data["done_note"], by=request.user)
    messages.success(request, "The action is done.")
    return redirect("cases:agency_actions", action.agency_id)


@require_POST
def reopen(request, action_id):
    action = _action(request.user, action_id)
    reopen_action(action=action, by=request.user)
    messages.success(request, "The action is to be done again.")
    return redirect("cases:agency_actions", action.agency_id)


def _page(request, action: AgencyAction, form: ActionForm, status: int, done_form=None):
    back = reverse("cases:agency_actions", args=[action.agency_id])
    context = {
        "action": action,
        "form": form,
        "done_form": done_form
        or DoneForm(label_suffix="", initial={"done_note": action.done_note}),
        "back": back,
        "crumbs": [("My agency", reverse("cases:agency")), ("Actions", back)],
    }
    return render(request, "cases/agency_action.html", context, status=status)

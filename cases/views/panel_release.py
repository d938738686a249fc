"""What a panel agreed: chosen and released to the agencies, and recalled."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from agencies.access import require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.questions import loaded
from cases.panel.forms import RecallForm, ReleaseForm
from cases.panel.items import items_of
from cases.panel.judging import require_open_audit
from cases.panel.lacking import Lack, lacks_of
from cases.panel.questions import overall_question
from cases.panel.releasing import recall_judgements, release_judgements
from cases.panel.summary import ItemState, states_of
from cases.transitions import Refused
from cases.views.panel import frame
from cases.views.panel_case import panel_audit
from cases.views.ways_back import posted, status_of

TOLD = "Leads and auditors are told by e-mail."


@dataclass(frozen=True)
class Waiting:
    """One line of the page; what lacks something cannot be ticked."""

    state: ItemState
    lacks: list[Lack]
    is_ticked: bool


@require_http_methods(["GET", "HEAD", "POST"])
def release(request, audit_id):
    audit = panel_audit(request.user, audit_id)
    require(request.user, Permission.RUN_AUDITS)
    states = [each for each in states_of(audit, request.user) if each.is_waiting]
    form = ReleaseForm(posted(request), states=states)
    if request.method == "POST" and form.is_valid():
        try:
            found = release_judgements(
                audit=audit, chosen=form.cleaned_data["chosen"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _released(audit, len(found)))
            return redirect("cases:panel", audit.pk)
    lacking = lacks_of(audit, [each.moderation for each in states], request.user)
    context = {
        **frame(request.user, audit, _above(audit)),
        "waiting": [_line(each, lacking, form) for each in states],
        "ready": sum(each.moderation.pk not in lacking for each in states),
        "asks_grade": overall_question(loaded(audit.tool_version)).question is not None,
        "refusal": _why_shut(audit),
        "form": form,
    }
    return render(request, "cases/panel_release.html", context, status=status_of(form))


def _line(state: ItemState, lacking: dict, form: ReleaseForm) -> Waiting:
    lacks = lacking.get(state.moderation.pk, [])
    return Waiting(state, lacks, form.ticks(state, lacks=bool(lacks)))


def _released(audit: Audit, number: int) -> str:
    nouns = ("case is", "cases are") if audit.has_cases else ("agency is", "agencies are")
    return (
        f"{plural(number, *nouns)} released. Leads and auditors now read what the panel agreed, "
        "beside their own answers, and are told so by e-mail."
    )


def _above(audit: Audit) -> tuple[str, str]:
    return "Panel", reverse("cases:panel", args=[audit.pk])


def _why_shut(audit: Audit) -> str:
    try:
        require_open_audit(audit)
    except Refused as refused:
        return str(refused)
    return ""


@require_http_methods(["GET", "HEAD", "POST"])
def recall(request, audit_id, item_id):
    audit = panel_audit(request.user, audit_id)
    items = items_of(audit, request.user)
    item = next((each for each in items if each.pk == item_id), None)
    if item is None:
        raise Http404
    require(request.user, Permission.RUN_AUDITS)
    moderation = item.moderation()
    form = RecallForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            if moderation is None:
                raise Refused(f"Nothing is agreed on {item.reference} yet.")
            recall_judgements(
                moderation=moderation, reason=form.cleaned_data["reason"], by=request.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = f"What the panel agreed on {item.reference} is recalled. {TOLD}"
            messages.success(request, said)
            return redirect("cases:panel", audit.pk)
    context = {
        **frame(request.user, audit, _above(audit)),
        "item": item,
        "refusal": _why_shut(audit),
        "form": form,
    }
    return render(request, "cases/panel_recall.html", context, status=status_of(form))

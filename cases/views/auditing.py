"""An auditor's own returns: the list, and one of them."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.access import permission_required, require
from agencies.models import User
from agencies.roles import Permission
from audits.models import AuditTool
from cases.answering.picking import section_pick_form
from cases.answering.reading import reading_of
from cases.answering.shown_answers import ShownAnswer
from cases.audiences import left_out
from cases.exempting import last_refusal
from cases.models import AuditReturn
from cases.my_list import my_list
from cases.my_work import Queries, Task, readers, side_list
from cases.open_queries import banner_of
from cases.panel.released import days_of_panel, recalled_at, released_of
from cases.queries import MAY_BE_ANSWERED
from cases.services import pick_parts
from cases.standing import standing_of
from cases.steps import steps_of
from cases.threads import loose_queries, with_threads
from cases.transitions import REFUSALS, Refused

Status = AuditReturn.Status
Audits = AuditTool.Audits


def my_return(user: User, return_id) -> AuditReturn:
    """The reader's own return with its tool and answers; anybody else's is a 404 like none."""
    returns = AuditReturn.objects.visible_to(user).assigned_to(user).with_answers()
    found = get_object_or_404(
        returns.select_related(
            "auditor", "substitute", "submitted_by", "approved_by", "exemption_asked_by"
        ),
        pk=return_id,
    )
    require(user, Permission.ANSWER_RETURNS, agency_id=found.agency_id)
    return found


def crumbs(*pages: tuple[str, str]) -> list[tuple[str, str]]:
    return [("My returns", reverse("cases:my_returns")), *pages]


def return_crumb(audit_return: AuditReturn) -> tuple[str, str]:
    return audit_return.reference, reverse("cases:return", args=[audit_return.pk])


@require_safe
@permission_required(Permission.ANSWER_RETURNS)
def my_returns(request):
    found = my_list(request.user, timezone.localdate())
    return render(request, "cases/my_returns.html", {"mine": found})


@require_safe
def audit_return(request, return_id):
    """Where an open return stands; one that was handed in, to read."""
    found = my_return(request.user, return_id)
    if not found.is_open:
        return read_only(request, found)
    task = Task(found, timezone.localdate())
    banner = banner_of(found, task.progress.asked)
    task.queries = Queries(
        {(each.asking.key, each.asking.repetition): each.query_id for each in banner.elsewhere}
    )
    context = {
        "audit_return": found,
        "task": task,
        "standing": task.standing,
        "deadline": task.deadline,
        "progress": task.progress,
        "banner": banner,
        "loose": loose_queries(found, request.user),
        "answers_queries": True,
        "refused_exemption": last_refusal(found),
        "sections": side_list(found, task.progress, notes=banner.notes),
        "may_remove": found.was_added and not found.answers.all(),
        "pick_form": section_pick_form(found),
        "left_out": left_out(found),
        "crumbs": crumbs(),
    }
    return render(request, "cases/return.html", context)


@require_POST
def pick(request, return_id):
    """Say which sections are relevant."""
    found = my_return(request.user, return_id)
    form = section_pick_form(found, request.POST)
    try:
        pick_parts(audit_return=found, keys=form.ticked, among=form.changed, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("cases:return", found.pk)
    return redirect(f"{reverse('cases:return', args=[found.pk])}#sections")


def read_only(
    request,
    found: AuditReturn,
    *,
    unsaved: list[ShownAnswer] = (),
    status: int = 200,
    refusal: str = "",
    unsent: dict | None = None,
):
    """`unsaved` is what was typed on a page that was still open when the return was handed in.

    `unsent`: a reply that could not be sent and why, by the key of its query.
    """
    reading = with_threads(reading_of(found), found, request.user, unsent)
    context = {
        "audit_return": found,
        "standing": standing_of(found, timezone.localdate()),
        "reading": reading,
        "loose": reading.loose,
        "found": found,
        "released": released_of(found),
        "recalled_at": recalled_at(found),
        "panel_days": days_of_panel(found),
        "steps": steps_of(found),
        "answers_queries": found.status in MAY_BE_ANSWERED,
        "banner": banner_of(found, reading.asked_places, on_one_page=True),
        "readers": readers(found),
        "unsaved": unsaved,
        "refusal": refusal or (REFUSALS[Status(found.status)] if status != 200 else ""),
        "has_errors": status != 200,
        "crumbs": crumbs(),
    }
    return render(request, "cases/return_read.html", context, status=status)

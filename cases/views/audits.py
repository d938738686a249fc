"""One audit and one case, for whoever runs the audit or sits on its panel."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agencies.access import may, permission_required, require
from agencies.models import User
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit, AuditTool
from audits.tabs import Link, tabs_for
from audits.trail import under_audit, under_audits
from cases.adding import ADDED_TO
from cases.adding_forms import OneMoreAgencyForm, PlanTypeOfCaseForm
from cases.concerns import reasons_not_to_close
from cases.differences.counting import counted_of, with_differences
from cases.differences.shown import unresolved_of_case
from cases.expecting import expect_organisation_returns, not_yet_asked
from cases.matrix.cells import FILTERS
from cases.matrix.filtering import Shown, places_of, shown_of
from cases.matrix.reading import Matrix, case_cells, matrix_of
from cases.matrix.table import shown_as
from cases.models import AuditReturn, Case, Concern, Involvement
from cases.overview import (
    address,
    in_words,
    key_dates,
    late_returns,
    steps_of,
    things_waiting,
)
from cases.panel.wordings import reworded
from cases.reminders.sending import reminded_days, told_of_audit
from cases.review_rights import to_accept
from cases.samples.ages import time_words
from cases.samples.plan_types import set_plan_type
from cases.standing import OVERDUE
from cases.transitions import Refused

Status = AuditReturn.Status
LISTS = {
    AuditTool.Audits.CASES: "cases/audit_matrix.html",
    AuditTool.Audits.OWN_CASES: "cases/audit_matrix.html",
    AuditTool.Audits.ORGANISATIONS: "cases/audit_organisations.html",
    AuditTool.Audits.RESPONDENTS: "cases/audit_responses.html",
}
ALWAYS_SHOWN = ("late", "not_started", "waiting", "explained")
# (status of the cells, words of the list under the bar, filter it leads to)
BAR = (
    (Status.APPROVED, "approved", "approved"),
    (Status.HELD, "held by their agency", "held"),
    (Status.SUBMITTED, "submitted", "waiting"),
    (Status.CHANGES_REQUESTED, "changes requested", "changes_requested"),
    (Status.IN_PROGRESS, "in progress", "in_progress"),
    (Status.NOT_STARTED, "not started", "not_started"),
    (OVERDUE, "overdue", "overdue"),
    (Status.EXEMPT, "exempt", "exempt"),
)


@dataclass(frozen=True)
class Part:
    status: str
    count: int
    label: str
    url: str


@require_safe
def audit(request, audit_id):
    visible = (
        with_differences(Audit.objects.visible_to(request.user))
        .select_related("tool_version__tool", "previous")
        .annotate(told=told_of_audit(), concerns_open=Concern.objects.open().number_of_audit())
    )
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RECORD_JUDGEMENTS)
    if not may(request.user, Permission.RUN_AUDITS):
        return _panel_cases(request, found)
    today = timezone.localdate()
    matrix = matrix_of(found, today)
    places = places_of(matrix)
    shown = shown_of(request.GET, places)
    waiting = things_waiting(found, matrix, today, counted_of(found))
    late = late_returns(matrix, today, reminded_days(found.told)) if found.is_open else []
    late_there = [each for each in late if shown.is_there(each.cell)]
    context = _matrix_shown(found, matrix, shown) | {
        "places": places,
        "open_concerns": reasons_not_to_close(found.concerns_open),
        "audit": found,
        "crumbs": under_audits(),
        "tabs": tabs_for(found, request.user, "Overview"),
        "steps": steps_of(found, matrix, today),
        "next": waiting[0] if waiting else None,
        "also": waiting[1:],
        "late": late_there,
        "late_elsewhere": len(late) - len(late_there),
        "late_label": plural(len(late_there), "return"),
        "dates": key_dates(found, matrix, today),
        "list": LISTS[found.audits],
        "grows": found.status == Audit.Status.COLLECTING and found.audits in ADDED_TO,
        "unasked": _unasked(found),
        "to_accept": to_accept(found.returns, request.user) if found.is_open else [],
        "held": [cell for cell in matrix.cells if found.is_open and cell.status == Status.HELD],
    }
    return render(request, "cases/audit.html", context)


def _unasked(found: Audit):
    """Agencies of an audit of organisations from which no return is expected yet."""
    asks = found.audits == AuditTool.Audits.ORGANISATIONS and found.is_open
    return not_yet_asked(found) if asks else []


@require_POST
@permission_required(Permission.RUN_AUDITS)
def ask(request, audit_id):
    """One return from each agency of an audit of organisations."""
    found = get_object_or_404(
        Audit.objects.visible_to(request.user),
        pk=audit_id,
        tool_version__tool__audits=AuditTool.Audits.ORGANISATIONS,
    )
    try:
        made = expect_organisation_returns(audit=found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = plural(len(made), "agency is asked", "agencies are asked")
        messages.success(request, f"{said} for a return. Each lead now chooses who answers.")
    return redirect("cases:audit", found.pk)


def _matrix_shown(found: Audit, matrix: Matrix, asked: Shown) -> dict:
    """The whole audit in numbers, and the cells that pass the chosen filter."""
    choice = asked.choice
    shown = matrix.only(choice) if choice else matrix
    return {
        "table": shown_as(matrix, shown, asked.by),
        "matrix": matrix,
        "asked": asked,
        "tally": matrix.tally,
        "in_words": in_words(matrix.tally, found.audits),
        "parts": _parts(found, matrix),
        "pills": _pills(found, matrix, asked),
        "shown": shown,
        "choice": choice,
        "has_withheld": any(cell.is_withheld for cell in matrix.cells),
    }


def _panel_cases(request, found: Audit):
    context = {
        "audit": found,
        "cases": found.cases.visible_to(request.user),
        "opens_panel": found.has_panel and found.status in Audit.BEFORE_A_PANEL,
        "crumbs": under_audits(),
        "tabs": tabs_for(found, request.user, "Overview"),
    }
    return render(request, "cases/audit_cases.html", context)


def _parts(found: Audit, matrix: Matrix) -> list[Part]:
    """A locked return is an approved one whose audit has moved on."""
    counts = matrix.tally.counts
    return [
        Part(
            status,
            counts[status] + (counts[Status.LOCKED] if status == Status.APPROVED else 0),
            label,
            address(found, show),
        )
        for status, label, show in BAR
    ]


def _pills(found: Audit, matrix: Matrix, shown: Shown) -> list[Link]:
    choice, here = shown.kind, reverse("cases:audit", args=[found.pk])
    asked = found.audits == AuditTool.Audits.CASES
    choices = [FILTERS[key] for key in ALWAYS_SHOWN if asked or key != "explained"]
    if matrix.tally.to_confirm:
        choices.append(FILTERS["to_confirm"])
    if choice is not None and choice.key in ("explained", *Involvement.EXPLAINED):
        choices += [FILTERS[state] for state in Involvement.EXPLAINED if matrix.tally.counts[state]]
    if choice is not None and choice not in choices:
        choices.append(choice)
    everything = "All cells" if found.has_cases else "All"
    return [Link(everything, shown.address(here, ""), choice is None)] + [
        Link(
            f"{each.label} ({sum(map(each.keeps, matrix.cells))})",
            shown.address(here, each.key),
            each is choice,
        )
        for each in choices
    ]


@require_safe
def case(request, audit_id, case_id):
    found = _visible_case(request.user, audit_id, case_id)
    require(request.user, Permission.RECORD_JUDGEMENTS)
    context = {
        "case": found,
        "form": PlanTypeOfCaseForm(case=found, label_suffix=""),
        "one_more": OneMoreAgencyForm(case=found, label_suffix=""),
        "subjects": found.subjects.all(),
        "open_for": "" if found.months_open is None else time_words(found.months_open),
        "cells": case_cells(found, timezone.localdate()),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "reworded": reworded(found, request.user),
        "unresolved": unresolved_of_case(found, request.user),
        "to_accept": {found.pk for found in to_accept(found.returns, request.user)}
        if found.audit.is_open
        else set(),
        "crumbs": under_audit(found.audit),
    }
    return render(request, "cases/case.html", context)


def _visible_case(user: User, audit_id, case_id) -> Case:
    visible = Case.objects.visible_to(user).select_related(
        "audit", "area", "plan_type", "owner", "draw"
    )
    return get_object_or_404(visible, pk=case_id, audit=audit_id)


@require_POST
def plan_type(request, audit_id, case_id):
    found = _visible_case(request.user, audit_id, case_id)
    require(request.user, Permission.RUN_AUDITS)
    form = PlanTypeOfCaseForm(request.POST, case=found, label_suffix="")
    if not form.is_valid():
        messages.error(request, "Choose a plan type from the list.")
        return redirect("cases:case", audit_id, case_id)
    try:
        set_plan_type(case=found, plan_type=form.cleaned_data["plan_type"], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The plan type of {found} is saved.")
    return redirect("cases:case", audit_id, case_id)

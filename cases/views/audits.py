"""One audit and one case, for whoever runs the audit or sits on its panel."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from agencies.access import may, require
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from audits.tabs import Link, tabs_for
from cases.matrix import FILTERS, Matrix, case_cells, matrix_of
from cases.models import AuditReturn, Case
from cases.overview import (
    address,
    in_words,
    key_dates,
    late_returns,
    steps_of,
    things_waiting,
)
from cases.standing import OVERDUE

Status = AuditReturn.Status
ALWAYS_SHOWN = ("late", "not_started", "waiting", "explained")
# (status of the cells, words of the list under the bar, filter it leads to)
BAR = (
    (Status.APPROVED, "approved", "approved"),
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
    visible = Audit.objects.visible_to(request.user).select_related("tool_version__tool")
    found = get_object_or_404(visible, pk=audit_id)
    require(request.user, Permission.RECORD_JUDGEMENTS)
    if not may(request.user, Permission.RUN_AUDITS):
        return _panel_cases(request, found)
    today = timezone.localdate()
    matrix = matrix_of(found, today)
    choice = FILTERS.get(request.GET.get("show"))
    waiting = things_waiting(found, matrix, today)
    late = late_returns(matrix, today)
    context = _matrix_shown(found, matrix, choice) | {
        "audit": found,
        "crumbs": [("Audits", reverse("audits:list"))],
        "tabs": tabs_for(found, request.user, "Overview"),
        "steps": steps_of(found, matrix, today),
        "next": waiting[0] if waiting else None,
        "also": waiting[1:],
        "late": late,
        "late_label": plural(len(late), "return"),
        "dates": key_dates(found, matrix, today),
    }
    return render(request, "cases/audit.html", context)


def _matrix_shown(found: Audit, matrix: Matrix, choice) -> dict:
    """The whole audit in numbers, and the cells that pass the chosen filter."""
    return {
        "matrix": matrix,
        "tally": matrix.tally,
        "in_words": in_words(matrix.tally),
        "parts": _parts(found, matrix),
        "pills": _pills(found, matrix, choice),
        "shown": matrix.only(choice) if choice else matrix,
        "choice": choice,
    }


def _panel_cases(request, found: Audit):
    context = {
        "audit": found,
        "cases": found.cases.all(),
        "crumbs": [("Audits", reverse("audits:list"))],
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


def _pills(found: Audit, matrix: Matrix, choice) -> list[Link]:
    choices = [FILTERS[key] for key in ALWAYS_SHOWN]
    if matrix.tally.to_confirm:
        choices.append(FILTERS["to_confirm"])
    if choice is not None and choice not in choices:
        choices.append(choice)
    return [Link("All cells", address(found), choice is None)] + [
        Link(
            f"{each.label} ({sum(map(each.keeps, matrix.cells))})",
            address(found, each.key),
            each is choice,
        )
        for each in choices
    ]


@require_safe
def case(request, audit_id, case_id):
    visible = Case.objects.visible_to(request.user).select_related("audit", "area")
    found = get_object_or_404(visible, pk=case_id, audit=audit_id)
    require(request.user, Permission.RECORD_JUDGEMENTS)
    context = {
        "case": found,
        "subjects": found.subjects.all(),
        "cells": case_cells(found, timezone.localdate()),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "crumbs": [
            ("Audits", reverse("audits:list")),
            (found.audit.name, reverse("cases:audit", args=[found.audit_id])),
        ],
    }
    return render(request, "cases/case.html", context)

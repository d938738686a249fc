"""The days of an audit, and its start: what is missing first, in words."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.plurals import plural
from audits.forms.planning import MoveForm, TimetableForm
from audits.models import Audit
from audits.planning import StalePlan
from audits.timetable import STEPS
from audits.transitions import Refused, check_audit_move
from audits.views.planning import days_of, page_of, planned
from cases.asking_agencies import ask_about_new_cases, to_ask
from cases.moving_timetable import move_whole_timetable, set_days_of_audit, steps_that_stay
from cases.overview import listed
from cases.starting import checks_before_start, start_collecting
from cases.views.ways_back import posted, status_of

STALE = (
    "Somebody else moved the timetable meanwhile. Look at its days below, then save yours again."
)
PUT_RIGHT = {
    "plan": ("audits:edit_plan", "Change the plan"),
    "timetable": ("cases:timetable", "Change the days"),
    "agencies": ("cases:agencies_of_audit", "Choose who takes part"),
    "cases": ("cases:sample", "Look at the cases"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request, audit_id):
    found = planned(request.user, audit_id)
    form = TimetableForm(posted(request), audit=found, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            set_days_of_audit(audit=found, version=version, days=form.days, by=request.user)
        except StalePlan as stale:
            typed = _newer(request.POST, "version", stale.stored)
            form = TimetableForm(typed, audit=stale.stored, label_suffix="")
            return _timetable_page(request, stale.stored, form=form, stale=True)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The days of {found.name} are saved.")
            return redirect("cases:timetable", found.pk)
    return _timetable_page(request, found, form=form)


@require_POST
def move_timetable(request, audit_id):
    """Every step, and the returns that are asked for already."""
    found = planned(request.user, audit_id)
    form = _move_form(found, request.POST)
    if not form.is_valid():
        return _timetable_page(request, found, move=form)
    stay = _staying(found)
    try:
        moved = move_whole_timetable(
            audit=found,
            version=form.cleaned_data["version"],
            days=form.by_days,
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
            today=timezone.localdate(),
        )
    except StalePlan as stale:
        form = _move_form(stale.stored, _newer(request.POST, "move-version", stale.stored))
        return _timetable_page(request, stale.stored, move=form, stale=True)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _timetable_page(request, found, move=form)
    returns = f" {plural(moved, 'return')} moved too, and the auditors are told." if moved else ""
    by = plural(abs(form.by_days), "day")
    every = "Every other step" if stay else "Every step"
    way = form.cleaned_data["way"]
    messages.success(request, f"{every} is {by} {way}.{' ' if stay else ''}{stay}{returns}")
    return redirect("cases:timetable", found.pk)


def _staying(found: Audit) -> str:
    """Which steps a move of the whole leaves, in words."""
    stay = steps_that_stay(found, timezone.localdate())
    names = [f"“{step.label}”" for step in STEPS if step.field in stay]
    if not names:
        return ""
    verb, over = ("stays", "its day is") if len(names) == 1 else ("stay", "their days are")
    return f"{listed(names)} {verb}: {over} over."


def _newer(typed, name: str, stored: Audit):
    """What was typed, to be saved over the plan as it is now, once it has been looked at."""
    typed = typed.copy()
    typed[name] = stored.plan_version
    return typed


def _move_form(found: Audit, data=None) -> MoveForm:
    asks_why = found.status != Audit.Status.PLANNING or found.returns.outstanding().exists()
    return MoveForm(data, audit=found, asks_why=asks_why, label_suffix="", prefix="move")


def _timetable_page(request, found, *, form=None, move=None, stale=False):
    form = form or TimetableForm(audit=found, label_suffix="")
    move = move or _move_form(found)
    context = page_of(request, found) | {
        "form": form,
        "move": move,
        "days": days_of(found),
        "staying": _staying(found),
        "moves_returns": found.returns.outstanding().exists(),
        "stale": STALE if stale else "",
    }
    status = 409 if stale else max(status_of(form), status_of(move))
    return render(request, "cases/timetable.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request, audit_id):
    """What is missing; by post, the audit starts and everybody is asked."""
    found = planned(request.user, audit_id)
    today = timezone.localdate()
    refusal = ""
    if request.method == "POST":
        try:
            asked = start_collecting(
                audit=found,
                confirmed=request.POST.get("confirmed") == "yes",
                by=request.user,
                today=today,
            )
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"{found.name} has started. {_asked(asked)}")
            return redirect("cases:audit", found.pk)
    checks = checks_before_start(found, today)
    context = page_of(request, found) | {
        "problems": _shown(found, checks.problems),
        "warnings": _shown(found, checks.warnings),
        "refusal": refusal,
        "may_start": found.status == Audit.Status.PLANNING,
        "why_not": _why_not(found),
        "agencies": found.agencies.count(),
        "cases": found.cases.count(),
        "to_ask": len(to_ask(found)),
    }
    return render(request, "cases/start.html", context, status=422 if refusal else 200)


def _asked(asked: int) -> str:
    return f"{plural(asked, 'question')} asked: each lead is told by e-mail." if asked else ""


def _why_not(found: Audit) -> str:
    try:
        check_audit_move(found, Audit.Status.COLLECTING)
    except Refused as refused:
        return str(refused)
    return ""


def _shown(found: Audit, checks) -> list[dict]:
    return [
        {
            "text": each.text,
            "url": reverse(PUT_RIGHT[each.page][0], args=[found.pk]),
            "action": PUT_RIGHT[each.page][1],
        }
        for each in checks
    ]


@require_POST
def ask_new_cases(request, audit_id):
    found = planned(request.user, audit_id)
    try:
        asked = ask_about_new_cases(audit=found, by=request.user)
    except (Refused, StalePlan) as refused:
        messages.error(request, str(refused))
    else:
        said = f"{plural(asked, 'cell')} asked about: each lead is told by e-mail."
        messages.success(request, said if asked else "Every agency was asked about every case.")
    return redirect("cases:start", found.pk)

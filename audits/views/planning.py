"""A coordinator plans an audit, and changes the plan."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agencies.access import permission_required, require
from agencies.roles import Permission
from audits.forms.planning import ChangePlanForm, NewPlanForm
from audits.models import Audit
from audits.planning import StalePlan, change_plan, create_audit, participants, timetable_of
from audits.tabs import tabs_for
from audits.timetable import STEPS, in_words
from audits.trail import under_audit, under_audits
from audits.transitions import Refused
from audits.working_days import is_working_day

CHANGED = (
    "Somebody else changed this plan while you were writing. Nothing you typed is lost: look at "
    "what differs, then save again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.RUN_AUDITS)
def new_audit(request):
    form = NewPlanForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = create_audit(
                plan=form.plan,
                areas=said["areas"],
                series=said["series"],
                starts_on=said["starts_on"],
                by=request.user,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"{made.name} is planned. Next: who takes part, and its days."
            )
            return redirect("audits:plan", made.pk)
    context = {"form": form, "crumbs": under_audits()}
    return render(request, "audits/new_audit.html", context, status=422 if form.errors else 200)


@require_safe
def plan(request, audit_id):
    """Everything that is planned, on one page, with where to change it."""
    found = planned(request.user, audit_id)
    context = page_of(request, found) | {
        "participants": participants(found),
        "days": days_of(found),
        "key_lines": [line.strip() for line in found.key_lines.splitlines() if line.strip()],
    }
    return render(request, "audits/plan.html", context)


def planned(user, audit_id) -> Audit:
    visible = Audit.objects.visible_to(user).select_related(
        "tool_version__tool", "series", "programme", "signs_off"
    )
    found = get_object_or_404(visible, pk=audit_id)
    require(user, Permission.RUN_AUDITS)
    return found


def days_of(audit: Audit) -> list[dict]:
    """Each step with its day, and whether people work on it."""
    days = timetable_of(audit)
    return [
        {
            "label": step.label,
            "day": days[step.field],
            "rests": bool(days[step.field]) and not is_working_day(days[step.field]),
        }
        for step in STEPS
    ]


def page_of(request, found: Audit) -> dict:
    """What every page of a plan shows around itself."""
    return {
        "audit": found,
        "tabs": tabs_for(found, request.user, "Plan"),
        "crumbs": under_audit(found),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def edit_plan(request, audit_id):
    found = planned(request.user, audit_id)
    posted = request.POST if request.method == "POST" else None
    form = ChangePlanForm(posted, instance=planned(request.user, audit_id), label_suffix="")
    theirs = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_plan(
                audit=found,
                version=said["version"],
                plan=form.plan,
                areas=said["areas"],
                series=said["series"],
                by=request.user,
            )
        except StalePlan as stale:
            theirs = differing(form, stale.stored)
            form = _on_top_of(stale.stored, request.POST)
            form.add_error(None, CHANGED)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The plan of {found.name} is saved.")
            return redirect("audits:plan", found.pk)
    context = page_of(request, found) | {"form": form, "theirs": theirs}
    status = 409 if theirs else 422 if form.errors else 200
    return render(request, "audits/edit_plan.html", context, status=status)


def _on_top_of(stored: Audit, typed) -> ChangePlanForm:
    """What was typed, to be saved over the plan as it is now, once it has been looked at."""
    typed = typed.copy()
    typed["version"] = stored.plan_version
    return ChangePlanForm(typed, instance=Audit.objects.get(pk=stored.pk), label_suffix="")


def differing(form: ChangePlanForm, stored: Audit) -> list[tuple[str, str]]:
    """Label and stored words of each field that the plan now says otherwise."""
    now = {"series": stored.series.name if stored.series else ""}
    now["areas"] = list(stored.areas.all())
    found = []
    for name, field in form.fields.items():
        if name == "version":
            continue
        typed = form.cleaned_data[name]
        kept = now[name] if name in now else getattr(stored, name)
        if name == "areas":
            typed = list(typed)
        if typed != kept:
            found.append((field.label or name.capitalize(), _in_words(stored, name, kept)))
    return found or [("Nothing of this", "The plan already says what you typed.")]


def _in_words(stored: Audit, name: str, kept) -> str:
    if name == "areas":
        return ", ".join(map(str, kept)) or "Every area"
    if name == "stream":
        return stored.get_stream_display()
    if isinstance(kept, date):
        return in_words(kept)
    if isinstance(kept, bool):
        return "Yes" if kept else "No"
    return str(kept) if kept else "Nothing"

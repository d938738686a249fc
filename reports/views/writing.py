"""The pages on which a coordinator writes a briefing and has its PDF made."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import permission_required
from agencies.models import Job
from agencies.roles import Permission
from audits.models import Audit
from reports.briefing_checks import changes_since, problems_of
from reports.briefing_fields import completed
from reports.briefings import CannotPrint, Snapshot
from reports.counting import audit_figures
from reports.editor import choices_of, reference_groups, section_views
from reports.forms import BriefingForm
from reports.models import Briefing
from reports.moves import moves_for
from reports.rendering import STEPS
from reports.services import (
    StaleBriefing,
    create_briefing,
    request_rendering,
    save_briefing,
)
from reports.tasks import RENDER
from reports.transitions import Refused
from reports.views.briefings import crumbs_of, visible_briefing

Status = Briefing.Status


@require_POST
@permission_required(Permission.WRITE_BRIEFINGS)
def start(request, audit_id):
    audit = get_object_or_404(Audit.objects.visible_to(request.user), pk=audit_id)
    try:
        briefing = create_briefing(audit=audit, by=request.user)
    except CannotPrint as problem:
        messages.error(request, str(problem))
        return redirect("reports:audit_briefings", audit.pk)
    messages.success(request, "A first version is drafted from the figures. Make it your own.")
    return redirect("reports:edit_briefing", briefing.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.WRITE_BRIEFINGS)
def edit(request, briefing_id):
    found = visible_briefing(request.user, briefing_id)
    if found.status != Status.DRAFT:
        messages.info(request, "This briefing is not a draft, so its text cannot be changed.")
        return redirect("reports:briefing", found.pk)
    now = Snapshot.of(audit_figures(found.audit), found)
    choices = choices_of(found, now)
    form = BriefingForm(request.POST or None, briefing=found, choices=choices)
    if request.method != "POST":
        return _editor(request, found, form, now)
    form = BriefingForm(request.POST, briefing=found, choices=choices)
    if not form.is_valid():
        return _editor(request, found, form, now, status=422)
    try:
        return _save(request, found, form)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:briefing", found.pk)
    except StaleBriefing as stale:
        return _conflict(request, stale.stored, form, now)


def _save(request, found: Briefing, form: BriefingForm):
    saved = save_briefing(
        briefing=found,
        content=form.content,
        version=form.cleaned_data["version"],
        by=request.user,
    )
    if request.POST.get("then") == "make":
        return _ask_for_pdf(request, saved)
    messages.success(request, f"Saved at {timezone.localtime():%H:%M}.")
    return redirect("reports:edit_briefing", saved.pk)


def _conflict(request, stored: Briefing, form: BriefingForm, now: Snapshot):
    """Both texts are shown; saving again keeps what the fields then say."""
    kept = completed(stored.content)
    theirs = {name: text for name, text in kept.items() if text != form.content[name]}
    form.data = form.data.copy()
    form.data["version"] = stored.version
    return _editor(request, stored, form, now, theirs=theirs, status=409)


def _editor(request, found: Briefing, form, now: Snapshot, *, theirs=None, status=200):
    problems = problems_of(found, now)
    job = latest_job(found)
    context = {
        "briefing": found,
        "form": form,
        "sections": section_views(form, now, problems, theirs, found.taken_points.all()),
        "theirs": theirs,
        "problems": problems,
        "must_change": sum(problem.weight == "must" for problem in problems),
        "changes": changes_since(found, now),
        "references": reference_groups(now),
        "job": job,
        "moves": moves_for(request.user, found),
        "crumbs": crumbs_of(request.user, found),
        "has_errors": bool(theirs),
    }
    return render(request, "reports/briefing_edit.html", context, status=status)


def latest_job(briefing: Briefing) -> Job | None:
    return Job.objects.filter(kind=RENDER, subject_id=briefing.pk).first()


@require_POST
@permission_required(Permission.WRITE_BRIEFINGS)
def make(request, briefing_id):
    return _ask_for_pdf(request, visible_briefing(request.user, briefing_id))


def _ask_for_pdf(request, found: Briefing):
    try:
        request_rendering(briefing=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("reports:briefing", found.pk)
    return redirect("reports:making_briefing", found.pk)


@require_safe
@permission_required(Permission.WRITE_BRIEFINGS)
def making(request, briefing_id):
    """How far the newest PDF is. A script, or else the browser, asks again until it is done."""
    found = visible_briefing(request.user, briefing_id)
    job = latest_job(found)
    if job is None:
        return redirect("reports:briefing", found.pk)
    context = {
        "briefing": found,
        "job": job,
        "steps": _steps(job),
        "crumbs": [
            *crumbs_of(request.user, found),
            (found.title, reverse("reports:briefing", args=[found.pk])),
        ],
    }
    return render(request, "reports/briefing_making.html", context)


def _steps(job: Job) -> list[dict]:
    reached = job.done if job.state != Job.State.QUEUED else -1
    return [{"label": label, "state": _state(place, reached)} for place, label in enumerate(STEPS)]


def _state(place: int, reached: int) -> str:
    if place < reached:
        return "done"
    return "current" if place == reached else "todo"

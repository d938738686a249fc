"""The panel of an audit: where it stands, and who was in the room."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.access import may
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from audits.questions import loaded
from audits.tabs import tabs_for
from audits.trail import under_audit, under_audits
from cases.models import Attendance, PanelMeeting
from cases.panel.changes import changes_of, every_question
from cases.panel.forms import AttendanceForm, MeetingForm
from cases.panel.notes import hold_meeting, record_attendance, remove_attendance
from cases.panel.questions import overall_question
from cases.panel.summary import actions_of, grade_counts, states_of
from cases.transitions import Refused
from cases.views.panel_case import panel_audit
from cases.views.ways_back import posted, status_of


@require_safe
def panel(request, audit_id):
    audit = panel_audit(request.user, audit_id)
    states = states_of(audit, request.user)
    waiting = [state for state in states if state.grade is None]
    overall = overall_question(loaded(audit.tool_version))
    changes = changes_of(audit, request.user)
    context = {
        **frame(request.user, audit),
        "states": states,
        "next": waiting[0].item if waiting else None,
        "done": len(states) - len(waiting),
        "grades": grade_counts(overall, states),
        "changes": [every_question(changes), *changes] if changes else [],
        "actions": actions_of(audit, request.user),
        "meetings": audit.panel_meetings.prefetch_related("attendances__agency"),
        "to_release": sum(each.is_waiting for each in states),
        "runs_audits": may(request.user, Permission.RUN_AUDITS),
        "today": timezone.localdate(),
    }
    return render(request, "cases/panel.html", context)


def frame(user: User, audit: Audit, *pages: tuple[str, str]) -> dict:
    opens_audit = bool(pages) or may(user, Permission.RUN_AUDITS)
    return {
        "audit": audit,
        "tabs": tabs_for(audit, user, "Panel"),
        "crumbs": under_audit(audit, *pages) if opens_audit else under_audits(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def room(request, audit_id):
    """Who sat on which day: a meeting is added, or somebody at the newest one."""
    audit = panel_audit(request.user, audit_id)
    meeting = audit.panel_meetings.first()
    is_meeting = "held_on" in request.POST
    day = audit.panel_on or timezone.localdate()
    meeting_form = MeetingForm(posted(request) if is_meeting else None, initial={"held_on": day})
    person_form = AttendanceForm(
        posted(request) if meeting and not is_meeting else None, agencies=audit.agencies.all()
    )
    form = meeting_form if is_meeting or meeting is None else person_form
    if request.method == "POST" and form.is_valid():
        return _write_down(request, audit, meeting, form)
    context = {
        **frame(request.user, audit, ("Panel", reverse("cases:panel", args=[audit.pk]))),
        "meeting": meeting,
        "earlier": list(audit.panel_meetings.all())[1:],
        "attendances": meeting.attendances.select_related("agency") if meeting else [],
        "meeting_form": meeting_form,
        "person_form": person_form,
        "form": form,
    }
    return render(request, "cases/panel_room.html", context, status=status_of(form))


def _write_down(request, audit: Audit, meeting: PanelMeeting | None, form):
    said = form.cleaned_data
    try:
        if isinstance(form, MeetingForm):
            if said["held_on"] is None:
                raise Refused("Enter the day of the meeting.")
            hold_meeting(audit=audit, by=request.user, **said)
        else:
            record_attendance(meeting=meeting, by=request.user, **said)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("cases:panel_room", audit.pk)


@require_POST
def leave_room(request, audit_id, attendance_id):
    audit = panel_audit(request.user, audit_id)
    found = get_object_or_404(
        Attendance.objects.select_related("meeting__audit"),
        pk=attendance_id,
        meeting__audit=audit,
    )
    try:
        remove_attendance(attendance=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("cases:panel_room", audit.pk)

"""Who is in the room of a panel, and the meetings it holds: begun, put right and removed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.plurals import plural
from audits.models import Audit
from cases.models import Attendance, PanelMeeting
from cases.panel.items import items_of
from cases.panel.meetings import change_meeting, people_offered, put_down, remove_meeting
from cases.panel.notes import hold_meeting, remove_attendance
from cases.panel.room_forms import AttendanceForm, ChangeMeetingForm, MeetingForm
from cases.transitions import Refused
from cases.views.panel import frame
from cases.views.panel_case import panel_audit


@require_http_methods(["GET", "HEAD", "POST"])
def room(request, audit_id):
    """Of the newest meeting; where the panel meets again, a meeting is begun."""
    audit = panel_audit(request.user, audit_id)
    found = audit.panel_meetings.newest_first().first()
    if request.method != "POST":
        return _page(request, audit, found)
    if found is None or "held_on" in request.POST:
        return _begin(request, audit, found)
    return _put_down(request, audit, found)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request, audit_id, meeting_id):
    """One of them, an earlier one too."""
    audit = panel_audit(request.user, audit_id)
    found = get_object_or_404(audit.panel_meetings, pk=meeting_id)
    if request.method != "POST":
        return _page(request, audit, found)
    if "change-held_on" in request.POST:
        return _change(request, audit, found)
    return _put_down(request, audit, found)


def _begin(request, audit: Audit, shown: PanelMeeting | None):
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _page(request, audit, shown, begin=form)
    try:
        hold_meeting(audit=audit, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, audit, shown, begin=form)
    return redirect("cases:panel_room", audit.pk)


def _put_down(request, audit: Audit, shown: PanelMeeting):
    form = _attendance_form(request, audit)
    if not form.is_valid():
        return _page(request, audit, shown, people=form)
    try:
        state = form.cleaned_data["state"]
        number = put_down(meeting=shown, people=form.put_down, state=state, by=request.user)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, audit, shown, people=form)
    words = Attendance.State(state).label.lower()
    messages.success(request, f"{plural(number, 'person is', 'people are')} put down: {words}.")
    return redirect("cases:panel_meeting", audit.pk, shown.pk)


def _change(request, audit: Audit, shown: PanelMeeting):
    items = items_of(audit, request.user)
    form = ChangeMeetingForm(request.POST, items=items)
    if not form.is_valid():
        return _page(request, audit, shown, change=form)
    try:
        change_meeting(meeting=shown, items=items, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, audit, shown, change=form)
    messages.success(request, "The meeting is put right.")
    return redirect("cases:panel_meeting", audit.pk, shown.pk)


def _page(
    request, audit: Audit, shown: PanelMeeting | None, *, begin=None, people=None, change=None
):
    """One of the forms as it was sent and could not be done, the others as they are at first."""
    there = list(shown.attendances.select_related("agency")) if shown else []
    sent = begin or people or change
    day = audit.panel_on if shown is None and audit.panel_on else timezone.localdate()
    people = people or _attendance_form(request, audit)
    context = {
        **frame(request.user, audit, ("Panel", reverse("cases:panel", args=[audit.pk]))),
        "meeting": shown,
        "others": audit.panel_meetings.exclude(pk=shown.pk) if shown else [],
        "attendances": there,
        "meeting_form": begin or MeetingForm(initial={"held_on": day}),
        "person_form": people,
        "groups": people.groups(there),
        "change_form": change or (_change_form(request, audit, shown) if shown else None),
        "is_changing": change is not None,
        "form": sent,
    }
    status = 422 if sent else 200
    return render(request, "cases/panel_room.html", context, status=status)


def _attendance_form(request, audit: Audit) -> AttendanceForm:
    is_sent = request.method == "POST" and "state" in request.POST
    return AttendanceForm(
        request.POST if is_sent else None,
        agencies=audit.agencies.all(),
        people=people_offered(audit),
    )


def _change_form(request, audit: Audit, shown: PanelMeeting) -> ChangeMeetingForm:
    looked_at = shown.moderations.values_list("case", "agency")
    kept = {
        "held_on": shown.held_on,
        "place": shown.place,
        "looked_at": [case or agency for case, agency in looked_at],
    }
    return ChangeMeetingForm(initial=kept, items=items_of(audit, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, audit_id, meeting_id):
    """Asks first."""
    audit = panel_audit(request.user, audit_id)
    found = get_object_or_404(audit.panel_meetings, pk=meeting_id)
    back = reverse("cases:panel_meeting", args=[audit.pk, found.pk])
    if request.method == "POST":
        try:
            remove_meeting(meeting=found, by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect(back)
        messages.success(request, f"The meeting of {found.day} is removed.")
        return redirect("cases:panel_room", audit.pk)
    context = {
        **frame(
            request.user,
            audit,
            ("Panel", reverse("cases:panel", args=[audit.pk])),
            ("Who is in the room", back),
        ),
        "meeting": found,
        "people": found.attendances.count(),
        "looked_at": found.moderations.count(),
        "back": back,
    }
    return render(request, "cases/panel_meeting_remove.html", context)


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
    return redirect("cases:panel_meeting", audit.pk, found.meeting_id)

"""Who is in the room of a panel, and the meetings it holds: begun, put right and removed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from agencies.plurals import plural
from audits.models import Audit
from cases.models import Attendance, PanelMeeting
from cases.panel.items import items_of
from cases.panel.meetings import (
    GONE,
    change_meeting,
    looked_at_by,
    people_offered,
    put_down,
    remove_meeting,
)
from cases.panel.notes import groups_meeting, hold_meeting, remove_attendance
from cases.panel.room_forms import AttendanceForm, ChangeMeetingForm, MeetingForm
from cases.transitions import Refused
from cases.views.panel import frame
from cases.views.panel_case import panel_audit

GONE_BEFORE_PEOPLE = f"{GONE} Whom you named is not put down yet: choose the meeting, and send it."


@require_http_methods(["GET", "HEAD", "POST"])
def room(request, audit_id):
    """Of the newest meeting; where the panel meets again, a meeting is begun."""
    audit = panel_audit(request.user, audit_id)
    found = _newest(request, audit)
    if request.method != "POST":
        return _page(request, audit, found)
    if found is None or "held_on" in request.POST:
        return _begin(request, audit, found)
    return _put_down(request, audit, found)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request, audit_id, meeting_id):
    """One of them, an earlier one too."""
    audit = panel_audit(request.user, audit_id)
    found = _meetings(request, audit).filter(pk=meeting_id).first()
    if request.method != "POST":
        if found is None:
            raise Http404
        return _page(request, audit, found)
    if found is None:
        return _of_removed(request, audit)
    if "change-held_on" in request.POST:
        return _change(request, audit, found)
    return _put_down(request, audit, found)


def _meetings(request, audit: Audit):
    return audit.panel_meetings.visible_to(request.user).select_related("audit", "group")


def _newest(request, audit: Audit) -> PanelMeeting | None:
    return _meetings(request, audit).newest_first().first()


def _of_removed(request, audit: Audit):
    """What was typed for a meeting that somebody removed meanwhile, at the newest or a new one."""
    found = _newest(request, audit)
    if "change-held_on" in request.POST:
        typed = {name: request.POST.get(f"change-{name}", "") for name in ("held_on", "place")}
        begin = _meeting_form(request, audit, typed)
        begin.add_error(None, GONE)
        return _page(request, audit, found, begin=begin, status=409)
    people = _attendance_form(request, audit, found)
    people.add_error(None, GONE_BEFORE_PEOPLE)
    return _page(request, audit, found, people=people, status=409)


def _begin(request, audit: Audit, shown: PanelMeeting | None):
    form = _meeting_form(request, audit, request.POST)
    if not form.is_valid():
        return _page(request, audit, shown, begin=form)
    try:
        begun = hold_meeting(audit=audit, by=request.user, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, audit, shown, begin=form)
    return redirect("cases:panel_meeting", audit.pk, begun.pk)


def _put_down(request, audit: Audit, shown: PanelMeeting):
    form = _attendance_form(request, audit, shown)
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
    items = _items(request, audit, shown)
    form = ChangeMeetingForm(request.POST, audit=audit, items=items)
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
    request,
    audit: Audit,
    shown: PanelMeeting | None,
    *,
    begin=None,
    people=None,
    change=None,
    status=422,
):
    """One of the forms as it was sent and could not be done, the others as they are at first."""
    there = list(shown.attendances.select_related("agency")) if shown else []
    sent = begin or people or change
    people = people or _attendance_form(request, audit, shown)
    context = {
        **frame(request.user, audit, ("Panel", reverse("cases:panel", args=[audit.pk]))),
        "meeting": shown,
        "may_change": shown is None or _may_change(request, shown),
        "others": _meetings(request, audit).exclude(pk=shown.pk) if shown else [],
        "attendances": there,
        "meeting_form": begin or _meeting_form(request, audit),
        "person_form": people,
        "groups": people.groups(there),
        "change_form": change or (_change_form(request, audit, shown) if shown else None),
        "is_changing": change is not None,
        "form": sent,
    }
    return render(request, "cases/panel_room.html", context, status=status if sent else 200)


def _may_change(request, shown: PanelMeeting) -> bool:
    return PanelMeeting.objects.kept_by(request.user).filter(pk=shown.pk).exists()


def _meeting_form(request, audit: Audit, typed=None) -> MeetingForm:
    is_first = not _meetings(request, audit).exists()
    day = audit.panel_on if is_first and audit.panel_on else timezone.localdate()
    groups = groups_meeting(audit, request.user)
    return MeetingForm(typed, audit=audit, groups=groups, initial={"held_on": day})


def _attendance_form(request, audit: Audit, shown: PanelMeeting | None) -> AttendanceForm:
    is_sent = request.method == "POST" and not {"held_on", "change-held_on"} & set(request.POST)
    return AttendanceForm(
        request.POST if is_sent else None,
        agencies=audit.agencies.all(),
        people=people_offered(audit, shown.group if shown else None),
    )


def _change_form(request, audit: Audit, shown: PanelMeeting) -> ChangeMeetingForm:
    looked_at = shown.moderations.values_list("case", "agency")
    kept = {
        "held_on": shown.held_on,
        "place": shown.place,
        "looked_at": [case or agency for case, agency in looked_at],
    }
    return ChangeMeetingForm(initial=kept, audit=audit, items=_items(request, audit, shown))


def _items(request, audit: Audit, shown: PanelMeeting):
    return looked_at_by(shown, items_of(audit, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, audit_id, meeting_id):
    """Asks first."""
    audit = panel_audit(request.user, audit_id)
    found = _meetings(request, audit).filter(pk=meeting_id).first()
    if found is None:
        if request.method != "POST":
            raise Http404
        messages.info(request, "Somebody removed this meeting already.")
        return redirect("cases:panel_room", audit.pk)
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
    theirs = Attendance.objects.filter(meeting__in=_meetings(request, audit))
    found = theirs.select_related("meeting__audit").filter(pk=attendance_id).first()
    if found is None:
        messages.info(request, "Somebody took this person off the list already.")
        return redirect("cases:panel_room", audit.pk)
    try:
        remove_attendance(attendance=found, by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("cases:panel_meeting", audit.pk, found.meeting_id)

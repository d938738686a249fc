"""What a panel has put down, in every relation to its reader."""

from uuid import uuid4

from cases.models import Attendance, CaseAction, LearningPoint, Moderation, PanelMeeting
from tests import factories


def panel_objects(audit, returns) -> dict:
    """About the case of each return."""
    by = factories.coordinator()
    cases = {name: found.case_id for name, found in returns.items()} | {"missing": uuid4()}
    items = {name: {"audit_id": audit.pk, "item_id": case} for name, case in cases.items()}
    key = audit.tool_version.questions.first().key
    meeting = PanelMeeting.objects.create(audit=audit, held_on=audit.scope_end)
    there = Attendance.objects.create(meeting=meeting, name="Somebody")
    case = Moderation.objects.create(audit=audit, case=returns["own"].case)
    point = LearningPoint.objects.create(moderation=case, text="Ask again.", added_by=by)
    actions = {
        name: CaseAction.objects.create(
            moderation=case, agency=returns[name].agency, text="Call.", added_by=by
        ).pk
        for name in ("own", "other")
    }
    return {
        "panel_item": items,
        "panel_place": {name: {**kwargs, "place": key} for name, kwargs in items.items()},
        "panel_meeting": {
            "own": {"audit_id": audit.pk, "meeting_id": meeting.pk},
            "missing": {"audit_id": uuid4(), "meeting_id": uuid4()},
        },
        "attendance": {
            "own": {"audit_id": audit.pk, "attendance_id": there.pk},
            "missing": {"audit_id": uuid4(), "attendance_id": uuid4()},
        },
        "learning_point": {"own": {"point_id": point.pk}, "missing": {"point_id": uuid4()}},
        "learned_point": {
            "own": {"audit_id": audit.pk, "point_id": point.pk},
            "missing": {"audit_id": audit.pk, "point_id": uuid4()},
        },
        "case_action": {
            name: {"action_id": action} for name, action in (actions | {"missing": uuid4()}).items()
        },
    }

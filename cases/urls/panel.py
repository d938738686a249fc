"""What a panel compares, hears and agrees."""

from django.urls import path

from cases.views import (
    differences,
    panel,
    panel_case,
    panel_learning,
    panel_notes,
    panel_release,
    panel_room,
    voices,
)

urlpatterns = [
    path("audits/<uuid:audit_id>/panel/", panel.panel, name="panel"),
    path("audits/<uuid:audit_id>/panel/room/", panel_room.room, name="panel_room"),
    path(
        "audits/<uuid:audit_id>/panel/meetings/<uuid:meeting_id>/",
        panel_room.meeting,
        name="panel_meeting",
    ),
    path(
        "audits/<uuid:audit_id>/panel/meetings/<uuid:meeting_id>/remove/",
        panel_room.remove,
        name="remove_meeting",
    ),
    path(
        "audits/<uuid:audit_id>/panel/room/<uuid:attendance_id>/remove/",
        panel_room.leave_room,
        name="leave_room",
    ),
    path("audits/<uuid:audit_id>/panel/release/", panel_release.release, name="release_judgements"),
    path("audits/<uuid:audit_id>/panel/<uuid:item_id>/", panel_case.panel_item, name="panel_item"),
    path(
        "audits/<uuid:audit_id>/panel/<uuid:item_id>/judgements/<str:place>/",
        panel_case.judgement,
        name="judgement",
    ),
    path(
        "audits/<uuid:audit_id>/panel/<uuid:item_id>/judgements/<str:place>/earlier/",
        panel_case.judgement_wordings,
        name="judgement_wordings",
    ),
    path(
        "audits/<uuid:audit_id>/panel/<uuid:item_id>/state/", panel_case.state, name="panel_state"
    ),
    path(
        "audits/<uuid:audit_id>/panel/<uuid:item_id>/learning/",
        panel_learning.add,
        name="add_learning",
    ),
    path(
        "audits/<uuid:audit_id>/panel/<uuid:item_id>/actions/",
        panel_notes.action,
        name="add_case_action",
    ),
    path(
        "audits/<uuid:audit_id>/panel/<uuid:item_id>/recall/", panel_release.recall, name="recall"
    ),
    path("learning/<uuid:point_id>/", panel_learning.change, name="change_learning"),
    path("learning/<uuid:point_id>/remove/", panel_learning.remove, name="remove_learning"),
    path("case-actions/<uuid:action_id>/", panel_notes.change_action, name="change_case_action"),
    path(
        "case-actions/<uuid:action_id>/remove/",
        panel_notes.remove_action,
        name="remove_case_action",
    ),
    path("case-actions/<uuid:action_id>/done/", panel_notes.finish, name="finish_case_action"),
    path("audits/<uuid:audit_id>/views/", voices.voices, name="voices"),
    path("audits/<uuid:audit_id>/cases/<uuid:case_id>/views/", voices.of_case, name="case_voices"),
    path("audits/<uuid:audit_id>/cases/<uuid:case_id>/views/add/", voices.add, name="add_voice"),
    path("audits/<uuid:audit_id>/views/<uuid:voice_id>/", voices.change, name="change_voice"),
    path(
        "audits/<uuid:audit_id>/views/<uuid:voice_id>/remove/", voices.remove, name="remove_voice"
    ),
    path("audits/<uuid:audit_id>/differences/", differences.differences, name="differences"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/differences/",
        differences.of_case,
        name="case_differences",
    ),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/differences/<slug:question_key>/",
        differences.difference,
        name="difference",
    ),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/differences/<slug:question_key>/<slug:code>/",
        differences.difference,
        name="difference_of",
    ),
    path(
        "audits/<uuid:audit_id>/resolutions/<uuid:resolution_id>/reopen/",
        differences.reopen,
        name="reopen_difference",
    ),
]

"""A survey, for who runs it and for who answers it."""

from django.urls import path

from cases.views import (
    responding,
    survey_entry,
    surveys,
)

urlpatterns = [
    path("audits/<uuid:audit_id>/survey/", surveys.survey, name="survey"),
    path("audits/<uuid:audit_id>/survey/new/", surveys.new_survey, name="new_survey"),
    path("audits/<uuid:audit_id>/survey/last-day/", surveys.extend, name="extend_survey"),
    path("audits/<uuid:audit_id>/survey/close/", surveys.close, name="close_survey"),
    path("audits/<uuid:audit_id>/survey/link/", surveys.new_link, name="new_link"),
    path("audits/<uuid:audit_id>/survey/invite/", surveys.invitations, name="invitations"),
    path("audits/<uuid:audit_id>/survey/remind/", surveys.send_reminders, name="send_reminders"),
    path("survey/answer/", responding.answer, name="survey_answer"),
    path("survey/answer/<slug:section_key>/", responding.section, name="survey_section"),
    path(
        "survey/answer/<slug:section_key>/<slug:code>/",
        responding.section,
        name="survey_repetition",
    ),
    path("survey/check/", responding.check, name="survey_check"),
    path("survey/later/", responding.later, name="survey_later"),
    path("survey/leave/", survey_entry.leave, name="survey_leave"),
    path("survey/left/", survey_entry.left, name="survey_left"),
    path("survey/thanks/", survey_entry.thanks, name="survey_thanks"),
    path("survey/mine/<str:token>/", survey_entry.come_back, name="survey_come_back"),
    path("survey/<str:token>/", survey_entry.start, name="survey_start"),
]

"""What leads do, and how returns are chased."""

from django.urls import path

from cases.views import (
    agency,
    agency_actions,
    assigning,
    chasing,
    due_dates,
    exempting,
    holding,
    knowing,
    progress,
    reminders,
    reviewing,
    spreading,
)

urlpatterns = [
    path("agency/", agency.agency, name="agency"),
    path(
        "agency/<uuid:agency_id>/audits/<uuid:audit_id>/approve/",
        agency.approve_all,
        name="approve_all",
    ),
    path("agency/<uuid:agency_id>/audits/<uuid:audit_id>/cases/", knowing.known, name="known"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/agencies/add/",
        knowing.add_agency,
        name="add_agency",
    ),
    path("involvements/<uuid:involvement_id>/say/", knowing.say_known, name="say_known"),
    path("involvements/<uuid:involvement_id>/", agency.involvement, name="involvement"),
    path("returns/<uuid:return_id>/review/", reviewing.review, name="review"),
    path("returns/<uuid:return_id>/approve/", reviewing.approve, name="approve"),
    path("returns/<uuid:return_id>/send-back/", reviewing.send_back, name="send_back"),
    path("returns/<uuid:return_id>/release/", reviewing.release, name="release"),
    path("returns/<uuid:return_id>/ask-release/", holding.ask_release, name="ask_release"),
    path("returns/<uuid:return_id>/ask-reopening/", holding.ask_reopening, name="ask_reopening"),
    path("audits/<uuid:audit_id>/sharing/", holding.sharing, name="sharing"),
    path("agency/<uuid:agency_id>/actions/", agency_actions.actions, name="agency_actions"),
    path("agency/<uuid:agency_id>/actions/add/", agency_actions.add, name="add_action"),
    path("agency/actions/<uuid:action_id>/", agency_actions.change, name="change_action"),
    path("agency/actions/<uuid:action_id>/done/", agency_actions.finish, name="finish_action"),
    path("agency/actions/<uuid:action_id>/reopen/", agency_actions.reopen, name="reopen_action"),
    path("returns/<uuid:return_id>/substitute/", assigning.substitute, name="substitute"),
    path("returns/<uuid:return_id>/exemption/", exempting.ask, name="ask_exemption"),
    path(
        "returns/<uuid:return_id>/exemption/take-back/",
        exempting.take_back,
        name="take_back_exemption",
    ),
    path("returns/<uuid:return_id>/exempt/", exempting.exempt, name="exempt"),
    path("returns/<uuid:return_id>/exempt/refuse/", exempting.refuse, name="refuse_exemption"),
    path("returns/<uuid:return_id>/exempt/undo/", exempting.again, name="expect_again"),
    path("returns/<uuid:return_id>/due-date/", due_dates.due_date, name="due_date"),
    path("audits/<uuid:audit_id>/due-dates/", due_dates.due_dates, name="due_dates"),
    path("audits/<uuid:audit_id>/reminders/", reminders.reminders, name="reminders"),
    path("audits/<uuid:audit_id>/progress/", progress.progress, name="progress"),
    path("audits/<uuid:audit_id>/message/", chasing.message_late, name="message_late"),
    path(
        "audits/<uuid:audit_id>/message/<uuid:job_id>/", chasing.message_sent, name="message_sent"
    ),
    path("audits/<uuid:audit_id>/reminders/<uuid:reminder_id>/", chasing.reminder, name="reminder"),
    path("audits/<uuid:audit_id>/reminders/send/", reminders.remind, name="remind"),
    path("returns/<uuid:return_id>/assign/", assigning.assign, name="assign"),
    path("returns/<uuid:return_id>/involvements/", spreading.interests, name="interests"),
    path("returns/<uuid:return_id>/link/", spreading.send_link, name="send_link"),
    path("audits/<uuid:audit_id>/assign/", spreading.spread, name="spread"),
]

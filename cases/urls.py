from django.urls import path

from cases.views import (
    adding,
    agency,
    agency_actions,
    answering,
    assigning,
    auditing,
    audits,
    holding,
    identity,
    moving,
    preview,
    queries,
    reviewing,
    rounds,
    saving,
    wordings,
)

app_name = "cases"

urlpatterns = [
    path("setup/tools/<uuid:version_id>/preview/", preview.preview_tool, name="preview_tool"),
    path(
        "setup/tools/<uuid:version_id>/condition-met/", preview.condition_met, name="condition_met"
    ),
    path("returns/", auditing.my_returns, name="my_returns"),
    path("returns/add/<uuid:audit_id>/<uuid:agency_id>/case/", adding.add_case, name="add_case"),
    path(
        "returns/add/<uuid:audit_id>/<uuid:agency_id>/response/",
        adding.add_a_response,
        name="add_response",
    ),
    path("returns/<uuid:return_id>/remove/", adding.remove, name="remove"),
    path("returns/<uuid:return_id>/", auditing.audit_return, name="return"),
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/", answering.section, name="section"
    ),
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/<slug:code>/",
        answering.section,
        name="repetition",
    ),
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/answers/<slug:question_key>/",
        saving.answer,
        name="answer",
    ),
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/<slug:code>/answers/"
        "<slug:question_key>/",
        saving.answer,
        name="repeated_answer",
    ),
    path("returns/<uuid:return_id>/relevant/", auditing.pick, name="pick"),
    path("returns/<uuid:return_id>/check/", auditing.check, name="check"),
    path("returns/<uuid:return_id>/identity/", identity.identity, name="identity"),
    path("agency/", agency.agency, name="agency"),
    path(
        "agency/<uuid:agency_id>/audits/<uuid:audit_id>/approve/",
        agency.approve_all,
        name="approve_all",
    ),
    path("audits/<uuid:audit_id>/", audits.audit, name="audit"),
    path("audits/<uuid:audit_id>/tool/", moving.audit_tool, name="audit_tool"),
    path("audits/<uuid:audit_id>/earlier-round/", rounds.earlier_round, name="earlier_round"),
    path("audits/<uuid:audit_id>/ask/", audits.ask, name="ask"),
    path("audits/<uuid:audit_id>/cases/<uuid:case_id>/", audits.case, name="case"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/plan-type/",
        audits.plan_type,
        name="plan_type",
    ),
    path("involvements/<uuid:involvement_id>/", agency.involvement, name="involvement"),
    path(
        "involvements/<uuid:involvement_id>/identity/",
        identity.identity_to_confirm,
        name="involvement_identity",
    ),
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
    path("returns/<uuid:return_id>/queries/", queries.ask, name="ask_query"),
    path("queries/<uuid:query_id>/reply/", queries.reply, name="reply"),
    path("queries/<uuid:query_id>/close/", queries.close, name="close_query"),
    path("returns/<uuid:return_id>/answers/<uuid:answer_id>/", wordings.wordings, name="wordings"),
    path("returns/<uuid:return_id>/substitute/", assigning.substitute, name="substitute"),
    path("returns/<uuid:return_id>/assign/", assigning.assign, name="assign"),
]

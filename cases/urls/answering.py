"""What auditors see, and what is said beside an answer."""

from django.urls import path

from cases.views import (
    adding,
    answering,
    auditing,
    checking,
    concerns,
    evidence_files,
    identity,
    preview,
    queries,
    saving,
    wordings,
)

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
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/files/<slug:question_key>/",
        evidence_files.files,
        name="files",
    ),
    path(
        "returns/<uuid:return_id>/sections/<slug:section_key>/<slug:code>/files/"
        "<slug:question_key>/",
        evidence_files.files,
        name="files_of_repetition",
    ),
    path("files/<uuid:file_id>/", evidence_files.file, name="file"),
    path("files/<uuid:file_id>/remove/", evidence_files.remove, name="remove_file"),
    path("returns/<uuid:return_id>/concern/", concerns.raise_of_return, name="return_concern"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/concern/",
        concerns.raise_of_case,
        name="case_concern",
    ),
    path("concerns/", concerns.concerns, name="concerns"),
    path("concerns/raise/", concerns.raise_one, name="raise_concern"),
    path("concerns/<uuid:concern_id>/", concerns.concern, name="concern"),
    path(
        "concerns/<uuid:concern_id>/acknowledge/", concerns.acknowledge, name="concern_acknowledge"
    ),
    path("concerns/<uuid:concern_id>/note/", concerns.note, name="concern_note"),
    path("concerns/<uuid:concern_id>/close/", concerns.close, name="concern_close"),
    path("returns/<uuid:return_id>/relevant/", auditing.pick, name="pick"),
    path("returns/<uuid:return_id>/relevant/save/", saving.save_picked, name="save_picked"),
    path("returns/<uuid:return_id>/check/", checking.check, name="check"),
    path("returns/<uuid:return_id>/identity/", identity.identity, name="identity"),
    path(
        "involvements/<uuid:involvement_id>/identity/",
        identity.identity_to_confirm,
        name="involvement_identity",
    ),
    path("returns/<uuid:return_id>/queries/", queries.ask, name="ask_query"),
    path("queries/<uuid:query_id>/reply/", queries.reply, name="reply"),
    path("queries/<uuid:query_id>/close/", queries.close, name="close_query"),
    path("returns/<uuid:return_id>/answers/<uuid:answer_id>/", wordings.wordings, name="wordings"),
]

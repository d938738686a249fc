from django.urls import path

from reports.views import (
    briefings,
    copying,
    earlier,
    figures,
    learned,
    measures,
    moving,
    next_step,
    printing,
    progress,
    terms,
    writing,
)

app_name = "reports"

urlpatterns = [
    path("setup/tools/<uuid:version_id>/print/", printing.print_tool, name="print_tool"),
    path("printing/<uuid:job_id>/", printing.making, name="making_blank_form"),
    path("printing/<uuid:job_id>/file/", printing.blank_form, name="blank_form"),
    path("returns/<uuid:return_id>/copy/", copying.copy_return, name="copy_return"),
    path("copies/<uuid:job_id>/", copying.making, name="making_copy"),
    path("copies/<uuid:job_id>/file/", copying.copy_file, name="copy_file"),
    path("audits/<uuid:audit_id>/next-step/", next_step.next_step, name="next_step"),
    path("audits/<uuid:audit_id>/next-step/<slug:to>/", next_step.move, name="move_audit"),
    path("audits/<uuid:audit_id>/terms/", terms.terms, name="terms"),
    path("terms/<uuid:job_id>/", terms.making, name="making_terms"),
    path("terms/<uuid:job_id>/file/", terms.terms_file, name="terms_file"),
    path("audits/<uuid:audit_id>/learned/", learned.learned, name="learned"),
    path("audits/<uuid:audit_id>/learned/<uuid:point_id>/take/", learned.take, name="take_point"),
    path("briefings/", briefings.briefings, name="briefings"),
    path("briefings/<uuid:briefing_id>/", briefings.briefing, name="briefing"),
    path("briefings/<uuid:briefing_id>/pdf/", briefings.briefing_pdf, name="briefing_pdf"),
    path("briefings/<uuid:briefing_id>/text/", writing.edit, name="edit_briefing"),
    path("briefings/<uuid:briefing_id>/make/", writing.make, name="make_briefing"),
    path("briefings/<uuid:briefing_id>/making/", writing.making, name="making_briefing"),
    path("briefings/<uuid:briefing_id>/move/<slug:to>/", moving.move, name="move_briefing"),
    path("audits/<uuid:audit_id>/briefings/", briefings.audit_briefings, name="audit_briefings"),
    path("audits/<uuid:audit_id>/briefings/start/", writing.start, name="start_briefing"),
    path("audits/<uuid:audit_id>/quotes/new/", moving.new_quote, name="new_quote"),
    path("quotes/<uuid:quote_id>/approve/", moving.approve, name="approve_quote"),
    path("audits/<uuid:audit_id>/progress/sheet/", progress.sheet, name="progress_sheet"),
    path("audits/<uuid:audit_id>/progress/sheet.xlsx", progress.workbook, name="progress_workbook"),
    path("audits/<uuid:audit_id>/figures/", figures.figures, name="figures"),
    path("audits/<uuid:audit_id>/measures/", measures.measures, name="measures"),
    path("audits/<uuid:audit_id>/measures/add/", measures.add, name="add_measure"),
    path(
        "audits/<uuid:audit_id>/measures/of/<slug:measure_key>/",
        measures.change,
        name="change_measure",
    ),
    path(
        "audits/<uuid:audit_id>/measures/of/<slug:measure_key>/delete/",
        measures.delete,
        name="delete_measure",
    ),
    path("earlier-audits/of/<slug:tool_key>/", earlier.earlier_audits, name="earlier_audits"),
    path("earlier-audits/of/<slug:tool_key>/add/", earlier.add, name="add_earlier_audit"),
    path("earlier-audits/<uuid:earlier_id>/", earlier.change, name="change_earlier_audit"),
    path("earlier-audits/<uuid:earlier_id>/delete/", earlier.delete, name="delete_earlier_audit"),
    path(
        "audits/<uuid:audit_id>/figures/<str:measure_key>/", figures.behind, name="answers_behind"
    ),
]

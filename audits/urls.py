from django.urls import include, path

from audits.views import (
    audits,
    draft_lists,
    draft_measures,
    draft_moves,
    draft_pasting,
    draft_questions,
    draft_scales,
    draft_sections,
    draft_tools,
    library,
    plan_types,
    setup,
    tool_files,
    tools,
    versions,
)

app_name = "audits"

build = [
    path("", draft_tools.build, name="build"),
    path("new-section/", draft_sections.new_section, name="new_section"),
    path("sections/<slug:key>/", draft_sections.section, name="build_section"),
    path("sections/<slug:key>/rating/", draft_sections.add_rating, name="add_rating"),
    path("sections/<slug:key>/new-question/", draft_questions.new_question, name="new_question"),
    path("questions/<slug:key>/", draft_questions.question, name="build_question"),
    path("scales/", draft_scales.scales, name="build_scales"),
    path("new-scale/", draft_scales.new_scale, name="new_scale"),
    path("scales/<slug:key>/", draft_scales.scale, name="build_scale"),
    path("themes/", draft_lists.themes, name="build_themes"),
    path("codes/", draft_lists.codes, name="build_codes"),
    path("paste/", draft_pasting.paste, name="paste_questions"),
    path("measures/", draft_measures.measures, name="build_measures"),
    path("new-measure/", draft_measures.new, name="new_measure"),
    path("measures/<slug:key>/", draft_measures.measure, name="build_measure"),
    path("undo/", draft_moves.undo, name="undo"),
    path("<slug:parts>/<slug:key>/move/", draft_moves.move, name="move_part"),
    path("<slug:parts>/<slug:key>/duplicate/", draft_moves.duplicate, name="duplicate_part"),
    path("<slug:parts>/<slug:key>/delete/", draft_moves.delete, name="delete_part"),
]

urlpatterns = [
    path("audits/", audits.audit_list, name="list"),
    path("setup/", setup.setup, name="setup"),
    path("setup/plan-types/", plan_types.plan_types, name="plan_types"),
    path("setup/plan-types/add/", plan_types.plan_type, name="new_plan_type"),
    path("setup/plan-types/usual/", plan_types.usual, name="usual_plan_types"),
    path("setup/plan-types/<uuid:plan_type_id>/", plan_types.plan_type, name="plan_type"),
    path(
        "setup/plan-types/<uuid:plan_type_id>/delete/",
        plan_types.remove,
        name="remove_plan_type",
    ),
    path(
        "setup/plan-types/<uuid:plan_type_id>/<slug:way>/",
        plan_types.move,
        name="move_plan_type",
    ),
    path("setup/tools/", tools.tools, name="tools"),
    path("setup/tools/new/", draft_tools.new_tool, name="new_tool"),
    path("setup/tools/library/", library.library, name="library"),
    path("setup/tools/library/<slug:key>/", library.library_tool, name="library_tool"),
    path("setup/tools/import/", tool_files.import_file, name="import"),
    path("setup/tools/<uuid:version_id>/export/<slug:format>/", tool_files.export, name="export"),
    path("setup/tools/<uuid:version_id>/", tools.tool_version, name="tool_version"),
    path("setup/tools/<uuid:version_id>/build/", include(build)),
    path("setup/tools/<uuid:version_id>/copy/", draft_tools.copy_tool, name="copy_tool"),
    path("setup/tools/<uuid:version_id>/new-version/", versions.new_version, name="new_version"),
    path(
        "setup/tools/<uuid:version_id>/compare/",
        versions.compare_versions,
        name="compare_versions",
    ),
    path("setup/tools/<uuid:version_id>/publish/", versions.publish, name="publish_version"),
    path("setup/tools/<uuid:version_id>/retire/", versions.retire, name="retire_version"),
]

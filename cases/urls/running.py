"""What a coordinator does with an audit: its plan, cases, sample and identities."""

from django.urls import path

from cases.views import (
    audits,
    candidates,
    grouping,
    importing,
    moving,
    participants,
    planning,
    rounds,
    sample_draws,
    sampled_cases,
    vault,
    vault_files,
)

urlpatterns = [
    path("audits/<uuid:audit_id>/", audits.audit, name="audit"),
    path("audits/<uuid:audit_id>/cases/", sampled_cases.cases, name="cases"),
    path("audits/<uuid:audit_id>/cases/add/", sampled_cases.add_case, name="add_sampled_case"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/facts/",
        sampled_cases.case_facts,
        name="case_facts",
    ),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/take-out/",
        sampled_cases.remove,
        name="take_out_case",
    ),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/replace/",
        sampled_cases.replace,
        name="replace_case",
    ),
    path("audits/<uuid:audit_id>/sample/", sample_draws.sample, name="sample"),
    path("audits/<uuid:audit_id>/sample/begin/", sample_draws.begin, name="begin_draw"),
    *(
        path(f"audits/<uuid:audit_id>/sample/<int:number>/{address}", view, name=name)
        for address, view, name in (
            ("", sample_draws.draw, "draw"),
            ("rules/", sample_draws.rules, "draw_rules"),
            ("sizes/", sample_draws.sizes, "draw_sizes"),
            ("draw/", sample_draws.make, "make_draw"),
            ("repeat/", sample_draws.repeat, "repeat_draw"),
            ("reserves/delete/", sample_draws.drop_reserves, "drop_reserves"),
            ("give-up/", sample_draws.give_up, "give_up_draw"),
            ("candidates/", candidates.candidates, "candidates"),
            ("candidates/template.<slug:form>", candidates.template, "candidates_template"),
            ("candidates/add/", candidates.add, "add_candidate"),
            ("candidates/delete/", candidates.remove_all, "remove_candidates"),
            ("candidates/<uuid:candidate_id>/", candidates.candidate, "candidate"),
            ("candidates/<uuid:candidate_id>/who/", candidates.who, "candidate_who"),
            ("candidates/<uuid:candidate_id>/delete/", candidates.remove, "remove_candidate"),
        )
    ),
    path("audits/<uuid:audit_id>/tool/", moving.audit_tool, name="audit_tool"),
    path("audits/<uuid:audit_id>/earlier-round/", rounds.earlier_round, name="earlier_round"),
    path("audits/<uuid:audit_id>/groups/", grouping.groups, name="groups"),
    path("audits/<uuid:audit_id>/groups/add/", grouping.new_group, name="new_group"),
    path("groups/<uuid:group_id>/", grouping.group, name="group"),
    path("groups/<uuid:group_id>/remove/", grouping.remove, name="remove_group"),
    path("audits/<uuid:audit_id>/bring-in/", importing.bring_in, name="bring_in"),
    path(
        "audits/<uuid:audit_id>/bring-in/template.<slug:form>",
        importing.template,
        name="import_template",
    ),
    path("bring-in/<uuid:import_id>/", importing.preview, name="import_preview"),
    path("bring-in/<uuid:import_id>/apply/", importing.apply, name="import_apply"),
    path("bring-in/<uuid:import_id>/discard/", importing.throw_away, name="import_discard"),
    path("audits/<uuid:audit_id>/identities/", vault.vault, name="vault"),
    path("audits/<uuid:audit_id>/identities/day/", vault.keep_until, name="keep_until"),
    path("audits/<uuid:audit_id>/identities/destroy/", vault.destroy, name="destroy_identities"),
    path(
        "audits/<uuid:audit_id>/identities/bring-in/",
        vault_files.bring_in,
        name="bring_in_identities",
    ),
    path(
        "audits/<uuid:audit_id>/identities/template.<slug:form>",
        vault_files.template,
        name="identities_template",
    ),
    path("identities/<uuid:import_id>/", vault_files.preview, name="identities_preview"),
    path("identities/<uuid:import_id>/apply/", vault_files.apply, name="identities_apply"),
    path("identities/<uuid:import_id>/discard/", vault_files.discard, name="identities_discard"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/identities/",
        vault.case_identities,
        name="case_identities",
    ),
    path("audits/<uuid:audit_id>/agencies/", participants.agencies, name="agencies_of_audit"),
    path("audits/<uuid:audit_id>/agencies/guest/", participants.guest, name="guest"),
    path(
        "audits/<uuid:audit_id>/agencies/guest/<uuid:agency_id>/",
        participants.guest,
        name="guest_again",
    ),
    path(
        "audits/<uuid:audit_id>/agencies/<uuid:agency_id>/auditor/",
        participants.guest_auditor,
        name="guest_auditor",
    ),
    path(
        "audits/<uuid:audit_id>/agencies/<uuid:agency_id>/cases/",
        participants.chosen_cases,
        name="chosen_cases",
    ),
    path("audits/<uuid:audit_id>/timetable/", planning.timetable, name="timetable"),
    path("audits/<uuid:audit_id>/timetable/move/", planning.move_timetable, name="move_timetable"),
    path("audits/<uuid:audit_id>/start/", planning.start, name="start"),
    path("audits/<uuid:audit_id>/start/new-cases/", planning.ask_new_cases, name="ask_new_cases"),
    path("audits/<uuid:audit_id>/ask/", audits.ask, name="ask"),
    path("audits/<uuid:audit_id>/cases/<uuid:case_id>/", audits.case, name="case"),
    path(
        "audits/<uuid:audit_id>/cases/<uuid:case_id>/plan-type/",
        audits.plan_type,
        name="plan_type",
    ),
]

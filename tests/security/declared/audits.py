"""Pages about tools and audits."""

from agencies.roles import Role
from tests.security.declared.pages import ADMIN, COORDINATOR, FORM, READ, WRITE, of, page, set_up

# A coordinator reads tools, drafts among them, and builds none.
BUILDER = {"coordinator": "own"}


DRAFT_PAGES = (
    "build",
    "new_section",
    "new_scale",
    "build_themes",
    "build_codes",
    "paste_questions",
)


# Lists of candidates are the coordinator's; a lead and an auditor see the audit they are about.
DRAWS_SEEN = {"lead": "own", "auditor": "own"}


AUDITS = {
    "audits:list": page(READ, {Role.COORDINATOR, Role.MODERATOR}),
    "audits:tools": page(READ, {Role.ADMIN, Role.COORDINATOR}),
    "audits:library": page(READ, ADMIN),
    "audits:library_tool": set_up("library_tool", FORM),
    "audits:tool_version": of("tool_version", READ, admin="own", coordinator="own"),
    "audits:new_tool": page(FORM, ADMIN),
    "audits:import": page(FORM, ADMIN),
    "audits:export": of("tool_file", READ, admin="own", coordinator="own"),
    **{f"audits:{name}": of("draft", FORM, BUILDER, admin="own") for name in DRAFT_PAGES},
    "audits:build_scales": of("draft", READ, BUILDER, admin="own"),
    "audits:undo": of("draft", WRITE, BUILDER, admin="own"),
    "audits:build_measures": of("draft", READ, BUILDER, admin="own"),
    "audits:new_measure": of("draft", FORM, BUILDER, admin="own"),
    "audits:build_measure": of("draft_measure", FORM, BUILDER, admin="own"),
    "audits:build_contradictions": of("draft", READ, BUILDER, admin="own"),
    "audits:new_contradiction": of("draft", FORM, BUILDER, admin="own"),
    "audits:build_contradiction": of("draft_contradiction", FORM, BUILDER, admin="own"),
    "audits:build_section": of("draft_section", FORM, BUILDER, admin="own"),
    "audits:new_question": of("draft_section", FORM, BUILDER, admin="own"),
    "audits:add_rating": of("draft_section", WRITE, BUILDER, admin="own"),
    "audits:build_question": of("draft_question", FORM, BUILDER, admin="own"),
    "audits:build_scale": of("draft_scale", FORM, BUILDER, admin="own"),
    **{
        f"audits:{name}_part": of("draft_part", WRITE, BUILDER, admin="own")
        for name in ("move", "duplicate", "delete")
    },
    "audits:compare_versions": of("tool_version", READ, admin="own", coordinator="own"),
    "cases:preview_tool": of("tool_version", FORM, admin="own", coordinator="own"),
    "cases:condition_met": set_up("tool_version", READ),
    "audits:copy_tool": set_up("tool_version", FORM),
    "audits:new_version": set_up("tool_version", WRITE),
    "audits:retire_version": set_up("tool_version", FORM),
    "audits:publish_version": of("draft", FORM, admin="own"),
    "cases:earlier_round": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    **{
        f"cases:{name}": of(
            kind, methods, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
        )
        for name, kind, methods in (
            ("bring_in", "audit", FORM),
            ("import_template", "template", READ),
        )
    },
    "audits:series": of("series", READ, coordinator="own planned", moderator="own"),
    "audits:new_audit": page(FORM, COORDINATOR),
    "audits:programmes": page(READ, COORDINATOR),
    "audits:new_programme": page(FORM, COORDINATOR),
    "audits:programme": of("programme", FORM, coordinator="own"),
    "audits:edit_programme": of("programme", FORM, coordinator="own"),
    "audits:remove_programme": of("programme", FORM, coordinator="own"),
    "audits:put_into_programme": of("programme", WRITE, coordinator="own"),
    "audits:take_out_of_programme": of("audit_of_programme", WRITE, coordinator="own"),
    "audits:edit_quota": of("quota", FORM, coordinator="own"),
    "audits:remove_quota": of("quota", WRITE, coordinator="own"),
    **{
        name: of("audit", methods, seen={"lead": "own", "auditor": "own"}, coordinator="own other")
        for name, methods in (
            ("audits:plan", READ),
            ("audits:edit_plan", FORM),
            ("cases:agencies_of_audit", FORM),
            ("cases:guest", FORM),
            ("cases:timetable", FORM),
            ("cases:move_timetable", WRITE),
            ("cases:start", FORM),
            ("cases:ask_new_cases", WRITE),
        )
    },
    "cases:guest_again": of("guest_of_another", FORM, coordinator="own"),
    "cases:guest_auditor": of("guest_taking_part", FORM, coordinator="own"),
    "cases:withdraw_guest": of("guest_person", FORM, coordinator="own"),
    "cases:chosen_cases": of("joins_chosen_cases", FORM, coordinator="own"),
    "cases:groups": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:new_group": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:group": of("local_group", FORM, coordinator="own"),
    "cases:remove_group": of("local_group", FORM, coordinator="own"),
    "cases:import_preview": of("import", READ, coordinator="own"),
    "cases:import_apply": of("import", WRITE, coordinator="own"),
    "cases:import_discard": of("import", WRITE, coordinator="own"),
    "cases:audit_tool": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:audit": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    **{
        f"cases:{name}": of(
            "audit_with_survey", methods, {"lead": "own", "auditor": "own"}, coordinator="own"
        )
        for name, methods in (
            ("survey", READ),
            ("new_survey", FORM),
            ("extend_survey", FORM),
            ("close_survey", FORM),
            ("new_link", FORM),
            ("invitations", FORM),
            ("send_reminders", WRITE),
        )
    },
    **{
        f"cases:{name}": of(
            "audit", methods, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
        )
        for name, methods in (
            ("vault", READ),
            ("keep_until", WRITE),
            ("destroy_identities", WRITE),
            ("bring_in_identities", FORM),
        )
    },
    "cases:identities_template": of(
        "template", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:identities_preview": of("identity_file", READ, coordinator="own"),
    "cases:identities_apply": of("identity_file", WRITE, coordinator="own"),
    "cases:identities_discard": of("identity_file", WRITE, coordinator="own"),
    "cases:case_identities": of(
        "case",
        FORM,
        seen={"lead": "own unassigned", "auditor": "own"},
        coordinator="own unassigned other",
    ),
    "cases:due_dates": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:reminders": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:remind": of(
        "audit", WRITE, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    **{
        f"cases:{name}": of(
            kind, methods, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
        )
        for name, kind, methods in (
            ("cases", "audit", READ),
            ("add_sampled_case", "audit", FORM),
            ("sample", "audit", READ),
            ("begin_draw", "audit", WRITE),
        )
    },
    **{
        f"cases:{name}": of("draw", methods, DRAWS_SEEN, coordinator="own")
        for name, methods in (
            ("draw", READ),
            ("draw_rules", FORM),
            ("draw_sizes", FORM),
            ("make_draw", FORM),
            ("repeat_draw", WRITE),
            ("drop_reserves", FORM),
            ("give_up_draw", WRITE),
            ("candidates", FORM),
            ("add_candidate", FORM),
            ("find_candidate", WRITE),
            ("remove_candidates", WRITE),
        )
    },
    "cases:candidates_file": of("candidates_file", READ, DRAWS_SEEN, coordinator="own"),
    "cases:candidates_template": of("candidates_template", READ, DRAWS_SEEN, coordinator="own"),
    "cases:candidate": of("candidate", FORM, DRAWS_SEEN, coordinator="own"),
    "cases:candidate_who": of("candidate", WRITE, DRAWS_SEEN, coordinator="own"),
    "cases:remove_candidate": of("candidate", WRITE, DRAWS_SEEN, coordinator="own"),
    **{
        f"cases:{name}": of("sampled_case", FORM, DRAWS_SEEN, coordinator="own")
        for name in ("case_facts", "take_out_case", "replace_case")
    },
    **{
        name: of("audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other")
        for name in ("cases:progress", "reports:progress_sheet", "reports:progress_workbook")
    },
    "cases:message_late": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:message_sent": of("message_sent", READ, coordinator="own"),
    "cases:reminder": of("reminder", READ, coordinator="own"),
    "cases:ask": of("audit_of_organisations", WRITE, coordinator="own"),
    "cases:plan_type": of(
        "case",
        WRITE,
        seen={"lead": "own unassigned", "auditor": "own"},
        coordinator="own unassigned other",
    ),
    "cases:case": of(
        "case",
        READ,
        seen={"lead": "own unassigned", "auditor": "own"},
        coordinator="own unassigned other",
    ),
}

"""What each role reaches, URL by URL, written apart from the code that decides it."""

from dataclasses import dataclass, field

from agencies.roles import Role

EVERYBODY = frozenset(Role)
ADMIN = frozenset({Role.ADMIN})
COORDINATOR = frozenset({Role.COORDINATOR})

READ = ("GET",)
WRITE = ("POST",)
FORM = ("GET", "POST")


@dataclass(frozen=True)
class Page:
    """`reach[role]` are the relations a role may open; a page without an object has one, "".

    `seen[role]` are relations whose object the role sees elsewhere, so that a plain 403 tells
    nothing; all else that is refused must answer like what does not exist.
    """

    methods: tuple[str, ...]
    reach: dict[str, set[str]] = field(default_factory=dict)
    kind: str = ""
    seen: dict[str, set[str]] = field(default_factory=dict)

    def welcomes(self, role, relation) -> bool:
        return relation in self.reach.get(role, set())


def page(methods, roles) -> Page:
    return Page(methods, {role: {""} for role in roles})


def of(kind, methods, seen=None, **reach) -> Page:
    """Relations per role, as words: of("return", READ, lead="own unassigned")."""
    return Page(methods, by_role(reach), kind, by_role(seen or {}))


def by_role(words: dict[str, str]) -> dict[str, set[str]]:
    return {Role(role): set(relations.split()) for role, relations in words.items()}


def set_up(kind, methods) -> Page:
    return of(kind, methods, admin="own")


# Django-allauth's own pages and the few that say nothing about anybody.
PUBLIC = {
    "account_login": {},
    "account_signup": {},
    "account_inactive": {},
    "account_reset_password": {},
    "account_reset_password_done": {},
    "account_reset_password_from_key": {"uidb36": "x", "key": "y"},
    "account_reset_password_from_key_done": {},
    "account_logout": {},
    "help": {},
    "accessibility": {},
    "privacy": {},
    "style": {},
    "demo_messages": {},
    "agencies:signed_in": {},
    "agencies:account_link": {"token": "x"},
    "agencies:new_account_link": {"token": "x"},
    "health_live": {},
    "health_ready": {},
    # A survey opens by its link or by what the browser holds; tests/cases/surveys holds those.
    "cases:survey_start": {"token": "x"},
    "cases:survey_come_back": {"token": "x"},
    "cases:survey_answer": {},
    "cases:survey_section": {"section_key": "x"},
    "cases:survey_repetition": {"section_key": "x", "code": "y"},
    "cases:survey_check": {},
    "cases:survey_later": {},
    "cases:survey_leave": {},
    "cases:survey_left": {},
    "cases:survey_thanks": {},
}

# Django-allauth's pages about one's own password, which answer every method in their own way.
OWN_ACCOUNT = {"account_change_password", "account_set_password"}

AGENCIES = {
    "home": page(READ, EVERYBODY),
    "audits:setup": page(READ, ADMIN),
    "audits:plan_types": page(READ, ADMIN),
    "audits:new_plan_type": page(FORM, ADMIN),
    "audits:usual_plan_types": page(WRITE, ADMIN),
    "audits:plan_type": set_up("plan_type", FORM),
    "audits:remove_plan_type": set_up("plan_type", FORM),
    "audits:move_plan_type": set_up("plan_type_move", WRITE),
    "agencies:partnership": page(FORM, ADMIN),
    "agencies:areas": page(READ, ADMIN),
    "agencies:new_area": page(FORM, ADMIN),
    "agencies:area": set_up("area", FORM),
    "agencies:agencies": page(READ, ADMIN),
    "agencies:new_agency": page(FORM, ADMIN),
    "agencies:agency": set_up("agency", FORM),
    "agencies:contacts": page(FORM, ADMIN),
    "agencies:remove_contact": set_up("contact", FORM),
    "agencies:people": page(READ, ADMIN),
    "agencies:new_person": page(FORM, ADMIN),
    "agencies:person": set_up("person", FORM),
    "agencies:give_role": set_up("person", WRITE),
    "agencies:change_access": set_up("person", WRITE),
    "agencies:invite": set_up("person", WRITE),
    "agencies:take_role": set_up("membership", WRITE),
    "agencies:job": of("job", READ, coordinator="own"),
    "agencies:retry_job": of("job", WRITE, coordinator="own"),
    "agencies:messages": page(READ, EVERYBODY),
    "agencies:message": of("message", READ, coordinator="own"),
}

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

# A lead and an auditor see that there is an audit, and nothing of its panel.
TAKES_PART = {"lead": "own", "auditor": "own"}
EVERY_CASE = "own unassigned other"
PANEL = {
    "cases:panel": of("audit", READ, TAKES_PART, coordinator="own other"),
    "cases:panel_room": of("audit", FORM, TAKES_PART, coordinator="own other"),
    "cases:release_judgements": of("audit", FORM, TAKES_PART, coordinator="own other"),
    "cases:panel_meeting": of("panel_meeting", FORM, TAKES_PART, coordinator="own"),
    "cases:remove_meeting": of("panel_meeting", FORM, TAKES_PART, coordinator="own"),
    "cases:leave_room": of("attendance", WRITE, TAKES_PART, coordinator="own"),
    "cases:panel_item": of("panel_item", FORM, coordinator=EVERY_CASE),
    "cases:judgement": of("panel_place", WRITE, coordinator=EVERY_CASE),
    "cases:judgement_wordings": of("panel_place", READ, coordinator=EVERY_CASE),
    "cases:panel_state": of("panel_item", READ, coordinator=EVERY_CASE),
    "cases:add_learning": of("panel_item", WRITE, coordinator=EVERY_CASE),
    "cases:add_case_action": of("panel_item", WRITE, coordinator=EVERY_CASE),
    "cases:recall": of("panel_item", FORM, coordinator=EVERY_CASE),
    "cases:change_learning": of("learning_point", FORM, coordinator="own"),
    "cases:remove_learning": of("learning_point", FORM, coordinator="own"),
    "cases:remove_case_action": of("case_action", FORM, coordinator="own other"),
    "cases:finish_case_action": of("case_action", WRITE, lead="own", coordinator="own other"),
}

# The returns are submitted and not yet approved, so the coordinator sees that they exist.
SEEN = {"auditor": "own", "coordinator": "own unassigned other"}
EVERY_RETURN = "own unassigned other"
OF_AGENCY = {"auditor": "own", "lead": "own unassigned"}
RETURNS = {
    "cases:my_returns": page(READ, {Role.AUDITOR}),
    "cases:return": of("return", READ, auditor="own"),
    "cases:add_case": of("own_cases", FORM, auditor="own"),
    "cases:add_response": of("survey", WRITE, auditor="own"),
    "cases:remove": of("added_return", FORM, auditor="own"),
    "cases:approve_all": of("survey", WRITE, lead="own"),
    "cases:section": of("section", FORM, auditor="own"),
    "cases:repetition": of("repetition", FORM, auditor="own"),
    "cases:answer": of("one_answer", WRITE, auditor="own"),
    "cases:repeated_answer": of("repeated_answer", WRITE, auditor="own"),
    "cases:pick": of("return", WRITE, auditor="own"),
    "cases:save_picked": of("return", WRITE, auditor="own"),
    "cases:check": of("return", FORM, auditor="own"),
    "cases:identity": of(
        "return",
        WRITE,
        auditor="own",
        lead="own unassigned",
        coordinator="own unassigned other",
    ),
    "cases:agency": page(READ, {Role.LEAD}),
    "cases:review": of("return", READ, seen=SEEN, auditor="own", lead="own unassigned"),
    "cases:approve": of("return", WRITE, seen=SEEN, lead="own unassigned"),
    "cases:send_back": of("return", WRITE, seen=SEEN, lead="own unassigned"),
    "cases:sharing": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:ask_release": of(
        "return",
        FORM,
        seen={"lead": "own unassigned", "auditor": "own"},
        coordinator="own unassigned other",
    ),
    "cases:ask_reopening": of("return", FORM, auditor="own"),
    "cases:agency_actions": of("led_agency", READ, lead="own"),
    "cases:add_action": of("led_agency", WRITE, lead="own"),
    "cases:change_action": of("action", FORM, lead="own"),
    "cases:finish_action": of("action", WRITE, lead="own"),
    "cases:reopen_action": of("action", WRITE, lead="own"),
    "cases:release": of("return", WRITE, seen=SEEN, lead="own unassigned"),
    "cases:ask_query": of("return", WRITE, seen=SEEN, lead="own unassigned"),
    "cases:reply": of("query", WRITE, auditor="own"),
    "cases:close_query": of("query", WRITE, seen={"auditor": "own"}, lead="own unassigned"),
    "cases:wordings": of(
        "answer",
        READ,
        seen={"coordinator": "own unassigned other"},
        auditor="own",
        lead="own unassigned",
    ),
    "cases:ask_exemption": of(
        "added_return",
        FORM,
        seen={"coordinator": EVERY_RETURN},
        auditor="own",
        lead="own unassigned",
    ),
    "cases:take_back_exemption": of(
        "open_return",
        WRITE,
        seen={"coordinator": EVERY_RETURN},
        auditor="own",
        lead="own unassigned",
    ),
    "cases:exempt": of("open_return", FORM, seen=OF_AGENCY, coordinator=EVERY_RETURN),
    "cases:refuse_exemption": of("open_return", WRITE, seen=OF_AGENCY, coordinator=EVERY_RETURN),
    "cases:expect_again": of("open_return", WRITE, seen=OF_AGENCY, coordinator=EVERY_RETURN),
    "cases:due_date": of("open_return", FORM, seen=OF_AGENCY, coordinator=EVERY_RETURN),
    "cases:substitute": of(
        "return",
        FORM,
        seen={"auditor": "own"},
        lead="own unassigned",
        coordinator="own unassigned other",
    ),
    "cases:assign": of(
        "return",
        FORM,
        seen={"auditor": "own"},
        lead="own unassigned",
        coordinator="own unassigned other",
    ),
    "cases:spread": of("audit", FORM, seen={"auditor": "own"}, lead="own", coordinator="own other"),
    "cases:send_link": of(
        "open_return",
        WRITE,
        seen={"auditor": "own"},
        lead="own unassigned",
        coordinator=EVERY_RETURN,
    ),
    "cases:interests": of(
        "return", FORM, auditor="own", lead="own unassigned", coordinator=EVERY_RETURN
    ),
    "cases:involvement": of(
        "involvement", FORM, lead="own unassigned", coordinator="own unassigned other"
    ),
    "cases:add_agency": of(
        "case",
        WRITE,
        seen={"lead": "own unassigned", "auditor": "own"},
        coordinator="own unassigned other",
    ),
    "cases:known": of("agency_in_audit", FORM, lead="own", coordinator="own other"),
    "cases:say_known": of(
        "involvement", WRITE, lead="own unassigned", coordinator="own unassigned other"
    ),
    "cases:involvement_identity": of(
        "involvement", WRITE, lead="own unassigned", coordinator="own unassigned other"
    ),
}

ANY_STATUS = "draft in_review approved published withdrawn"
READABLE = {
    "coordinator": ANY_STATUS,
    "approver": "in_review approved published",
    **dict.fromkeys(("admin", "moderator", "lead", "auditor", "viewer"), "published"),
}
TOOL_READER = {"admin": "own", "coordinator": "own"}
PRINTING = {
    "reports:print_tool": of("tool_version", FORM, **TOOL_READER),
    "reports:making_blank_form": of("printing", READ, coordinator="own"),
    "reports:blank_form": of("printing", READ, coordinator="own"),
    "cases:files": of("one_answer", FORM, auditor="own"),
    "cases:files_of_repetition": of("repeated_answer", FORM, auditor="own"),
    "cases:file": of("evidence_file", READ, auditor="own", lead="own unassigned"),
    "cases:remove_file": of("evidence_file", FORM, auditor="own"),
    "reports:minutes": of("audit", FORM, TAKES_PART, coordinator="own other"),
    "reports:making_minutes": of("minutes", READ, coordinator="own"),
    "reports:minutes_file": of("minutes", READ, coordinator="own"),
    "reports:learned": of("audit", READ, TAKES_PART, coordinator="own other"),
    "reports:take_point": of("learned_point", FORM, coordinator="own"),
    "reports:copy_return": of("return", FORM, auditor="own", lead="own unassigned"),
    "reports:terms": of(
        "audit", FORM, seen={"auditor": "own"}, coordinator="own other", lead="own"
    ),
    "reports:making_terms": of("terms", READ, coordinator="own", lead="of_lead"),
    "reports:terms_file": of("terms", READ, coordinator="own", lead="of_lead"),
    "reports:making_copy": of("copy", READ, auditor="own"),
    "reports:copy_file": of("copy", READ, auditor="own"),
}
BRIEFINGS = {
    "reports:figures": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "reports:measures": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "reports:add_measure": of(
        "audit", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "reports:change_measure": of(
        "own_measure", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own"
    ),
    "reports:delete_measure": of(
        "own_measure", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own"
    ),
    "reports:earlier_audits": of("tool", READ, coordinator="own"),
    "reports:add_earlier_audit": of("tool", FORM, coordinator="own"),
    "reports:change_earlier_audit": of("earlier_audit", FORM, coordinator="own"),
    "reports:delete_earlier_audit": of("earlier_audit", FORM, coordinator="own"),
    "reports:answers_behind": of("measure", READ, coordinator="own"),
    "reports:briefings": page(READ, EVERYBODY),
    "reports:audit_briefings": of("audit", READ, coordinator="own other"),
    "reports:start_briefing": of("audit", WRITE, coordinator="own other"),
    "reports:new_quote": of("audit", FORM, coordinator="own other"),
    "reports:approve_quote": of("quote", WRITE, coordinator="own", approver="own"),
    "reports:briefing": of("briefing", READ, **READABLE),
    "reports:briefing_pdf": of("briefing", READ, **READABLE),
    "reports:edit_briefing": of("briefing", FORM, coordinator=ANY_STATUS),
    "reports:make_briefing": of("briefing", WRITE, coordinator=ANY_STATUS),
    "reports:making_briefing": of("briefing", READ, coordinator=ANY_STATUS),
    "reports:move_briefing": of(
        "move",
        FORM,
        coordinator="to_in_review to_approved to_published to_withdrawn",
        approver="to_approved",
    ),
}

OF_CASE = {
    "seen": {"lead": "own unassigned", "auditor": "own"},
    "coordinator": "own unassigned other",
}
LEARNING = {
    "cases:voices": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:case_voices": of("case", READ, **OF_CASE),
    "cases:add_voice": of("case", FORM, **OF_CASE),
    "cases:change_voice": of("voice", FORM, coordinator="own"),
    "cases:remove_voice": of("voice", FORM, coordinator="own"),
    "cases:differences": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:case_differences": of(
        "case",
        READ,
        seen={"lead": "own unassigned", "auditor": "own"},
        coordinator="own unassigned other",
    ),
    "cases:difference": of("difference", FORM, coordinator="own"),
    "cases:difference_of": of("difference_of", FORM, coordinator="own"),
    "reports:next_step": of(
        "audit", READ, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "reports:move_audit": of(
        "audit_move", FORM, seen={"lead": "own", "auditor": "own"}, coordinator="own other"
    ),
    "cases:reopen_difference": of("resolution", WRITE, coordinator="own"),
}
CASE_WORKERS = {Role.COORDINATOR, Role.MODERATOR, Role.LEAD, Role.AUDITOR, Role.APPROVER}
RAISED = {"auditor": "own", "lead": "own"}
CONCERNS = {
    "cases:concerns": page(READ, CASE_WORKERS),
    "cases:raise_concern": page(FORM, CASE_WORKERS),
    "cases:return_concern": of(
        "return",
        FORM,
        coordinator="own unassigned other",
        lead="own unassigned",
        auditor="own",
    ),
    "cases:case_concern": of(
        "case",
        FORM,
        coordinator="own unassigned other",
        lead="own unassigned",
        auditor="own",
    ),
    "cases:concern": of("concern", READ, coordinator="own other", **RAISED),
    "cases:concern_note": of(
        "concern", WRITE, {"lead": "own"}, coordinator="own other", auditor="own"
    ),
    "cases:concern_acknowledge": of("concern", WRITE, RAISED, coordinator="own other"),
    "cases:concern_close": of("concern", WRITE, RAISED, coordinator="own other"),
}
DECLARED = PANEL | LEARNING | CONCERNS | AGENCIES | AUDITS | RETURNS | BRIEFINGS | PRINTING

"""Pages of what is learned and printed."""

from tests.security.declared.pages import EVERYBODY, FORM, READ, TAKES_PART, WRITE, of, page

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

"""Pages about returns, the panel and concerns."""

from agencies.roles import Role
from tests.security.declared.pages import FORM, READ, TAKES_PART, WRITE, of, page

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
    "cases:change_case_action": of("case_action", FORM, coordinator="own other"),
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

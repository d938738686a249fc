"""Pages without an account, and those of agencies and people."""

from tests.security.declared.pages import ADMIN, EVERYBODY, FORM, READ, WRITE, of, page, set_up

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

"""Over five hundred hostile values in each field of every form about cases, concerns and surveys.

The forms are those that tests/security/declared names and its world shows. A value is refused
with a sentence, and then nothing at all was changed, or it is taken; never a 500, and never a
change to what another agency, or another audit, has.
"""

from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from agencies.roles import AGENCY_ROLES, Role
from cases.models import Answer, AuditReturn
from tests import factories
from tests.cases.surveys import survey_tool
from tests.cheap_client import CheapClient
from tests.security.conftest import readers, world
from tests.security.declared import DECLARED
from tests.security.hostile import openings
from tests.security.hostile_values import hostile_bodies
from tests.soak.everything_else import (
    fingerprint,
    of_cases,
    of_other_agencies,
    of_other_audits,
    of_other_responses,
    of_people,
    writes,
)
from tests.soak.forms import Form, forms_for, forms_on

__all__ = ["readers", "world"]
pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TAKES_POSTS = sorted(
    name for name, page in DECLARED.items() if name.startswith("cases:") and "POST" in page.methods
)
# What a page does not say of a field by itself, so that the rest of its form is accepted.
MEANT = {
    "age_years": "4",
    "closes_on_day": "1",
    "closes_on_month": "1",
    "closes_on_year": "2027",
    "due_on_year": "2027",
    "for_whom": "The child of this case",
    "lines": "Kit Moss, kit.moss@example.org",
    "local_identifier": "AB-123",
    "reason": "Because it is so.",
    "told_whom": "The police",
}
# Shown only while a return is held, a round is compared, and so on; what they send is this.
BY_HAND = {
    "cases:approve": {"share": ""},
    "cases:ask_release": {"reason": "Because it is so."},
    "cases:audit_tool": {"to": "", "reason": "Because it is so."},
    "cases:chosen_cases": {"cases": ""},
    "cases:check": {"blanks_confirmed": "on", "looked_at": "", "considered": "on"},
    "cases:earlier_round": {"previous": ""},
    "cases:pick": {"picked": "section-1", "picked_version": ""},
    "cases:release_judgements": {"chosen": ""},
    "cases:replace_case": {"reason": "Because it is so."},
    "cases:save_picked": {"picked": "section-1", "picked_version": ""},
    "cases:start": {"confirmed": "yes"},
}
# Nothing is typed there: a button, or a choice whose form is another one's.
NO_FORM = {
    *("add_response", "approve_all", "ask", "ask_new_cases", "begin_draw", "candidate_who"),
    *("close_query", "close_survey", "concern_acknowledge", "drop_reserves", "expect_again"),
    *("give_up_draw", "identities_apply", "identities_discard", "identity", "import_apply"),
    *("import_discard", "involvement_identity", "leave_room", "make_draw", "new_link", "release"),
    *("remind", "remove", "remove_meeting", "remove_candidate", "remove_candidates"),
    *("remove_case_action", "remove_file", "remove_group", "remove_learning", "reopen_action"),
    *("repeat_draw", "send_link", "send_reminders", "take_back_exemption", "withdraw_guest"),
    *("files", "files_of_repetition"),  # files themselves: drill_return_files
    *("judgement", "say_known"),  # of the forms of panel_item and of known
}
WHILE_OPEN = {"cases:check", "cases:pick", "cases:save_picked"}
ANSWERS = {"section", "repetition", "answer", "repeated_answer"}  # drill_hostile_returns
# Accepted as they stand, so that each value reaches the rule it is meant for.
TAKEN = {
    *("add_action", "add_case", "approve", "ask_exemption", "ask_query", "ask_release"),
    *("ask_reopening", "assign", "case_concern", "change_action", "check", "concern_close"),
    *("concern_note", "due_date", "due_dates", "exempt", "extend_survey", "finish_action"),
    *("invitations", "involvement", "new_survey", "pick", "plan_type", "raise_concern"),
    *("refuse_exemption", "reply", "return_concern", "save_picked", "send_back", "sharing"),
    *("substitute",),
}


@pytest.fixture(scope="module")
def forms(world, readers) -> dict[str, tuple[Role, Form]]:
    """By the name of its URL, a form with the first role that may send it."""
    also = _also_shown(world)
    found = {}
    for role in Role:
        for name, form in forms_for(readers[role], role, world, also).items():
            found.setdefault(name, (role, form))
    for name, fields in BY_HAND.items():
        role, url = next(iter(openings(world, name).items()))
        if name in WHILE_OPEN:
            url = reverse(name, kwargs=world.objects["open_return"]["own"])
        found.setdefault(name, (role, Form(url, dict(fields))))
    for _, form in found.values():
        form.fields |= {name: MEANT[name] for name in form.fields.keys() & MEANT.keys()}
    return found


def _also_shown(world) -> list[str]:
    """Pages as they are while a return is still to be handed in, and before there is a survey."""
    open_, surveyed = world.objects["open_return"]["own"], world.objects["survey"]["own"]
    return [
        *(reverse(f"cases:{name}", kwargs=open_) for name in ("assign", "check")),
        reverse("cases:new_survey", kwargs={"audit_id": surveyed["audit_id"]}),
    ]


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_what_is_well_meant_is_taken(name, forms, readers):
    role, form = forms[f"cases:{name}"]
    assert form.fields
    with transaction.atomic():
        assert readers[role].post(form.action, form.fields).status_code < 400
        transaction.set_rollback(True)


def test_every_other_form_is_met(forms):
    """Or one could fall out unnoticed. The fields of two are named by what there is."""
    without = {name[6:] for name in TAKES_POSTS if not forms.get(name, (None, Form("")))[1].fields}
    assert without - ANSWERS - NO_FORM == {"groups", "spread"}


@pytest.mark.parametrize("role", [Role.LEAD, Role.COORDINATOR])
def test_a_change_to_what_is_somebody_elses_is_seen(role, forms, world):
    """Or the drill would prove nothing."""
    rests = _Rest(role, forms["cases:reply"][1], world)
    rests.check(is_refused=False, where="")
    theirs = AuditReturn.objects.get(pk=world.objects["added_return"]["other"]["return_id"])
    with transaction.atomic():
        Answer.objects.create(
            audit_return=theirs,
            agency_id=theirs.agency_id,
            question=theirs.tool_version.questions.first(),
            state="missing",
        )
        for is_refused in (True, False):
            with pytest.raises(AssertionError):
                rests.check(is_refused=is_refused, where="")
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", [name for name in TAKES_POSTS if name[6:] not in ANSWERS])
def test_five_hundred_hostile_values_in_each_field(name, forms, world, readers):
    role, form = forms.get(name, (None, Form("")))
    if not form.fields:
        pytest.skip("a button, or a form that is shown in another state of things")
    client, rests = readers[role], _Rest(role, form, world)
    for field in [each for each in form.fields if not each.startswith("answer-")]:
        bodies = hostile_bodies(field)
        assert len(bodies) >= 500
        well_meant = {other: said for other, said in form.fields.items() if other != field}
        for body in bodies:
            with transaction.atomic(), writes() as written:
                sent = body + b"&" + urlencode(well_meant).encode()
                response = client.post(form.action, sent, content_type=FORM)
                _check(response, written and rests, (name, field, body[:80]))
                transaction.set_rollback(True)


def _check(response, rests, where) -> None:
    assert response.status_code < 500, where
    if response.status_code >= 400:
        assert len(response.content) > 20, where
    if rests:
        rests.check(is_refused=response.status_code >= 400, where=where)


class _Rest:
    """What must not change: everything where a form is refused, else what is somebody else's."""

    def __init__(self, role: Role, form: Form, world) -> None:
        own = world.objects["led_agency"]["own"]["agency_id"]
        self.given = {"agency": str(own), "audit": str(_audit_of(form, world))}
        others = of_other_agencies() if role in AGENCY_ROLES else of_other_audits()
        self.others = [*others, *of_people()]
        self.before = {each: self._now(each) for each in (True, False)}

    def _now(self, is_refused: bool) -> str:
        return fingerprint(of_cases() if is_refused else self.others, **self.given)

    def check(self, *, is_refused: bool, where) -> None:
        assert self._now(is_refused) == self.before[is_refused], where


def _audit_of(form: Form, world):
    """The audit that a form's address is about, as far as it says; else that of most returns."""
    said = resolve(form.action).kwargs
    if "audit_id" in said:
        return said["audit_id"]
    own = said.get("return_id") or world.objects["return"]["own"]["return_id"]
    return AuditReturn.objects.get(pk=own).audit_id


class TestRespondents:
    """Whoever answers a survey without an account."""

    @pytest.fixture
    def survey(self):
        factories.partnership()
        agencies = (factories.agency(), factories.agency())
        made = factories.survey(survey_tool.audit(*agencies))
        survey_tool.answered(made.token, agencies[0])
        return made

    @pytest.fixture
    def visitor(self, survey):
        found = survey_tool.Visitor(raise_request_exception=False)
        agency = survey.audit.participations.first().agency
        assert found.begin(survey.token, agency).status_code == 302
        return found

    def meet(self, client, form: Form, own=None) -> None:
        client, given = CheapClient(client), {"own": str(own or UUID(int=0))}
        before = fingerprint(of_other_responses(), **given)
        for field in form.fields:
            rest = {other: said for other, said in form.fields.items() if other != field}
            for body in hostile_bodies(field):
                with transaction.atomic(), writes() as written:
                    sent = body + b"&" + urlencode(rest).encode()
                    response = client.post(form.action, sent, content_type=FORM)
                    assert response.status_code < 500, (form.action, field, body[:80])
                    if written and (own or response.status_code >= 400):
                        now = fingerprint(of_other_responses(), **given)
                        assert now == before, (form.action, field, body[:80])
                    transaction.set_rollback(True)

    def test_at_the_door(self, survey):
        url = reverse("cases:survey_start", args=[survey.token])
        form = forms_on(Client(), url)[0]
        form.fields.setdefault("agency", "")
        self.meet(Client(raise_request_exception=False), form)

    @pytest.mark.parametrize("key", ["confidence", "support"])
    def test_on_a_page_of_it(self, survey, visitor, key):
        form = next(f for f in forms_on(visitor.client, survey_tool.section_url(key)) if f.fields)
        self.meet(visitor.client, form, _begun(survey).pk)

    @pytest.mark.parametrize("name", ["survey_check", "survey_later"])
    def test_when_it_is_checked_or_left(self, survey, visitor, name):
        visitor.put("confidence", confident="yes")
        visitor.put("support", supported="yes")
        url = reverse(f"cases:{name}")
        form = Form(url, {"go": "", "finish": "", "email": "kit.moss@example.org"})
        self.meet(visitor.client, form, _begun(survey).pk)


def _begun(survey) -> AuditReturn:
    return AuditReturn.objects.filter(survey=survey).exclude(status="approved").get()

"""Saving answers, and a return's way through its statuses."""

import pytest
from django.core.exceptions import PermissionDenied

from agencies.models import Activity
from cases.answering.entries import Beside, Entry
from cases.answering.saving import save_answers
from cases.answering.stale_answers import StaleAnswers
from cases.assigning import assign_auditor
from cases.models import Answer, AuditReturn, Identity, Involvement, ReturnOutcomes
from cases.reviewing import approve_return, send_back_return
from cases.services import decide_involvement, read_identities, submit_return
from cases.transitions import RETURN_TRANSITIONS, Refused, check_transition
from tests import factories
from tests.cases.answering import answering_tool

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def found():
    return factories.audit_return()


def asked(found):
    return found.tool_version.questions.get()


def put(found, *entries, **options):
    """Saves entries one after the other for the one question there is."""
    for entry in entries:
        options = {"by": found.auditor} | options
        saved = save_answers(audit_return=found, entries={asked(found): entry}, **options)
    return saved


def stored(found) -> Answer:
    return Answer.objects.get(audit_return=found)


def test_the_first_save_starts_a_return_and_remembers_where_it_was_left(found):
    put(found, Entry("answered", "yes"), section_key="section-1")
    found.refresh_from_db()
    assert (found.status, found.last_section) == (Status.IN_PROGRESS, "section-1")
    assert found.saved_at is not None
    assert Activity.objects.about(found).filter(verb="started a return").count() == 1


def test_saving_the_same_answer_again_changes_nothing(found):
    assert put(found, Entry("answered", "yes")) == 1
    assert put(found, Entry("answered", "yes", version=1)) == 0
    assert stored(found).version == 1


def test_an_empty_entry_makes_no_answer(found):
    assert put(found, Entry("missing")) == 0
    assert not Answer.objects.exists()


def test_a_note_without_an_answer_is_kept(found):
    put(found, Entry("missing", beside=Beside("Asked the record team.")))
    assert (stored(found).state, stored(found).note) == ("missing", "Asked the record team.")


def test_taking_an_answer_back_leaves_its_row_missing(found):
    put(found, Entry("answered", "yes"), Entry("missing", version=1))
    assert (stored(found).state, stored(found).value, stored(found).version) == ("missing", None, 2)


def test_a_page_overtaken_by_another_change_is_told_what_is_stored(found):
    put(found, Entry("answered", "yes"), Entry("answered", "no", version=1))
    with pytest.raises(StaleAnswers) as stale:
        put(found, Entry("answered", "partly", version=1))
    [(question, answer)] = stale.value.conflicts
    assert (question, answer.value, answer.version) == (asked(found), "no", 2)
    assert stored(found).value == "no"


def test_two_first_answers_to_one_question_conflict(found):
    put(found, Entry("answered", "yes"))
    with pytest.raises(StaleAnswers):
        put(found, Entry("answered", "no", version=0))


def test_what_only_somebody_else_changed_stays_as_they_put_it(found):
    put(found, Entry("answered", "yes"), Entry("answered", "no", version=1))
    assert put(found, Entry("answered", "yes", version=1)) == 0
    assert stored(found).value == "no"


def test_a_blank_page_does_not_wipe_a_first_answer_given_elsewhere(found):
    put(found, Entry("answered", "yes"))
    assert put(found, Entry("missing", version=0)) == 0
    assert stored(found).value == "yes"


def test_a_conflict_saves_none_of_the_page():
    found = answering_tool.new_return()
    drift, seen = (answering_tool.question(found, key) for key in ("drift", "seen-alone"))
    save_answers(audit_return=found, entries={drift: Entry("answered", "yes")}, by=found.auditor)
    entries = {seen: Entry("answered", "no"), drift: Entry("answered", "no")}
    with pytest.raises(StaleAnswers):
        save_answers(audit_return=found, entries=entries, by=found.auditor)
    assert [answer.question for answer in found.answers.all()] == [drift]


@pytest.mark.parametrize("make", [factories.submitted_return, factories.approved_return])
def test_a_return_that_was_handed_in_refuses_saving(make):
    found = make()
    with pytest.raises(Refused, match="Ask your agency lead to send it back"):
        put(found, Entry("answered", "no", version=1))
    assert stored(found).value == "yes"


def test_only_the_assigned_auditor_may_save(found):
    for person in (factories.auditor(found.agency), factories.lead(found.agency)):
        with pytest.raises(PermissionDenied):
            put(found, Entry("answered", "yes"), by=person)
    assert not Answer.objects.exists()


def test_a_required_blank_stops_submitting(found):
    put(found, Entry("missing", beside=Beside("Not looked yet.")))
    with pytest.raises(Refused, match="still need an answer"):
        submit_return(audit_return=found, by=found.auditor, blanks_confirmed=True)


def test_a_reason_is_needed_where_a_question_does_not_apply(found):
    put(found, Entry("not_applicable"))
    with pytest.raises(Refused):
        submit_return(audit_return=found, by=found.auditor)
    put(found, Entry("not_applicable", reason="The child was unborn.", version=1))
    submit_return(audit_return=found, by=found.auditor)


def test_optional_blanks_are_confirmed_and_stay_missing():
    version = factories.draft_version()
    section = factories.section(version)
    factories.question(section)
    factories.question(section, required=False)
    found = factories.answered_return(audit=factories.audit(factories.published(version)))
    with pytest.raises(Refused, match="Confirm the questions"):
        submit_return(audit_return=found, by=found.auditor)
    submit_return(audit_return=found, by=found.auditor, blanks_confirmed=True)
    assert found.answers.count() == 1


def test_only_the_assigned_auditor_may_submit(found):
    put(found, Entry("answered", "yes"))
    with pytest.raises(PermissionDenied):
        submit_return(audit_return=found, by=factories.auditor(found.agency))


def test_an_untouched_return_cannot_be_submitted(found):
    with pytest.raises(Refused, match="has not been started"):
        submit_return(audit_return=found, by=found.auditor)


def test_nobody_approves_their_own_return():
    found = factories.submitted_return()
    factories.membership(found.auditor, "lead", found.agency)
    with pytest.raises(Refused, match="You answered this return"):
        approve_return(audit_return=found, by=found.auditor)


@pytest.mark.parametrize("role", ["auditor", "coordinator"])
def test_only_the_agencys_lead_approves_or_sends_back(role):
    found = factories.submitted_return()
    factories.lead(found.agency)
    person = factories.user(role, found.agency if role == "auditor" else None)
    with pytest.raises(PermissionDenied):
        approve_return(audit_return=found, by=person)
    with pytest.raises(PermissionDenied):
        send_back_return(audit_return=found, reason="Why?", by=person)


def test_only_an_approved_return_is_in_the_figures():
    found = factories.submitted_return()
    assert not ReturnOutcomes.objects.exists()
    approve_return(audit_return=found, by=factories.lead(found.agency))
    assert ReturnOutcomes.objects.get().audit_return == found
    send_back_return(audit_return=found, reason="4.3 has no note.", by=factories.lead(found.agency))
    assert not ReturnOutcomes.objects.exists()


def test_sending_back_needs_a_reason_and_opens_the_return_again():
    found = factories.submitted_return()
    lead = factories.lead(found.agency)
    with pytest.raises(Refused, match="Say what should change"):
        send_back_return(audit_return=found, reason="  ", by=lead)
    send_back_return(audit_return=found, reason="4.3 has no note.", by=lead)
    found.refresh_from_db()
    assert (found.is_open, found.reason) == (True, "4.3 has no note.")
    put(found, Entry("answered", "no", version=1))
    submit_return(audit_return=found, by=found.auditor)
    found.refresh_from_db()
    assert (found.status, found.reason) == (Status.SUBMITTED, "")


@pytest.mark.parametrize("status", Status)
def test_every_refused_step_says_where_the_return_stands(status):
    found = AuditReturn(status=status)
    for to in set(Status) - RETURN_TRANSITIONS[status]:
        with pytest.raises(Refused, match=r"^This return .+\.$"):
            check_transition(found, to)


def test_a_return_goes_to_an_auditor_of_its_agency_only(found):
    lead, stranger = factories.lead(found.agency), factories.auditor(factories.agency())
    with pytest.raises(Refused, match="is not an auditor of"):
        assign_auditor(audit_return=found, auditor=stranger, by=lead)
    substitute = factories.auditor(found.agency)
    put(found, Entry("answered", "yes"))
    assign_auditor(audit_return=found, auditor=substitute, by=lead)
    found.refresh_from_db()
    assert (found.auditor, stored(found).value) == (substitute, "yes")


def test_saying_an_agency_knows_a_case_makes_one_return():
    involvement = factories.involvement(
        factories.case(factories.audit()), factories.agency(), state="to_confirm"
    )
    lead = factories.lead(involvement.agency)
    for _ in range(2):
        decide_involvement(involvement=involvement, state=Involvement.State.KNOWN, by=lead)
    assert AuditReturn.objects.count() == 1


def test_a_case_with_answers_cannot_become_unknown():
    found = factories.answered_return()
    involvement = Involvement.objects.get()
    with pytest.raises(Refused, match="does know it"):
        decide_involvement(
            involvement=involvement, state="not_known", by=factories.lead(found.agency)
        )


def test_each_look_at_an_identity_is_recorded(found):
    Identity.objects.create(case=found.case, kind="subject", text="Robin Example")
    for _ in range(2):
        [identity] = read_identities(audit_return=found, by=found.auditor)
    assert identity.text == "Robin Example"
    looks = Activity.objects.about(found.case).filter(verb="read an identity")
    assert {(look.actor_id, look.agency_id) for look in looks} == {
        (found.auditor_id, found.agency_id)
    }
    assert len(looks) == 2


def test_a_viewer_may_not_read_an_identity(found):
    with pytest.raises(PermissionDenied):
        read_identities(audit_return=found, by=factories.user("viewer"))
    assert not Activity.objects.filter(verb="read an identity").exists()

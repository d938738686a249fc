"""Whoever is involved with a case says so, and does not answer it unless somebody allows it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import Activity, Message
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.assigning import assign_auditor, name_substitute
from cases.interests import Involved, declare_interest
from cases.models import AuditReturn, DeclaredInterest, ReturnStep
from cases.reviewing import send_back_return
from cases.transitions import Refused
from tests import factories

pytestmark = pytest.mark.django_db
WORKED = DeclaredInterest.Kind.WORKED


@pytest.fixture
def found():
    return factories.audit_return()


@pytest.fixture
def lead(found):
    return factories.lead(found.agency)


def declare(found, person, by=None, reason="I visited them last year.") -> None:
    declare_interest(audit_return=found, person=person, kind=WORKED, reason=reason, by=by or person)
    found.refresh_from_db()


def test_whoever_declares_an_involvement_no_longer_answers_the_return(found, lead):
    auditor, question = found.auditor, found.tool_version.questions.first()
    save_answers(audit_return=found, entries={question: Entry("answered", "yes")}, by=auditor)
    declare(found, auditor)
    assert (found.auditor, found.answers.count()) == (None, 1)
    with pytest.raises(Exception, match="somebody else’s"):
        save_answers(audit_return=found, entries={question: Entry("answered", "no")}, by=auditor)
    (told,) = Message.objects.filter(recipient=lead)
    assert found.reference in told.subject
    assert "no auditor now" in told.body
    assert "visited" not in told.body


def test_whoever_stands_in_takes_over(found, lead):
    substitute, auditor = factories.auditor(found.agency), found.auditor
    name_substitute(audit_return=found, substitute=substitute, by=lead)
    found.refresh_from_db()
    declare(found, auditor)
    assert (found.auditor, found.substitute) == (substitute, None)


def test_an_involved_person_is_not_assigned_without_a_reason(found, lead):
    person = factories.auditor(found.agency)
    declare(found, person, by=lead)
    with pytest.raises(Involved, match="has a declared involvement"):
        assign_auditor(audit_return=found, auditor=person, by=lead)
    with pytest.raises(Involved, match="has a declared involvement"):
        name_substitute(audit_return=found, substitute=person, by=lead)


def test_a_reason_lets_them_answer_and_is_kept(found, lead):
    person = factories.auditor(found.agency)
    declare(found, person, by=lead)
    assign_auditor(audit_return=found, auditor=person, by=lead, despite="Nobody else is trained.")
    found.refresh_from_db()
    interest = found.interests.get()
    assert found.auditor == person
    assert not interest.stands
    assert (interest.allowed_because, interest.allowed_by) == ("Nobody else is trained.", lead)
    kinds = list(found.steps.values_list("kind", "by"))
    Kind = ReturnStep.Kind
    assert kinds == [(Kind.INTEREST_DECLARED, lead.pk), (Kind.INTEREST_ALLOWED, lead.pk)]
    verbs = Activity.objects.filter(object_id=found.pk).values_list("verb", flat=True)
    assert {"declared an interest", "allowed an interest"} <= set(verbs)


def test_nobody_allows_their_own_involvement(found):
    both = factories.auditor(found.agency)
    factories.membership(both, "lead", found.agency)
    declare(found, both)
    with pytest.raises(Involved, match="somebody else has to decide"):
        assign_auditor(audit_return=found, auditor=both, by=both, despite="I am sure.")
    assign_auditor(
        audit_return=found, auditor=both, by=factories.coordinator(), despite="Small school."
    )


def test_an_auditor_declares_for_nobody_else(found):
    with pytest.raises(Refused, match="is not an auditor"):
        declare(found, factories.auditor(found.agency), by=found.auditor)


def test_a_declaration_gives_a_reason_and_stands_once(found, lead):
    with pytest.raises(Refused, match="Say how they are involved"):
        declare(found, found.auditor, reason="  ")
    person = found.auditor
    declare(found, person)
    with pytest.raises(Refused, match="declared already"):
        declare(found, person, by=lead)


def test_one_declared_after_handing_in_takes_the_return_away_when_it_comes_back(lead, found):
    handed_in = factories.submitted_return(agency_=found.agency)
    declare(handed_in, handed_in.auditor)
    assert handed_in.auditor is not None
    send_back_return(audit_return=handed_in, reason="Look again at 1.1.", by=lead)
    handed_in.refresh_from_db()
    assert (handed_in.status, handed_in.auditor) == (AuditReturn.Status.CHANGES_REQUESTED, None)


class TestTheDatabase:
    """What no service could be relied on for."""

    @pytest.mark.parametrize("field", ["auditor", "substitute"])
    def test_holds_no_assignment_against_a_standing_interest(self, found, lead, field):
        person = factories.auditor(found.agency)
        declare(found, person, by=lead)
        with pytest.raises(IntegrityError, match="does not answer it"), transaction.atomic():
            AuditReturn.objects.filter(pk=found.pk).update(**{field: person})

    def test_holds_no_standing_interest_against_an_assignment(self, found):
        with pytest.raises(IntegrityError, match="does not answer it"), transaction.atomic():
            self.interest(found, found.auditor)

    def test_holds_no_permission_given_to_oneself(self, found):
        person = factories.auditor(found.agency)
        said = {"allowed_because": "x", "allowed_at": timezone.now(), "allowed_by": person}
        with pytest.raises(IntegrityError, match="nobody_allows"), transaction.atomic():
            self.interest(found, person, **said)

    def interest(self, found, person, **fields):
        DeclaredInterest.objects.create(
            audit_return=found,
            agency=found.agency,
            person=person,
            kind=WORKED,
            reason="x",
            declared_by=person,
            **fields,
        )

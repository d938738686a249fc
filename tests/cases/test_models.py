"""What the database refuses of returns, answers and involvements, whoever asks."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.models import Answer, AuditReturn, Involvement, ReturnOutcomes, Subject
from tests import factories

pytestmark = pytest.mark.django_db


@contextmanager
def checked_now():
    """Deferred foreign keys are otherwise only checked at commit."""
    with transaction.atomic():
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def refused_at_commit(constraint: str):
    with pytest.raises(IntegrityError, match=constraint), checked_now():
        yield


def test_an_agency_has_one_return_a_case():
    found = factories.audit_return()
    with pytest.raises(IntegrityError, match="one_return_a_case_and_agency"):
        AuditReturn.objects.create(
            audit=found.audit,
            case=found.case,
            agency=found.agency,
            tool_version=found.tool_version,
            due_on=found.due_on,
        )


def test_a_question_has_one_answer_in_a_return_also_without_a_subject():
    found = factories.answered_return()
    with pytest.raises(IntegrityError, match="one_answer_a_question"):
        factories.answer(found, found.tool_version.questions.get(), "no")


@pytest.mark.parametrize(
    ("state", "value", "constraint"),
    [
        ("answered", None, "answered_has_a_value"),
        ("not_recorded", "yes", "answered_has_a_value"),
        ("not_asked", None, "answer_state_can_be_entered"),
        ("perhaps", None, "answer_state_can_be_entered"),
    ],
)
def test_the_state_of_an_answer_and_its_value_agree(state, value, constraint):
    found = factories.audit_return()
    with pytest.raises(IntegrityError, match=constraint):
        factories.answer(found, found.tool_version.questions.get(), value, state=state)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"status": "submitted"}, "submitted_says_who_and_when"),
        ({"status": "exempt"}, "sent_back_or_exempt_gives_a_reason"),
        ({"status": "changes_requested"}, "sent_back_or_exempt_gives_a_reason"),
    ],
)
def test_a_status_without_what_it_needs_is_refused(change, constraint):
    found = factories.audit_return()
    with pytest.raises(IntegrityError, match=constraint):
        AuditReturn.objects.filter(pk=found.pk).update(**change)


def test_nobody_approves_what_they_submitted():
    found = factories.submitted_return()
    with pytest.raises(IntegrityError, match="nobody_approves_their_own_return"):
        AuditReturn.objects.filter(pk=found.pk).update(
            status="approved", approved_at=timezone.now(), approved_by=found.submitted_by
        )


def test_a_decline_gives_its_reason():
    with pytest.raises(IntegrityError, match="declined_gives_a_reason"):
        factories.involvement(
            factories.case(factories.audit()), factories.agency(), Involvement.State.DECLINED
        )


def test_a_case_has_one_index_subject():
    case = factories.case(factories.audit())
    with pytest.raises(IntegrityError, match="one_index_subject"):
        Subject.objects.create(case=case, number=2, is_index=True)


def test_an_answer_belongs_to_the_agency_of_its_return():
    found = factories.answered_return()
    with refused_at_commit("answer_of_its_agency"):
        Answer.objects.filter(audit_return=found).update(agency=factories.agency())


def test_outcomes_belong_to_the_agency_of_their_return():
    found = factories.approved_return()
    with refused_at_commit("outcomes_of_its_agency"):
        ReturnOutcomes.objects.filter(audit_return=found).update(agency=factories.agency())


def test_a_return_belongs_to_the_audit_of_its_case():
    found = factories.audit_return()
    with refused_at_commit("return_of_its_audit"):
        AuditReturn.objects.filter(pk=found.pk).update(audit=factories.audit())


def test_a_return_exists_only_where_the_agency_was_asked():
    found = factories.audit_return()
    with refused_at_commit("return_of_an_involvement"):
        Involvement.objects.filter(case=found.case).delete()

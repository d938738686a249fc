"""The read model can be compared with the answers, and made again from them."""

import pytest
from django.core.management import CommandError, call_command

from audits.models import AnswerState
from cases.models import AuditReturn, ReturnOutcomes
from cases.outcomes import differing_returns
from reports.counting import audit_figures
from tests import factories

pytestmark = pytest.mark.django_db


def stored():
    return set(ReturnOutcomes.objects.values_list("audit_return", "outcome_ids__len"))


def drop_row(audit_return):
    audit_return.outcomes.all().delete()


def empty_row(audit_return):
    audit_return.outcomes.update(outcome_ids=[])


def change_answer(audit_return):
    audit_return.answers.update(value="no")


def blank_answer(audit_return):
    audit_return.answers.update(value=None, state=AnswerState.MISSING)


def leave_a_row_behind(audit_return):
    returns = AuditReturn.objects.filter(pk=audit_return.pk)
    returns.update(status="changes_requested", reason="Look again.")


def move_to_another_case(audit_return):
    audit_return.outcomes.update(case=factories.case(audit_return.audit))


FAULTS = [
    drop_row,
    empty_row,
    change_answer,
    blank_answer,
    leave_a_row_behind,
    move_to_another_case,
]


def test_services_leave_nothing_to_rebuild():
    for status in AuditReturn.Status.values:
        factories.move(factories.answered_return(), status)
    assert list(differing_returns()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_difference_is_found_and_put_right(fault, capsys):
    wrong, _right = factories.approved_return(), factories.approved_return()
    fault(wrong)
    with pytest.raises(CommandError, match="1 of 2 returns differ") as refusal:
        call_command("rebuild_outcomes", "--check")
    assert refusal.value.returncode == 1
    assert str(wrong) in capsys.readouterr().out
    call_command("rebuild_outcomes")
    assert "put right: 1" in capsys.readouterr().out
    call_command("rebuild_outcomes", "--check")
    assert list(differing_returns()) == []


def test_checking_changes_nothing():
    empty_row(factories.approved_return())
    before = stored()
    with pytest.raises(CommandError):
        call_command("rebuild_outcomes", "--check")
    assert stored() == before


def test_figures_are_right_again_after_a_rebuild():
    version = factories.draft_version()
    factories.measure(factories.question(factories.section(version)))
    audit = factories.audit(factories.published(version))
    empty_row(factories.approved_return(audit=audit))
    assert audit_figures(audit).figures["measure-1"].n == 0
    call_command("rebuild_outcomes")
    assert audit_figures(audit).figures["measure-1"].n == 1


def test_comparing_reads_in_batches(django_assert_num_queries):
    version = factories.small_version()  # making the return brings it into memory
    for _ in range(2):
        factories.approved_return(audit=factories.audit(version))
        with django_assert_num_queries(5):
            list(differing_returns())

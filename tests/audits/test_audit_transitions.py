"""Which status an audit may move to."""

import pytest

from audits.models import Audit
from audits.transitions import AUDIT_TRANSITIONS, Refused, check_audit_move

Status = Audit.Status


def audit(status) -> Audit:
    return Audit(status=status)


def test_every_status_has_its_moves():
    assert set(AUDIT_TRANSITIONS) == set(Status)


@pytest.mark.parametrize(
    ("status", "to"),
    [
        (Status.PLANNING, Status.COLLECTING),
        (Status.COLLECTING, Status.MODERATING),
        (Status.MODERATING, Status.ANALYSING),
        (Status.ANALYSING, Status.CLOSED),
    ],
)
def test_an_audit_moves_on_without_a_reason(status, to):
    assert check_audit_move(audit(status), to)


@pytest.mark.parametrize("status", [each for each in Status if each not in Audit.ENDED])
def test_an_open_audit_is_cancelled_with_a_reason_only(status):
    with pytest.raises(Refused, match="Say why"):
        check_audit_move(audit(status), Status.CANCELLED, "  ")
    assert check_audit_move(audit(status), Status.CANCELLED, "The review took its place.")


def test_a_closed_audit_is_reopened_with_a_reason_only():
    with pytest.raises(Refused, match="Say why"):
        check_audit_move(audit(Status.CLOSED), Status.ANALYSING)
    assert check_audit_move(audit(Status.CLOSED), Status.ANALYSING, "A return came late.")


def test_moderating_is_skipped_with_a_reason_only():
    with pytest.raises(Refused, match="Say why"):
        check_audit_move(audit(Status.COLLECTING), Status.ANALYSING)
    assert check_audit_move(audit(Status.COLLECTING), Status.ANALYSING, "One agency only.")


@pytest.mark.parametrize("to", Status)
def test_a_cancelled_audit_stays_cancelled(to):
    with pytest.raises(Refused, match="cancelled"):
        check_audit_move(audit(Status.CANCELLED), to, "A reason.")


def test_an_audit_does_not_collect_again():
    with pytest.raises(Refused, match="being analysed"):
        check_audit_move(audit(Status.ANALYSING), Status.COLLECTING)

"""A return that is not expected after all: asked for, granted or refused, and taken back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from agencies.access import may, require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission, Role
from cases.interests import leave_out_the_involved
from cases.locking import locked
from cases.models import AuditReturn, ReturnStep
from cases.return_mail import SIGN_IN, tell
from cases.steps import note_step
from cases.transitions import Refused, check_transition

Status = AuditReturn.Status
Kind = ReturnStep.Kind
NO_REASON = "Say why, so that the gap is explained."
NOTHING_ASKED = "Nobody asks for this return to be exempt any more."


def may_ask(audit_return: AuditReturn, user: User) -> bool:
    """Its auditor, whoever stands in, or a lead of its agency."""
    place = {"agency_id": audit_return.agency_id}
    answers = audit_return.is_answered_by(user) and may(user, Permission.ANSWER_RETURNS, **place)
    return answers or may(user, Permission.REVIEW_RETURNS, **place)


def last_refusal(audit_return: AuditReturn) -> ReturnStep | None:
    """Said where the agency last heard of an exemption that it was refused."""
    kinds = (Kind.EXEMPTION_REFUSED, Kind.EXEMPTED, Kind.EXEMPTION_ASKED)
    steps = audit_return.steps.filter(kind__in=kinds).select_related("by").order_by("-at")
    last = steps.first()
    return last if last is not None and last.kind == Kind.EXEMPTION_REFUSED else None


@transaction.atomic
def ask_exemption(*, audit_return: AuditReturn, reason: str, by: User) -> None:
    """The agency asks the coordinator not to expect this return; the work may go on meanwhile."""
    audit_return = _held_to_ask(audit_return, by)
    _check_may_be_exempt(audit_return)
    if audit_return.exemption_asked_at:
        raise Refused("Your agency has asked already. The coordinator has yet to decide.")
    audit_return.exemption_asked = _reason(reason)
    audit_return.exemption_asked_at, audit_return.exemption_asked_by = timezone.now(), by
    audit_return.save()
    note_step(audit_return, Kind.EXEMPTION_ASKED, by, reason)
    record("asked for an exemption", audit_return, by=by)
    tell(
        User.objects.holding(Role.COORDINATOR),
        audit_return,
        by=by,
        subject=f"Can {audit_return} be exempt?",
        said=f"{audit_return.agency} asks that no return is expected for {audit_return.reference}. "
        f"{SIGN_IN['coordinator']}",
    )


@transaction.atomic
def take_back_request(*, audit_return: AuditReturn, by: User) -> None:
    audit_return = _held_to_ask(audit_return, by)
    _check_asked(audit_return)
    forget_request(audit_return)
    audit_return.save()
    note_step(audit_return, Kind.EXEMPTION_TAKEN_BACK, by)
    record("took back a request for an exemption", audit_return, by=by)


def forget_request(audit_return: AuditReturn) -> None:
    """Does not save. The return's history still says that it was asked."""
    audit_return.exemption_asked = ""
    audit_return.exemption_asked_at = audit_return.exemption_asked_by = None


@transaction.atomic
def exempt_return(*, audit_return: AuditReturn, reason: str, by: User) -> None:
    """Nothing is expected of the return from now on, asked for or not; its answers are kept.

    Raises Refused without a reason, once it was handed in, and when its audit has ended.
    """
    audit_return = _held_to_decide(audit_return, by)
    _check_may_be_exempt(audit_return)
    audit_return.status, audit_return.reason = Status.EXEMPT, _reason(reason)
    audit_return.exempted_at, audit_return.exempted_by = timezone.now(), by
    asked_by = audit_return.exemption_asked_by
    forget_request(audit_return)
    audit_return.save()
    note_step(audit_return, Kind.EXEMPTED, by, reason)
    record("exempted a return", audit_return, by=by)
    _tell_agency(
        audit_return,
        asked_by,
        by,
        subject=f"{audit_return.reference} is exempt",
        said=f"Nothing more is expected for {audit_return.reference}. What was answered is kept. "
        "Sign in to read why.",
    )


@transaction.atomic
def refuse_exemption(*, audit_return: AuditReturn, reason: str, by: User) -> None:
    """The return stays expected, on the day it is due. Raises Refused without a reason."""
    audit_return = _held_to_decide(audit_return, by)
    _check_asked(audit_return)
    reason = _reason(reason, "Say why not, so that the agency knows what to do.")
    asked_by = audit_return.exemption_asked_by
    forget_request(audit_return)
    audit_return.save()
    note_step(audit_return, Kind.EXEMPTION_REFUSED, by, reason)
    record("refused an exemption", audit_return, by=by)
    _tell_agency(
        audit_return,
        asked_by,
        by,
        subject=f"{audit_return.reference} is still expected",
        said=f"The coordinator has decided that {audit_return.reference} is not exempt. "
        "Sign in to read why.",
    )


@transaction.atomic
def expect_again(*, audit_return: AuditReturn, by: User) -> None:
    """Take an exemption back: the return goes on from where it was, and may be late at once."""
    audit_return = _held_to_decide(audit_return, by)
    if audit_return.status != Status.EXEMPT:
        raise Refused("This return is not exempt.")
    check_transition(audit_return, Status.NOT_STARTED)
    leave_out_the_involved(audit_return)
    audit_return.status = Status.NOT_STARTED
    if audit_return.answers.exists():
        audit_return.status = Status.IN_PROGRESS
    audit_return.reason = ""
    audit_return.exempted_at = audit_return.exempted_by = None
    audit_return.save()
    note_step(audit_return, Kind.EXPECTED_AGAIN, by)
    record("expected a return again", audit_return, by=by)
    _tell_agency(
        audit_return,
        None,
        by,
        subject=f"{audit_return.reference} is expected after all",
        said=f"{audit_return.reference} is no longer exempt. What was answered is still there.",
    )


def _held_to_ask(audit_return: AuditReturn, by: User) -> AuditReturn:
    audit_return = locked(audit_return)
    if not may_ask(audit_return, by):
        raise PermissionDenied("Only the return’s auditor or a lead of its agency can ask.")
    return audit_return


def _held_to_decide(audit_return: AuditReturn, by: User) -> AuditReturn:
    require(by, Permission.RUN_AUDITS)
    audit_return = locked(audit_return)
    if not audit_return.audit.is_open:
        raise Refused("This audit has ended, so its returns stay as they are.")
    return audit_return


def _check_may_be_exempt(audit_return: AuditReturn) -> None:
    if not audit_return.audit.is_open:
        raise Refused("This audit has ended, so its returns stay as they are.")
    if audit_return.status in AuditReturn.HANDED_IN:
        raise Refused("This return has been handed in, so it needs no exemption.")
    check_transition(audit_return, Status.EXEMPT)


def _check_asked(audit_return: AuditReturn) -> None:
    if audit_return.exemption_asked_at is None:
        raise Refused(NOTHING_ASKED)


def _reason(reason: str, sentence: str = NO_REASON) -> str:
    if not reason.strip():
        raise Refused(sentence)
    return reason.strip()


def _tell_agency(audit_return: AuditReturn, asked_by: User | None, by: User, **mail) -> None:
    """Its auditor, whoever stands in, its leads, and whoever asked; each once."""
    people = set(User.objects.holding(Role.LEAD, audit_return.agency))
    people |= {audit_return.auditor, audit_return.substitute, asked_by}
    active = [person for person in people if person is not None and person.is_active]
    tell(active, audit_return, by=by, **mail)

"""What people do with returns and involvements, each function one operation with a name."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.answering.picking import keys_to_pick
from cases.exempting import forget_request
from cases.knowing import why_fixed
from cases.locking import locked, require_auditor
from cases.models import AuditReturn, Case, Identity, Involvement, ReturnStep
from cases.outcomes import write_outcomes
from cases.progress import progress_of
from cases.steps import note_step
from cases.transitions import Refused, check_transition, require_open

Status = AuditReturn.Status


@transaction.atomic
def pick_parts(
    *, audit_return: AuditReturn, keys: Iterable[str], by: User, among: Iterable[str] | None = None
) -> bool:
    """Pick which sections and questions are relevant, and say whether that changed anything.

    `among` are those to change, if not every one; what is picked of the others stays.
    Answers to what is picked no more are kept. Raises Refused when the return is no longer open.
    """
    audit_return = locked(audit_return)
    require_auditor(audit_return, by)
    if not audit_return.is_open:
        check_transition(audit_return, Status.IN_PROGRESS)
    pickable = keys_to_pick(audit_return)
    among = set(pickable if among is None else among)
    wanted = set(keys) & among | set(audit_return.picked) - among
    picked = [key for key in pickable if key in wanted]
    if picked == audit_return.picked:
        return False
    audit_return.picked, audit_return.saved_at = picked, timezone.now()
    audit_return.save(update_fields=["picked", "saved_at"])
    record("picked what is relevant", audit_return, by=by, detail=f"{len(picked)} parts")
    return True


@transaction.atomic
def submit_return(*, audit_return: AuditReturn, by: User, blanks_confirmed: bool = False) -> None:
    """Hand a return to the agency's lead.

    Raises Refused while a required question is blank, a reason is missing, or optional blanks have
    not been confirmed; blanks stay *missing*.
    """
    audit_return = locked(audit_return)
    require_auditor(audit_return, by)
    check_transition(audit_return, Status.SUBMITTED)
    require_open(audit_return.audit)
    progress = progress_of(audit_return)
    if not progress.is_complete:
        raise Refused("Some questions still need an answer before you can submit this return.")
    if progress.optional_blanks and not blanks_confirmed:
        raise Refused("Confirm the questions you are leaving blank.")
    audit_return.status, audit_return.reason = Status.SUBMITTED, ""
    audit_return.submitted_at, audit_return.submitted_by = timezone.now(), by
    audit_return.approved_at = audit_return.approved_by = None
    forget_request(audit_return)
    audit_return.save()
    write_outcomes(audit_return)
    note_step(audit_return, ReturnStep.Kind.SUBMITTED, by)
    record("submitted a return", audit_return, by=by)


def read_identities(*, audit_return: AuditReturn, by: User) -> list[Identity]:
    """Who the case of a return is about. Each look is recorded, also one that found nothing.

    Raises PermissionDenied where the case is another agency’s own: what it is called there never
    leaves that agency.
    """
    return _read_identities(audit_return.case, audit_return.agency_id, by)


def read_identities_to_confirm(*, involvement: Involvement, by: User) -> list[Identity]:
    """The same while an agency looks up whether it knows the case."""
    return _read_identities(involvement.case, involvement.agency_id, by)


def _read_identities(case: Case, agency_id, by: User) -> list[Identity]:
    require(by, Permission.READ_IDENTITIES, agency_id=agency_id)
    if case.owner_id and case.owner_id not in by.agency_ids(Permission.READ_IDENTITIES):
        raise PermissionDenied("Only the agency that added this case knows who it is about.")
    record("read an identity", case, by=by, agency_id=agency_id)
    theirs = Q(agency=None) | Q(agency=agency_id)
    return list(Identity.objects.visible_to(by).filter(theirs, case=case))


class AnsweredMeanwhile(Refused):
    """By somebody else, and otherwise."""


@transaction.atomic
def decide_involvement(
    *,
    involvement: Involvement,
    state: str,
    by: User,
    reason: str = "",
    whom: Iterable[str] = (),
    seen: str | None = None,
) -> AuditReturn | None:
    """Say whether the agency knows the case, and whom of it; *known* makes a return expected.

    `seen`: the answer this one takes the place of, as Involvement.seen tells it. Raises
    AnsweredMeanwhile where there is another, and Refused for a decline without a reason, when
    answers already exist for a case now said not to be known, and where why_fixed says so.
    """
    require(by, Permission.DECIDE_INVOLVEMENT, agency_id=involvement.agency_id)
    # Two leads may answer at once; the second waits, and sees what the first expected.
    held = Involvement.objects.select_for_update(of=("self",)).select_related(
        "decided_by", "case__audit"
    )
    stored = held.get(pk=involvement.pk)
    known, reason = state == Involvement.State.KNOWN, reason.strip()
    whom = [each for each in Involvement.Whom.values if known and each in set(whom)]
    existing = AuditReturn.objects.filter(case=involvement.case, agency=involvement.agency).first()
    if seen is not None and seen != stored.seen:
        if (stored.state, stored.known_whom, stored.reason) != (state, whom, reason):
            raise AnsweredMeanwhile(_answered_meanwhile(stored))
        return existing
    if fixed := why_fixed(stored, by):
        raise Refused(fixed)
    if involvement.case.owner_id and not known:
        raise Refused(
            "Your agency added this case itself. Its auditor can remove it while nothing has been "
            "answered."
        )
    if state == Involvement.State.DECLINED and not reason:
        raise Refused("Say why your agency declines, so that the gap is explained.")
    if existing and not known:
        _withdraw(existing)
    involvement.state, involvement.reason, involvement.known_whom = state, reason, whom
    involvement.decided_by, involvement.decided_at = by, timezone.now()
    involvement.save()
    record(
        "decided involvement",
        involvement,
        by=by,
        audit_id=involvement.case.audit_id,
        detail=state,
    )
    return existing if existing or not known else _expect_return(involvement)


def _answered_meanwhile(stored: Involvement) -> str:
    who = stored.decided_by.name if stored.decided_by else "Somebody else"
    return (
        f"{who} answered “{stored.get_state_display()}” meanwhile. Your answer is not saved. "
        "Choose again to put it in the place of theirs."
    )


def _withdraw(audit_return: AuditReturn) -> None:
    if audit_return.answers.exists():
        raise Refused("Answers have been entered for this case, so your agency does know it.")
    audit_return.delete()


def _expect_return(involvement: Involvement) -> AuditReturn:
    # Held, so that an audit that is being moved gives the return its new version.
    audit = Audit.objects.select_for_update().get(pk=involvement.case.audit_id)
    return AuditReturn.objects.create(
        audit=audit,
        case=involvement.case,
        agency=involvement.agency,
        tool_version=audit.tool_version,
        due_on=involvement.case.due_on,
    )

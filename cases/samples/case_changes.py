"""Cases of a sample changed by hand: added, described, taken out or replaced, with a reason."""

from django.db import transaction
from django.db.models import ProtectedError

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import Case, Involvement, RemovedCase
from cases.samples.candidates import Person, keys_in_audit, person_of
from cases.samples.drawing import kept_of
from cases.samples.drawn_cases import make_cases
from cases.samples.frames import (
    held_for_sampling,
    key_number_of,
    require_kept_until,
    why_not_sampled,
)
from cases.samples.plan_types import set_plan_type
from cases.samples.reserves import RECORDED, reserves_for, why_it_stays, why_not_replaced
from cases.transitions import Refused

NO_REASON = "Say why, so that whoever reads the sample later knows."
IS_IN = "This is or was a case of this audit already."
ENDED = "This audit has ended, so its cases stay as they are."
HAS_BEGUN = "Agencies were asked about it, so it stays. Replace it by another, with a reason."


@transaction.atomic
def add_case_by_hand(*, audit: Audit, person: Person, reason: str, by: User) -> Case:
    """A case that no draw gave. Raises Refused without a reason, and for one who is in already."""
    audit = held_for_sampling(audit, by)
    reason = _said(reason)
    require_kept_until(audit)
    number = key_number_of(audit)
    if person.keys(audit.pk, number) & keys_in_audit(audit.pk):
        raise Refused(IS_IN)
    kept = {
        "draw_key": person.key(audit.pk, number),
        "name_key": person.name_key(audit.pk, number),
        "chosen": Case.Chosen.BY_HAND,
        "chosen_because": reason,
    }
    (case,) = make_cases(audit, [(person, kept)], by)
    record("added a case by hand", case, by=by)
    return case


@transaction.atomic
def describe_case(
    *, case: Case, by: User, case_facts: dict[str, object], subject_facts: dict[str, object]
) -> None:
    """Facts as at the audit date. What is asked may follow from the plan type."""
    require(by, Permission.RUN_AUDITS)
    case = Case.objects.select_related("audit").select_for_update(of=("self",)).get(pk=case.pk)
    if not case.audit.is_open:
        raise Refused(ENDED)
    case_facts = dict(case_facts)
    plan_type = case_facts.pop("plan_type", case.plan_type)
    if plan_type != case.plan_type:
        set_plan_type(case=case, plan_type=plan_type, by=by)
    for name, value in case_facts.items():
        setattr(case, name, value)
    case.save(update_fields=list(case_facts))
    case.subjects.filter(is_index=True).update(**subject_facts)
    record("described a case", case, by=by)


@transaction.atomic
def remove_case(*, case: Case, reason: str, by: User) -> RemovedCase:
    """Before anybody was asked about it. Its reference is never given again."""
    case, reason = _held_case(case, by), _said(reason)
    if Involvement.objects.filter(case=case).exclude(state=Involvement.State.TO_CONFIRM).exists():
        raise Refused(HAS_BEGUN)
    if case.audit.status != Audit.Status.PLANNING:
        raise Refused(HAS_BEGUN)
    return _take_out(case, reason, by)


@transaction.atomic
def replace_case(*, case: Case, reason: str, by: User) -> Case:
    """The next in the order of the same cell takes its place; the old one stays named as replaced.

    Raises Refused where no reserve is left, and once anything was recorded about the case.
    """
    case, reason = _held_case(case, by), _said(reason)
    if why := why_not_replaced(case):
        raise Refused(why)
    reserves = reserves_for(case)
    reserve = reserves.next
    removed = _take_out(case, reason, by)
    kept = kept_of(reserve.draw, reserve, Case.Chosen.RESERVE)
    person = person_of(reserve)
    for used in (reserve, *reserves.cases_now):
        used.delete()
    (made,) = make_cases(case.audit, [(person, kept)], by)
    removed.replaced_by = made
    removed.save(update_fields=["replaced_by"])
    record("replaced a case", made, by=by, detail=reserves.passed_over)
    return made


def _held_case(case: Case, by: User) -> Case:
    held_for_sampling(case.audit, by)
    found = Case.objects.select_related("audit__tool_version__tool", "draw").filter(pk=case.pk)
    if not found:
        raise Refused("This case was taken out already.")
    return found[0]


def _take_out(case: Case, reason: str, by: User) -> RemovedCase:
    """With who it was about, whom was asked, and returns that nobody has begun."""
    if stays := why_it_stays(case):
        raise Refused(stays)
    removed = RemovedCase.objects.create(
        audit=case.audit,
        draw=case.draw,
        draw_key=case.draw_key,
        name_key=case.name_key,
        reference=case.reference,
        reason=reason,
        removed_by=by,
    )
    record("took a case out", case, by=by)
    try:
        case.returns.all().delete()
        case.identities.all().delete()
        case.delete()
    except ProtectedError:
        raise Refused(RECORDED.format(case=removed)) from None
    return removed


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(NO_REASON)
    return reason.strip()


def may_change_sample(audit: Audit) -> bool:
    """Needs the tool."""
    return not why_not_sampled(audit)

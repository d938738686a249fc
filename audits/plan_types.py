"""The admin’s list of plan types: its order, and what of it may be deleted."""

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import PlanType, Question, Section

# What most partnerships start from; Family Help is replacing child in need.
USUAL = (
    ("family-help", "Family Help"),
    ("child-in-need", "Child in need"),
    ("child-protection", "Child protection"),
    ("looked-after", "Looked after"),
    ("early-help", "Early help"),
    ("none", "No plan"),
)


class InUse(Exception):
    """The plan type stays; the message is a sentence for the reader."""


def free_key(name: str) -> str:
    """A key that no plan type has, made from the name; it stays when the name changes."""
    stem = slugify(name)[:50].strip("-") or "plan"
    taken = set(PlanType.objects.filter(key__startswith=stem).values_list("key", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 2))
    return stem if stem not in taken else next(key for key in numbered if key not in taken)


def last_position() -> int:
    return PlanType.objects.aggregate(last=Max("position"))["last"] or 0


@transaction.atomic
def add_usual_plan_types(*, by: User) -> int:
    """Those of the usual list that are not there yet; says how many that were."""
    require(by, Permission.SET_UP)
    known = set(PlanType.objects.values_list("key", flat=True))
    missing = [(key, name) for key, name in USUAL if key not in known]
    first = last_position() + 1
    PlanType.objects.bulk_create(
        PlanType(key=key, name=name, position=position)
        for position, (key, name) in enumerate(missing, start=first)
    )
    if missing:
        record("added the usual plan types", by=by, detail=str(len(missing)))
    return len(missing)


@transaction.atomic
def move_plan_type(*, plan_type: PlanType, up: bool, by: User) -> None:
    """One place up or down; at the end of the list it stays where it is."""
    require(by, Permission.SET_UP)
    ordered = list(PlanType.objects.select_for_update())
    at = ordered.index(plan_type)
    to = at - 1 if up else at + 1
    if 0 <= to < len(ordered):
        ordered[at], ordered[to] = ordered[to], ordered[at]
    for position, each in enumerate(ordered, start=1):
        each.position = position
    PlanType.objects.bulk_update(ordered, ["position"])
    record("moved a plan type", plan_type, by=by)


def uses_of(plan_type: PlanType) -> str:
    """Why it may not be deleted, as a sentence; empty where nothing uses it."""
    named = Q(plan_types__contains=[plan_type.key])
    if plan_type.cases.exists():
        return f"Cases are on the plan “{plan_type}”, so it stays. Retire it instead."
    if Section.objects.filter(named).exists() or Question.objects.filter(named).exists():
        return f"Audit tools ask questions for the plan “{plan_type}” only. Retire it instead."
    return ""


@transaction.atomic
def remove_plan_type(*, plan_type: PlanType, by: User) -> None:
    """Raises InUse where a case or a tool names it."""
    require(by, Permission.SET_UP)
    plan_type = PlanType.objects.select_for_update().get(pk=plan_type.pk)
    if why := uses_of(plan_type):
        raise InUse(why)
    record("removed a plan type", plan_type, by=by)
    plan_type.delete()

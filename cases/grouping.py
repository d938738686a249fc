"""Local groups of an audit: who is in them, and which cases are theirs."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission, Role
from audits.models import Audit, LocalGroup
from cases.models import Case
from cases.transitions import Refused

ENDED = "This audit has ended, so its local groups stay as they are."
NAME_TAKEN = "This audit has a local group of that name. Give this one another."
HAS_MET = "The panel of this group has met. Remove its meetings first, or keep the group."
HAS_CASES = "This group has cases. Give them to another group first, or to none."


def may_be_grouped() -> QuerySet[User]:
    """Active panel members and leads: coordinators see every case, auditors their own returns."""
    found = User.objects.filter(memberships__role__in=(Role.MODERATOR, Role.LEAD), is_active=True)
    return found.distinct().order_by("name")


@transaction.atomic
def save_group(
    *, audit: Audit, name: str, people: Iterable[User], by: User, group: LocalGroup | None = None
) -> LocalGroup:
    """Add a group, or change one. Raises Refused for a name that the audit has already."""
    audit = _held(audit, by)
    others = audit.groups.exclude(pk=group.pk) if group else audit.groups
    if others.filter(name__iexact=name).exists():
        raise Refused(NAME_TAKEN)
    group = group or LocalGroup(audit=audit)
    group.name = name
    group.save()
    group.people.set(people)
    record("changed a local group", group, by=by, audit_id=audit.pk)
    return group


@transaction.atomic
def remove_group(*, group: LocalGroup, by: User) -> None:
    """Raises Refused while it has cases or meetings, which would be everybody’s without it."""
    audit = _held(group.audit, by)
    if group.cases.exists():
        raise Refused(HAS_CASES)
    if group.panel_meetings.exists():
        raise Refused(HAS_MET)
    record("removed a local group", group, by=by, audit_id=audit.pk)
    group.delete()


@transaction.atomic
def give_cases(*, audit: Audit, groups: Mapping[Case, LocalGroup | None], by: User) -> int:
    """Say whose each case is. Returns how many changed; Refused for another audit’s group."""
    audit = _held(audit, by)
    if any(group and group.audit_id != audit.pk for group in groups.values()):
        raise Refused("Choose a local group of this audit.")
    changed = [case for case, group in groups.items() if case.group_id != (group and group.pk)]
    for case in changed:
        case.group = groups[case]
        case.save(update_fields=["group"])
        record("gave a case to a local group", case, by=by, audit_id=audit.pk)
    return len(changed)


def _held(audit: Audit, by: User) -> Audit:
    require(by, Permission.RUN_AUDITS)
    audit = Audit.objects.select_for_update().get(pk=audit.pk)
    if not audit.is_open:
        raise Refused(ENDED)
    return audit

"""Returns that nobody answers yet, by agency, each with a suggestion spread evenly."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from agencies.models import Agency, Membership, User
from agencies.roles import Permission, Role
from audits.models import Audit
from cases.interests import barred_from
from cases.models import AuditReturn
from cases.spreading import spread


@dataclass(frozen=True)
class Auditor:
    """`having`: the open returns they have already, in every audit."""

    person: User
    having: int


@dataclass(frozen=True)
class Row:
    """`barred`: auditors with a declared involvement, who are not offered."""

    found: AuditReturn
    suggested: User | None
    choices: list[Auditor]
    barred: list[User]


@dataclass
class Share:
    """One agency's part."""

    agency: Agency
    auditors: list[Auditor] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    has_lead: bool = True


def shares_of(audit: Audit, user: User) -> list[Share]:
    """Of the agencies for which this person assigns auditors; from a constant number of queries."""
    returns = list(unassigned_of(audit, user))
    agencies = {found.agency_id: Share(found.agency) for found in returns}
    _add_people(agencies)
    barred = barred_from(returns)
    for share in agencies.values():
        theirs = [found for found in returns if found.agency_id == share.agency.pk]
        share.rows = _rows(theirs, share.auditors, barred)
    return sorted(agencies.values(), key=lambda share: (share.agency.position, str(share.agency)))


def unassigned_of(audit: Audit, user: User):
    """The returns of an audit still to be handed in by nobody, that this person may assign."""
    found = audit.returns.visible_to(user).outstanding().filter(auditor=None)
    if Permission.RUN_AUDITS not in user.permissions:
        found = found.filter(agency__in=user.agency_ids(Permission.ASSIGN_AUDITORS))
    return found.select_related("audit", "case", "agency").order_by(
        "due_on", "case__reference", "number"
    )


def _add_people(shares: dict) -> None:
    held = Membership.objects.filter(
        agency__in=shares, role__in=(Role.AUDITOR, Role.LEAD), user__is_active=True
    )
    held = list(held.select_related("user").order_by("user__name", "user_id"))
    having = _having({each.user_id for each in held if each.role == Role.AUDITOR})
    led = {each.agency_id for each in held if each.role == Role.LEAD}
    for each in held:
        if each.role == Role.AUDITOR:
            person = Auditor(each.user, having[each.user_id])
            shares[each.agency_id].auditors.append(person)
    for agency, share in shares.items():
        share.has_lead = agency in led


def _having(people: set) -> dict:
    counted = AuditReturn.objects.outstanding().filter(
        auditor__in=people, audit__status__in=(Audit.Status.PLANNING, Audit.Status.COLLECTING)
    )
    rows = counted.order_by().values_list("auditor").annotate(number=Count("pk"))
    return defaultdict(int, rows)


def _rows(returns, auditors: list[Auditor], barred: dict) -> list[Row]:
    people = {each.person.pk: each for each in auditors}
    load = {pk: each.having for pk, each in people.items()}
    away = {found.pk: barred[found.pk] for found in returns}
    suggested = spread([found.pk for found in returns], list(people), load, away)
    return [
        Row(
            found,
            people[suggested[found.pk]].person if suggested[found.pk] else None,
            [each for each in auditors if each.person.pk not in away[found.pk]],
            [each.person for each in auditors if each.person.pk in away[found.pk]],
        )
        for found in returns
    ]

"""Who is told of immediate concerns in the demo, one that is settled and one that is open."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from agencies.models import Area, ConcernContact, User
from agencies.roles import Role
from audits.models import Audit
from auditsite.demo.people import COORDINATOR, CSC, EDUCATION, HEALTH
from cases.concerns import acknowledge_concern, close_concern, note_on_concern, raise_concern
from cases.models import Concern

SETTLED = UUID("5f0c1f9e-0000-4000-8000-000000000001")
OPEN = UUID("5f0c1f9e-0000-4000-8000-000000000002")
Kind = ConcernContact.Kind


def load_concerns(staff: dict[str, User]) -> None:
    name_contacts()
    coordinator = staff[COORDINATOR.name]
    returns = Audit.objects.get(reference_prefix="NEG26").returns.exclude(auditor=None)
    school = returns.filter(agency__sector=EDUCATION).first()
    health = returns.filter(agency__sector=HEALTH).last()
    settled = _raise(
        SETTLED,
        school,
        what="The record shows that nobody has been inside the home since the heating failed, and"
        " the youngest has been off school for nine days.",
        for_whom="The child of this case and a younger sibling",
        told_whom="Children’s social care, by telephone, and our safeguarding lead",
        hours_ago=70,
    )
    acknowledge_concern(concern=settled, by=coordinator)
    note_on_concern(concern=settled, text="A visit was made the same afternoon.", by=coordinator)
    close_concern(
        concern=settled,
        outcome="Seen at home the same day. The heating is mended, and the plan was reviewed with"
        " school and health.",
        by=coordinator,
    )
    _raise(
        OPEN,
        health,
        what="The last two appointments were missed, and the record says the family may have left"
        " the address.",
        for_whom="The child of this case",
        told_whom="Children’s social care, by telephone",
        hours_ago=0,
    )


def _raise(key: UUID, audit_return, *, hours_ago: int, **words) -> Concern:
    at = timezone.now() - timedelta(hours=hours_ago)
    made = raise_concern(
        key=key,
        audit=audit_return.audit,
        audit_return=audit_return,
        told_at=at - timedelta(minutes=10),
        by=audit_return.auditor,
        **words,
    )
    Concern.objects.filter(pk=made.pk).update(raised_at=at)
    return made


def name_contacts() -> None:
    """The leads of social care and health, in every area but one where there is a deputy alone."""
    leads = {sector: _lead(sector) for sector in (CSC, HEALTH, EDUCATION)}
    first, *others = Area.objects.order_by("name")
    ConcernContact.objects.create(user=leads[CSC], area=first)
    ConcernContact.objects.create(user=leads[HEALTH], area=first, kind=Kind.DEPUTY)
    for area in others:
        ConcernContact.objects.create(user=leads[HEALTH], area=area)
    ConcernContact.objects.create(user=leads[EDUCATION], kind=Kind.ESCALATION)


def _lead(sector: str) -> User:
    return User.objects.holding(Role.LEAD).filter(memberships__agency__sector=sector).first()

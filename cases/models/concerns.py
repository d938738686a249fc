from datetime import timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timesince import timesince

from agencies.models import Agency, Area, ConcernContact, User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit
from cases.models.returns import AuditReturn
from cases.models.subjects import Case, within_local_groups


def _told(user) -> Q:
    """Contacts of its area or of every area; of any area, where its own is not known."""
    held = ConcernContact.objects.filter(user=user)
    there = held.filter(Q(area=None) | Q(area=OuterRef("area")))
    return Q(Exists(there)) | (Q(area=None) & Exists(held))


class ConcernQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who raised it, whose agency's return it is about, and who is asked to answer it."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        led = Q(agency__in=user.agency_ids(Permission.REVIEW_RETURNS))
        led &= within_local_groups(user, "case__")
        return self.filter(led | Q(raised_by=user) | _told(user))

    def to_answer(self, user):
        """Every one for a coordinator; for others those they are a contact of."""
        return self if Permission.RUN_AUDITS in user.permissions else self.filter(_told(user))

    def open(self):
        return self.filter(closed_at=None)

    def number_of_audit(self):
        """How many there are, for annotating audits."""
        of_audit = self.filter(audit=OuterRef("pk")).order_by().values("audit")
        return Coalesce(Subquery(of_audit.values(number=Count("pk"))), 0)

    def unacknowledged(self, now, minutes: int):
        """Open, and seen by nobody for longer than it may be."""
        late = now - timedelta(minutes=minutes)
        return self.open().filter(acknowledged_at=None, raised_at__lte=late)


class Concern(UUIDModel):
    """That a child may be at risk now, seen while auditing. It is not a referral.

    `for_whom` and `told_whom` are in the words of whoever raised it, without names of children.
    """

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="concerns")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="concerns")
    audit_return = models.ForeignKey(
        AuditReturn, models.SET_NULL, null=True, related_name="concerns"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    what = models.TextField()
    for_whom = models.CharField(max_length=200)
    told_whom = models.CharField(max_length=200)
    told_at = models.DateTimeField()
    raised_at = models.DateTimeField(default=timezone.now)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(acknowledged_by__isnull=False),
                name="acknowledged_concern_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | (Q(closed_by__isnull=False, acknowledged_at__isnull=False) & ~Q(outcome="")),
                name="closed_concern_says_what_came_of_it",
            ),
        ]

    def __str__(self):
        return f"Concern of {self.raised_at:%d %B %Y}"

    @property
    def reference(self) -> str:
        """Of its return, case or audit; never a name."""
        about = self.audit_return or self.case
        return about.reference if about else self.audit.reference_prefix

    @property
    def age(self) -> str:
        """How long ago it was raised, in words."""
        just_now = timezone.now() - self.raised_at < timedelta(minutes=1)
        return "just now" if just_now else f"{timesince(self.raised_at)} ago"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_acknowledged(self) -> bool:
        return self.acknowledged_at is not None


class ConcernNote(UUIDModel):
    """What somebody did about a concern; never changed."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="concern_note_says_something"),
        ]

    def __str__(self):
        return self.text

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from cases.models.returns import AuditReturn


class InterestQuerySet(models.QuerySet):
    def standing(self):
        """Those that nobody has allowed, which keep the person from the return."""
        return self.filter(allowed_at=None)


class DeclaredInterest(UUIDModel):
    """Somebody's involvement with a case, or with the work that is audited in a return.

    While it stands, a trigger keeps the person from being auditor or substitute of the open
    return. `allowed_…`: why a lead or coordinator lets them answer all the same.
    """

    class Kind(models.TextChoices):
        WORKED = "worked", "Worked with the child or the family"
        MANAGES = "manages", "Manages or supervises somebody who did"
        PERSONAL = "personal", "Knows the family in private life"
        OTHER = "other", "Another involvement"

    audit_return = models.ForeignKey(AuditReturn, models.CASCADE, related_name="interests")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    person = models.ForeignKey(User, models.PROTECT, related_name="interests")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=500)
    declared_at = models.DateTimeField(default=timezone.now)
    declared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    allowed_because = models.CharField(max_length=500, blank=True)
    allowed_at = models.DateTimeField(null=True)
    allowed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = InterestQuerySet.as_manager()

    class Meta:
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "person"],
                condition=Q(allowed_at__isnull=True),
                name="interest_stands_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="interest_says_why"),
            models.CheckConstraint(
                condition=Q(allowed_because="", allowed_at=None, allowed_by=None)
                | (~Q(allowed_because="") & Q(allowed_at__isnull=False, allowed_by__isnull=False)),
                name="interest_allowed_says_who_when_and_why",
            ),
            models.CheckConstraint(
                condition=Q(allowed_by=None) | ~Q(allowed_by=F("person")),
                name="nobody_allows_their_own_interest",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.person}"

    @property
    def stands(self) -> bool:
        return self.allowed_at is None

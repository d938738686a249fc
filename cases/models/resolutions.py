from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit
from audits.models.fields import KeyField
from cases.models.subjects import Case, Subject


class ResolutionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever compares the answers of a case reads what was made of them."""
        if Permission.RECORD_JUDGEMENTS not in user.permissions:
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(user))

    def standing(self):
        return self.filter(ended_at=None)


class Resolution(UUIDModel):
    """What is taken as true where agencies differ about one question of a case, and why.

    The answers stay as they are. `subject` and `occasion` say which repetition, as an answer does.
    `taken` is an option of the question, or words where it has none, such as what one of the
    agencies says; it may be left open.
    `said` is what the agencies had said by then. An ended one was reopened, or another replaced it.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="resolutions")
    question_key = KeyField()
    subject = models.ForeignKey(Subject, models.CASCADE, null=True, related_name="+")
    occasion = models.CharField(max_length=20, blank=True)
    taken = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=2000)
    said = models.CharField(max_length=16)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=500, blank=True)

    objects = ResolutionQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="resolution_says_why"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason="")),
                name="ended_resolution_says_who_and_why",
            ),
            models.UniqueConstraint(
                fields=["case", "question_key", "subject", "occasion"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_resolution",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{self.case}: {self.question_key}"


class DifferenceCount(UUIDModel):
    """How many differences between agencies were unresolved when an audit was last counted.

    `of` says what was counted, so that a count that is no longer true is never shown as if it were.
    """

    audit = models.OneToOneField(Audit, models.CASCADE, related_name="difference_count")
    unresolved = models.PositiveIntegerField()
    of = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.audit}: {self.unresolved}"

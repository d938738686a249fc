"""What the panel learned from cases."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User, UUIDModel
from cases.models.panel import Moderation


class LearningPointQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(moderation__in=Moderation.objects.visible_to(user))


class LearningPoint(UUIDModel):
    """What the panel learned from one case, or found done well there."""

    class Kind(models.TextChoices):
        LEARNING = "learning", "Learning"
        GOOD_PRACTICE = "good_practice", "Good practice"

    moderation = models.ForeignKey(Moderation, models.CASCADE, related_name="learning_points")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.LEARNING)
    text = models.CharField(max_length=1000)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = LearningPointQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="learning_point_says_what"),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="changed_learning_point_says_by_whom",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def last_by(self) -> User:
        return self.changed_by or self.added_by

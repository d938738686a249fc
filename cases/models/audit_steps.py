from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User, UUIDModel
from audits.models import Audit


class AuditStep(UUIDModel):
    """That an audit moved from one status to another: its own history.

    `accepted`: what was left undone, in the words it was shown in to whoever went on all the same.
    """

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="moves")
    before = models.CharField(max_length=20, choices=Audit.Status)
    after = models.CharField(max_length=20, choices=Audit.Status)
    reason = models.CharField(max_length=1000, blank=True)
    accepted = ArrayField(models.CharField(max_length=300), default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(before=models.F("after")), name="audit_step_moves_somewhere"
            ),
            models.CheckConstraint(
                condition=~(Q(after="cancelled") | Q(before="closed")) | ~Q(reason=""),
                name="cancelled_and_reopened_say_why",
            ),
        ]

    def __str__(self):
        return f"{self.get_before_display()} to {self.get_after_display()}"

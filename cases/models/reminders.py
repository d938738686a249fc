from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, Message, User, UUIDModel
from audits.models import Audit


class Reminder(UUIDModel):
    """What one e-mail reminded somebody of, in one audit and for one agency.

    `on` is the local day it was meant for; `asked_by` is set where a coordinator sent it.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="reminders")
    audit = models.ForeignKey(Audit, models.CASCADE, related_name="reminders")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    on = models.DateField()
    references = ArrayField(models.CharField(max_length=30))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-written_at", "agency"]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "audit", "agency"], name="reminder_once_a_message"
            ),
            models.CheckConstraint(condition=~Q(references=[]), name="reminder_is_about_something"),
        ]

    def __str__(self):
        return f"Reminder of {', '.join(self.references)}"

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models.keys import UUIDModel
from agencies.models.people import User


class AccountLink(UUIDModel):
    """Lets one person choose their password, once. Only a hash of what is in the link is kept.

    Of a person's links only the newest works.
    """

    LASTS = timedelta(days=3)

    user = models.ForeignKey(User, models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="account_link_lasts_a_while"
            ),
        ]

    def __str__(self):
        return f"Link for {self.user}"

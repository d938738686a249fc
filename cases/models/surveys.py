from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from audits.models import Audit


class Survey(UUIDModel):
    """A way to answer a survey audit without an account, open until the end of a date.

    Anonymous: nothing ties a response to an invitation, a name or an address.
    """

    # More than any partnership asks; what is over it is a flood.
    MOST_RESPONSES = 2000
    # Fewer anonymous responses than these, of one agency, are not shown one by one.
    FEWEST_LISTED = 5

    class Access(models.TextChoices):
        OPEN = "open", "Anyone with the link"
        NAMED = "named", "Invited people only"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="surveys")
    access = models.CharField(max_length=10, choices=Access, default=Access.OPEN)
    is_anonymous = models.BooleanField(default=True)
    token = models.CharField(max_length=43, unique=True)
    introduction = models.TextField(blank=True)
    closes_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    extended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit"], condition=Q(closed_at__isnull=True), name="one_open_survey"
            ),
        ]

    def __str__(self):
        return f"Survey of {self.audit}"

    @property
    def is_open(self) -> bool:
        """Until the end of its last day, by the clock on the wall. Needs the audit."""
        collecting = self.audit.status == Audit.Status.COLLECTING
        return collecting and self.closed_at is None and not self.is_due(timezone.localdate())

    def is_due(self, today) -> bool:
        """Has its last day gone by?"""
        return today > self.closes_on

    def moment(self):
        """What a response says of when: where it is anonymous, only the day the survey opened.

        Even a day could be matched with that of an invitation.
        """
        if not self.is_anonymous:
            return timezone.now()
        opened = timezone.localtime(self.made_at)
        return opened.replace(hour=0, minute=0, second=0, microsecond=0)


class Invitation(UUIDModel):
    """One person asked. `answered_on` is a date only, so an anonymous answer cannot be matched."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField(null=True)
    begun = models.BooleanField(default=False)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "email"], name="invited_once"),
        ]

    def __str__(self):
        return f"Invitation to {self.survey}"


class SurveyResponse(UUIDModel):
    """How a respondent without an account comes back to their own response.

    `invitation` is empty where the survey is anonymous.
    """

    audit_return = models.OneToOneField(
        "cases.AuditReturn", models.CASCADE, related_name="survey_response"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses")
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, null=True, related_name="response"
    )
    token_hash = models.CharField(max_length=64, unique=True)

    def __str__(self):
        return f"Response to {self.survey}"

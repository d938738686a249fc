"""Facts as at the audit date, which a case and a candidate for a sample have in common."""

from django.db import models

from agencies.models import Area
from audits.models import PlanType


class CaseFacts(models.Model):
    """`sample_group` is any list the partnership stratifies by, such as a team or a threshold."""

    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    plan_type = models.ForeignKey(
        PlanType, models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )
    category = models.CharField(max_length=80, blank=True)
    sample_group = models.CharField(max_length=80, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    siblings = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True


class SubjectFacts(models.Model):
    """The last two are asked where a partnership audits adults."""

    class Sex(models.TextChoices):
        FEMALE = "female", "Female"
        MALE = "male", "Male"
        OTHER = "other", "Another"
        UNKNOWN = "unknown", "Not known"

    class Disability(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Not known"

    sex = models.CharField(max_length=10, choices=Sex, default=Sex.UNKNOWN)
    ethnicity = models.CharField(max_length=80, blank=True)
    disability = models.CharField(max_length=10, choices=Disability, default=Disability.UNKNOWN)
    care_needs = models.CharField(max_length=120, blank=True)
    support_reason = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

"""What the audits of a year have in common: programmes, their quotas, and series of rounds."""

from django.db import models
from django.db.models import F, Q

from agencies.models import UUIDModel


class Stream(models.TextChoices):
    JOINT = "joint", "Joint"
    SINGLE_AGENCY = "single_agency", "Single agency"


class Series(UUIDModel):
    """Rounds that are compared with each other."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "series"

    def __str__(self):
        return self.name


class Programme(UUIDModel):
    """The audits a partnership means to do in a year."""

    name = models.CharField(max_length=80, unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")),
                name="programme_in_order",
                violation_error_message="The last day must be after the first.",
            ),
        ]

    def __str__(self):
        return self.name


class ProgrammeQuota(UUIDModel):
    """How many audits or cases of a theme or stream are meant to be done.

    `theme` and `stream` left empty count every one; `quarter` left empty is the whole year.
    """

    class Counts(models.TextChoices):
        AUDITS = "audits", "Audits"
        CASES = "cases", "Cases"

    class Quarter(models.IntegerChoices):
        FIRST = 1, "First quarter"
        SECOND = 2, "Second quarter"
        THIRD = 3, "Third quarter"
        FOURTH = 4, "Fourth quarter"

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="quotas")
    theme = models.CharField(max_length=80, blank=True)
    stream = models.CharField(max_length=20, choices=Stream, blank=True)
    quarter = models.PositiveSmallIntegerField(choices=Quarter, null=True, blank=True)
    counts = models.CharField(max_length=10, choices=Counts, default=Counts.AUDITS)
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = [F("quarter").asc(nulls_last=True), "counts", "theme", "stream"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "theme", "stream", "quarter", "counts"],
                name="quota_once",
                nulls_distinct=False,
                violation_error_message="There is a quota for this already. Change that one.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="quota_at_least_one",
                violation_error_message="Enter 1 or more.",
            ),
            models.CheckConstraint(
                condition=Q(quarter=None) | Q(quarter__range=(1, 4)), name="quota_quarter_known"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.get_counts_display().lower()} in {self.programme}"

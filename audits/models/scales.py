from django.db import models
from django.db.models import Q

from agencies.models import UUIDModel
from audits.models.fields import KeyField


class Scale(UUIDModel):
    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"
        NONE = "none", "Neither end is better"

    version = models.ForeignKey("audits.ToolVersion", models.CASCADE, related_name="scales")
    key = KeyField()
    name = models.CharField(max_length=120)
    better = models.CharField(max_length=10, choices=Better, default=Better.NONE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="scale_key_once"),
        ]

    def __str__(self):
        return self.name


class Option(UUIDModel):
    class CountsAs(models.TextChoices):
        POSITIVE = "positive", "Positive"
        PARTIAL = "partial", "Partly"
        NEGATIVE = "negative", "Negative"
        NEUTRAL = "neutral", "Neither"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    class Colour(models.TextChoices):
        """Beside the label, never instead of it."""

        NONE = "", "No colour"
        GREEN = "green", "Green"
        AMBER = "amber", "Amber"
        RED = "red", "Red"
        BLUE = "blue", "Blue"
        PURPLE = "purple", "Purple"
        GREY = "grey", "Grey"

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="options")
    code = KeyField(max_length=40)
    label = models.CharField(max_length=120)
    descriptor = models.TextField(blank=True)
    counts_as = models.CharField(max_length=20, choices=CountsAs, default=CountsAs.NEUTRAL)
    rank = models.SmallIntegerField(null=True, blank=True)
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.NONE, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="option_code_once"),
            models.CheckConstraint(
                condition=~Q(counts_as="not_applicable") | Q(rank__isnull=True),
                name="not_applicable_has_no_rank",
            ),
        ]

    def __str__(self):
        return self.label

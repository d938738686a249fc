"""The named lists that sections, questions and measures choose from."""

from django.db import models
from django.db.models import Q

from agencies.models import UUIDModel
from audits.models.fields import KeyField


class PlanTypeQuerySet(models.QuerySet):
    def in_use(self, also=None):
        """Those that can be chosen, and `also` one that was chosen before it was retired."""
        return self.filter(Q(is_active=True) | Q(pk=also))


class PlanType(UUIDModel):
    """A kind of plan a child may be on. An admin's list: its names change from year to year."""

    key = KeyField(unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    objects = PlanTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class Theme(UUIDModel):
    """A name for a theme key of questions and measures; a key without one is named after itself."""

    version = models.ForeignKey("audits.ToolVersion", models.CASCADE, related_name="themes")
    key = KeyField()
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="theme_key_once"),
        ]

    def __str__(self):
        return self.name


class FrameworkCode(UUIDModel):
    """A heading of somebody else's framework, such as an inspection's, that questions answer to."""

    version = models.ForeignKey("audits.ToolVersion", models.CASCADE, related_name="codes")
    key = KeyField()
    framework = models.CharField(max_length=80)
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="framework_code_key_once"),
        ]

    def __str__(self):
        return f"{self.framework} {self.code}"

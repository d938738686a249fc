from django.db import models

from agencies.models import UUIDModel
from audits.models.fields import KeyField
from audits.models.tools import ToolVersion


class Contradiction(UUIDModel):
    """Answers of one return that do not fit together: `when`, a condition's tree, holds on them.

    `says` is what the auditor is told before handing the return in.
    """

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="contradictions")
    key = KeyField()
    when = models.JSONField()
    says = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="contradiction_key_once"),
        ]

    def __str__(self):
        return self.says

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import User, UUIDModel
from audits.models import Audit


class ReturnImport(UUIDModel):
    """A file of returns collected elsewhere: kept when it is checked, used once when applied.

    `source` says where the answers come from, in the coordinator's words. `makes_cases`: cases
    that the file names and the audit does not have are added. Once applied, `content` is empty:
    the answers are in their returns, and the fingerprint tells the file again.
    """

    class Become(models.TextChoices):
        DRAFTS = "drafts", "Drafts, for the agencies to check and submit"
        APPROVED = "approved", "Finished returns that count at once"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="return_imports")
    source = models.CharField(max_length=200)
    become = models.CharField(max_length=20, choices=Become, default=Become.DRAFTS)
    makes_cases = models.BooleanField(default=False)
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    read_at = models.DateTimeField(default=timezone.now)
    read_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-read_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="import_says_its_source"),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(content=b""),
                name="applied_file_is_not_kept",
            ),
            models.UniqueConstraint(
                fields=["audit", "fingerprint"],
                condition=Q(applied_at__isnull=False),
                name="file_is_imported_once",
            ),
        ]

    def __str__(self):
        return f"{self.file_name} for {self.audit}"

"""Until when an audit keeps identities, what was destroyed, and files of them in between."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Job, User, UUIDModel
from audits.models import Audit
from cases.identities.encryption import EncryptedTextField


class DestructionDate(UUIDModel):
    """The last day on which identities are kept was set or moved; later only for a reason."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="destruction_dates")
    before = models.DateField(null=True)
    day = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["set_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__isnull=True) | Q(day__lte=F("before")) | ~Q(reason=""),
                name="kept_longer_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.audit}: identities kept until {self.day}"


class Destruction(UUIDModel):
    """Identities of an audit that are gone. Without `destroyed_by` their date had come."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="destructions")
    number = models.PositiveIntegerField()
    destroyed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    destroyed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["destroyed_at"]

    def __str__(self):
        return f"{self.number} identities of {self.audit}"


class IdentityImport(UUIDModel):
    """What a file says of who cases are about, encrypted, until it is applied or forgotten."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="identity_imports")
    content = EncryptedTextField()
    read_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "read_by"], name="one_identity_file_at_a_time")
        ]

    def __str__(self):
        return f"Identities for {self.audit}"


class CandidateFile(UUIDModel):
    """A file of who could be drawn, encrypted while its job reads it; after that only its faults.

    Those may quote a cell, so they are encrypted too.
    """

    draw = models.ForeignKey("cases.Draw", models.CASCADE, related_name="candidate_files")
    job = models.OneToOneField(Job, models.CASCADE, related_name="candidate_file")
    content = EncryptedTextField()
    faults = EncryptedTextField()
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self):
        return f"Candidates for {self.draw}"

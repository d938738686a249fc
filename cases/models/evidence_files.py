from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from audits.models import Question
from cases.models.returns import AuditReturn
from cases.models.subjects import Subject


class EvidenceFileQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Who may read the return's text may open its files."""
        return self.filter(audit_return__in=AuditReturn.objects.readable_by(user))


class EvidenceFile(UUIDModel):
    """A document an auditor put beside an answer, with what they call it. Only ever downloaded."""

    MOST_BYTES = 10 * 1024 * 1024

    audit_return = models.ForeignKey(AuditReturn, models.CASCADE, related_name="evidence_files")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    occasion = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    content_type = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=10 * 1024 * 1024), name="evidence_file_fits"
            ),
            models.UniqueConstraint(
                fields=["audit_return", "question", "subject", "occasion", "fingerprint"],
                name="evidence_file_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def download_name(self) -> str:
        """Named after its return and question, and so after nobody. Needs both."""
        number = self.question.number.replace(".", "-")
        return f"{self.audit_return.reference}-{number}-{str(self.pk)[:8]}.{self.extension}"

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from audits.models import Question
from cases.models.returns import AuditReturn
from cases.models.subjects import Subject


class QueryQuerySet(models.QuerySet):
    def readable_by(self, user):
        """Who may read the return's text may read what was asked about it."""
        return self.filter(audit_return__in=AuditReturn.objects.readable_by(user))

    def open(self):
        return self.exclude(status=Query.Status.CLOSED)

    def waiting_for_an_answer(self):
        return self.filter(status=Query.Status.ASKED)


class Query(UUIDModel):
    """A reviewer's question about one answer of a return: a thread, and whose turn it is."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waits for an answer"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    audit_return = models.ForeignKey(AuditReturn, models.CASCADE, related_name="queries")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="queries")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    occasion = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = QueryQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        verbose_name_plural = "queries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="closed_query_says_who_and_when",
            ),
            models.UniqueConstraint(
                fields=["audit_return", "question", "subject", "occasion"],
                condition=~Q(status="closed"),
                name="one_open_query_an_answer",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["id", "agency"], name="query_with_agency"),
        ]

    def __str__(self):
        return f"Query about {self.question_id}"


class QueryMessage(UUIDModel):
    """One turn of a thread; never changed once sent."""

    query = models.ForeignKey(Query, models.CASCADE, related_name="messages")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="query_message_says_something"),
        ]

    def __str__(self):
        return self.text

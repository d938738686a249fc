from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models.keys import UUIDModel
from agencies.models.people import User


class ActivityQuerySet(models.QuerySet):
    def about(self, thing):
        return self.filter(object_type=thing._meta.label_lower, object_id=thing.pk)


class Activity(UUIDModel):
    """Who did or read what, and when. Holds ids, never values, and outlives what it names."""

    at = models.DateTimeField(default=timezone.now)
    actor_id = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True)
    audit_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    request_id = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=200, blank=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "activity"
        indexes = [
            models.Index(fields=["object_id", "-at"]),
            models.Index(fields=["audit_id", "-at"]),
        ]

    def __str__(self):
        return f"{self.verb} {self.object_type}"


class JobQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(requested_by=user)

    def stalled(self, now):
        """Queued and not picked up for a while, or running with a lease that ran out."""
        waiting = Q(state=Job.State.QUEUED, queued_at__lt=now - Job.PATIENCE)
        return self.filter(waiting | Q(state=Job.State.RUNNING, lease_until__lt=now))


class Job(UUIDModel):
    """Work longer than a request. The row is the truth; the queue may lose everything."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting to start"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    LEASE = timedelta(seconds=30)
    PATIENCE = timedelta(seconds=30)
    MAX_ATTEMPTS = 5

    kind = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    parameters = models.JSONField(default=dict)
    subject_id = models.UUIDField(null=True, db_index=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="jobs")

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_done_within_total"),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False),
                name="running_job_has_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=Q(state__in=["queued", "running"]),
                name="job_unfinished",
            )
        ]

    def __str__(self):
        return f"{self.kind} ({self.state})"

    @property
    def is_finished(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}


class Artefact(models.Model):
    """What a job made. One per job, however often it ran."""

    job = models.OneToOneField(Job, models.CASCADE, primary_key=True, related_name="artefact")
    file_name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=80)
    content = models.BinaryField()
    pages = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return self.file_name


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(recipient=user)

    def reminders(self):
        """Of what is due; what names once only says so."""
        return self.filter(
            models.Q(once__startswith="reminder:") | models.Q(once__startswith="late:")
        )

    def waiting(self):
        return self.filter(sent_at__isnull=True, attempts__lt=Message.MAX_ATTEMPTS)


class Message(UUIDModel):
    """An e-mail: what was sent to whom. Never holds an identifier of a child.

    `address` is set instead of `recipient` for somebody without an account. `once` names what may
    be said only once, such as one person's reminder of one day.
    """

    MAX_ATTEMPTS = 60  # one a minute

    recipient = models.ForeignKey(User, models.CASCADE, null=True, related_name="messages")
    address = models.EmailField(blank=True)
    once = models.CharField(max_length=120, null=True, unique=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, address="")
                | (Q(recipient__isnull=True) & ~Q(address="")),
                name="message_has_one_recipient",
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_reminder(self) -> bool:
        return (self.once or "").startswith(("reminder:", "late:"))

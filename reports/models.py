from django.db import models
from django.db.models import F, Q

from agencies.models import User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit


class BriefingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everyone reads what is published; writers see all; approvers what was sent to them."""
        if Permission.WRITE_BRIEFINGS in user.permissions:
            return self
        seen = Q(status=Briefing.Status.PUBLISHED)
        if Permission.APPROVE_PUBLICATION in user.permissions:
            seen |= Q(status__in=[Briefing.Status.IN_REVIEW, Briefing.Status.APPROVED])
        return self.filter(seen)

    def published(self):
        return self.filter(status=Briefing.Status.PUBLISHED)


class Briefing(UUIDModel):
    """A document made from an audit's figures and a coordinator's words."""

    class Layout(models.TextChoices):
        SEVEN_MINUTE = "seven-minute", "Seven-minute briefing"

    class Edition(models.TextChoices):
        INTERNAL = "internal", "Internal edition"
        PARTNERSHIP = "partnership", "Partnership edition"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="briefings")
    layout = models.CharField(max_length=20, choices=Layout, default=Layout.SEVEN_MINUTE)
    edition = models.CharField(max_length=20, choices=Edition, default=Edition.PARTNERSHIP)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    title = models.CharField(max_length=120)
    content = models.JSONField(default=dict)
    figures = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    counted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    reason = models.CharField(max_length=500, blank=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    objects = BriefingQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="nobody_approves_their_own_briefing",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "published"]) | Q(approved_by__isnull=False),
                name="approved_briefing_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status="published")
                | (Q(published_at__isnull=False, figures__isnull=False) & ~Q(fingerprint="")),
                name="published_briefing_is_frozen",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def rendered_by(self) -> str | None:
        """The job whose artefact is this briefing's PDF."""
        return (self.figures or {}).get("job")

    @property
    def rendered_version(self) -> int | None:
        return (self.figures or {}).get("version")

    @property
    def pdf_is_current(self) -> bool:
        """Does the PDF show the text as it was last saved?"""
        return self.rendered_by is not None and self.rendered_version == self.version


class QuoteQuerySet(models.QuerySet):
    def approved(self):
        return self.filter(approved_by__isnull=False)

    def waiting_for(self, approver):
        """Proposed by somebody else and not approved yet."""
        waiting = self.filter(approved_by__isnull=True).exclude(proposed_by=approver)
        return waiting.select_related("audit")


class Quote(UUIDModel):
    """Words somebody wrote, proposed for a briefing; shown only once another person approves."""

    class Speaker(models.TextChoices):
        PRACTITIONER = "practitioner", "Practitioner"
        PARENT = "parent", "Parent or carer"
        CHILD = "child", "Child or young person"
        AUDITOR = "auditor", "Auditor"
        PANEL = "panel", "Member of the audit panel"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="quotes")
    text = models.CharField(max_length=300)
    speaker = models.CharField(max_length=20, choices=Speaker)
    theme = models.CharField(max_length=60, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["theme", "text"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="nobody_approves_their_own_quote",
            ),
        ]

    def __str__(self):
        return self.text

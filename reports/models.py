from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format

from agencies.models import User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit, AuditTool, Measure
from cases.models import LearningPoint
from reports.earlier_results import CountAlone, EarlierShare, PercentAlone, Surviving


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


class TakenPoint(UUIDModel):
    """Where something the panel learned was put: a point of a briefing, or a quote.

    `words` and `source` are the point's as it was taken, so that neither a change nor its removal
    hides where what was published comes from. `field` is one of the briefing's content.
    """

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="taken_points")
    point = models.ForeignKey(LearningPoint, models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=1000)
    source = models.CharField(max_length=60)
    briefing = models.ForeignKey(Briefing, models.CASCADE, null=True, related_name="taken_points")
    field = models.CharField(max_length=40, blank=True)
    quote = models.ForeignKey(Quote, models.CASCADE, null=True, related_name="taken_points")
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["taken_at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(briefing__isnull=False, quote=None) & ~Q(field=""))
                | Q(briefing=None, quote__isnull=False, field=""),
                name="point_is_taken_into_one_place",
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.words}"

    @property
    def is_changed(self) -> bool:
        """Does the panel say it in other words now?"""
        return self.point is not None and self.point.text != self.words

    @property
    def is_blank_now(self) -> bool:
        """Was everything taken out again of where it was put?"""
        return self.briefing is not None and not self.briefing.content.get(self.field)


class EarlierAuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if Permission.SEE_FIGURES in user.permissions else self.none()


class EarlierAudit(UUIDModel):
    """An audit made elsewhere, with a tool like this one, of which only results survive.

    `month`: its first day, for the order. `period`: that time in the words of its report.
    """

    tool = models.ForeignKey(AuditTool, models.PROTECT, related_name="earlier_audits")
    name = models.CharField(max_length=120)
    month = models.DateField()
    period = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=1000, blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = EarlierAuditQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "name"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "name", "month"], name="earlier_audit_once"),
            models.CheckConstraint(
                condition=Q(name__regex=r"\S", source__regex=r"\S"),
                name="earlier_audit_says_where_it_comes_from",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="earlier_audit_has_the_first_of_its_month"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def when(self) -> str:
        return self.period or date_format(self.month, "F Y")


class EarlierResultQuerySet(models.QuerySet):
    def beside(self, audit: Audit):
        """Of earlier audits with the tool of this audit, made by the time it was due."""
        found = self.filter(audit__tool__versions=audit.tool_version_id)
        return found.filter(audit__month__lte=audit.due_on).select_related("audit")


class EarlierResult(UUIDModel):
    """What survives of one figure: a per cent, a count, or a count out of how many.

    `measure` is the key of a figure, with its occasion where there are several. The columns have
    other names than the n and d of a figure, so that nothing takes a row for one.
    """

    audit = models.ForeignKey(EarlierAudit, models.CASCADE, related_name="results")
    measure = models.CharField(max_length=81)
    percent = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    count = models.PositiveIntegerField(null=True)
    out_of = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=15, choices=Measure.Unit, blank=True)  # empty: not known
    note = models.CharField(max_length=200, blank=True)

    objects = EarlierResultQuerySet.as_manager()

    class Meta:
        ordering = ["-audit__month", "audit__name", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "measure"], name="earlier_result_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=False, count=None, out_of=None)
                | Q(percent=None, count__isnull=False),
                name="earlier_result_is_per_cent_or_count",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__range=(0, 100)),
                name="earlier_per_cent_is_one",
            ),
            models.CheckConstraint(
                condition=Q(out_of=None) | Q(out_of__gt=0, count__lte=F("out_of")),
                name="earlier_count_is_out_of_enough",
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["", *Measure.Unit.values]), name="earlier_unit_is_one"
            ),
        ]

    def __str__(self):
        return f"{self.measure}: {self.surviving}"

    @property
    def surviving(self) -> Surviving:
        if self.percent is not None:
            return PercentAlone(Decimal(self.percent), self.unit)
        if self.out_of is None:
            return CountAlone(self.count, self.unit)
        return EarlierShare(self.count, self.out_of, self.unit)

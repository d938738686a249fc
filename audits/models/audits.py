from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from agencies.models import Agency, Area, User, UUIDModel
from agencies.roles import Permission
from audits.models.planning import Programme, Series, Stream
from audits.models.tools import AuditTool, ToolVersion


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        if Permission.RUN_AUDITS in user.permissions:
            return self
        found = Q(participations__agency__in=user.agency_ids())
        if Permission.RECORD_JUDGEMENTS in user.permissions:
            found |= Q(status__in=Audit.BEFORE_A_PANEL)
        return self.filter(found).distinct()

    def with_progress(self, today):
        """Adds `expected`, `arrived` and `late`, counting returns.

        Their statuses are spelt out because this app may not import the one that names them;
        tests/cases/test_standing.py keeps the two alike.
        """
        # A response that somebody is still giving to a survey is expected by nobody.
        settled = Q(returns__survey=None) | Q(returns__status__in=["approved", "locked"])
        outstanding = Q(returns__survey=None, returns__status__in=["not_started", "in_progress"])
        arrived = Q(returns__status__in=["submitted", "held", "approved", "locked"])
        return self.annotate(
            expected=Count("returns", filter=settled & ~Q(returns__status="exempt"), distinct=True),
            arrived=Count("returns", filter=arrived, distinct=True),
            late=Count("returns", filter=outstanding & Q(returns__due_on__lt=today), distinct=True),
        )

    def with_case_count(self):
        """Adds `case_count`, counted apart, so that it does not multiply what else is counted."""
        of_one = self.model.objects.filter(pk=OuterRef("pk")).order_by().annotate(n=Count("cases"))
        return self.annotate(case_count=Subquery(of_one.values("n")))

    def open(self):
        return self.exclude(status__in=Audit.ENDED)


class Audit(UUIDModel):
    """One round. `previous`: the round before it, whose answers are offered again.

    `may_be_held`: an agency may keep an approved return to itself until it releases it.
    `audit_date`: the day the facts of its cases are as at; the end of its period unless said.
    `is_rolling`: cases are added over time, and it reports while it is collecting.
    `plan_version`: goes up with each change of the plan, so that a change made from an older one
    is noticed.
    """

    class Status(models.TextChoices):
        PLANNING = "planning", "Planning"
        COLLECTING = "collecting", "Collecting"
        MODERATING = "moderating", "Moderating"
        ANALYSING = "analysing", "Analysing"
        CLOSED = "closed", "Closed"
        CANCELLED = "cancelled", "Cancelled"

    STEPS = (
        Status.PLANNING,
        Status.COLLECTING,
        Status.MODERATING,
        Status.ANALYSING,
        Status.CLOSED,
    )
    ENDED = (Status.CLOSED, Status.CANCELLED)
    BEFORE_A_PANEL = (Status.MODERATING, Status.ANALYSING)
    IN_HAND = (Status.COLLECTING, *BEFORE_A_PANEL)

    name = models.CharField(max_length=120)
    reference_prefix = models.CharField(
        max_length=10,
        unique=True,
        validators=[
            RegexValidator(r"^[A-Z]{2,6}[0-9]{2}$", "Write letters and a year, like NEG26.")
        ],
    )
    tool_version = models.ForeignKey(ToolVersion, models.PROTECT, related_name="audits")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNING)
    theme = models.CharField(max_length=80, default="Neglect")
    purpose = models.TextField(blank=True)
    key_lines = models.TextField(blank=True)
    scope_start = models.DateField()
    scope_end = models.DateField()
    audit_date = models.DateField(blank=True)
    sample_on = models.DateField(null=True, blank=True)
    confirm_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    panel_on = models.DateField(null=True, blank=True)
    briefing_on = models.DateField(null=True, blank=True)
    identities_until = models.DateField(null=True, blank=True)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_rounds"
    )
    may_be_held = models.BooleanField(default=False)
    is_rolling = models.BooleanField(default=False)
    programme = models.ForeignKey(
        Programme, models.SET_NULL, null=True, blank=True, related_name="audits"
    )
    series = models.ForeignKey(Series, models.PROTECT, null=True, blank=True, related_name="rounds")
    stream = models.CharField(max_length=20, choices=Stream, default=Stream.JOINT)
    signs_off = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    plan_version = models.PositiveIntegerField(default=1, editable=False)
    areas = models.ManyToManyField(Area, blank=True, related_name="audits")
    agencies = models.ManyToManyField(Agency, through="Participation", related_name="audits")

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-scope_end", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope_start__lte=F("scope_end")), name="audit_scope_in_order"
            ),
            models.CheckConstraint(
                condition=Q(previous__isnull=True) | ~Q(previous=F("id")),
                name="audit_does_not_follow_itself",
            ),
            models.CheckConstraint(
                condition=Q(sample_on__lte=F("confirm_on")), name="audit_confirms_its_sample"
            ),
            models.CheckConstraint(
                condition=Q(confirm_on__lte=F("due_on")), name="audit_confirms_before_it_is_due"
            ),
            models.CheckConstraint(
                condition=Q(panel_on__lte=F("briefing_on")), name="audit_briefs_after_its_panel"
            ),
            models.CheckConstraint(
                condition=Q(stream__in=Stream.values), name="audit_stream_is_known"
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.audit_date = self.audit_date or self.scope_end
        super().save(*args, **kwargs)

    @property
    def is_open(self) -> bool:
        return self.status not in self.ENDED

    @property
    def is_growing(self) -> bool:
        """More cases may come, so what it reports is only so far."""
        return self.is_rolling and self.status == self.Status.COLLECTING

    @property
    def audits(self) -> str:
        """What it looks at, one of AuditTool.Audits. Needs the tool."""
        return self.tool_version.tool.audits

    @property
    def has_cases(self) -> bool:
        return self.audits in AuditTool.WITH_CASES

    @property
    def has_panel(self) -> bool:
        return self.audits in AuditTool.WITH_PANEL


class Participation(UUIDModel):
    """An agency asked to take part in an audit.

    `is_guest`: from outside, for this audit alone. `chosen_cases`: it is asked about the cases
    chosen for it, such as a child's own school, not about every one.
    """

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="participations")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="participations")
    is_guest = models.BooleanField(default=False)
    chosen_cases = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "agency"], name="participates_once"),
        ]

    def __str__(self):
        return f"{self.agency} in {self.audit}"

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from agencies.roles import Permission
from audits.models import AnswerState, Audit, AuditTool, Question, ToolVersion
from audits.models.fields import KeysField
from cases.models.subjects import Case, Subject


class ReturnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whose progress this person may see; what is written in it, see `readable_by`."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        led = Q(agency__in=user.agency_ids(Permission.REVIEW_RETURNS))
        return self.filter(led | Q(auditor=user))

    def readable_by(self, user):
        """Until the agency approves, the coordinator sees progress, not text."""
        led = Q(agency__in=user.agency_ids(Permission.REVIEW_RETURNS))
        mine = led | Q(auditor=user)
        if Permission.RUN_AUDITS in user.permissions:
            mine |= Q(status__in=AuditReturn.COUNTED)
        return self.filter(mine)

    def assigned_to(self, user):
        return self.filter(auditor=user)

    def with_answers(self):
        """What `progress_of` and a page of answers need, in a fixed number of queries."""
        answers = Answer.objects.select_related("question__section", "updated_by")
        return self.select_related("audit", "case__plan_type", "agency").prefetch_related(
            models.Prefetch("case__subjects", Subject.objects.with_word()),
            models.Prefetch("tool_version", ToolVersion.objects.with_questions()),
            models.Prefetch("answers", answers),
        )

    def expected(self):
        """Returns that are asked for; an exempt one is explained instead."""
        return self.exclude(status=AuditReturn.Status.EXEMPT)

    def counted(self):
        """Returns whose answers are in the figures."""
        return self.filter(status__in=AuditReturn.COUNTED)

    def outstanding(self):
        """Returns the agency still has to hand in, also again."""
        return self.filter(status__in=AuditReturn.OPEN)


class AuditReturn(UUIDModel):
    """One agency's answers on one case, on itself, or of one person it asked.

    `number` counts the responses of a survey audit; `picked` holds the keys of sections and
    questions that the auditor has picked as relevant.
    """

    class About(models.TextChoices):
        CASE = "case", "A case"
        ORGANISATION = "organisation", "The agency itself"
        RESPONSE = "response", "One response"

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "Not started"
        IN_PROGRESS = "in_progress", "In progress"
        SUBMITTED = "submitted", "Submitted"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        LOCKED = "locked", "Locked"
        EXEMPT = "exempt", "Exempt"

    # What the returns of an audit are about, by what its tool audits; a trigger holds them to it.
    OF = {
        AuditTool.Audits.CASES: About.CASE,
        AuditTool.Audits.OWN_CASES: About.CASE,
        AuditTool.Audits.ORGANISATIONS: About.ORGANISATION,
        AuditTool.Audits.RESPONDENTS: About.RESPONSE,
    }

    OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CHANGES_REQUESTED)
    COUNTED = (Status.APPROVED, Status.LOCKED)

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="returns")
    about = models.CharField(max_length=20, choices=About, default=About.CASE)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="returns")
    number = models.PositiveIntegerField(null=True, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="returns")
    tool_version = models.ForeignKey(ToolVersion, models.PROTECT, related_name="returns")
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED)
    due_on = models.DateField()
    auditor = models.ForeignKey(User, models.PROTECT, null=True, related_name="returns")
    reason = models.CharField(max_length=500, blank=True)
    picked = KeysField()
    last_section = models.CharField(max_length=60, blank=True)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "case__reference", "number", "agency"]
        indexes = [models.Index(fields=["audit", "status"])]
        constraints = [
            models.UniqueConstraint(fields=["case", "agency"], name="one_return_a_case_and_agency"),
            models.UniqueConstraint(
                fields=["audit", "agency"],
                condition=Q(about="organisation"),
                name="one_return_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["audit", "number"],
                condition=Q(about="response"),
                name="response_number_once",
            ),
            models.CheckConstraint(
                condition=Q(about="case", case__isnull=False, number__isnull=True)
                | Q(about="organisation", case__isnull=True, number__isnull=True)
                | Q(about="response", case__isnull=True, number__isnull=False),
                name="return_is_about_one_thing",
            ),
            models.UniqueConstraint(fields=["id", "agency"], name="return_with_agency"),
            models.CheckConstraint(
                condition=~Q(status__in=["submitted", "approved", "locked"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submitted_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "locked"])
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="approved_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("submitted_by")),
                name="nobody_approves_their_own_return",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["changes_requested", "exempt"]) | ~Q(reason=""),
                name="sent_back_or_exempt_gives_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.reference}, {self.agency.short_name}"

    @property
    def reference(self) -> str:
        """What the return is called without its agency: NEG26-01, S1126, SUR26-R012.

        Needs the case, or else the audit.
        """
        if self.about == self.About.CASE:
            return self.case.reference
        prefix = self.audit.reference_prefix
        return f"{prefix}-R{self.number:03}" if self.about == self.About.RESPONSE else prefix

    @property
    def was_added(self) -> bool:
        """Did an auditor of the agency add what it is about? Needs the case."""
        return self.about == self.About.RESPONSE or self.is_own_case

    @property
    def is_own_case(self) -> bool:
        return self.case is not None and self.case.owner_id is not None

    @property
    def is_open(self) -> bool:
        """May its answers still be changed?"""
        return self.status in self.OPEN

    def is_work_of(self, user) -> bool:
        """Nobody approves their own work: neither who submitted it nor whose return it is."""
        return user.pk in {self.submitted_by_id, self.auditor_id}

    def days_late(self, today) -> int:
        """The deadline is a date and ends at local midnight, so the day itself is not late."""
        return max(0, (today - self.due_on).days) if self.is_open else 0


class AnswerQuerySet(models.QuerySet):
    def current(self):
        """Of the tool version its return is on; others were left when their audit moved."""
        return self.filter(question__version=F("audit_return__tool_version"))


class Answer(UUIDModel):
    """One answer; no row means nothing has been entered.

    `subject` and `occasion` (a respondent or a time point) are empty unless its section repeats.

    `missing` is a blank the auditor has confirmed. `not_asked` is never stored: it follows from
    the tool, and an answer that was switched off keeps what it said.
    """

    ENTERED = (AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.NOT_RECORDED)

    audit_return = models.ForeignKey(AuditReturn, models.CASCADE, related_name="answers")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="answers")
    occasion = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=AnswerState)
    value = models.JSONField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "question", "subject", "occasion"],
                name="one_answer_a_question",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "not_applicable", "not_recorded", "missing"]),
                name="answer_state_can_be_entered",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", value__isnull=False)
                | (~Q(state="answered") & Q(value__isnull=True)),
                name="answered_has_a_value",
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.get_state_display()}"


class AnswerHistory(models.Model):
    """What an answer said before; written by a trigger, so no way of writing escapes it."""

    id = models.BigAutoField(primary_key=True)
    answer_id = models.UUIDField(db_index=True)
    audit_return_id = models.UUIDField(db_index=True)
    agency_id = models.UUIDField()
    question_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    occasion = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=AnswerState)
    value = models.JSONField(null=True)
    reason = models.CharField(max_length=500)
    note = models.TextField()
    version = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "answer history"

    def __str__(self):
        return f"{self.answer_id}, version {self.version}"


class ReturnOutcomes(UUIDModel):
    """The read model: outcome ids of one approved return.

    One row for what is asked once, and one for each subject or occasion of repeated sections.
    """

    audit_return = models.ForeignKey(AuditReturn, models.CASCADE, related_name="outcomes")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    audit = models.ForeignKey(Audit, models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20, blank=True)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    outcome_ids = ArrayField(models.IntegerField())

    class Meta:
        verbose_name_plural = "return outcomes"
        constraints = [
            models.UniqueConstraint(
                fields=["audit_return", "subject", "occasion"],
                name="outcomes_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"{len(self.outcome_ids)} outcomes"

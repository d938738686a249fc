from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit, AuditTool, ToolVersion
from audits.models.fields import KeysField
from cases.models.authorship import has_second_person, work_of
from cases.models.subjects import Case, Subject, within_local_groups
from cases.models.surveys import Survey


def answered_by(user, prefix: str = "") -> Q:
    """A return's auditor, and the substitute who has the same rights on it."""
    return Q(**{f"{prefix}auditor": user}) | Q(**{f"{prefix}substitute": user})


def _led_by(user) -> Q:
    """Of an agency that this person leads, in their local group; no response to a survey."""
    led = Q(agency__in=user.agency_ids(Permission.REVIEW_RETURNS), survey__isnull=True)
    return led & within_local_groups(user, "case__")


class ReturnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whose progress this person may see; what is written in it, see `readable_by`."""
        if Permission.RUN_AUDITS in user.permissions:
            return self.settled()
        return self.filter(_led_by(user) | answered_by(user))

    def settled(self):
        """Without the responses that somebody without an account is still giving."""
        return self.filter(Q(survey__isnull=True) | Q(status__in=AuditReturn.COUNTED))

    def readable_by(self, user):
        """Until the agency approves, the coordinator sees progress, not text.

        Where the agency has nobody else to approve it, whoever accepts it reads what is submitted.
        A lead reads no response that a survey brought, and the coordinator none that is one of
        a few anonymous ones.
        """
        mine = _led_by(user) | answered_by(user)
        if Permission.RUN_AUDITS in user.permissions:
            mine |= Q(status__in=AuditReturn.COUNTED) & ~Q(pk__in=self.model.objects.withheld())
        if Permission.ACCEPT_RETURNS in user.permissions:
            mine |= Q(status=AuditReturn.Status.SUBMITTED) & ~has_second_person()
        return self.filter(mine)

    def read_on_panel(self, user):
        """What stands side by side before a panel: only what its agency has let go of.

        A moderator reads it there alone, and only once the audit has come to its panel.
        """
        if Permission.RUN_AUDITS in user.permissions:
            return self.readable_by(user).counted()
        if Permission.RECORD_JUDGEMENTS not in user.permissions:
            return self.none()
        theirs = Q(case__in=Case.objects.before_panel_of(user))
        about_no_case = Q(case=None, audit__status__in=Audit.BEFORE_A_PANEL)
        before = self.counted().filter(theirs | about_no_case)
        return before.exclude(pk__in=self.model.objects.withheld())

    def work_of(self, user):
        """Nobody approves their own work: who may answer it, or wrote any word in it."""
        return self.filter(work_of(user))

    def without_second_person(self):
        """Returns that nobody in their agency may approve."""
        return self.filter(~has_second_person())

    def withheld(self):
        """Anonymous responses of agencies with so few that one could be told from the others."""
        few = (
            self.filter(
                survey__is_anonymous=True,
                status__in=AuditReturn.COUNTED,
                survey=OuterRef("survey"),
                agency=OuterRef("agency"),
            )
            .order_by()
            .values("agency")
            .annotate(number=Count("pk"))
            .values("number")
        )
        return (
            self.filter(survey__is_anonymous=True)
            .alias(alike=Coalesce(Subquery(few), 0))
            .filter(alike__lt=Survey.FEWEST_LISTED)
            .values("pk")
        )

    def assigned_to(self, user):
        """Theirs to answer, as its auditor or in the auditor's place."""
        return self.filter(answered_by(user))

    def with_answers(self):
        """What `progress_of` and a page of answers need, in a fixed number of queries."""
        answers = self.model._meta.get_field("answers").related_model.objects.select_related(
            "question__section", "updated_by"
        )
        return self.select_related("audit", "case__plan_type", "agency").prefetch_related(
            models.Prefetch("case__subjects", Subject.objects.with_word()),
            models.Prefetch("tool_version", ToolVersion.objects.ready_to_ask()),
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
        return self.filter(status__in=AuditReturn.OPEN, survey=None)


class AuditReturn(UUIDModel):
    """One agency's answers on one case, on itself, or of one person it asked.

    `number` counts the responses of a survey audit; `picked` holds the keys of sections and
    questions that the auditor has picked as relevant. `survey` is set where the respondent
    answered without an account, and `is_partial` where they did not finish; `imported` where the
    answers were collected elsewhere. Then nobody here submitted or approved it.

    `asked_at`: when it became expected of the agency. `approved_for_agency`: the coordinator
    accepted it, as the agency has no second person.
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
        HELD = "held", "Held by agency"
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
    AGENCY_APPROVED = (Status.HELD, *COUNTED)
    HANDED_IN = (Status.SUBMITTED, *AGENCY_APPROVED)

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="returns")
    about = models.CharField(max_length=20, choices=About, default=About.CASE)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="returns")
    number = models.PositiveIntegerField(null=True, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="returns")
    tool_version = models.ForeignKey(ToolVersion, models.PROTECT, related_name="returns")
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_STARTED)
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    due_reason = models.CharField(max_length=300, blank=True)
    auditor = models.ForeignKey(User, models.PROTECT, null=True, related_name="returns")
    substitute = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="returns_as_substitute"
    )
    reason = models.CharField(max_length=500, blank=True)
    picked = KeysField()
    last_section = models.CharField(max_length=60, blank=True)
    saved_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_for_agency = models.BooleanField(default=False)
    exemption_asked = models.CharField(max_length=500, blank=True)
    exemption_asked_at = models.DateTimeField(null=True)
    exemption_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    exempted_at = models.DateTimeField(null=True)
    exempted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    release_asked_at = models.DateTimeField(null=True)
    release_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    survey = models.ForeignKey(
        "cases.Survey", models.PROTECT, null=True, blank=True, related_name="returns"
    )
    is_partial = models.BooleanField(default=False)
    imported = models.ForeignKey(
        "cases.ReturnImport", models.PROTECT, null=True, blank=True, related_name="returns"
    )

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
                condition=~Q(status__in=["submitted", "held", "approved", "locked"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False)
                | Q(submitted_at__isnull=False, survey__isnull=False)
                | Q(submitted_at__isnull=False, imported__isnull=False),
                name="submitted_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "approved", "locked"])
                | Q(approved_at__isnull=False, approved_by__isnull=False)
                | Q(approved_at__isnull=False, survey__isnull=False)
                | Q(approved_at__isnull=False, imported__isnull=False),
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
            models.CheckConstraint(
                condition=Q(survey__isnull=True) | Q(about="response"),
                name="only_responses_come_by_survey",
            ),
            models.CheckConstraint(
                condition=Q(is_partial=False) | Q(survey__isnull=False),
                name="only_survey_responses_are_partial",
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("auditor")),
                name="substitute_is_somebody_else",
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
    def lacks_agency_approval(self) -> bool:
        """Was it accepted, or brought in as finished, though its agency did not approve it?"""
        brought_in = self.imported_id is not None and self.approved_by_id is None
        return self.approved_for_agency or (brought_in and self.approved_at is not None)

    @property
    def is_open(self) -> bool:
        """May its answers still be changed?"""
        return self.status in self.OPEN

    def is_answered_by(self, user) -> bool:
        return user.pk in {self.auditor_id, self.substitute_id}

    def is_work_of(self, user) -> bool:
        """One query; for a list see `work_of` of the query set."""
        return AuditReturn.objects.filter(pk=self.pk).work_of(user).exists()

    def days_late(self, today) -> int:
        """The deadline is a date and ends at local midnight, so the day itself is not late."""
        return max(0, (today - self.due_on).days) if self.is_open else 0

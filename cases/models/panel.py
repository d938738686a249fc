"""The panel: what it agreed on each case and what is to be done."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from agencies.roles import Permission
from audits.models import AnswerState, Audit
from audits.models.fields import KeyField
from cases.models.meetings import PanelMeeting
from cases.models.returns import AuditReturn
from cases.models.subjects import Case, Subject, within_local_groups


class ModerationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Of the cases the panel may open; an organisation's where the audit itself may be."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        if Permission.RECORD_JUDGEMENTS not in user.permissions:
            return self.none()
        of_case = Q(case__in=Case.objects.before_panel_of(user))
        return self.filter(
            of_case | Q(case=None, audit__in=Audit.objects.visible_to(user)),
            audit__status__in=Audit.BEFORE_A_PANEL,
        )

    def released(self):
        return self.filter(released_at__isnull=False)

    def with_something_said(self):
        """Not of an empty row that was saved, or of a tick that a meeting looked at it."""
        said = Q(judgements__isnull=False) | Q(learning_points__isnull=False)
        said |= Q(actions__isnull=False)
        said |= Q(released_at__isnull=False) | Q(recalled_at__isnull=False)
        return self.filter(said).distinct()


class Moderation(UUIDModel):
    """One case, or one organisation's return, before the panel; made by the first word on it.

    `meetings`: those that looked at it. A word saved on the day of one counts as having been.

    Released, what was agreed is read by the leads and auditors of its returns, and does not change
    until it is recalled.
    """

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="moderations")
    case = models.OneToOneField(
        Case, models.CASCADE, null=True, blank=True, related_name="moderation"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    meetings = models.ManyToManyField(PanelMeeting, related_name="moderations", blank=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recall_reason = models.CharField(max_length=300, blank=True)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["case__reference", "agency__position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=False, agency__isnull=True)
                | Q(case__isnull=True, agency__isnull=False),
                name="moderation_is_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["audit", "agency"],
                condition=Q(agency__isnull=False),
                name="one_moderation_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="released_judgements_say_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True)
                | (Q(recalled_by__isnull=False) & ~Q(recall_reason="")),
                name="recalled_judgements_say_why",
            ),
        ]

    def __str__(self):
        return str(self.case or self.agency)

    @property
    def is_released(self) -> bool:
        return self.released_at is not None


class JudgementWords(models.Model):
    """What the panel said to one question: shared by a judgement and what it said before.

    `state` is empty while the panel has not agreed a value. `question_key` outlives versions of
    the tool; `subject` and `occasion` are empty unless its section repeats.
    """

    AGREED = (AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.NOT_RECORDED)

    question_key = KeyField()
    occasion = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=20, choices=AnswerState, blank=True)
    value = models.JSONField(null=True)
    rationale = models.TextField(blank=True)
    dissent = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def is_agreed(self) -> bool:
        return bool(self.state)


class JudgementQuerySet(models.QuerySet):
    def agreed(self):
        return self.exclude(state="")

    def said(self):
        """That there is something of for agencies to read: a value, or words without one."""
        return self.exclude(state="", rationale="")

    def settling(self):
        """Agreed and standing: what was recalled is open until it is agreed anew or released."""
        return self.agreed().filter(
            Q(moderation__released_at__isnull=False)
            | Q(moderation__recalled_at=None)
            | Q(updated_at__gt=F("moderation__recalled_at"))
        )

    def released_for(self, audit_return: AuditReturn):
        """What its agency may read: of the return's own case, or of the agency itself."""
        if audit_return.about == AuditReturn.About.CASE:
            found = self.filter(moderation__case=audit_return.case_id)
        else:
            found = self.filter(
                moderation__audit=audit_return.audit_id, moderation__agency=audit_return.agency_id
            )
        return found.filter(moderation__released_at__isnull=False)


class Judgement(UUIDModel, JudgementWords):
    """What the panel agreed on one question of one case."""

    moderation = models.ForeignKey(Moderation, models.CASCADE, related_name="judgements")
    subject = models.ForeignKey(Subject, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    # Put on it by `with_what_happened_since`: as long as it is not asked for, nothing did.
    answered_since = recalled_since = False

    objects = JudgementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["moderation", "question_key", "subject", "occasion"],
                name="one_judgement_a_question",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=["", "answered", "not_applicable", "not_recorded"]),
                name="judgement_state_can_be_agreed",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", value__isnull=False)
                | (~Q(state="answered") & Q(value__isnull=True)),
                name="judgement_answered_has_a_value",
            ),
        ]

    def __str__(self):
        return f"{self.question_key} of {self.moderation_id}"

    @property
    def is_to_confirm(self) -> bool:
        """It was agreed, and has to be said again, if only in the same words."""
        return self.is_agreed and bool(self.answered_since or self.recalled_since)


class JudgementHistory(JudgementWords):
    """What a judgement said before; written by a trigger, so no way of writing escapes it."""

    id = models.BigAutoField(primary_key=True)
    judgement_id = models.UUIDField(db_index=True)
    moderation_id = models.UUIDField(db_index=True)
    subject_id = models.UUIDField(null=True)
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "judgement history"

    def __str__(self):
        return f"{self.judgement_id}, version {self.version}"


class CaseActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The panel's, and the leads' of the agency that is to do it."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        led = Q(agency__in=user.agency_ids(Permission.REVIEW_RETURNS))
        led &= within_local_groups(user, "moderation__case__")
        return self.filter(led | Q(moderation__in=Moderation.objects.visible_to(user)))

    def to_do(self):
        return self.filter(done_at=None)

    def late(self, today):
        return self.to_do().filter(due_on__lt=today)


class CaseAction(UUIDModel):
    """What the panel asks an agency to do because of one case.

    Unlike an `AgencyAction` it is the partnership's: the coordinator follows it, and the agency
    reads it on its own list.
    """

    moderation = models.ForeignKey(Moderation, models.CASCADE, related_name="actions")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = CaseActionQuerySet.as_manager()

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "added_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="case_action_says_what"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="case_action_done_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="changed_case_action_says_by_whom",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def last_by(self) -> User:
        return self.changed_by or self.added_by

    def is_late(self, today) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < today

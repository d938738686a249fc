from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from audits.models import AnswerState, Audit, Question
from cases.models.returns import AuditReturn
from cases.models.subjects import Case, Subject


class Evidence(models.Model):
    """What stands beside an answer: shared by an answer and what it said before.

    `unsure` is the auditor's own marker for *don't know yet*; it stops a return from being
    submitted, and nobody else sees it. `quote` is verbatim, and says whose words it is before the
    return is submitted; `quote_proposed` offers it for the briefing.
    """

    class Speaker(models.TextChoices):
        PRACTITIONER = "practitioner", "Practitioner"
        PARENT = "parent", "Parent or carer"
        CHILD = "child", "Child or young person"
        AUDITOR = "auditor", "Auditor"

    FIELDS = (
        "note",
        "unsure",
        "quote",
        "quote_speaker",
        "quote_proposed",
        "good_practice",
        "record_reference",
    )

    note = models.TextField(blank=True)
    unsure = models.BooleanField(default=False)
    quote = models.TextField(blank=True)
    quote_speaker = models.CharField(max_length=20, choices=Speaker, blank=True)
    quote_proposed = models.BooleanField(default=False)
    good_practice = models.BooleanField(default=False)
    record_reference = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class AnswerQuerySet(models.QuerySet):
    def current(self):
        """Of the tool version its return is on; others were left when their audit moved."""
        return self.filter(question__version=F("audit_return__tool_version"))


class Answer(UUIDModel, Evidence):
    """One answer; no row means nothing has been entered.

    `subject` and `occasion` (a respondent or a time point) are empty unless its section repeats.

    `carried_from` is the answer of an earlier round that the auditor took over and confirmed.

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
    carried_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="carried_to"
    )
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
            models.CheckConstraint(
                condition=Q(quote="", quote_proposed=False, quote_speaker="") | ~Q(quote=""),
                name="whose_words_goes_with_a_quote",
            ),
            models.UniqueConstraint(fields=["id", "agency"], name="answer_with_agency"),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.get_state_display()}"


class AnswerHistory(Evidence):
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

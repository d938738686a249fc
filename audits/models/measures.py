from django.db import models
from django.db.models import Q

from agencies.models import Sector, UUIDModel
from audits.models.tools import KeyField, Option, Question, ToolVersion


class AnswerState(models.TextChoices):
    """Five facts that never collapse into one another."""

    ANSWERED = "answered", "Answered"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    NOT_RECORDED = "not_recorded", "Not recorded"
    MISSING = "missing", "Missing"
    NOT_ASKED = "not_asked", "Not asked"


class Measure(UUIDModel):
    """What is counted: which options of which question, out of whom, in which unit."""

    class Unit(models.TextChoices):
        RETURN = "return", "Returns"
        CASE = "case", "Cases"

    class CaseRule(models.TextChoices):
        ANY = "any", "Any return of the case"
        ALL = "all", "All returns of the case"
        MAJORITY = "majority", "Most returns of the case"
        LEAD = "lead", "The lead sector’s return"

    class NotRecorded(models.TextChoices):
        IN_DENOMINATOR = "in_denominator", "In the denominator"
        COUNTED = "counted", "Counted"
        LEFT_OUT = "left_out", "Left out"

    class Better(models.TextChoices):
        HIGHER = "higher", "More is better"
        LOWER = "lower", "Fewer is better"
        NONE = "none", "Neither"

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="measures")
    key = KeyField()
    name = models.CharField(max_length=200)
    label = models.CharField(max_length=32)
    theme = KeyField(blank=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="measures")
    options = models.ManyToManyField(Option, related_name="measures")
    not_recorded = models.CharField(
        max_length=20, choices=NotRecorded, default=NotRecorded.IN_DENOMINATOR
    )
    unit = models.CharField(max_length=10, choices=Unit, default=Unit.RETURN)
    case_rule = models.CharField(max_length=10, choices=CaseRule, blank=True)
    lead_sector = models.CharField(max_length=30, choices=Sector, blank=True)
    better = models.CharField(max_length=10, choices=Better, default=Better.HIGHER)
    sentence = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="measure_key_once"),
            models.CheckConstraint(
                condition=Q(unit="return", case_rule="") | (Q(unit="case") & ~Q(case_rule="")),
                name="case_measure_names_its_rule",
            ),
            models.CheckConstraint(
                condition=(Q(case_rule="lead") & ~Q(lead_sector=""))
                | (~Q(case_rule="lead") & Q(lead_sector="")),
                name="lead_rule_names_its_sector",
            ),
        ]

    def __str__(self):
        return self.name


class Outcome(models.Model):
    """Something countable that can happen to a question: an option chosen, or a state.

    Small integers, made when a version is published, so that a return's outcomes fit an array.
    """

    id = models.AutoField(primary_key=True)
    version = models.ForeignKey(ToolVersion, models.PROTECT, related_name="outcomes")
    question = models.ForeignKey(Question, models.PROTECT, related_name="outcomes")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="outcomes")
    state = models.CharField(max_length=20, choices=AnswerState)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "option", "state"], name="outcome_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(option__isnull=True) | Q(state="answered"),
                name="only_answers_have_an_option",
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.option or self.get_state_display()}"

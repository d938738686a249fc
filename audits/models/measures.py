from django.db import models
from django.db.models import Q

from agencies.models import Sector, UUIDModel
from audits.models.fields import KeyField
from audits.models.questions import Item, Question
from audits.models.scales import Option
from audits.models.tools import ToolVersion


class AnswerState(models.TextChoices):
    """Five facts that never collapse into one another."""

    ANSWERED = "answered", "Answered"
    NOT_APPLICABLE = "not_applicable", "Not applicable"
    NOT_RECORDED = "not_recorded", "Not recorded"
    MISSING = "missing", "Missing"
    NOT_ASKED = "not_asked", "Not asked"


class Measure(UUIDModel):
    """What is counted: which options of which question, out of whom, in which unit.

    A measure belongs to its tool version; with `audit` it was added to that one audit by its
    coordinator. `also`: further questions on the same scale, joined as `combines` says.
    `occasion`: the respondent or time point of a repeated section that is meant; empty is each.
    """

    class Kind(models.TextChoices):
        SHARE = "share", "How many gave one of these answers"
        TOTAL = "total", "Numbers: median and range"

    class Unit(models.TextChoices):
        RETURN = "return", "Returns"
        CASE = "case", "Cases"
        CHILD = "child", "Children"
        ORGANISATION = "organisation", "Organisations"
        RESPONSE = "response", "Responses"

    GROUPED_UNITS = frozenset({Unit.CASE, Unit.CHILD})

    class Combines(models.TextChoices):
        NONE = "", "One question"
        ANY = "any", "Any of the questions or items"
        WORST = "worst", "The worst grade of the questions or items"
        SUM = "sum", "The sum of the questions"

    class CaseRule(models.TextChoices):
        ANY = "any", "Any return of the case"
        ALL = "all", "All returns of the case"
        MAJORITY = "majority", "Most returns of the case"
        LEAD = "lead", "The lead sector’s return"

    class Silence(models.TextChoices):
        """What an answer without a choice is to a figure."""

        IN_DENOMINATOR = "in_denominator", "In the denominator"
        COUNTED = "counted", "Counted"
        LEFT_OUT = "left_out", "Left out"

    class Better(models.TextChoices):
        HIGHER = "higher", "More is better"
        LOWER = "lower", "Fewer is better"
        NONE = "none", "Neither"

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="measures")
    audit = models.ForeignKey(
        "audits.Audit", models.CASCADE, null=True, blank=True, related_name="measures"
    )
    key = KeyField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SHARE)
    name = models.CharField(max_length=200)
    label = models.CharField(max_length=32)
    theme = KeyField(blank=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="measures")
    also = models.ManyToManyField(Question, blank=True, related_name="joined_measures")
    combines = models.CharField(max_length=10, choices=Combines, default=Combines.NONE, blank=True)
    item = models.ForeignKey(Item, models.CASCADE, null=True, blank=True, related_name="measures")
    occasion = models.CharField(max_length=20, blank=True)
    options = models.ManyToManyField(Option, blank=True, related_name="measures")
    not_recorded = models.CharField(max_length=20, choices=Silence, default=Silence.IN_DENOMINATOR)
    not_applicable = models.CharField(max_length=20, choices=Silence, default=Silence.LEFT_OUT)
    percent_of_maximum = models.BooleanField(default=False)
    unit = models.CharField(max_length=15, choices=Unit, default=Unit.RETURN)
    case_rule = models.CharField(max_length=10, choices=CaseRule, blank=True)
    lead_sector = models.CharField(max_length=30, choices=Sector, blank=True)
    better = models.CharField(max_length=10, choices=Better, default=Better.HIGHER)
    sentence = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "audit", "key"],
                name="measure_key_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=(Q(unit__in=["case", "child"], kind="share") & ~Q(case_rule=""))
                | (~Q(unit__in=["case", "child"], kind="share") & Q(case_rule="")),
                name="case_measure_names_its_rule",
            ),
            models.CheckConstraint(
                condition=Q(percent_of_maximum=False) | Q(kind="total"),
                name="only_totals_are_per_cent_of_maximum",
            ),
            models.CheckConstraint(
                condition=~Q(not_applicable="counted"), name="not_applicable_never_counts"
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
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="outcomes")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="outcomes")
    state = models.CharField(max_length=20, choices=AnswerState)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "item", "option", "state"],
                name="outcome_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(option__isnull=True) | Q(state="answered"),
                name="only_answers_have_an_option",
            ),
        ]

    def __str__(self):
        return f"{self.question_id}: {self.option or self.get_state_display()}"

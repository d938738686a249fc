from django.db import models
from django.db.models import F, Q

from agencies.models import UUIDModel
from audits.models.fields import KeyField, KeysField, SectorsField
from audits.models.lists import FrameworkCode
from audits.models.scales import Scale


class Section(UUIDModel):
    """`picked`: asked only where the auditor picks it as relevant."""

    class Repeats(models.TextChoices):
        NO = "", "Asked once"
        SUBJECT = "subject", "For each child of the case"
        RESPONDENT = "respondent", "For each respondent: worker, parent, child"
        TIME_POINT = "time_point", "For each time point: first, later"

    OCCASIONS = {
        Repeats.RESPONDENT: {"worker": "Worker", "parent": "Parent or carer", "child": "Child"},
        Repeats.TIME_POINT: {"first": "First time", "later": "Later"},
    }

    version = models.ForeignKey("audits.ToolVersion", models.CASCADE, related_name="sections")
    key = KeyField()
    title = models.CharField(max_length=120)
    guidance = models.TextField(blank=True)
    sectors = SectorsField()
    plan_types = KeysField()
    picked = models.BooleanField(default=False)
    repeats = models.CharField(max_length=20, choices=Repeats, default=Repeats.NO, blank=True)
    show_when = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="section_key_once"),
        ]

    def __str__(self):
        return self.title

    @property
    def number(self) -> int:
        return self.position


class Question(UUIDModel):
    """`rates_section`: the rating of its section as a whole. `label`: its short name in lists.

    `own_work`: about what each agency did itself, so that agencies are not compared on it.
    """

    class Kind(models.TextChoices):
        CHOICE = "choice", "One choice"
        CHOICES = "choices", "Several choices"
        GRADE = "grade", "Grade with descriptions"
        NUMBER = "number", "Number"
        ITEMS = "items", "Scored items with a total"
        PROFILE = "profile", "Profile of grades"
        DATE = "date", "Date"
        PARTIAL_DATE = "partial_date", "Month and year"
        PERIOD = "period", "Period"
        TEXT = "text", "Text"
        QUOTE = "quote", "Quote for a briefing"
        TASKS = "tasks", "List of tasks"
        PROMPT = "prompt", "Prompt, not answered"

    class TotalRule(models.TextChoices):
        """When a block of items has a total, and what it is."""

        EVERY = "every", "Only when every item is answered"
        SUM = "sum", "The sum of the items answered"
        SCALED = "scaled", "The mean of the items answered, times the number of items"

    version = models.ForeignKey("audits.ToolVersion", models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    key = KeyField()
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.CharField(max_length=300)
    label = models.CharField(max_length=40, blank=True)
    guidance = models.TextField(blank=True)
    theme = KeyField(blank=True)
    scale = models.ForeignKey(
        Scale, models.PROTECT, null=True, blank=True, related_name="questions"
    )
    required = models.BooleanField(default=True)
    allows_not_applicable = models.BooleanField(default=True)
    allows_not_recorded = models.BooleanField(default=True)
    unit = models.CharField(max_length=30, blank=True)
    minimum = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    maximum = models.DecimalField(max_digits=12, decimal_places=3, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=3)  # most decimal places; 0: whole numbers
    total_rule = models.CharField(max_length=10, choices=TotalRule, default=TotalRule.EVERY)
    fewest_items = models.PositiveSmallIntegerField(null=True, blank=True)
    max_length = models.PositiveIntegerField(default=2000)
    lines = models.PositiveSmallIntegerField(default=4)
    rates_section = models.BooleanField(default=False)
    own_work = models.BooleanField(default=False)
    codes = models.ManyToManyField(FrameworkCode, blank=True, related_name="questions")
    sectors = SectorsField()
    plan_types = KeysField()
    picked = models.BooleanField(default=False)
    show_when = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "choices", "grade", "profile"], scale__isnull=False)
                | (~Q(kind__in=["choice", "choices", "grade", "profile"]) & Q(scale__isnull=True)),
                name="choices_have_a_scale",
            ),
            models.UniqueConstraint(
                fields=["section"],
                condition=Q(rates_section=True),
                name="one_rating_a_section",
            ),
            models.CheckConstraint(
                condition=Q(rates_section=False) | Q(kind__in=["choice", "grade"]),
                name="rating_is_one_choice",
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=3), name="question_decimals_at_most_three"
            ),
            models.CheckConstraint(
                condition=Q(total_rule="every", fewest_items__isnull=True)
                | (~Q(total_rule="every") & Q(fewest_items__gte=1)),
                name="partial_total_says_from_how_many",
            ),
            models.CheckConstraint(
                condition=Q(minimum__isnull=True)
                | Q(maximum__isnull=True)
                | Q(minimum__lte=F("maximum")),
                name="question_range_in_order",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def is_answered(self) -> bool:
        return self.kind != self.Kind.PROMPT

    @property
    def number(self) -> str:
        """As printed beside the question: section and place in it, like 4.2."""
        return f"{self.section.position}.{self.position}"


class Item(UUIDModel):
    """One line of a block of scored items, or one area of a profile."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="items")
    code = KeyField(max_length=40)
    label = models.CharField(max_length=200)
    descriptor = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="item_code_once"),
        ]

    def __str__(self):
        return self.label

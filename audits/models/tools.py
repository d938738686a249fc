from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from agencies.models import Sector, User, UUIDModel
from agencies.roles import Permission

KEY_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
valid_key = RegexValidator(
    KEY_PATTERN, "A key is lower-case letters, digits and single hyphens, like seen-alone."
)


class KeyField(models.CharField):
    """A name that stays the same in every version, so that rounds can be compared."""

    def __init__(self, **options):
        super().__init__(**{"max_length": 60, "validators": [valid_key]} | options)


class SectorsField(ArrayField):
    """Sectors something applies to; empty means all of them."""

    def __init__(self, **options):
        base = models.CharField(max_length=30, choices=Sector)
        super().__init__(**{"base_field": base, "default": list, "blank": True} | options)


class AuditTool(UUIDModel):
    class Audits(models.TextChoices):
        CASES = "cases", "Cases: one return for each agency and case"

    key = KeyField(unique=True)
    name = models.CharField(max_length=120)
    audits = models.CharField(max_length=20, choices=Audits, default=Audits.CASES)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class ToolVersionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if Permission.SEE_TOOLS in user.permissions else self.none()

    def with_questions(self):
        """Everything a form needs, in six queries whatever the size of the tool."""
        questions = models.Prefetch(
            "sections__questions", Question.objects.select_related("scale", "section")
        )
        return self.select_related("tool").prefetch_related(
            questions, "sections__questions__scale__options"
        )


class ToolVersion(UUIDModel):
    """One wording of a tool. Published, it never changes; triggers refuse every write to it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"

    tool = models.ForeignKey(AuditTool, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    content_hash = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ToolVersionQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "number"], name="tool_version_number_once"),
            models.UniqueConstraint(
                fields=["tool"], condition=Q(status="draft"), name="one_draft_a_tool"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | (~Q(status="draft") & Q(published_at__isnull=False) & ~Q(content_hash="")),
                name="published_version_is_sealed",
            ),
        ]

    def __str__(self):
        return f"{self.tool}, version {self.number}"

    @cached_property
    def ordered_questions(self) -> list["Question"]:
        return [question for section in self.sections.all() for question in section.questions.all()]


class Scale(UUIDModel):
    class Better(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"
        NONE = "none", "Neither end is better"

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="scales")
    key = KeyField()
    name = models.CharField(max_length=120)
    better = models.CharField(max_length=10, choices=Better, default=Better.NONE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="scale_key_once"),
        ]

    def __str__(self):
        return self.name


class Option(UUIDModel):
    class CountsAs(models.TextChoices):
        POSITIVE = "positive", "Positive"
        PARTIAL = "partial", "Partly"
        NEGATIVE = "negative", "Negative"
        NEUTRAL = "neutral", "Neither"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="options")
    code = KeyField(max_length=40)
    label = models.CharField(max_length=120)
    descriptor = models.TextField(blank=True)
    counts_as = models.CharField(max_length=20, choices=CountsAs, default=CountsAs.NEUTRAL)
    rank = models.SmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="option_code_once"),
        ]

    def __str__(self):
        return self.label


class Section(UUIDModel):
    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="sections")
    key = KeyField()
    title = models.CharField(max_length=120)
    guidance = models.TextField(blank=True)
    sectors = SectorsField()
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
    class Kind(models.TextChoices):
        CHOICE = "choice", "One choice"
        CHOICES = "choices", "Several choices"
        NUMBER = "number", "Number"
        DATE = "date", "Date"
        TEXT = "text", "Text"

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    key = KeyField()
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.CharField(max_length=300)
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
    max_length = models.PositiveIntegerField(default=2000)
    lines = models.PositiveSmallIntegerField(default=4)
    sectors = SectorsField()
    show_when = models.JSONField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="question_key_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "choices"], scale__isnull=False)
                | (~Q(kind__in=["choice", "choices"]) & Q(scale__isnull=True)),
                name="choices_have_a_scale",
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
    def number(self) -> str:
        """As printed beside the question: section and place in it, like 4.2."""
        return f"{self.section.position}.{self.position}"

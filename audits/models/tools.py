from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
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


class KeysField(ArrayField):
    """Keys of rows elsewhere, such as plan types; empty means that nothing is said."""

    def __init__(self, **options):
        base = models.CharField(max_length=60, validators=[valid_key])
        super().__init__(**{"base_field": base, "default": list, "blank": True} | options)


class PlanTypeQuerySet(models.QuerySet):
    def in_use(self, also=None):
        """Those that can be chosen, and `also` one that was chosen before it was retired."""
        return self.filter(Q(is_active=True) | Q(pk=also))


class PlanType(UUIDModel):
    """A kind of plan a child may be on. An admin's list: its names change from year to year."""

    key = KeyField(unique=True)
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=1)
    is_active = models.BooleanField(default=True)

    objects = PlanTypeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class AuditTool(UUIDModel):
    class Audits(models.TextChoices):
        CASES = "cases", "Cases: one return for each agency and case"
        ORGANISATIONS = "organisations", "Organisations: one return for each agency"
        OWN_CASES = "own_cases", "An agency’s own cases: its auditors add them"
        RESPONDENTS = "respondents", "People asked in a survey: one return for each response"

    WITH_CASES = frozenset({Audits.CASES, Audits.OWN_CASES})

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

    def with_use(self):
        """Each with `question_count` and `audit_count`."""
        return self.annotate(
            question_count=models.Count("questions", distinct=True),
            audit_count=models.Count("audits", distinct=True),
        )

    def with_questions(self):
        """Everything a form needs, in seven queries whatever the size of the tool."""
        questions = models.Prefetch(
            "sections__questions", Question.objects.select_related("scale", "section")
        )
        return self.select_related("tool").prefetch_related(
            questions, "sections__questions__scale__options", "sections__questions__items"
        )

    def with_everything(self):
        """Whatever a version says, in ten queries whatever its size."""
        return self.with_questions().prefetch_related(
            "sections__questions__codes", "codes", "themes"
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
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=0)  # of a draft: how often it was changed

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
            models.CheckConstraint(
                condition=Q(status="retired", retired_at__isnull=False)
                | (~Q(status="retired") & Q(retired_at__isnull=True)),
                name="retired_version_says_when",
            ),
        ]

    def __str__(self):
        return f"{self.tool}, version {self.number}"

    @cached_property
    def ordered_questions(self) -> list["Question"]:
        return [question for section in self.sections.all() for question in section.questions.all()]


class DraftRevision(UUIDModel):
    """What a draft said before one change to it, so that the change can be taken back.

    `document` is the whole tool as `tool_definition.to_document` writes it; `number` is the
    draft's revision at which it said so, and `what` the change that followed.
    """

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    what = models.CharField(max_length=200)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["version", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="draft_revision_once"),
        ]

    def __str__(self):
        return f"{self.version}, revision {self.number}"


class Theme(UUIDModel):
    """A name for a theme key of questions and measures; a key without one is named after itself."""

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="themes")
    key = KeyField()
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="theme_key_once"),
        ]

    def __str__(self):
        return self.name


class FrameworkCode(UUIDModel):
    """A heading of somebody else's framework, such as an inspection's, that questions answer to."""

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="codes")
    key = KeyField()
    framework = models.CharField(max_length=80)
    code = models.CharField(max_length=30)
    label = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="framework_code_key_once"),
        ]

    def __str__(self):
        return f"{self.framework} {self.code}"


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

    class Colour(models.TextChoices):
        """Beside the label, never instead of it."""

        NONE = "", "No colour"
        GREEN = "green", "Green"
        AMBER = "amber", "Amber"
        RED = "red", "Red"
        BLUE = "blue", "Blue"
        PURPLE = "purple", "Purple"
        GREY = "grey", "Grey"

    scale = models.ForeignKey(Scale, models.CASCADE, related_name="options")
    code = KeyField(max_length=40)
    label = models.CharField(max_length=120)
    descriptor = models.TextField(blank=True)
    counts_as = models.CharField(max_length=20, choices=CountsAs, default=CountsAs.NEUTRAL)
    rank = models.SmallIntegerField(null=True, blank=True)
    colour = models.CharField(max_length=10, choices=Colour, default=Colour.NONE, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "code"], name="option_code_once"),
            models.CheckConstraint(
                condition=~Q(counts_as="not_applicable") | Q(rank__isnull=True),
                name="not_applicable_has_no_rank",
            ),
        ]

    def __str__(self):
        return self.label


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

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="sections")
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
    """`rates_section`: the rating of its section as a whole. `label`: its short name in lists."""

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

    WITH_SCALE = frozenset({Kind.CHOICE, Kind.CHOICES, Kind.GRADE, Kind.PROFILE})
    WITH_ITEMS = frozenset({Kind.ITEMS, Kind.PROFILE})

    version = models.ForeignKey(ToolVersion, models.CASCADE, related_name="questions")
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

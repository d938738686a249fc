from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from agencies.models import User, UUIDModel
from agencies.roles import Permission
from audits.models.fields import KeyField
from audits.models.published_content import give_content
from audits.models.questions import Question


class AuditTool(UUIDModel):
    class Audits(models.TextChoices):
        CASES = "cases", "Cases: one return for each agency and case"
        ORGANISATIONS = "organisations", "Organisations: one return for each agency"
        OWN_CASES = "own_cases", "An agency’s own cases: its auditors add them"
        RESPONDENTS = "respondents", "People asked in a survey: one return for each response"

    WITH_CASES = frozenset({Audits.CASES, Audits.OWN_CASES})
    WITH_PANEL = WITH_CASES | {Audits.ORGANISATIONS}

    key = KeyField(unique=True)
    name = models.CharField(max_length=120)
    audits = models.CharField(max_length=20, choices=Audits, default=Audits.CASES)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


def _content() -> list:
    questions = models.Prefetch(
        "sections__questions", Question.objects.select_related("scale", "section")
    )
    parts = ["sections__questions__scale__options", "sections__questions__items"]
    return [questions, *parts, "contradictions"]


class ToolVersionQuerySet(models.QuerySet):
    _is_ready = False

    def visible_to(self, user):
        return self if Permission.SEE_TOOLS in user.permissions else self.none()

    def with_use(self):
        """Each with `audit_count` and `question_count`, which leaves out what nobody answers."""
        asked = ~models.Q(questions__kind="prompt")
        return self.annotate(
            question_count=models.Count("questions", filter=asked, distinct=True),
            audit_count=models.Count("audits", distinct=True),
        )

    def with_questions(self):
        """Everything a form needs, in eight queries whatever the size of the tool."""
        return self.select_related("tool").prefetch_related(*_content())

    def ready_to_ask(self):
        """The same to read only: what published versions say is read once in a process."""
        found = self.select_related("tool")
        found._is_ready = True
        return found

    def _clone(self):
        found = super()._clone()
        found._is_ready = self._is_ready
        return found

    def _fetch_all(self):
        is_new = self._result_cache is None
        super()._fetch_all()
        if is_new and self._is_ready:
            give_content(self._result_cache, _content())

    def with_everything(self):
        """Whatever a version says, in eleven queries whatever its size."""
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

    def read_content(self) -> None:
        """All that `_content` names, unless it came with the version; see `ready_to_ask`."""
        if "sections" not in getattr(self, "_prefetched_objects_cache", {}):
            give_content([self], _content())

    @cached_property
    def ordered_questions(self) -> list[Question]:
        return [question for section in self.sections.all() for question in section.questions.all()]


class DraftRevision(UUIDModel):
    """What a draft said before one change to it, so that the change can be taken back.

    `document` is the whole tool as `tool_documents.to_document` writes it; `number` is the
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

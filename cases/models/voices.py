from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from agencies.roles import Permission
from cases.models.subjects import Case

LONGEST_QUOTE = 300  # what a briefing has room for


class VoiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        if Permission.RECORD_JUDGEMENTS not in user.permissions:
            return self.none()
        return self.filter(case__in=Case.objects.visible_to(user))

    def kept(self):
        return self.filter(removed_at=None)

    def quotable(self):
        """Offered for the briefing, with the consent of whoever said it."""
        return self.kept().filter(is_proposed=True, may_be_quoted=True)


class SaidOfCase(models.Model):
    """What a view says, and what it said before. `agency`: whose practitioner, where it matters."""

    class Speaker(models.TextChoices):
        PRACTITIONER = "practitioner", "Practitioner"
        PARENT = "parent", "Parent or carer"
        CHILD = "child", "Child or young person"

    class Gathered(models.TextChoices):
        MEETING = "meeting", "Talking to them in person"
        CALL = "call", "By telephone or video"
        GROUP = "group", "In a group discussion"
        WRITTEN = "written", "In writing"
        RECORD = "record", "Read in a record"
        OTHER = "other", "Another way"

    FIELDS = (
        "speaker",
        "agency",
        "text",
        "is_verbatim",
        "gathered",
        "gathered_on",
        "may_be_quoted",
        "is_proposed",
    )

    speaker = models.CharField(max_length=20, choices=Speaker)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField(max_length=2000, blank=True)
    is_verbatim = models.BooleanField(default=False)
    gathered = models.CharField(max_length=20, choices=Gathered)
    gathered_on = models.DateField()
    may_be_quoted = models.BooleanField(default=False)
    is_proposed = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Voice(UUIDModel, SaidOfCase):
    """What a practitioner, a parent or a child said about a case: on screen, a view.

    A removed one keeps who removed it and why, and none of its words, earlier ones included.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="voices")
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    removal_reason = models.CharField(max_length=500, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["case", "gathered_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(removed_at__isnull=True, removed_by__isnull=True) & ~Q(text=""))
                | (
                    Q(removed_at__isnull=False, removed_by__isnull=False, text="")
                    & ~Q(removal_reason="")
                ),
                name="view_says_something_or_why_it_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(is_proposed=False) | Q(may_be_quoted=True, is_verbatim=True),
                name="only_own_words_with_consent_are_proposed",
            ),
        ]

    def __str__(self):
        return f"{self.get_speaker_display()} about {self.case}"

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class VoiceHistory(SaidOfCase):
    """What a view said before it was changed."""

    id = models.BigAutoField(primary_key=True)
    voice = models.ForeignKey(Voice, models.CASCADE, related_name="history")
    version = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["version"]
        verbose_name_plural = "voice history"
        constraints = [
            models.UniqueConstraint(fields=["voice", "version"], name="view_version_once"),
        ]

    def __str__(self):
        return f"{self.voice_id}, version {self.version}"

"""Draws of a sample: what was asked, the frame by keyed hashes, and who it was drawn from."""

import json

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit
from cases.identities.encryption import EncryptedTextField
from cases.models.facts import CaseFacts, SubjectFacts

HASH_LENGTH = 32


class DrawQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if Permission.RUN_AUDITS in user.permissions else self.none()

    def prepared(self):
        """Candidates may still come in; one at most in each audit."""
        return self.filter(drawn_at=None)


class Draw(UUIDModel):
    """One draw of cases for an audit. Once drawn it never changes, and can be repeated.

    `key_number` says with which of FIELD_KEYS the frame was hashed; `excluded` counts by rule.
    `due_on`: when returns of its cases are due, if not on the audit's own day.
    """

    class Dimension(models.TextChoices):
        AREA = "area", "Area"
        PLAN_TYPE = "plan_type", "Plan type"
        GROUP = "sample_group", "Group"
        CATEGORY = "category", "Category"
        SEX = "sex", "Sex"

    MOST_CANDIDATES = 50_000
    MOST_DIMENSIONS = 2

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True, blank=True)
    audit_date = models.DateField()
    dimensions = ArrayField(models.CharField(max_length=20, choices=Dimension), default=list)
    open_for_months = models.PositiveSmallIntegerField(null=True, blank=True)
    youngest = models.PositiveSmallIntegerField(null=True, blank=True)
    oldest = models.PositiveSmallIntegerField(null=True, blank=True)
    areas = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    plan_types = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    reserves = models.PositiveSmallIntegerField(default=0)
    key_number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64, blank=True)
    excluded = models.JSONField(default=list)
    drawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        ordering = ["audit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "number"], name="draw_number_once"),
            models.UniqueConstraint(
                fields=["audit"], condition=Q(drawn_at=None), name="one_draw_is_prepared"
            ),
            models.CheckConstraint(
                condition=Q(dimensions__len__lte=2), name="draw_has_two_dimensions_at_most"
            ),
            models.CheckConstraint(
                condition=Q(youngest=None) | Q(oldest=None) | Q(youngest__lte=F("oldest")),
                name="draw_ages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at=None) | (Q(drawn_by__isnull=False) & ~Q(seed="")),
                name="drawn_says_by_whom_and_from_what_seed",
            ),
        ]

    def __str__(self):
        return f"{ORDINALS.get(self.number, f'{self.number}th')} draw"

    @property
    def is_drawn(self) -> bool:
        return self.drawn_at is not None


ORDINALS = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", 5: "Fifth", 6: "Sixth"}


class DrawCell(UUIDModel):
    """One stratum of a draw, and by keyed hash everybody who could be drawn for it.

    `stratum` has a value for each dimension. Before the draw only `asked` is said.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="cells")
    stratum = ArrayField(models.CharField(max_length=120, blank=True), default=list)
    asked = models.PositiveSmallIntegerField(default=0)
    keys = ArrayField(models.CharField(max_length=HASH_LENGTH), default=list)
    chosen = ArrayField(models.CharField(max_length=HASH_LENGTH), default=list)
    drawn = ArrayField(models.CharField(max_length=HASH_LENGTH), default=list)
    reserves = ArrayField(models.CharField(max_length=HASH_LENGTH), default=list)

    class Meta:
        ordering = ["draw", "stratum"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "stratum"], name="stratum_once_in_a_draw"),
        ]

    def __str__(self):
        return f"{' · '.join(self.stratum)} of {self.draw}"


class CandidateQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if Permission.RUN_AUDITS in user.permissions else self.none()


class Candidate(UUIDModel, CaseFacts, SubjectFacts):
    """Somebody who could be drawn. Gone once the draw is made, unless kept as a reserve.

    `key` tells the same child again without saying who it is, and `name_key`, by name and date of
    birth, where a list gives no identifier; `age_months` is as at the audit date.
    `chosen_because`: picked by hand, and why.
    """

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="candidates")
    key = models.CharField(max_length=HASH_LENGTH)
    name_key = models.CharField(max_length=HASH_LENGTH, blank=True)
    who = EncryptedTextField()
    age_months = models.SmallIntegerField(null=True)
    chosen_because = models.CharField(max_length=300, blank=True)
    is_reserve = models.BooleanField(default=False)

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ["draw", "key"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "key"], name="candidate_once_in_a_draw"),
            models.UniqueConstraint(
                fields=["draw", "name_key"],
                condition=~Q(name_key=""),
                name="candidate_once_by_name_in_a_draw",
            ),
        ]

    def __str__(self):
        return f"Candidate {self.key[:8]}"

    @property
    def identity(self) -> dict[str, str]:
        """`identifier`, `name` and `born_on`, those that were given."""
        return json.loads(self.who)


class RemovedCase(UUIDModel):
    """A case that is no longer in its audit: taken out, or replaced by another."""

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="removed_cases")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="removed_cases")
    draw_key = models.CharField(max_length=HASH_LENGTH, blank=True)
    name_key = models.CharField(max_length=HASH_LENGTH, blank=True)
    reference = models.CharField(max_length=20, unique=True)
    reason = models.CharField(max_length=300)
    removed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(default=timezone.now)
    replaced_by = models.ForeignKey(
        "cases.Case", models.SET_NULL, null=True, related_name="replaces"
    )

    class Meta:
        ordering = ["audit", "reference"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="removed_case_says_why"),
        ]

    def __str__(self):
        return self.reference

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, Partnership, User, UUIDModel
from agencies.roles import Permission
from audits.models import Audit, LocalGroup
from cases.identities.encryption import EncryptedTextField
from cases.models.facts import CaseFacts, SubjectFacts
from cases.samples.ages import age_words, months_between


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        if Permission.RUN_AUDITS in user.permissions:
            return self
        found = _of_their_agency(user)
        if Permission.RECORD_JUDGEMENTS in user.permissions:
            found |= _before_their_panel(user)
        return self.filter(found).distinct()

    def before_panel_of(self, user):
        """Cases whose panel this person sits on; who leads an agency of another sits not on it."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        if Permission.RECORD_JUDGEMENTS not in user.permissions:
            return self.none()
        return self.filter(_before_their_panel(user))

    def known_by_name_to(self, user):
        """The coordinator's; a lead's while the agency may know the case; the auditor's own.

        An agency's only while the audit is being worked on.
        """
        if Permission.RUN_AUDITS in user.permissions:
            return self
        in_hand = self.filter(audit__status__in=Audit.IN_HAND)
        return in_hand.filter(_of_their_agency(user)).distinct()


def within_local_groups(user, case: str = "") -> Q:
    """Not of a local group that is somebody else’s, for whoever belongs to one of its audit.

    `case` leads to the case from what is asked for, as “case__”; what has no case passes.
    """
    mine = LocalGroup.objects.of(user)
    in_no_group_of_it = ~Q(**{f"{case}audit__in": mine.values("audit")})
    return in_no_group_of_it | Q(**{f"{case}group__in": mine.values("pk")})


def _before_their_panel(user) -> Q:
    """Cases of an audit without local groups, else those of the panel member’s own."""
    whole = ~Q(audit__in=LocalGroup.objects.values("audit"))
    mine = Q(group__in=LocalGroup.objects.of(user).values("pk"))
    return Q(audit__status__in=Audit.BEFORE_A_PANEL) & (whole | mine)


def _of_their_agency(user) -> Q:
    answers_one = Q(returns__auditor=user) | Q(returns__substitute=user)
    led = Q(
        involvements__agency__in=user.agency_ids(Permission.DECIDE_INVOLVEMENT),
        involvements__state__in=Involvement.OPEN_TO_AGENCY,
    )
    return answers_one | (led & within_local_groups(user))


class Case(UUIDModel, CaseFacts):
    """`owner`: the agency whose auditor added the case; empty where the partnership sampled it.

    `group`: the local group whose case it is, where its audit has such groups.
    `follows`: the same child's case in an earlier round, whose answers are offered again.
    `draw_key` tells which of a draw's frame it was, `name_key` the same child by name and date of
    birth; `chosen_because`: why, if picked by hand.
    """

    class Chosen(models.TextChoices):
        DRAWN = "drawn", "Drawn at random"
        BY_HAND = "by_hand", "Chosen by hand"
        RESERVE = "reserve", "Next in the order"

    audit = models.ForeignKey(Audit, models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=20, unique=True)
    draw = models.ForeignKey(
        "cases.Draw", models.PROTECT, null=True, blank=True, related_name="cases"
    )
    draw_key = models.CharField(max_length=32, blank=True)
    name_key = models.CharField(max_length=32, blank=True)
    chosen = models.CharField(max_length=10, choices=Chosen, blank=True)
    chosen_because = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="own_cases"
    )
    group = models.ForeignKey(
        LocalGroup, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    added_on = models.DateField(default=timezone.localdate, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(fields=["id", "audit"], name="case_with_audit"),
            models.UniqueConstraint(
                fields=["draw", "draw_key"], condition=~Q(draw_key=""), name="drawn_once"
            ),
            models.CheckConstraint(
                condition=~Q(chosen="by_hand") | ~Q(chosen_because=""),
                name="chosen_by_hand_says_why",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def due_on(self):
        """When its returns are due unless they are given another day. Needs audit and draw."""
        return (self.draw.due_on if self.draw else None) or self.audit.due_on

    @property
    def facts_on(self) -> date:
        """The day its facts are as at: that on which its draw tested them. Needs audit and draw."""
        return self.draw.audit_date if self.draw else self.audit.audit_date

    @property
    def months_open(self) -> int | None:
        """On the day of its facts. Needs audit and draw."""
        if self.opened_on is None or self.opened_on > self.facts_on:
            return None
        return months_between(self.opened_on, self.facts_on)


class SubjectQuerySet(models.QuerySet):
    def with_word(self):
        """Each with `word`, what the partnership calls the people its cases are about."""
        words = Partnership.objects.values("subject_word")[:1]
        return self.annotate(word=models.Subquery(words))


class Subject(UUIDModel, SubjectFacts):
    """A child or adult of a case; one is the index subject. `word`: see `with_word`.

    `age_months` is there where the age is told in months; the day of birth is in the vault only.
    """

    word = ""

    case = models.ForeignKey(Case, models.CASCADE, related_name="subjects")
    number = models.PositiveSmallIntegerField(default=1)
    is_index = models.BooleanField(default=False)
    age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    age_months = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        ordering = ["case", "number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="subject_number_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_index=True), name="one_index_subject"
            ),
            models.CheckConstraint(
                condition=Q(age_months=None)
                | Q(age_months__lt=12, age_years=0)
                | Q(age_months__gte=12, age_months__lt=24, age_years=1),
                name="months_of_age_fit_the_years",
            ),
        ]

    def __str__(self):
        return f"{self.case}, {'index' if self.is_index else 'other'} subject {self.number}"

    @property
    def age(self) -> str:
        """In words; empty where it is not known."""
        return age_words(self.age_years, self.age_months)


class IdentityQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One with an owner is that agency's alone, whatever else its reader may do."""
        shared = Q(owner=None, case__in=Case.objects.known_by_name_to(user))
        if Permission.RUN_AUDITS not in user.permissions:
            theirs = user.agency_ids(Permission.READ_IDENTITIES)
            shared &= Q(agency=None) | Q(agency__in=theirs)
        kept = Q(
            owner__in=user.agency_ids(Permission.READ_IDENTITIES),
            case__in=Case.objects.filter(_of_their_agency(user)),
        )
        return self.filter(shared | kept)


class Identity(UUIDModel):
    """Who a case is about, encrypted. Every read is recorded by the service that reads it.

    `owner`: the one agency that may read it, whatever else a reader may do. `agency`: whose number
    for the case this is; no other agency reads it.
    """

    class Kind(models.TextChoices):
        SUBJECT = "subject", "Child"
        SIBLING = "sibling", "Sibling"
        CARER = "carer", "Parent or carer"
        ADDRESS = "address", "Address"
        LOCAL_NUMBER = "local_number", "Local number"

    case = models.ForeignKey(Case, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20, choices=Kind)
    text = EncryptedTextField()
    owner = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        ordering = ["case", "position"]
        verbose_name_plural = "identities"
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=True) | Q(kind="local_number", owner__isnull=True),
                name="agency_has_a_number_for_the_case",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} of {self.case}"


class InvolvementQuerySet(models.QuerySet):
    def visible_to(self, user):
        if Permission.RUN_AUDITS in user.permissions:
            return self
        led = Q(agency__in=user.agency_ids(Permission.DECIDE_INVOLVEMENT))
        found = self.filter(led & within_local_groups(user, "case__"))
        return found.exclude(case__owner=None, case__audit__status=Audit.Status.PLANNING)

    def explained(self):
        """Cells in which no return is expected, and the agency has said why."""
        return self.filter(state__in=Involvement.EXPLAINED)


class Involvement(UUIDModel):
    """Does this agency know this case? `known_whom`: whom of it, where that was said."""

    class State(models.TextChoices):
        TO_CONFIRM = "to_confirm", "To confirm"
        KNOWN = "known", "Known"
        NOT_KNOWN = "not_known", "Not known"
        OUTSIDE_PERIOD = "outside_period", "Outside period"
        DECLINED = "declined", "Declined"

    class Whom(models.TextChoices):
        SUBJECT = "subject", "The child of the case"
        SIBLING = "sibling", "A sibling"
        CARER = "carer", "A parent or carer"

    OPEN_TO_AGENCY = (State.TO_CONFIRM, State.KNOWN)
    EXPLAINED = (State.NOT_KNOWN, State.OUTSIDE_PERIOD, State.DECLINED)

    case = models.ForeignKey(Case, models.CASCADE, related_name="involvements")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="involvements")
    state = models.CharField(max_length=20, choices=State, default=State.TO_CONFIRM)
    known_whom = ArrayField(models.CharField(max_length=20, choices=Whom), default=list, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, default=timezone.now)

    objects = InvolvementQuerySet.as_manager()

    class Meta:
        ordering = ["case", "agency"]
        constraints = [
            models.UniqueConstraint(fields=["case", "agency"], name="involvement_once"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="declined_gives_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="known") | Q(known_whom=[]), name="whom_only_where_known"
            ),
        ]

    def __str__(self):
        return f"{self.agency} and {self.case}: {self.get_state_display()}"

    @property
    def seen(self) -> str:
        """Tells one answer from the next; begins with its state, and has no blank at its end."""
        return f"{self.state} {self.decided_at.isoformat() if self.decided_at else '-'}"

    @property
    def known_whom_words(self) -> str:
        return ", ".join(self.Whom(whom).label.lower() for whom in self.known_whom)

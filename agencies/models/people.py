from functools import cache

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from agencies.models.keys import UUIDModel
from agencies.roles import AGENCY_ROLES, GRANTS, Permission, Role

hex_colour = RegexValidator(r"^#[0-9a-f]{6}$", "Write a colour as # and six digits, like #0f4a56.")


class Sector(models.TextChoices):
    CHILDREN_SOCIAL_CARE = "children_social_care", "Children’s social care"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    POLICE = "police", "Police"
    EARLY_HELP = "early_help", "Early help"
    HOUSING = "housing", "Housing"
    PROBATION = "probation", "Probation"
    VOLUNTARY = "voluntary", "Voluntary sector"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care"
    OTHER = "other", "Other"


def week_and_day_before() -> list[int]:
    return [7, 1]


class Partnership(UUIDModel):
    """The one partnership this installation serves.

    `concern_minutes`: how long an immediate concern may stay unacknowledged before it escalates.
    `reminder_days`: how many days before its due date a return is reminded of;
    `overdue_reminder_days`: how many days lie between two reminders of one that is late;
    `reminded_on`: the last local day whose reminders were all written.
    """

    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=30)
    website = models.CharField(max_length=120, blank=True)
    subject_word = models.CharField(max_length=20, default="child")
    brand_colour = models.CharField(max_length=7, default="#0f4a56", validators=[hex_colour])
    tint_colour = models.CharField(max_length=7, default="#e8f1f1", validators=[hex_colour])
    minimum_denominator = models.PositiveSmallIntegerField(default=20)
    concern_minutes = models.PositiveSmallIntegerField(default=60)
    reminder_days = ArrayField(models.PositiveSmallIntegerField(), default=week_and_day_before)
    overdue_reminder_days = models.PositiveSmallIntegerField(default=3)
    reminded_on = models.DateField(null=True, editable=False)
    is_demo = models.BooleanField(default=False)
    only = models.BooleanField(default=True, editable=False, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(only=True), name="one_partnership_only"),
            models.CheckConstraint(
                condition=Q(concern_minutes__gte=5), name="concern_minutes_at_least_five"
            ),
            models.CheckConstraint(
                condition=Q(overdue_reminder_days__gte=1), name="overdue_reminders_a_day_apart"
            ),
        ]

    def __str__(self):
        return self.name


class Area(UUIDModel):
    name = models.CharField(max_length=80, unique=True)
    code = models.SlugField(max_length=20, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Agency(UUIDModel):
    """`is_guest`: from outside the partnership, invited for one audit, and again for another."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=40, unique=True)
    sector = models.CharField(max_length=30, choices=Sector)
    areas = models.ManyToManyField(Area, blank=True, related_name="agencies")
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    is_guest = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["position", "short_name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(sector__in=Sector.values), name="agency_sector_is_known"
            ),
        ]

    def __str__(self):
        return self.short_name


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class UserQuerySet(models.QuerySet):
    def holding(self, role, agency=None):
        """Active people with this role, for this agency where the role is an agency's."""
        held = Q(memberships__role=role)
        if agency is not None:
            held &= Q(memberships__agency=agency)
        return self.filter(held, is_active=True).distinct()

    def marking_guests(self):
        """Adds `is_guest`: whatever they do is for agencies invited from outside."""
        held = Membership.objects.filter(user=OuterRef("pk"))
        for_guests = Q(agency__is_guest=True)
        is_guest = Q(Exists(held.filter(for_guests))) & ~Q(Exists(held.exclude(for_guests)))
        return self.annotate(is_guest=ExpressionWrapper(is_guest, output_field=BooleanField()))


class User(UUIDModel, AbstractBaseUser):
    """A person who signs in with an e-mail address; what they may do is in their memberships."""

    email = models.EmailField()
    name = models.CharField(max_length=100)
    job_title = models.CharField(max_length=100, blank=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_an_email",
                violation_error_message="Somebody already has an account with this e-mail address.",
            ),
        ]

    def __str__(self):
        return self.name

    @cached_property
    def held(self) -> tuple["Membership", ...]:
        """This person's memberships, read once per request."""
        return tuple(_memberships().filter(user=self))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.held)

    @cached_property
    def is_concern_contact(self) -> bool:
        """Told of immediate concerns, in one area at least; whatever their roles."""
        if self.held:
            return self.held[0].is_contact
        return self.concern_contacts.exists()

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything any of this person's roles allows, for one agency at least."""
        return frozenset().union(*(GRANTS[Role(role)] for role in self.roles))

    def agency_ids(self, permission=None) -> frozenset:
        """Agencies this person belongs to, or where a role of theirs there allows `permission`."""
        return frozenset(
            membership.agency_id
            for membership in self.held
            if membership.agency_id
            and (permission is None or permission in GRANTS[Role(membership.role)])
        )


class Membership(UUIDModel):
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="memberships"
    )

    class Meta:
        ordering = ["role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                name="membership_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(role__in=AGENCY_ROLES, agency__isnull=False)
                | (~Q(role__in=AGENCY_ROLES) & Q(agency__isnull=True)),
                name="agency_roles_have_an_agency",
            ),
        ]

    def __str__(self):
        return (
            f"{self.get_role_display()}, {self.agency}"
            if self.agency_id
            else self.get_role_display()
        )


@cache
def _memberships() -> models.QuerySet:
    """With what each request needs to know of them; put together once, since each asks for it."""
    told = ConcernContact.objects.filter(user=OuterRef("user"))
    return Membership.objects.select_related("agency").annotate(is_contact=Exists(told))


class ConcernContact(UUIDModel):
    """Who is told at once of an immediate concern in an area, or in every area where it is empty.

    Those of kind *escalation* are told when nobody has acknowledged it in time.
    """

    class Kind(models.TextChoices):
        CONTACT = "contact", "Named contact"
        DEPUTY = "deputy", "Deputy"
        ESCALATION = "escalation", "Told if nobody acknowledges"

    user = models.ForeignKey(User, models.CASCADE, related_name="concern_contacts")
    area = models.ForeignKey(
        Area, models.CASCADE, null=True, blank=True, related_name="concern_contacts"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CONTACT)

    class Meta:
        ordering = ["area__name", "kind", "user__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "area"], name="concern_contact_once", nulls_distinct=False
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_kind_display().lower()}"

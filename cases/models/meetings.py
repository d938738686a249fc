"""The meetings of a panel, and who was there."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, UUIDModel
from agencies.roles import Permission
from audits.models import Audit, LocalGroup
from cases.models.subjects import Case


class PanelMeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For whoever sits on a local group's panel, its own and those of the whole panel."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        if Permission.RECORD_JUDGEMENTS not in user.permissions:
            return self.none()
        return self.filter(Q(group=None) | _of_their_groups(user))

    def kept_by(self, user):
        """Those this person may change; of the whole panel only where there are no local groups."""
        if Permission.RUN_AUDITS in user.permissions:
            return self
        undivided = ~Q(audit__in=LocalGroup.objects.values("audit"))
        return self.visible_to(user).filter(undivided | _of_their_groups(user))

    def that_may_look_at(self, case: Case | None):
        """Of the whole panel, and of the case's own local group."""
        group = case.group_id if case else None
        return self.filter(Q(group=None) | Q(group=group))

    def newest_first(self):
        """Those whose day has come before those put down for later."""
        has_come = models.ExpressionWrapper(
            Q(held_on__lte=timezone.localdate()), output_field=models.BooleanField()
        )
        return self.annotate(has_come=has_come).order_by("-has_come", "-held_on", "group__name")


def _of_their_groups(user) -> Q:
    return Q(group__in=LocalGroup.objects.of(user).values("pk"))


class PanelMeeting(UUIDModel):
    """One sitting of an audit's panel, or of the panel of one of its local groups."""

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="panel_meetings")
    group = models.ForeignKey(
        LocalGroup, models.PROTECT, null=True, blank=True, related_name="panel_meetings"
    )
    held_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)

    objects = PanelMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["audit", "held_on", "group"],
                name="one_panel_meeting_a_day",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return f"Panel of {self.audit} on {self.held_on}"

    @property
    def day(self) -> str:
        return f"{self.held_on.day} {self.held_on:%B %Y}"

    @property
    def named(self) -> str:
        """Needs the group."""
        return ", ".join(filter(None, (self.day, self.group and self.group.name, self.place)))

    @property
    def is_today(self) -> bool:
        return self.held_on == timezone.localdate()

    def may_look_at(self, case: Case | None) -> bool:
        return self.group_id is None or (case is not None and case.group_id == self.group_id)


class Attendance(UUIDModel):
    """Somebody at a sitting, with or without an account; `role` says who they are otherwise."""

    class State(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Sent apologies"
        OBSERVER = "observer", "Observer"

    meeting = models.ForeignKey(PanelMeeting, models.CASCADE, related_name="attendances")
    name = models.CharField(max_length=100)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.PRESENT)

    class Meta:
        ordering = ["agency__position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "name", "agency"],
                name="attends_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(name=""), name="attendance_names_somebody"),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_state_display().lower()}"

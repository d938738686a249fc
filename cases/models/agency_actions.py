from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from agencies.roles import Permission
from audits.models import Question
from cases.models.returns import AuditReturn


class AgencyActionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The agency's own list; not the coordinator's."""
        return self.filter(agency__in=user.agency_ids(Permission.REVIEW_RETURNS))

    def to_do(self):
        return self.filter(done_at=None)


class AgencyAction(UUIDModel):
    """Something an agency will do, mostly because of a return. It never leaves the agency.

    `source` is how a task read in the return it was taken from, whatever became of it here.
    """

    audit_return = models.ForeignKey(
        AuditReturn, models.CASCADE, null=True, blank=True, related_name="agency_actions"
    )
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=500, blank=True)
    text = models.CharField(max_length=500)
    who = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_note = models.CharField(max_length=300, blank=True)

    objects = AgencyActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "added_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="agency_action_says_what"),
            models.UniqueConstraint(
                fields=["audit_return", "question", "source"],
                condition=~Q(source=""),
                name="each_task_once_on_the_list",
            ),
        ]

    def __str__(self):
        return self.text

    def is_late(self, today) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < today

from django.db import models

from agencies.models import User, UUIDModel
from audits.models.audits import Audit


class LocalGroupQuerySet(models.QuerySet):
    def of(self, user):
        """The groups this person belongs to, of every audit."""
        return self.filter(people=user)


class LocalGroup(UUIDModel):
    """Part of an audit with cases and people of its own, such as a district of a county.

    Its people see its cases, and of this audit no others; the coordinator sees all.
    """

    audit = models.ForeignKey(Audit, models.CASCADE, related_name="groups")
    name = models.CharField(max_length=80)
    people = models.ManyToManyField(User, blank=True, related_name="local_groups")

    objects = LocalGroupQuerySet.as_manager()

    class Meta:
        ordering = ["audit", "name"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "name"], name="group_named_once"),
            models.UniqueConstraint(fields=["id", "audit"], name="group_with_audit"),
            models.CheckConstraint(condition=~models.Q(name=""), name="group_has_a_name"),
        ]

    def __str__(self):
        return self.name

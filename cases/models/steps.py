from django.db import models
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User, UUIDModel
from cases.models.returns import AuditReturn


class ReturnStep(UUIDModel):
    """What was done to a return as a whole, and the reason given: the return's own history.

    Nobody did it where a command brought a file in; the reason is then where the file is from.
    Activity holds ids only; the words stay here, with whoever may read the return.
    """

    class Kind(models.TextChoices):
        BROUGHT_IN = "brought_in", "Brought in from a file, to be finished here"
        BROUGHT_IN_FINISHED = "brought_in_finished", "Brought in from a file, as approved"
        SUBMITTED = "submitted", "Submitted"
        SENT_BACK = "sent_back", "Sent back"
        REOPENING_ASKED = "reopening_asked", "Asked for it to be sent back"
        APPROVED = "approved", "Approved"
        ACCEPTED = "accepted", "Accepted by the coordinator, not agency-approved"
        HELD = "held", "Approved and kept in the agency"
        RELEASE_ASKED = "release_asked", "Asked for it to be shared"
        RELEASED = "released", "Shared"
        EXEMPTION_ASKED = "exemption_asked", "Asked for it to be exempt"
        EXEMPTION_TAKEN_BACK = "exemption_taken_back", "No longer asked to be exempt"
        EXEMPTION_REFUSED = "exemption_refused", "Not exempt"
        EXEMPTED = "exempted", "Exempt"
        EXPECTED_AGAIN = "expected_again", "Expected again"
        DUE_MOVED = "due_moved", "Due date moved"
        LOCKED = "locked", "Locked, as its audit was closed"
        UNLOCKED = "unlocked", "Open to change again, as its audit was reopened"
        INTEREST_DECLARED = "interest_declared", "An involvement with the case was declared"
        INTEREST_ALLOWED = "interest_allowed", "Given to somebody who is involved all the same"

    WITH_REASON = (
        Kind.SENT_BACK,
        Kind.REOPENING_ASKED,
        Kind.RELEASE_ASKED,
        Kind.EXEMPTION_ASKED,
        Kind.EXEMPTION_REFUSED,
        Kind.EXEMPTED,
        Kind.DUE_MOVED,
        Kind.INTEREST_DECLARED,
        Kind.INTEREST_ALLOWED,
    )

    audit_return = models.ForeignKey(AuditReturn, models.CASCADE, related_name="steps")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(max_length=500, blank=True)
    after_approval = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(
                    kind__in=[
                        "sent_back",
                        "reopening_asked",
                        "release_asked",
                        "exemption_asked",
                        "exemption_refused",
                        "exempted",
                        "due_moved",
                        "interest_declared",
                        "interest_allowed",
                    ]
                )
                | ~Q(reason=""),
                name="step_that_asks_says_why",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind__in=["brought_in", "brought_in_finished"]),
                name="step_says_by_whom",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

"""Whose work a return is, and whether its agency has anybody else to check it."""

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from agencies.models import Membership
from agencies.roles import Role


def work_of(user) -> Exists:
    """Returns in which this person wrote a word, earlier wordings included, or might yet."""
    return _wrote(OuterRef("pk"), user.pk)


def has_second_person() -> Exists:
    """Returns of agencies with an active lead whose work they are not."""
    leads = Membership.objects.filter(
        role=Role.LEAD, agency=OuterRef("agency"), user__is_active=True
    )
    return Exists(leads.filter(~_wrote(OuterRef(OuterRef("pk")), OuterRef("user"))))


def _wrote(return_pk, user_pk) -> Q:
    def rows(name):
        return apps.get_model("cases", name).objects.order_by()

    own = Q(auditor=user_pk) | Q(substitute=user_pk) | Q(submitted_by=user_pk)
    return (
        Exists(rows("AuditReturn").filter(own, pk=return_pk))
        | Exists(rows("Answer").filter(audit_return=return_pk, updated_by=user_pk))
        | Exists(rows("AnswerHistory").filter(audit_return_id=return_pk, written_by_id=user_pk))
    )

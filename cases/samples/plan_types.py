"""The plan type of a case, on which it depends what is asked about it."""

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import User
from agencies.roles import Permission
from audits.models import PlanType
from cases.models import AuditReturn, Case
from cases.outcomes import write_outcomes
from cases.transitions import Refused


@transaction.atomic
def set_plan_type(*, case: Case, plan_type: PlanType | None, by: User) -> None:
    """What is asked follows from it, so returns that count are counted anew.

    Raises Refused once the audit has ended.
    """
    require(by, Permission.RUN_AUDITS)
    if not case.audit.is_open:
        raise Refused("This audit has ended, so its cases stay as they are.")
    case.plan_type = plan_type
    case.save(update_fields=["plan_type"])
    record(
        "set the plan type of a case", case, by=by, detail=str(plan_type.pk if plan_type else "")
    )
    counted = AuditReturn.objects.counted().filter(case=case)
    list(counted.select_for_update().order_by("pk").values_list("pk"))
    for found in counted.select_related("agency", "case__plan_type", "tool_version"):
        write_outcomes(found)

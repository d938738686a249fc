"""Rounds, and the cases of one."""

from datetime import date

from agencies.secret_links import new_token
from audits.models import (
    Audit,
    Participation,
    PlanType,
    Programme,
    Series,
    ToolVersion,
)
from cases.models import (
    Case,
    Involvement,
    Subject,
    Survey,
)
from tests.factories.people import coordinator, numbers, place
from tests.factories.tools import small_version


def audit(version: ToolVersion | None = None, **fields) -> Audit:
    number = next(numbers)
    return Audit.objects.create(
        **{
            "name": f"Audit {number}",
            "reference_prefix": f"{chr(65 + number // 2600 % 26)}{chr(65 + number // 100 % 26)}"
            f"{number % 100:02}",
            "tool_version": version or small_version(),
            "status": Audit.Status.COLLECTING,
            "scope_start": date(2025, 1, 1),
            "scope_end": date(2025, 12, 31),
            "due_on": date(2030, 1, 1),
        }
        | fields
    )


def audit_of(audits, *agencies, **fields) -> Audit:
    """An audit of this kind, one of AuditTool.Audits, in which these agencies take part."""
    made = audit(small_version(audits), **fields)
    for each in agencies:
        Participation.objects.create(audit=made, agency=each)
    return made


def series(**fields) -> Series:
    return Series.objects.create(**{"name": f"Series {next(numbers)}"} | fields)


def programme(**fields) -> Programme:
    year = {"starts_on": date(2026, 4, 1), "ends_on": date(2027, 3, 31)}
    return Programme.objects.create(**{"name": f"Programme {next(numbers)}"} | year | fields)


def plan_type(**fields) -> PlanType:
    number = next(numbers)
    return PlanType.objects.create(
        **{"key": f"plan-{number}", "name": f"Plan {number}", "position": place(number)} | fields
    )


def case(audit, **fields) -> Case:
    number = audit.cases.count() + 1
    made = Case.objects.create(
        **{"audit": audit, "reference": f"{audit.reference_prefix}-{number:02}"} | fields
    )
    Subject.objects.create(case=made, is_index=True)
    return made


def involvement(case, agency, state=Involvement.State.KNOWN, **fields) -> Involvement:
    Participation.objects.get_or_create(audit=case.audit, agency=agency)
    return Involvement.objects.create(case=case, agency=agency, state=state, **fields)


def survey(audit, **fields) -> Survey:
    """Open, anonymous and with a link for anyone, unless it is said otherwise."""
    return Survey.objects.create(
        **{
            "audit": audit,
            "token": new_token(),
            "closes_on": date(2030, 1, 1),
            "made_by": coordinator(),
        }
        | fields
    )

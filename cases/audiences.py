"""Whom a return's tool is put to, and why a part of it is not put to them."""

from collections.abc import Mapping
from dataclasses import replace

from audits.models import PlanType, Question, Section, ToolVersion
from audits.rules import Audience, for_audience
from cases.models import AuditReturn

NOT_PICKED = "You have not picked it as relevant."


def audience_of(audit_return: AuditReturn) -> Audience:
    """Needs the return's agency, and its case with the plan type."""
    case = audit_return.case
    return Audience(
        sector=audit_return.agency.sector,
        plan_type=case.plan_type.key if case is not None and case.plan_type_id else "",
        picked=frozenset(audit_return.picked),
    )


def could_pick(item: Section | Question, audience: Audience) -> bool:
    """Is it for this agency and case, whether or not it was picked?"""
    return for_audience(item, replace(audience, picked=None))


def plan_type_names(version: ToolVersion) -> dict[str, str]:
    """By key, of those that the tool is limited to; needs sections and questions, read."""
    parts = [*version.sections.all(), *version.ordered_questions]
    keys = {key for part in parts for key in part.plan_types}
    return dict(PlanType.objects.filter(key__in=keys).values_list("key", "name")) if keys else {}


def left_out(audit_return: AuditReturn) -> list[tuple[Section, str]]:
    """Sections that are for cases of other plan types, each with a sentence that says so."""
    version, audience = audit_return.tool_version, audience_of(audit_return)
    names = plan_type_names(version)
    return [
        (section, _other_plan_types(section, audience, names))
        for section in version.sections.all()
        if for_audience(section, Audience(sector=audience.sector))
        and not for_audience(section, Audience(plan_type=audience.plan_type))
    ]


def why_not_for(item: Section | Question, audience: Audience, plan_types: Mapping[str, str]) -> str:
    """A sentence; empty where it is put to this audience, but for its conditions."""
    if not for_audience(item, Audience(sector=audience.sector)):
        return "It is for other agencies."
    if not for_audience(item, Audience(plan_type=audience.plan_type)):
        return _other_plan_types(item, audience, plan_types)
    return "" if for_audience(item, Audience(picked=audience.picked)) else NOT_PICKED


def _other_plan_types(item, audience: Audience, names: Mapping[str, str]) -> str:
    *others, last = [names.get(key, key) for key in item.plan_types]
    wanted = f"{', '.join(others)} or {last}" if others else last
    case_is = "has not been recorded"
    if audience.plan_type:
        case_is = f"is {names.get(audience.plan_type, audience.plan_type)}"
    return f"It is for cases with {wanted}; the plan type of this case {case_is}."

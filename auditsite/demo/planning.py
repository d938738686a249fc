"""A programme of the year with quotas, what its audits are to find out, and one not started yet."""

from collections.abc import Mapping
from datetime import date, timedelta

from agencies.models import Agency, Area, Sector, User
from audits.models import Audit, Programme, ProgrammeQuota, Stream, ToolVersion
from audits.planning import change_plan, create_audit
from audits.programmes import add_quota, save_programme
from audits.working_days import next_working_day
from auditsite.demo.people import APPROVER, COORDINATOR
from cases.asking_agencies import set_agencies

KEY_LINES = """Is neglect recognised and named, by whom and how soon?
Is the child seen alone, and is what the child says written down?
Do agencies put together what each knows, in one chronology?
Does the plan change when things do not get better?"""
PLANNED = {
    "name": "Home conditions spot check",
    "reference_prefix": "HOME27",
    "theme": "Home conditions",
    "purpose": "When somebody sees a home that is not safe for a child, who hears of it?",
    "key_lines": "What is seen, and what is written down\nWho is told, and what they do next",
}
ONLY_CHOSEN = {Sector.HOUSING, Sector.PROBATION}


def load_planning(version: ToolVersion, staff: Mapping[str, User], today: date) -> None:
    by = staff[COORDINATOR.name]
    approver = staff[APPROVER.name]
    programme = this_year(by, today)
    for found in Audit.objects.filter(status=Audit.Status.COLLECTING):
        plan = {"programme": programme}
        if found.theme == "Neglect":
            plan |= {"key_lines": KEY_LINES, "signs_off": approver}
        change(found, plan, by)
    change(Audit.objects.get(reference_prefix="NEG25"), {"signs_off": approver}, by)
    not_started_yet(version, programme, approver, by, today)


def change(audit: Audit, plan: dict, by: User) -> None:
    change_plan(
        audit=audit,
        version=audit.plan_version,
        plan=plan,
        areas=audit.areas.all(),
        series="Neglect" if audit.theme == "Neglect" else "",
        by=by,
    )


def this_year(by: User, today: date) -> Programme:
    """From April to March, as budgets run."""
    starts = date(today.year - (today.month < 4), 4, 1)
    ends = date(starts.year + 1, 3, 31)
    name = f"Audits {starts.year} to {ends.year}"
    programme = save_programme(name=name, starts_on=starts, ends_on=ends, by=by)
    for quarter in ProgrammeQuota.Quarter.values:
        add_quota(programme=programme, number=1, quarter=quarter, by=by)
    add_quota(programme=programme, number=2, theme="Neglect", stream=Stream.JOINT, by=by)
    add_quota(programme=programme, number=40, counts=ProgrammeQuota.Counts.CASES, by=by)
    return programme


def not_started_yet(version, programme, approver, by: User, today: date) -> None:
    scope_end = today.replace(day=1) - timedelta(days=1)
    audit = create_audit(
        plan=PLANNED
        | {
            "tool_version": version,
            "scope_start": scope_end.replace(day=1) - timedelta(days=334),
            "scope_end": scope_end,
            "programme": programme,
            "signs_off": approver,
        },
        areas=Area.objects.all(),
        series="Home conditions",
        starts_on=next_working_day(today + timedelta(days=14)),
        by=by,
    )
    agencies = list(Agency.objects.all())
    set_agencies(
        audit=audit,
        version=audit.plan_version,
        every_case=[each for each in agencies if each.sector not in ONLY_CHOSEN],
        chosen_cases=[each for each in agencies if each.sector in ONLY_CHOSEN],
        by=by,
    )

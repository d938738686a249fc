"""Starting to collect: what is missing, in words and before it bites, and then asking everybody."""

from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from agencies.access import require
from agencies.activity import record
from agencies.models import Agency, Membership, User
from agencies.plurals import plural
from agencies.roles import Permission, Role
from audits.models import Audit, AuditTool, ToolVersion
from audits.planning import timetable_of
from audits.timetable import STEPS, faults, in_words, rests
from audits.transitions import Refused, check_audit_move
from cases.asking_agencies import ask_about_cases
from cases.expecting import expect_organisation_returns
from cases.models import AuditStep, Involvement
from cases.overview import listed

Status = Audit.Status
NOT_CONFIRMED = "Read what is still open, and tick that you start all the same."


@dataclass(frozen=True)
class Check:
    """`page` names where it is put right: plan, timetable, agencies or cases."""

    text: str
    page: str


@dataclass
class Checks:
    problems: list[Check] = field(default_factory=list)
    warnings: list[Check] = field(default_factory=list)

    def stop(self, text: str, page: str) -> None:
        self.problems.append(Check(text, page))

    def warn(self, text: str, page: str) -> None:
        self.warnings.append(Check(text, page))


def checks_before_start(audit: Audit, today: date) -> Checks:
    """Problems stop the start; warnings must be confirmed. Needs the tool."""
    found = Checks()
    _check_plan(audit, found, today)
    _check_timetable(audit, found, today)
    _check_agencies(audit, found)
    if audit.audits == AuditTool.Audits.CASES:
        _check_cases(audit, found)
    return found


def _check_plan(audit: Audit, found: Checks, today: date) -> None:
    status = audit.tool_version.status
    if status != ToolVersion.Status.PUBLISHED:
        still = "is not published yet" if status == ToolVersion.Status.DRAFT else "is retired"
        found.stop(f"{audit.tool_version} {still}. Choose a published version.", "plan")
    if audit.scope_end >= today:
        found.warn(
            f"The period ends on {in_words(audit.scope_end)}, which is not over yet.", "plan"
        )
    missing = [
        word
        for word, text in (("purpose", audit.purpose), ("key lines of enquiry", audit.key_lines))
        if not text.strip()
    ]
    if missing:
        found.warn(f"The plan has no {listed(missing)}.", "plan")
    if audit.signs_off_id is None:
        found.warn("Nobody is named to sign off the audit.", "plan")


def _check_timetable(audit: Audit, found: Checks, today: date) -> None:
    days = timetable_of(audit)
    for wrong in faults(days).values():
        found.stop(wrong, "timetable")
    if audit.due_on < today:
        found.stop(
            f"Returns are due on {in_words(audit.due_on)}, which is over. Choose a later day.",
            "timetable",
        )
    for step in STEPS:
        day = days[step.field]
        if day and day < today and step.field not in ("due_on", "sample_on"):
            found.warn(f"“{step.label}” is set for {in_words(day)}, which is over.", "timetable")
    for sentence in rests(days):
        found.warn(sentence, "timetable")
    if audit.panel_on is None:
        found.warn("The day of the panel is not set.", "timetable")
    if audit.identities_until is None and audit.audits == AuditTool.Audits.CASES:
        found.warn("The day on which identities are destroyed is not set.", "timetable")


def _check_agencies(audit: Audit, found: Checks) -> None:
    agencies = list(audit.agencies.order_by("position", "short_name"))
    if not agencies:
        found.stop("No agency takes part yet. Choose at least one.", "agencies")
        return
    closed = [each.short_name for each in agencies if not each.is_active]
    if closed:
        found.stop(f"{listed(closed)} no longer takes part in audits. Leave it out.", "agencies")
    if names := lacking(Role.LEAD, agencies):
        found.warn(
            f"{_have(names)} no lead, so nobody there can say which cases are known or choose "
            "auditors.",
            "agencies",
        )
    if audit.audits != AuditTool.Audits.RESPONDENTS:
        _check_auditors(agencies, found)


def _check_auditors(agencies: list[Agency], found: Checks) -> None:
    """Of whatever an auditor answers; people asked in a survey answer for themselves."""
    ours = [each for each in agencies if not each.is_guest]
    guests = [each for each in agencies if each.is_guest]
    for those, remedy in ((ours, "Ask an admin to add one"), (guests, "Name one")):
        if names := lacking(Role.AUDITOR, those):
            found.warn(
                f"{_have(names)} no auditor, so nobody there can answer. {remedy}.", "agencies"
            )


def _have(names: list[str]) -> str:
    return f"{listed(names)} {'has' if len(names) == 1 else 'have'}"


def lacking(role: Role, agencies: list[Agency]) -> list[str]:
    """Those where nobody with an open account holds it."""
    held = Membership.objects.filter(role=role, agency__in=agencies, user__is_active=True)
    manned = set(held.values_list("agency", flat=True))
    return [each.short_name for each in agencies if each.pk not in manned]


def _check_cases(audit: Audit, found: Checks) -> None:
    number = audit.cases.count()
    if not number and not audit.is_rolling:
        found.stop("There is no case yet. Draw the sample or enter cases first.", "cases")
    elif not number:
        found.warn("There is no case yet; they are added while the audit runs.", "cases")
    nameless = audit.cases.filter(identities=None).count()
    if nameless:
        found.warn(
            f"{plural(nameless, 'case')} {'has' if nameless == 1 else 'have'} no identity, so "
            "agencies cannot look up whom it is about.",
            "cases",
        )
    asked = Involvement.objects.filter(case__audit=audit).values("agency")
    chosen = audit.participations.filter(chosen_cases=True).exclude(agency__in=asked)
    if names := [each.agency.short_name for each in chosen.select_related("agency")]:
        found.warn(f"No case is chosen yet for {listed(names)}.", "agencies")


@transaction.atomic
def start_collecting(*, audit: Audit, confirmed: bool, by: User, today: date) -> int:
    """Ask every agency that takes part, and say how many cells or returns that made.

    Raises Refused while something stops it, or while warnings have not been confirmed.
    """
    require(by, Permission.RUN_AUDITS)
    Audit.objects.select_for_update().get(pk=audit.pk)
    stored = Audit.objects.select_related("tool_version__tool").get(pk=audit.pk)
    check_audit_move(stored, Status.COLLECTING)
    checks = checks_before_start(stored, today)
    if checks.problems:
        raise Refused(" ".join(each.text for each in checks.problems))
    if checks.warnings and not confirmed:
        raise Refused(NOT_CONFIRMED)
    stored.status = Status.COLLECTING
    stored.save(update_fields=["status"])
    AuditStep.objects.create(
        audit=stored,
        before=Status.PLANNING,
        after=Status.COLLECTING,
        accepted=[each.text[:300] for each in checks.warnings],
        by=by,
    )
    record("started collecting", stored, by=by, audit_id=stored.pk)
    if stored.audits == AuditTool.Audits.ORGANISATIONS:
        return len(expect_organisation_returns(audit=stored, by=by))
    return ask_about_cases(audit=stored, by=by)

"""Asking each agency that takes part whether it knows each case; who is asked of which."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from agencies.account_links import way_in
from agencies.activity import record
from agencies.messages import send_message
from agencies.models import Agency, User
from agencies.plurals import plural
from agencies.roles import Role
from audits.models import Audit, AuditTool
from audits.planning import lock_plan, note_change
from audits.timetable import in_words
from audits.transitions import Refused
from cases.models import AuditReturn, Case, Involvement

ANSWERED = (
    "{agency} has said already which cases it knows, or has returns, so it stays. Exempt its "
    "returns if nothing more is expected of it."
)
NOT_OFFERED = "{agency} cannot take part. Choose from the list."
JUST_NOW = timedelta(hours=1)  # an invitation may go out with it, and only the newest link works
NOT_CHOSEN = "{agency} is not asked about chosen cases. Say so on the page of agencies first."


def to_ask(audit: Audit) -> list[tuple[Case, Agency]]:
    """Each case and agency that is asked about every case, and was not asked about this one."""
    if audit.audits != AuditTool.Audits.CASES:
        return []
    asked = set(Involvement.objects.filter(case__audit=audit).values_list("case", "agency"))
    agencies = [
        each.agency
        for each in audit.participations.filter(chosen_cases=False).select_related("agency")
    ]
    return [
        (case, agency)
        for case in audit.cases.all()
        for agency in agencies
        if (case.pk, agency.pk) not in asked
    ]


@transaction.atomic
def ask_about_cases(*, audit: Audit, by: User) -> int:
    """Ask of each that was not asked yet, and tell the leads; asked again, it adds what is new."""
    asked = to_ask(audit)
    Involvement.objects.bulk_create(
        Involvement(case=case, agency=agency, decided_at=None) for case, agency in asked
    )
    if asked:
        record(
            "asked agencies about cases", audit, by=by, audit_id=audit.pk, detail=str(len(asked))
        )
        tell_leads(audit, asked, by)
    return len(asked)


def tell_leads(audit: Audit, asked: Iterable[tuple[Case, Agency]], by: User) -> None:
    """One e-mail to each lead of an agency: how many cases, and by when; no reference is needed.

    Before the audit starts nobody is told: they are when it does.
    """
    if audit.status not in Audit.IN_HAND:
        return
    page = settings.SITE_URL + reverse("cases:agency")
    for agency, number in Counter(agency for _, agency in asked).items():
        cases = plural(number, "case")
        for lead in User.objects.holding(Role.LEAD, agency).exclude(pk=by.pk):
            send_message(
                to=lead,
                subject=f"{audit.name}: does {agency} know {cases}?",
                body=f"{agency} takes part in the audit “{audit.name}” and is asked about {cases}. "
                f"{_by_when(audit)}\n\n"
                f"Say which cases your agency knows at {page}\n" + way_in(lead, spares=JUST_NOW),
            )


def _by_when(audit: Audit) -> str:
    if audit.status != Audit.Status.COLLECTING:
        return "The panel is at work already, so answer as soon as you can."
    due = f"Returns are due on {in_words(audit.due_on)}."
    return f"Answer by {in_words(audit.confirm_on)}. {due}" if audit.confirm_on else due


@transaction.atomic
def set_agencies(
    *,
    audit: Audit,
    version: int,
    every_case: Iterable[Agency],
    chosen_cases: Iterable[Agency],
    by: User,
) -> Audit:
    """Say who takes part, in all cases or in those chosen for it. Asks the new ones of a running
    audit. Raises Refused for one that has answered already and is left out."""
    stored = lock_plan(audit, version, by)
    wanted = dict.fromkeys(every_case, False) | dict.fromkeys(chosen_cases, True)
    now = {each.agency: each for each in stored.participations.select_related("agency")}
    for agency, chosen in wanted.items():
        if agency in now:
            stored.participations.filter(agency=agency).update(chosen_cases=chosen)
        elif agency.is_guest or not agency.is_active:
            raise Refused(NOT_OFFERED.format(agency=agency))
        else:
            stored.participations.create(agency=agency, chosen_cases=chosen)
    for agency in now.keys() - wanted.keys():
        leave_out(stored, agency)
    if stored.status in Audit.IN_HAND:
        ask_about_cases(audit=stored, by=by)
    return note_change(stored, "changed who takes part in an audit", by)


def leave_out(audit: Audit, agency: Agency) -> None:
    cells = Involvement.objects.filter(case__audit=audit, agency=agency)
    answered = cells.exclude(state=Involvement.State.TO_CONFIRM).exists()
    if answered or AuditReturn.objects.filter(audit=audit, agency=agency).exists():
        raise Refused(ANSWERED.format(agency=agency))
    cells.delete()
    audit.participations.filter(agency=agency).delete()


@transaction.atomic
def choose_cases(*, audit: Audit, agency: Agency, cases: Iterable[Case], by: User) -> list[Case]:
    """Say which cases an agency that joins chosen ones only is asked about; returns the new ones.

    Raises Refused where it has said already whether it knows a case that is left out.
    """
    stored = lock_plan(audit, audit.plan_version, by)
    if not stored.participations.filter(agency=agency, chosen_cases=True).exists():
        raise Refused(NOT_CHOSEN.format(agency=agency))
    wanted = set(cases)
    cells = {
        each.case: each
        for each in Involvement.objects.filter(case__audit=stored, agency=agency).select_related(
            "case"
        )
    }
    for case in cells.keys() - wanted:
        if cells[case].state != Involvement.State.TO_CONFIRM:
            raise Refused(f"{agency} has said already whether it knows {case}, so that case stays.")
        cells[case].delete()
    new = sorted(wanted - cells.keys(), key=lambda case: case.reference)
    Involvement.objects.bulk_create(
        Involvement(case=case, agency=agency, decided_at=None) for case in new
    )
    tell_leads(stored, [(case, agency) for case in new], by)
    record("chose cases for an agency", stored, by=by, audit_id=stored.pk, agency_id=agency.pk)
    return new


@transaction.atomic
def ask_about_new_cases(*, audit: Audit, by: User) -> int:
    """For cases added while the audit is collecting, as a rolling one does."""
    stored = lock_plan(audit, audit.plan_version, by)
    if stored.status != Audit.Status.COLLECTING:
        raise Refused("Agencies are asked about cases while an audit is collecting.")
    return ask_about_cases(audit=stored, by=by)

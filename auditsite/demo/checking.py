"""What the demo shows of checking returns: queries, one held, one accepted, and actions."""

from datetime import date, timedelta

from agencies.models import Agency, Area, Membership, User
from agencies.roles import Role
from audits.models import AnswerState, Audit, Participation, ToolVersion
from auditsite.demo.people import COORDINATOR, EARLY_HELP, HEALTH, HOUSING
from auditsite.demo.plausible import entries_for
from cases.agency_actions import ActionEntry, add_action, finish_action
from cases.answering.repetitions import Repetition
from cases.answering.saving import save_answers
from cases.assigning import assign_auditor, name_substitute
from cases.expecting import expect_organisation_returns
from cases.models import Answer, AuditReturn
from cases.queries import ask_query, reply_to_query
from cases.reviewing import approve_return
from cases.services import submit_return

Status = AuditReturn.Status
ASKED = (
    "There is no note here. Where in the record did you find this?",
    "In the chronology of the spring, under the second home visit.",
    "Thank you. Please write that in the note, so that the panel can see it.",
)


def load_checking(*, version: ToolVersion, staff: dict[str, User], today: date) -> None:
    """`version` is the tool by which organisations look at themselves."""
    returns = Audit.objects.get(reference_prefix="NEG26").returns
    for found in returns.filter(status=Status.CHANGES_REQUESTED):
        ask(found)
    stand_in(returns.filter(status=Status.IN_PROGRESS, agency__sector=HEALTH).first())
    check_two_agencies(version, staff, today)
    list_actions(today)


def ask(found: AuditReturn) -> None:
    """A thread that waits for its auditor, and one of the questions it is not about."""
    lead = _lead(found.agency)
    answers = found.answers.filter(note="", state__in=Answer.ENTERED).select_related("question")
    first = answers.exclude(state=AnswerState.NOT_APPLICABLE).order_by("question__key").first()
    if first is None:
        return
    about = {"question": first.question, "repetition": Repetition.of(first)}
    query = ask_query(audit_return=found, text=ASKED[0], by=lead, **about)
    reply_to_query(query=query, text=ASKED[1], by=found.auditor)
    ask_query(audit_return=found, text=ASKED[2], by=lead, **about)


def stand_in(found: AuditReturn) -> None:
    """Its auditor is away, and a colleague carries on."""
    colleagues = User.objects.holding(Role.AUDITOR, found.agency).exclude(pk=found.auditor_id)
    name_substitute(audit_return=found, substitute=colleagues.first(), by=_lead(found.agency))


def check_two_agencies(version: ToolVersion, staff: dict[str, User], today: date) -> None:
    """One keeps its return; in the other, one person does everything."""
    agencies = {sector: Agency.objects.get(sector=sector) for sector in (EARLY_HELP, HOUSING)}
    alone = _lead(agencies[HOUSING])
    Membership.objects.create(user=alone, role=Role.AUDITOR, agency=agencies[HOUSING])
    audit = Audit.objects.create(
        tool_version=version,
        name="Family hubs and housing check 2026",
        reference_prefix="HUB26",
        theme="Leadership",
        purpose="A first look at two organisations that have not been asked before.",
        status=Audit.Status.COLLECTING,
        scope_start=today.replace(day=1) - timedelta(days=365),
        scope_end=today.replace(day=1) - timedelta(days=1),
        due_on=today + timedelta(days=17),
        may_be_held=True,
    )
    audit.areas.set(Area.objects.all())
    Participation.objects.bulk_create(
        Participation(audit=audit, agency=agency) for agency in agencies.values()
    )
    coordinator = staff[COORDINATOR.name]
    asked = expect_organisation_returns(audit=audit, by=coordinator)
    returns = {found.agency.sector: found for found in asked}
    hub = User.objects.holding(Role.AUDITOR, agencies[EARLY_HELP]).first()
    _answer(returns[EARLY_HELP], hub, 3)
    lead = _lead(agencies[EARLY_HELP])
    approve_return(audit_return=returns[EARLY_HELP], by=lead, keep=True)
    _answer(returns[HOUSING], alone, 4)
    approve_return(audit_return=returns[HOUSING], by=coordinator)


def _answer(found: AuditReturn, by: User, number: int) -> None:
    assign_auditor(audit_return=found, auditor=by, by=_lead(found.agency))
    found = AuditReturn.objects.with_answers().get(pk=found.pk)
    save_answers(audit_return=found, entries=entries_for(found, number, 1), by=by)
    submit_return(audit_return=found, by=by, blanks_confirmed=True)


def list_actions(today: date) -> None:
    """On the list of the health agency, beside what its approved returns say."""
    agency = Agency.objects.get(sector=HEALTH)
    lead = _lead(agency)
    because = agency.returns.filter(status=Status.APPROVED).order_by("pk").first()
    for text, who, days in (
        ("Show new staff how to write down what a child said", "Practice educator", 21),
        ("Put the name of the health visitor on every referral", "Team leaders", -3),
        ("Ask for the chronology before each supervision", "Named nurse", -30),
    ):
        entry = ActionEntry(text, who, today + timedelta(days=days))
        action = add_action(agency=agency, entry=entry, by=lead, audit_return=because)
    finish_action(action=action, note="Part of every agenda since last month.", by=lead)


def _lead(agency: Agency) -> User:
    return User.objects.holding(Role.LEAD, agency).first()

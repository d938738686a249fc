"""Three small audits of the demo: of organisations, of a sector's own cases, and a survey."""

from datetime import date, timedelta

from agencies.models import Agency, Area, User
from agencies.rls import acting, scope_of
from agencies.roles import Role
from audits.models import Audit, Participation, PlanType, ToolVersion
from auditsite.demo.people import COORDINATOR, CSC, EDUCATION, HEALTH, HOUSING, PEOPLE, POLICE
from auditsite.demo.plausible import entries_for
from auditsite.demo.surveys import answer_surveys
from cases.adding import add_own_case, add_response
from cases.answering.saving import save_answers
from cases.assigning import assign_auditor
from cases.expecting import expect_organisation_returns
from cases.models import AuditReturn
from cases.reviewing import approve_return
from cases.services import submit_return

NOT_STARTED, BEGUN, SUBMITTED, APPROVED = "NISA"

SELF_ASSESSMENT = {CSC: APPROVED, POLICE: SUBMITTED, HEALTH: BEGUN, EDUCATION: NOT_STARTED}
RESPONSES = ((HEALTH, "AAS"), (EDUCATION, "AA"), (CSC, "I"))
# (plan type, age, sex, area, how far)
OWN_CASES = (
    ("child-protection", 6, "female", "lakeside", APPROVED),
    ("early-help", 11, "male", "tarnmouth", SUBMITTED),
    ("child-in-need", 8, "male", "upper-fold", BEGUN),
    ("none", 14, "female", "lakeside", NOT_STARTED),
)


def load_small_audits(
    *, tools: dict[str, ToolVersion], staff: dict[str, User], today: date
) -> None:
    """`tools` by key; their returns are made, answered and approved the way people do it."""
    loader = _Loader(staff, today)
    loader.self_assessment(tools["organisational-self-assessment"])
    loader.own_cases(tools["setting-own-audit"])
    loader.survey(tools["practitioner-survey"])


class _Loader:
    def __init__(self, staff: dict[str, User], today: date) -> None:
        self.staff, self.today = staff, today
        self.agencies = {agency.sector: agency for agency in Agency.objects.all()}
        self.made = 0

    def person(self, role: str, sector: str) -> User:
        found = next(each for each in PEOPLE if (each.role, each.sector) == (role, sector))
        return self.staff[found.name]

    def audit(self, version: ToolVersion, sectors, **fields) -> Audit:
        scope_end = self.today.replace(day=1) - timedelta(days=1)
        audit = Audit.objects.create(
            tool_version=version,
            status=Audit.Status.COLLECTING,
            scope_start=scope_end.replace(day=1) - timedelta(days=334),
            scope_end=scope_end,
            due_on=self.today + timedelta(days=24),
            **fields,
        )
        audit.areas.set(Area.objects.all())
        Participation.objects.bulk_create(
            Participation(audit=audit, agency=self.agencies[sector]) for sector in sectors
        )
        return audit

    def self_assessment(self, version: ToolVersion) -> None:
        audit = self.audit(
            version,
            self.agencies,
            name="Safeguarding self-assessment 2026",
            reference_prefix="SAFE26",
            theme="Leadership",
            purpose="What does each organisation do to keep children safe, and how does it know?",
        )
        asked = expect_organisation_returns(audit=audit, by=self.staff[COORDINATOR.name])
        for found in asked:
            sector = found.agency.sector
            if sector != HOUSING:
                lead, auditor = (self.person(role, sector) for role in (Role.LEAD, Role.AUDITOR))
                assign_auditor(audit_return=found, auditor=auditor, by=lead)
                self.bring_to(SELF_ASSESSMENT.get(sector, NOT_STARTED), found)

    def own_cases(self, version: ToolVersion) -> None:
        audit = self.audit(
            version,
            [EDUCATION],
            name="Schools’ own audit 2026",
            reference_prefix="SCH26",
            theme="Early help and plans",
            purpose="Do schools keep a record that another adult could act on tomorrow?",
        )
        plans = {each.key: each for each in PlanType.objects.all()}
        areas = {each.code: each for each in Area.objects.all()}
        by, agency = self.person(Role.AUDITOR, EDUCATION), self.agencies[EDUCATION]
        for number, (plan, age, sex, area, far) in enumerate(OWN_CASES, start=1):
            with acting(scope_of(by)):
                found = add_own_case(
                    audit=audit,
                    agency=agency,
                    local_identifier=f"PUPIL-{number:04}",
                    age_years=age,
                    sex=sex,
                    area=areas[area],
                    plan_type=plans[plan],
                    by=by,
                )
            self.bring_to(far, found)

    def survey(self, version: ToolVersion) -> None:
        audit = self.audit(
            version,
            [sector for sector, _ in RESPONSES],
            name="Practitioner survey 2026",
            reference_prefix="SUR26",
            theme="Confidence",
            purpose="How confident are the people who do the work, and what gets in their way?",
        )
        for sector, states in RESPONSES:
            by = self.person(Role.AUDITOR, sector)
            for far in states:
                found = add_response(audit=audit, agency=self.agencies[sector], by=by)
                self.bring_to(far, found)
        answer_surveys(
            audit=audit,
            finished_by=self.agencies[HEALTH],
            begun_by=self.agencies[EDUCATION],
            by=self.staff[COORDINATOR.name],
            today=self.today,
        )

    def bring_to(self, far: str, found: AuditReturn) -> None:
        if far == NOT_STARTED:
            return
        self.made += 1
        found = AuditReturn.objects.with_answers().get(pk=found.pk)
        entries = entries_for(found, self.made, 0.5 if far == BEGUN else 1)
        save_answers(audit_return=found, entries=entries, by=found.auditor)
        if far != BEGUN:
            submit_return(audit_return=found, by=found.auditor, blanks_confirmed=True)
        if far == APPROVED:
            lead = self.person(Role.LEAD, found.agency.sector)
            approve_return(audit_return=found, by=lead)

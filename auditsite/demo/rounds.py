"""One audit of the demo: its cases, who knew them, and its returns as far as they have come."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from agencies.models import Agency, Area, User
from agencies.roles import Role
from audits.models import Audit, Question
from audits.questions import asked_sections
from auditsite.demo import cases
from auditsite.demo.answers import DemoReturn, Given, fill_in
from auditsite.demo.cases import ChildData
from auditsite.demo.evidence import evidence_for
from auditsite.demo.people import COORDINATOR, PEOPLE, SECTORS
from auditsite.demo.profiles import MISSING
from cases.answering.saving import save_answers
from cases.assigning import assign_auditor
from cases.exempting import exempt_return
from cases.models import Answer, AuditReturn, Case, Identity, Involvement, ReturnStep, Subject
from cases.reviewing import approve_return, send_back_return
from cases.services import decide_involvement, submit_return

Status = AuditReturn.Status
HANDED_IN = frozenset({cases.APPROVED, cases.SUBMITTED, cases.SENT_BACK})
DAY = timedelta(days=1)
ASKED_BEFORE = timedelta(weeks=4)
A_WHILE = timedelta(hours=5)


@dataclass
class Round:
    """`as_of` is the day on which the audit stands as it is shown."""

    audit: Audit
    cells: tuple[str, ...]
    children: tuple[ChildData, ...]
    quality: tuple[int, ...]
    due_by_case: list[date]
    as_of: date
    keeps_identities: bool


def load_round(round_: Round, staff: dict[str, User]) -> None:
    loader = _Loader(round_, staff)
    made = [loader.case(number) for number in range(1, len(round_.cells) + 1)]
    loader.expect_returns(made)
    loader.answer_returns()


class _Loader:
    def __init__(self, round_: Round, staff: dict[str, User]) -> None:
        self.round = round_
        self.audit = round_.audit
        self.areas = {area.code: area for area in Area.objects.all()}
        self.agencies = {agency.sector: agency for agency in Agency.objects.all()}
        self.questions = {
            question.key: question for question in self.audit.tool_version.questions.all()
        }
        self.sections = asked_sections(self.audit.tool_version)
        self.coordinator = staff[COORDINATOR.name]
        self.leads = _people(staff, Role.LEAD)
        self.auditors = _people(staff, Role.AUDITOR)
        self.returns: dict[tuple[int, str], AuditReturn] = {}

    def case(self, number: int) -> Case:
        child = self.round.children[number - 1]
        case = Case.objects.create(
            audit=self.audit,
            reference=f"{self.audit.reference_prefix}-{number:02}",
            area=self.areas[child.area],
            category="Neglect",
            opened_on=self.audit.scope_end - 30 * DAY * (4 + number % 9),
            siblings=len(child.siblings),
        )
        months = None if child.age else 5
        Subject.objects.create(
            case=case, is_index=True, age_years=child.age, age_months=months, sex=child.sex
        )
        Subject.objects.bulk_create(
            Subject(case=case, number=place, age_years=age)
            for place, age in enumerate(child.siblings, start=2)
        )
        if self.round.keeps_identities:
            Identity.objects.bulk_create(identities(case, child, number, self.round.as_of.year))
        return case

    def expect_returns(self, made: list[Case]) -> None:
        for number, case in enumerate(made, start=1):
            for sector, cell in zip(SECTORS, self.round.cells[number - 1], strict=True):
                self.involve(case, number, sector, cell)

    def involve(self, case: Case, number: int, sector: str, cell: str) -> None:
        involvement = Involvement.objects.create(case=case, agency=self.agencies[sector])
        expected = decide_involvement(
            involvement=involvement,
            state=_INVOLVEMENT.get(cell, Involvement.State.KNOWN),
            reason=_reason(cell, number),
            whom=[Involvement.Whom.SUBJECT],
            by=self.leads[sector][0],
        )
        if expected is not None:
            due_on = self.round.due_by_case[number - 1]
            if cell == cases.SENT_BACK:
                due_on = self.round.as_of + DAY
            self.expect(expected, number, sector, due_on)

    def expect(self, expected: AuditReturn, number: int, sector: str, due_on: date) -> None:
        team = self.auditors[sector]
        # Runs of four and three cases, so that each auditor of two has every kind of return.
        auditor = team[number % 7 // 4 % len(team)]
        assign_auditor(audit_return=expected, auditor=auditor, by=self.leads[sector][0])
        AuditReturn.objects.filter(pk=expected.pk).update(
            due_on=due_on, asked_at=_moment(due_on - ASKED_BEFORE)
        )
        expected.refresh_from_db(fields=["due_on", "auditor"])
        self.returns[number, sector] = expected

    def answer_returns(self) -> None:
        plans = [self.plan(number, sector) for number, sector in self.returns]
        fill_in(self.audit.reference_prefix, self.sections, plans)
        # One insert for all of them: saving three thousand answers page by page takes too long.
        Answer.objects.bulk_create(answer for plan in plans for answer in self.answers(plan))
        for plan in plans:
            self.bring_to(self.cell(plan), plan)

    def plan(self, number: int, sector: str) -> DemoReturn:
        return DemoReturn(
            number, sector, self.round.children[number - 1], self.round.quality[number - 1]
        )

    def cell(self, plan: DemoReturn) -> str:
        return self.round.cells[plan.number - 1][SECTORS.index(plan.sector)]

    def sections_done(self, plan: DemoReturn) -> int:
        if self.cell(plan) in HANDED_IN:
            return len(self.sections)
        return cases.SECTIONS_DONE_2026.get((f"{plan.number:02}", plan.sector), 0)

    def answers(self, plan: DemoReturn) -> Iterator[Answer]:
        audit_return = self.returns[plan.number, plan.sector]
        for section in self.sections[: self.sections_done(plan)]:
            for question in section.questions:
                given = plan.answers.get(question.key)
                if given is not None and given.state != MISSING:
                    yield self.answer(audit_return, self.questions[question.key], given)

    def answer(self, audit_return: AuditReturn, question: Question, given: Given) -> Answer:
        number = int(audit_return.case.reference[-2:])
        prefix, sector = self.audit.reference_prefix, audit_return.agency.sector
        return Answer(
            audit_return=audit_return,
            agency_id=audit_return.agency_id,
            question=question,
            updated_at=_moment(self.saved_on(audit_return)),
            updated_by_id=audit_return.auditor_id,
            **asdict(given),
            **evidence_for(prefix, number, sector, question.key, given.value),
        )

    def bring_to(self, cell: str, plan: DemoReturn) -> None:
        """Take the return as far as its cell says, the way its people would."""
        audit_return = self.returns[plan.number, plan.sector]
        if cell == cases.EXEMPT:
            exempt_return(
                audit_return=audit_return, reason=cases.EXEMPT_REASON, by=self.coordinator
            )
        elif done := self.sections_done(plan):
            self.start(audit_return, done)
            if cell in HANDED_IN:
                self.hand_in(audit_return, cell, plan)
            self.date(audit_return)

    def start(self, audit_return: AuditReturn, done: int) -> None:
        """Saving nothing new starts the return and remembers where its auditor left it."""
        left_at = self.sections[min(done, len(self.sections) - 1)].key
        save_answers(
            audit_return=audit_return, entries={}, by=audit_return.auditor, section_key=left_at
        )

    def hand_in(self, audit_return: AuditReturn, cell: str, plan: DemoReturn) -> None:
        lead = self.leads[plan.sector][0]
        submit_return(audit_return=audit_return, by=audit_return.auditor, blanks_confirmed=True)
        if cell == cases.APPROVED:
            approve_return(audit_return=audit_return, by=lead)
        if cell == cases.SENT_BACK:
            reason = cases.SENT_BACK_REASONS[plan.sector]
            send_back_return(audit_return=audit_return, reason=reason, by=lead)

    def saved_on(self, audit_return: AuditReturn) -> date:
        """A weekday before the return was due, and before the day that is shown."""
        earlier = 1 + int(audit_return.case.reference[-2:]) % 9
        day = min(audit_return.due_on - DAY * earlier, self.round.as_of - DAY)
        return day - DAY * max(0, day.weekday() - 4)

    def date(self, audit_return: AuditReturn) -> None:
        """Set the times back to when it would have happened."""
        audit_return.refresh_from_db()
        saved = _moment(self.saved_on(audit_return))
        times = {"saved_at": saved, "submitted_at": saved, "approved_at": saved + A_WHILE}
        changes = {
            name: moment
            for name, moment in times.items()
            if getattr(audit_return, name) is not None
        }
        AuditReturn.objects.filter(pk=audit_return.pk).update(**changes)
        handed_in = audit_return.steps.filter(kind=ReturnStep.Kind.SUBMITTED)
        audit_return.steps.exclude(pk__in=handed_in).update(at=saved + A_WHILE)
        handed_in.update(at=saved)


def _people(staff: dict[str, User], role: str) -> dict[str, list[User]]:
    return {
        sector: [staff[one.name] for one in PEOPLE if one.sector == sector and one.role == role]
        for sector in SECTORS
    }


_INVOLVEMENT = {
    cases.NOT_KNOWN: Involvement.State.NOT_KNOWN,
    cases.OUTSIDE: Involvement.State.OUTSIDE_PERIOD,
    cases.DECLINED: Involvement.State.DECLINED,
}


def _reason(cell: str, number: int) -> str:
    if cell == cases.DECLINED:
        return cases.DECLINED_REASON
    return cases.OUTSIDE_REASONS[number % 2] if cell == cases.OUTSIDE else ""


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 40)))


def identities(case: Case, child: ChildData, number: int, year: int) -> list[Identity]:
    """Rows for the identity table: the child, the siblings, a carer, the address, a number."""
    family = child.name.rsplit(" ", 1)[1]
    born = f"born {1 + number} May {year - child.age}"
    lines = [(Identity.Kind.SUBJECT, f"{child.name}, {born}")]
    lines += [
        (Identity.Kind.SIBLING, f"{_SIBLINGS[age % len(_SIBLINGS)]} {family}, aged {age}")
        for age in child.siblings
    ]
    lines += [
        (Identity.Kind.CARER, f"{_CARERS[number % len(_CARERS)]} {family}"),
        (Identity.Kind.ADDRESS, f"{number} {cases.STREETS[number % len(cases.STREETS)]}"),
        (Identity.Kind.LOCAL_NUMBER, f"DEMO-{number:04}"),
    ]
    return [
        Identity(case=case, kind=kind, text=text, position=position)
        for position, (kind, text) in enumerate(lines, start=1)
    ]


_SIBLINGS = ("Pip", "Sunny", "Robin", "Lark", "Bramble", "Juniper", "Finch")
_CARERS = ("Morwen", "Tam", "Isolde", "Garrick")

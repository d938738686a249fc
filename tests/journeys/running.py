"""An audit run from plan to close through the services its people use, each as themselves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from agencies.models import Agency, User
from audits.models import Audit, AuditTool
from audits.planning import create_audit
from cases.answering.entries import Entry
from cases.answering.saving import save_answers
from cases.asking_agencies import set_agencies
from cases.assigning import assign_auditors
from cases.models import AuditReturn, Case, Involvement
from cases.panel.items import items_of
from cases.panel.judging import Place, Said, save_judgement
from cases.reviewing import approve_return
from cases.samples.candidates import Person
from cases.samples.drawing import draw_sample
from cases.samples.frames import add_candidates, begin_draw, set_rules, set_sizes
from cases.services import decide_involvement, submit_return
from cases.starting import start_collecting
from reports.audit_moves import NotConfirmed, move_audit
from tests import factories

State = Involvement.State
Status = Audit.Status


@dataclass(frozen=True)
class Team:
    """An agency with a lead and an auditor."""

    agency: Agency
    lead: User
    auditor: User


def team(name: str) -> Team:
    agency = factories.agency(name=name, short_name=name)
    return Team(agency, factories.lead(agency), factories.auditor(agency))


class Running:
    """`teams` take part in all cases. The one question of the tool is answered yes, no, yes, …"""

    def __init__(self, name: str, prefix: str, teams: Iterable[Team], audits=None, **plan):
        self.coordinator = factories.coordinator()
        self.moderator = factories.user("moderator")
        self.teams = list(teams)
        self.today = timezone.localdate()
        version = factories.small_version(audits or AuditTool.Audits.CASES)
        self.audit = create_audit(
            plan={
                "name": name,
                "reference_prefix": prefix,
                "tool_version": version,
                "theme": "Neglect",
                "purpose": "How well do agencies work together?",
                "scope_start": date(2025, 1, 1),
                "scope_end": date(2025, 12, 31),
                **plan,
            },
            areas=[],
            series="Neglect",
            starts_on=self.today + timedelta(days=1),
            by=self.coordinator,
        )
        self.audit = set_agencies(
            audit=self.audit,
            version=self.audit.plan_version,
            every_case=[team.agency for team in self.teams],
            chosen_cases=[],
            by=self.coordinator,
        )

    def draw(self, sizes: dict[tuple[str, ...], int], dimensions: list[str], people: list[Person]):
        draw = begin_draw(audit=self.audit, by=self.coordinator)
        set_rules(draw=draw, by=self.coordinator, dimensions=dimensions)
        add_candidates(draw=draw, people=people, by=self.coordinator)
        set_sizes(draw=draw, asked=sizes, reserves=0, by=self.coordinator)
        made = draw_sample(draw=draw, by=self.coordinator)
        draw.refresh_from_db()
        return draw, made

    def start(self) -> None:
        start_collecting(audit=self.audit, confirmed=True, by=self.coordinator, today=self.today)
        self.audit.refresh_from_db()

    def decide(self, knows: Callable[[Case, Agency], str]) -> None:
        """Each lead says of each case what `knows` says."""
        for each in self.teams:
            asked = Involvement.objects.filter(
                case__audit=self.audit, agency=each.agency, state=State.TO_CONFIRM
            )
            for found in asked.select_related("case", "agency").order_by("case__reference"):
                state = knows(found.case, each.agency)
                reason = "Said by its lead." if state != State.KNOWN else ""
                decide_involvement(involvement=found, state=state, reason=reason, by=each.lead)

    def answer(self) -> list[AuditReturn]:
        """Assign, answer, submit and approve every return that is owed."""
        returns = self.audit.returns.outstanding().select_related("agency", "case")
        return [self.finish(found, number) for number, found in enumerate(returns)]

    def finish(self, found: AuditReturn, number: int) -> AuditReturn:
        (team,) = [team for team in self.teams if team.agency == found.agency]
        if found.auditor is None:
            assign_auditors(pairs=[(found, team.auditor)], by=team.lead)
        found.refresh_from_db()
        question = self.audit.tool_version.questions.get()
        entries = {question: Entry("answered", "yes" if number % 2 else "no")}
        save_answers(audit_return=found, entries=entries, by=team.auditor)
        submit_return(audit_return=found, by=team.auditor)
        approve_return(audit_return=found, by=team.lead)
        return found

    def judge(self) -> int:
        """The panel agrees a judgement on every case; how many it agreed."""
        items = items_of(self.audit, self.moderator)
        key = self.audit.tool_version.questions.get().key
        for item in items:
            said = Said("answered", "partly", rationale="Some of it was done.")
            save_judgement(item=item, place=Place(key), said=said, by=self.moderator)
        return len(items)

    def move(self, to: str, **options) -> list[str]:
        """Takes the step, confirming whatever is left open; the headings of what that was."""
        try:
            self.audit = move_audit(audit=self.audit, to=to, by=self.coordinator, **options)
        except NotConfirmed as found:
            said = [each.heading for each in found.left]
            self.audit = move_audit(
                audit=self.audit, to=to, by=self.coordinator, confirmed=said, **options
            )
            return said
        return []

    def close(self, reason: str = "") -> list[str]:
        """`reason`: why there is no panel, where it is left out. What was open at the last step."""
        self.move(Status.ANALYSING, reason=reason)
        return self.move(Status.CLOSED)

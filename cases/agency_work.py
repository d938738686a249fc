"""What is asked of the agencies one person leads, from a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from agencies.models import Agency, Membership, User
from agencies.roles import Permission, Role
from audits.models import Audit, AuditTool
from cases.agency_actions import ToDo, to_do_in
from cases.bulk_progress import SectionsDone, sections_done
from cases.matrix.reading import place_of
from cases.models import AuditReturn, Involvement, ReturnStep
from cases.open_queries import OpenQueries, waiting_queries
from cases.panel.released import with_panel
from cases.standing import OVERDUE, Standing, by_urgency, standing_of

Status = AuditReturn.Status
FINISHED = (*AuditReturn.AGENCY_APPROVED, Status.EXEMPT)
LAST_STEP = Subquery(
    ReturnStep.objects.filter(audit_return=OuterRef("pk")).order_by("-at").values("kind")[:1]
)


@dataclass(frozen=True)
class ReturnRow:
    found: AuditReturn
    standing: Standing
    progress: SectionsDone | None
    is_own_work: bool
    queries: OpenQueries

    @property
    def is_finished(self) -> bool:
        return self.found.status in FINISHED and not (self.release_asked or self.reopening_asked)

    @property
    def release_asked(self) -> bool:
        return self.found.status == Status.HELD and self.found.release_asked_at is not None

    @property
    def reopening_asked(self) -> bool:
        """Nothing has been done about it since. Needs the return’s last step."""
        return self.found.last_step == ReturnStep.Kind.REOPENING_ASKED

    @property
    def waits_for_approval(self) -> bool:
        return self.found.status == Status.SUBMITTED


@dataclass
class AuditWork:
    """One audit as one agency meets it."""

    audit: Audit
    agency: Agency
    to_confirm: list[Involvement] = field(default_factory=list)
    explained: list[Involvement] = field(default_factory=list)
    returns: list[ReturnRow] = field(default_factory=list)

    NOUNS = {AuditTool.Audits.ORGANISATIONS: "Return", AuditTool.Audits.RESPONDENTS: "Response"}

    @property
    def noun(self) -> str:
        """What a line of its list is called."""
        return self.NOUNS.get(self.audit.audits, "Case")

    @property
    def is_survey(self) -> bool:
        return self.audit.audits == AuditTool.Audits.RESPONDENTS

    @property
    def to_approve(self) -> int:
        """Waiting, and not the lead's own work."""
        return sum(row.waits_for_approval and not row.is_own_work for row in self.returns)

    def number(self, status: str) -> int:
        return sum(row.standing.status == status for row in self.returns)

    @property
    def unfinished(self) -> list[ReturnRow]:
        return [row for row in self.returns if not row.is_finished]

    @property
    def finished(self) -> list[ReturnRow]:
        return [row for row in self.returns if row.is_finished]

    @property
    def has_released(self) -> bool:
        """There is something of the panel to read in what is finished."""
        return any(row.found.panel_released_at for row in self.finished)

    @property
    def unassigned(self) -> int:
        return sum(row.found.is_open and row.found.auditor_id is None for row in self.returns)

    @property
    def waiting(self) -> int:
        return self.number(Status.SUBMITTED)

    @property
    def exempt(self) -> int:
        return self.number(Status.EXEMPT)

    @property
    def late(self) -> int:
        return self.number(OVERDUE)


@dataclass
class AgencyWork:
    agency: Agency
    actions: ToDo = field(default_factory=ToDo)
    auditors: list[User] = field(default_factory=list)
    open_audits: list[AuditWork] = field(default_factory=list)
    earlier_audits: list[AuditWork] = field(default_factory=list)


def work_of(user: User, today: date) -> list[AgencyWork]:
    """Each agency this person leads, separately."""
    led = user.agency_ids(Permission.REVIEW_RETURNS)
    mine = {held.agency for held in user.held if held.agency_id in led}
    actions = to_do_in([each.pk for each in mine], user, today)
    agencies = {each.pk: AgencyWork(each, actions[each.pk]) for each in sorted(mine, key=place_of)}
    for membership in _auditors(agencies):
        agencies[membership.agency_id].auditors.append(membership.user)
    for work in _audits(agencies, user, today):
        home = agencies[work.agency.pk]
        (home.open_audits if work.audit.is_open else home.earlier_audits).append(work)
    return list(agencies.values())


def _auditors(agencies) -> Iterable[Membership]:
    held = Membership.objects.filter(role=Role.AUDITOR, agency__in=agencies, user__is_active=True)
    return held.select_related("user").order_by("user__name")


def _audits(agencies, user, today) -> list[AuditWork]:
    found = {}
    for involvement in _involvements(agencies):
        place = involvement.case.audit_id, involvement.agency_id
        work = found.setdefault(place, AuditWork(involvement.case.audit, involvement.agency))
        if involvement.state == Involvement.State.TO_CONFIRM:
            work.to_confirm.append(involvement)
        elif involvement.state in Involvement.EXPLAINED:
            work.explained.append(involvement)
    for place, rows in _rows(agencies, user, today).items():
        first = rows[0].found
        found.setdefault(place, AuditWork(first.audit, first.agency)).returns = rows
    return sorted(found.values(), key=_most_pressing)


def _most_pressing(work: AuditWork):
    owed = bool(work.to_confirm or work.unfinished)
    return not owed, -work.audit.due_on.toordinal(), work.audit.name


def _involvements(agencies) -> Iterable[Involvement]:
    """An agency is asked from the start of an audit, though cases may be chosen for it before."""
    found = Involvement.objects.filter(agency__in=agencies).exclude(
        case__audit__status__in=(Audit.Status.PLANNING, Audit.Status.CANCELLED)
    )
    return found.select_related("case__audit__tool_version__tool", "agency", "decided_by").order_by(
        "case__reference"
    )


def _rows(agencies, user, today) -> dict[tuple, list[ReturnRow]]:
    theirs = AuditReturn.objects.filter(agency__in=agencies, survey=None).exclude(
        audit__status=Audit.Status.CANCELLED
    )
    read = theirs.select_related(
        "case__plan_type",
        "audit__tool_version__tool",
        "agency",
        "auditor",
        "substitute",
        "exempted_by",
    )
    returns = by_urgency(with_panel(read.annotate(last_step=LAST_STEP)), today)
    progress = sections_done(found for found in returns if found.is_open)
    own_work = set(theirs.work_of(user).values_list("pk", flat=True))
    waiting = waiting_queries(theirs)
    rows = defaultdict(list)
    for found in returns:
        rows[found.audit_id, found.agency_id].append(
            ReturnRow(
                found,
                standing_of(found, today),
                progress.get(found.pk),
                found.pk in own_work,
                waiting[found.pk],
            )
        )
    return rows

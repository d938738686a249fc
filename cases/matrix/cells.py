"""One place of an audit's matrix: where its return stands, how places add up, which are shown."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from agencies.models import Agency, User
from cases.bulk_progress import SectionsDone
from cases.models import AuditReturn, Case, Involvement
from cases.standing import OVERDUE, Standing

Status = AuditReturn.Status
State = Involvement.State
ARRIVED = frozenset(AuditReturn.HANDED_IN)
WITH_PROGRESS = frozenset({Status.IN_PROGRESS, OVERDUE})


@dataclass(frozen=True)
class Cell:
    """One case and one agency, or one return about no case.

    `audit_return` is None where none is expected (yet). `is_withheld`: it counts, and is not
    shown by itself, because it is one of a few anonymous ones.
    """

    case: Case | None
    agency: Agency
    standing: Standing
    involvement: Involvement | None = None
    audit_return: AuditReturn | None = None
    progress: SectionsDone | None = None
    is_withheld: bool = False

    @property
    def status(self) -> str:
        return self.standing.status

    @property
    def label(self) -> str:
        return self.standing.label

    @property
    def reference(self) -> str:
        """Empty where the agency alone says what is meant."""
        if self.case is not None:
            return self.case.reference
        return self.audit_return.reference if self.audit_return.number else ""

    @property
    def place(self) -> str:
        return f"{self.reference} {self.agency}".strip()

    @property
    def detail(self) -> str:
        return str(self.progress) if self.progress and self.status in WITH_PROGRESS else ""

    @property
    def why(self) -> str:
        """Why nothing is expected here, and who said so; with whoever decided read already."""
        if self.status == Status.EXEMPT:
            return _said(self.audit_return.reason, self.audit_return.exempted_by)
        if self.is_explained:
            return _said(self.involvement.reason, self.involvement.decided_by)
        return ""

    @property
    def asks_to_be_exempt(self) -> bool:
        found = self.audit_return
        return found is not None and found.is_open and found.exemption_asked_at is not None

    @property
    def is_explained(self) -> bool:
        return self.status in Involvement.EXPLAINED

    @property
    def is_readable(self) -> bool:
        settled = self.audit_return is not None and self.status in AuditReturn.COUNTED
        return settled and not self.is_withheld

    @property
    def url(self) -> str:
        """Approved answers may be read; of the others the case's page says more."""
        if self.is_readable:
            return reverse("cases:review", args=[self.audit_return.pk])
        if self.case is None:
            return f"{reverse('cases:audit', args=[self.audit_return.audit_id])}#{self.anchor}"
        return f"{reverse('cases:case', args=[self.case.audit_id, self.case.pk])}#{self.anchor}"

    @property
    def anchor(self) -> str:
        return f"agency-{self.agency.pk}"

    @property
    def is_unassigned(self) -> bool:
        found = self.audit_return
        return found is not None and found.is_open and found.auditor_id is None


def _said(reason: str, by: User | None) -> str:
    return f"{reason} ({by.name})" if reason and by else reason


@dataclass(frozen=True)
class Tally:
    """Cells by status; each cell is counted exactly once."""

    counts: Counter

    @property
    def cells(self) -> int:
        return self.counts.total()

    @property
    def explained(self) -> int:
        return sum(self.counts[state] for state in Involvement.EXPLAINED)

    @property
    def to_confirm(self) -> int:
        return self.counts[State.TO_CONFIRM]

    @property
    def known(self) -> int:
        return self.cells - self.explained - self.to_confirm

    @property
    def exempt(self) -> int:
        return self.counts[Status.EXEMPT]

    @property
    def expected(self) -> int:
        return self.known - self.exempt

    @property
    def approved(self) -> int:
        return sum(self.counts[status] for status in AuditReturn.COUNTED)

    @property
    def late(self) -> int:
        return self.counts[OVERDUE]

    @property
    def arrived(self) -> int:
        return sum(self.counts[status] for status in ARRIVED)


@dataclass(frozen=True)
class Filter:
    """Which cells the matrix shows. `key` is what the address says."""

    key: str
    label: str
    keeps: Callable[[Cell], bool]


def _with_status(*statuses: str) -> Callable[[Cell], bool]:
    return lambda cell: cell.status in statuses


FILTERS = {
    choice.key: choice
    for choice in (
        Filter("late", "Late or sent back", _with_status(OVERDUE, Status.CHANGES_REQUESTED)),
        Filter("not_started", "Not started", _with_status(Status.NOT_STARTED)),
        Filter("waiting", "Waiting for approval", _with_status(Status.SUBMITTED)),
        Filter("explained", "Explained", _with_status(*Involvement.EXPLAINED)),
        *(Filter(str(state), state.label, _with_status(state)) for state in Involvement.EXPLAINED),
        Filter("to_confirm", "To confirm", _with_status(State.TO_CONFIRM)),
        Filter("unassigned", "No auditor", lambda cell: cell.is_unassigned),
        Filter("asked_exempt", "Asked to be exempt", lambda cell: cell.asks_to_be_exempt),
        Filter("approved", "Approved", _with_status(Status.APPROVED, Status.LOCKED)),
        Filter("held", "Held by agency", _with_status(Status.HELD)),
        Filter("changes_requested", "Sent back", _with_status(Status.CHANGES_REQUESTED)),
        Filter("in_progress", "In progress", _with_status(Status.IN_PROGRESS)),
        Filter("overdue", "Late", _with_status(OVERDUE)),
        Filter("exempt", "Exempt", _with_status(Status.EXEMPT)),
    )
}

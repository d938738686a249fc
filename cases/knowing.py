"""Which cases of an audit one agency says it knows, from a constant number of queries."""

from collections import Counter
from collections.abc import Iterable

from agencies.access import may
from agencies.models import Agency, User
from agencies.plurals import plural
from agencies.roles import Permission
from audits.models import Audit
from cases.models import Involvement

State = Involvement.State
UNANSWERED = "unanswered"
NOT_STARTED = "This audit has not started. Its coordinator asks the agencies when it does."
OVER = "This audit is over, so what agencies knew stands. Reopen it first if something must change."
NOW_FIXED = (
    "Returns are collected no longer, so this answer stands. The audit’s coordinator can change it,"
    " with a reason."
)


def why_fixed(involvement: Involvement, by: User) -> str:
    """Why this person cannot say, or say otherwise, whether the agency knows the case; or nothing.

    Once the panel has what it needs, an agency answers only what it was asked since. Needs the
    case's audit.
    """
    audit = involvement.case.audit
    if audit.status == Audit.Status.PLANNING:
        return NOT_STARTED
    if not audit.is_open:
        return OVER
    is_first = involvement.state == State.TO_CONFIRM
    if audit.status == Audit.Status.COLLECTING or is_first or may(by, Permission.RUN_AUDITS):
        return ""
    return NOW_FIXED


def asked_of(audit: Audit, agency: Agency, by: User) -> list[Involvement]:
    """Every case the agency is asked about, as this person may see them; not its own ones."""
    visible = Involvement.objects.visible_to(by).filter(
        case__audit=audit, agency=agency, case__owner=None
    )
    return list(
        visible.select_related("case__audit", "case__draw", "agency", "decided_by").order_by(
            "case__reference"
        )
    )


def progress_words(involvements: Iterable[Involvement]) -> str:
    """“11 of 18 answered: 7 known, 3 not known, 1 declined. 7 to answer.” Empty without a case."""
    counts = Counter(found.state for found in involvements)
    left, total = counts[State.TO_CONFIRM], counts.total()
    if not total:
        return ""
    said = [
        f"{counts[state]} {State(state).label.lower()}"
        for state in (State.KNOWN, *Involvement.EXPLAINED)
        if counts[state]
    ]
    answered = f"{total - left} of {plural(total, 'case')} answered"
    answered += f": {', '.join(said)}." if said else "."
    return f"{answered} {left} to answer." if left else answered

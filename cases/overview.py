"""What a coordinator is told about a running audit: its steps, its dates, what to do next."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from agencies.plurals import plural
from audits.models import Audit, AuditTool
from cases.differences.counting import Counted
from cases.matrix.cells import FILTERS, Cell, Tally
from cases.matrix.reading import Matrix
from cases.models import Involvement

NOBODY = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    label: str
    when: str
    state: str


def steps_of(audit: Audit, matrix: Matrix, today: date) -> list[Step]:
    """The audit's steps with the dates it holds; a cancelled audit stands at none of them."""
    last_due = max(due_days(matrix), default=audit.due_on)
    when = {
        Audit.Status.COLLECTING: _dated("Returns due", last_due, today),
        Audit.Status.MODERATING: _dated("Panel", audit.panel_on, today),
        Audit.Status.ANALYSING: _dated("Briefing", audit.briefing_on, today),
    }
    steps = list(Audit.STEPS)
    at = steps.index(audit.status) if audit.status in steps else len(steps)
    closed = audit.status in (Audit.Status.CLOSED, Audit.Status.CANCELLED)
    return [
        Step(step.label, when.get(step, ""), _step_state(place, at, closed))
        for place, step in enumerate(steps)
    ]


def _dated(what: str, day: date | None, today: date) -> str:
    return f"{what} {short(day, today)}" if day else ""


def _step_state(place: int, at: int, closed: bool) -> str:
    if place < at or (place == at and closed):
        return "done" if at < len(Audit.STEPS) else "todo"
    return "current" if place == at else "todo"


@dataclass(frozen=True)
class KeyDate:
    day: date
    when: str
    what: str
    is_past: bool = False
    is_today: bool = False


def key_dates(audit: Audit, matrix: Matrix, today: date) -> list[KeyDate]:
    """In order, with today among them."""
    due = due_days(matrix)
    dates = [(day, f"{plural(number, 'return')} due") for day, number in due.items()]
    if not due:
        dates.append((audit.due_on, "Returns due"))
    others = (
        (audit.panel_on, "Panel"),
        (audit.briefing_on, "Briefing to be approved"),
        (audit.identities_until, "Identities destroyed"),
    )
    dates += [(day, what) for day, what in others if day]
    found = [KeyDate(day, short(day, today), what, is_past=day < today) for day, what in dates]
    return sorted(
        [*found, KeyDate(today, short(today, today), "Today", is_today=True)], key=_place_of
    )


def due_days(matrix: Matrix) -> Counter:
    """How many returns are due on which day."""
    return Counter(cell.audit_return.due_on for cell in matrix.cells if cell.audit_return)


def _place_of(found: KeyDate):
    return found.day, not found.is_today


@dataclass(frozen=True)
class Waiting:
    """Something somebody owes this audit, and where to look at it."""

    icon: str
    heading: str
    text: str
    action: str
    url: str


def things_waiting(
    audit: Audit, matrix: Matrix, today: date, differences: Counted | None = None
) -> list[Waiting]:
    """The most pressing first; empty when nothing is owed. Before the start only that waits.

    Of an audit that has ended nothing is owed any more.
    """
    if not audit.is_open:
        return []
    if audit.status == Audit.Status.PLANNING:
        return [_to_start(audit)]
    kinds = {
        "overdue": _late,
        "asked_exempt": _to_exempt,
        "to_confirm": _to_confirm,
        "unassigned": _no_auditor,
        "changes_requested": _sent_back,
        "waiting": _submitted,
    }
    found = {show: [c for c in matrix.cells if FILTERS[show].keeps(c)] for show in kinds}
    owed = [
        Waiting(*describe(cells=found[show], audit=audit, today=today), _place_to(audit, show))
        for show, describe in kinds.items()
        if found[show]
    ]
    return owed + (_to_resolve(audit, differences) if differences else [])


def _to_resolve(audit: Audit, counted: Counted) -> list[Waiting]:
    """What is not known to be none; a count that is old says so."""
    if audit.status not in Audit.IN_HAND or not (counted.unresolved or counted.is_old):
        return []
    heading = f"{plural(counted.unresolved, 'difference')} between agencies unresolved"
    text = "Say what is taken as true, and why. Both answers stay."
    if counted.at is None:
        heading = "Differences between agencies are not counted yet"
        text = "They are counted within a minute or so. The list shows them now."
    elif counted.is_old:
        when = f"{timezone.localtime(counted.at):%H:%M} on {long(timezone.localdate(counted.at))}"
        text = (
            f"As counted at {when}. Something has changed since, and they are counted again within "
            "a minute or so. The list shows them as they are now."
        )
    url = reverse("cases:differences", args=[audit.pk])
    return [Waiting("differs", heading, text, "See where agencies differ", url)]


def _to_start(audit: Audit) -> Waiting:
    text = "Nobody has been asked for anything yet. What is missing is said before it starts."
    url = reverse("cases:start", args=[audit.pk])
    return Waiting("info", "Check the plan and start", text, "Check and start", url)


def _late(*, cells, audit, today):
    days = sorted({cell.audit_return.due_on for cell in cells})
    first = "The first was" if len(days) > 1 else "It was" if len(cells) == 1 else "They were"
    text = f"{first} due on {long(days[0])}."
    if audit.panel_on and audit.panel_on >= today:
        text += f" The panel meets on {long(audit.panel_on)}."
    late = plural(len(cells), "late return")
    return "overdue", f"Chase {late}", text, f"See {late}"


def _to_exempt(*, cells, **_):
    heading = f"{plural(len(cells), 'return')} asked to be exempt"
    return "exempt", heading, f"{places(cells)}. You decide.", "See what is asked"


def _to_confirm(*, cells, **_):
    names = list(dict.fromkeys(str(cell.agency) for cell in cells))
    who = f"{names[0]} still has" if len(names) == 1 else f"{listed(names)} still have"
    text = f"{who} to say of some cases whether they are known."
    return "to_confirm", f"{plural(len(cells), 'cell')} to confirm", text, "See what is to confirm"


def _no_auditor(*, cells, **_):
    heading = f"{plural(len(cells), 'return')} without an auditor"
    text = "The agency’s lead can assign one, or you can, with a suggestion for each."
    return "person", heading, text, "Assign auditors"


def _sent_back(*, cells, **_):
    heading = f"{plural(len(cells), 'return')} sent back by the agency’s lead"
    return "changes_requested", heading, f"{places(cells)}.", "See what was sent back"


def _submitted(*, cells, **_):
    heading = f"{plural(len(cells), 'return')} waiting for approval"
    text = "The agency’s lead reads each one and approves it. Only then do its answers count."
    return "submitted", heading, text, "See what waits for approval"


def places(cells: list[Cell], most: int = 3) -> str:
    """“NEG26-07 Health, NEG26-12 Police and 3 more”."""
    found = [cell.place for cell in cells]
    return listed(found if len(found) <= most else [*found[:most], f"{len(found) - most} more"])


def listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _place_to(audit: Audit, show: str) -> str:
    """Where it can be done at once, and otherwise where it is seen."""
    if show == "unassigned":
        return reverse("cases:spread", args=[audit.pk])
    return address(audit, show)


def address(audit: Audit, show: str = "", by: str = "") -> str:
    """`show`: a filter of the matrix; `by`: its columns, where they are not the usual ones."""
    query = urlencode({name: said for name, said in (("show", show), ("by", by)) if said})
    return f"{reverse('cases:audit', args=[audit.pk])}{'?' if query else ''}{query}#returns"


@dataclass(frozen=True)
class Late:
    """`reminded`: the days on which somebody was reminded of it lately, in words."""

    cell: Cell
    saved: str
    reminded: str = ""


def late_returns(
    matrix: Matrix, today: date, reminded: Mapping[tuple, list[date]] = NOBODY
) -> list[Late]:
    """The longest overdue first. `reminded`: see `reminders.reminded_days`."""
    cells = [cell for cell in matrix.cells if FILTERS["overdue"].keeps(cell)]
    cells.sort(key=lambda cell: (cell.audit_return.due_on, cell.reference))
    return [
        Late(
            cell,
            last_saved(cell.audit_return.saved_at, today),
            _days(reminded.get((cell.agency.pk, cell.audit_return.reference), []), today),
        )
        for cell in cells
    ]


def _days(days: list[date], today: date, most: int = 2) -> str:
    """“20 Nov and 23 Nov”, the last ones only."""
    return listed([short(day, today) for day in days[-most:]]) if days else ""


# What is counted where a return is expected without anybody saying that a case is known.
EXPECTED = {
    AuditTool.Audits.ORGANISATIONS: ("agency is asked", "agencies are asked"),
    AuditTool.Audits.OWN_CASES: ("case was added by its agency", "cases were added by agencies"),
    AuditTool.Audits.RESPONDENTS: ("response was added so far", "responses were added so far"),
}


def in_words(tally: Tally, audits: str = AuditTool.Audits.CASES) -> str:
    """How the cells add up, after “41 of 62 in.”"""
    if audits != AuditTool.Audits.CASES:
        one, many = EXPECTED[audits]
        exempt = f" {tally.exempt} more exempt." if tally.exempt else ""
        return f"{plural(tally.expected, one, many)}.{exempt}"
    exempt = f" ({tally.exempt} exempt)" if tally.exempt else ""
    parts = [f"{tally.known} known to the agency, so a return is expected{exempt}"]
    if tally.to_confirm:
        parts.append(f"{tally.to_confirm} still to confirm")
    if tally.explained:
        parts.append(f"{tally.explained} explained ({_explanations(tally)})")
    joined = ", ".join(parts[:-1]) + ", and " + parts[-1] if len(parts) > 1 else parts[0]
    return f"{plural(tally.cells, 'cell')} = {joined}."


def _explanations(tally: Tally) -> str:
    return ", ".join(
        f"{tally.counts[state]} {Involvement.State(state).label.lower()}"
        for state in Involvement.EXPLAINED
        if tally.counts[state]
    )


def last_saved(moment: datetime | None, today: date) -> str:
    """“today, 14:32”, “yesterday, 16:40” or “19 Nov”; local time."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if local.date() == today:
        return f"today, {local:%H:%M}"
    if local.date() == today - timedelta(days=1):
        return f"yesterday, {local:%H:%M}"
    return short(local, today)


def short(day: date, today: date) -> str:
    """“4 Dec”, and with its year when that is another."""
    return date_format(day, "j M" if day.year == today.year else "j M Y")


def long(day: date) -> str:
    return date_format(day, "l j F")

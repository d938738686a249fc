"""The sample and the days in the terms of reference: what was asked, and what came of it."""

from collections.abc import Iterator
from itertools import groupby

from django.utils import timezone

from agencies.plurals import plural
from audits.models import Audit
from audits.planning import timetable_of
from audits.timetable import STEPS, in_words
from cases.models import AuditReturn, Case, Draw
from cases.overview import listed
from cases.samples.drawing import filled_cells
from cases.samples.frames import rules_of
from cases.samples.sampling import named
from reports.printed_returns import Fact
from reports.terms import DrawnSample

HOW_CHOSEN = {
    Case.Chosen.DRAWN: "drawn at random",
    Case.Chosen.BY_HAND: "chosen by hand",
    Case.Chosen.RESERVE: "taken from the reserves, the next in the order of the draw",
    "": "entered without a draw",
}
NO_CASE = "No case is in the audit yet."


def sample_in_words(audit: Audit) -> str:
    """How many cases there are, and how they came to be chosen."""
    chosen = list(audit.cases.order_by().values_list("chosen", flat=True))
    if not chosen:
        return NO_CASE
    counted = [f"{chosen.count(how)} {words}" for how, words in HOW_CHOSEN.items() if how in chosen]
    return f"{plural(len(chosen), 'case')}: {listed(counted)}."


def draws_of(audit: Audit) -> tuple[DrawnSample, ...]:
    return tuple(_draw(draw) for draw in audit.draws.order_by("number"))


def _draw(draw: Draw) -> DrawnSample:
    """Each stratum with what was asked; once it is drawn, with what is in the audit of it."""
    if draw.is_drawn:
        cells = [
            Fact(named(tuple(each.cell.stratum)), f"{each.cases} of {each.cell.asked}")
            for each in filled_cells(draw)
        ]
    else:
        cells = [
            Fact(named(tuple(cell.stratum)), str(cell.asked))
            for cell in draw.cells.order_by("stratum")
            if cell.asked
        ]
    by = [Draw.Dimension(name).label.lower() for name in draw.dimensions]
    return DrawnSample(
        name=str(draw),
        said=" ".join([_how(draw), *rules_of(draw).sentences()]),
        by=" and ".join(by).capitalize() or "Stratum",
        number="In the audit, of those asked for" if draw.is_drawn else "To be drawn",
        strata=tuple(cells),
    )


def _how(draw: Draw) -> str:
    if not draw.is_drawn:
        return "Being prepared."
    frame = sum(len(cell.keys) for cell in draw.cells.all())
    day = in_words(timezone.localdate(draw.drawn_at))
    return f"Drawn on {day} from {frame} who could be drawn."


def days_in_words(audit: Audit) -> Iterator[Fact]:
    """Each step, on the days on which it is or was in truth, where they are not the day planned."""
    days = timetable_of(audit)
    in_truth = {"sample_on": _drawn_on(audit), "due_on": _due_on(audit)}
    for step in STEPS:
        planned = in_words(days[step.field]) if days[step.field] else "Not set yet"
        yield Fact(step.label, in_truth.get(step.field) or planned)


def _drawn_on(audit: Audit) -> str:
    drawn = audit.draws.exclude(drawn_at=None).order_by("drawn_at").values_list("drawn_at")
    days = dict.fromkeys(timezone.localdate(at) for (at,) in drawn)
    if days:
        return "; ".join(in_words(day) for day in days)
    if audit.status != Audit.Status.PLANNING and audit.sample_on is None and audit.cases.exists():
        return "Entered by hand, without a draw"
    return ""


def _due_on(audit: Audit) -> str:
    """The audit's own day stands last, for whatever is still asked for."""
    returns = audit.returns.filter(survey=None).exclude(status=AuditReturn.Status.EXEMPT)
    due = sorted(returns.values_list("due_on", flat=True))
    said = [
        f"{in_words(day)} for {plural(len(list(those)), 'return')}"
        for day, those in groupby(due)
        if day != audit.due_on
    ]
    for draw in audit.draws.exclude(due_on=None).exclude(due_on__in=[*due, audit.due_on]):
        said.append(f"{in_words(draw.due_on)} for cases of the {str(draw).lower()}")
    return "; ".join([*said, f"otherwise {in_words(audit.due_on)}"]) if said else ""

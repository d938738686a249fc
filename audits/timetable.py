"""The days of an audit's steps: when each comes unless it is said, and what is wrong. Pure."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from audits.working_days import is_working_day, next_working_day


@dataclass(frozen=True)
class Step:
    """`after`: how many days after the start it comes unless another day is chosen."""

    field: str
    label: str
    after: int
    is_needed: bool = False


WEEK = 7
STEPS = (
    Step("sample_on", "Cases are drawn", 2),
    Step("confirm_on", "Agencies have said which cases they know", 2 * WEEK),
    Step("due_on", "Returns are due", 6 * WEEK, is_needed=True),
    Step("panel_on", "The panel meets", 8 * WEEK),
    Step("briefing_on", "The briefing is approved", 12 * WEEK),
    Step("identities_until", "Identities are destroyed", 26 * WEEK),
)
FIELDS = tuple(step.field for step in STEPS)
FURTHEST = 366

Days = Mapping[str, date | None]


def default_timetable(start: date) -> dict[str, date]:
    """Each step on a working day."""
    return {step.field: next_working_day(start + timedelta(days=step.after)) for step in STEPS}


def moved(days: Days, by: int, stay: Container[str] = ()) -> dict[str, date | None]:
    """Every other day that is set, so many days later or earlier, and then on a working day."""
    return {
        field: next_working_day(day + timedelta(days=by)) if day and field not in stay else day
        for field, day in days.items()
    }


def faults(days: Days) -> dict[str, str]:
    """What cannot be, by field: a step that is needed and has no day, or comes before another."""
    found, before = {}, None
    for step in STEPS:
        day = days.get(step.field)
        if day is None:
            if step.is_needed:
                found[step.field] = "Enter the day on which returns are due."
            continue
        if before and day < before[1]:
            found[step.field] = (
                f"“{step.label}” cannot be before “{before[0].label}”, "
                f"{in_words(before[1])}. Choose that day or a later one."
            )
        before = (step, day)
    return found


def rests(days: Days) -> list[str]:
    """A sentence for each step at a weekend or on a bank holiday."""
    return [
        f"“{step.label}” falls on {in_words(days[step.field])}, which is not a working day."
        for step in STEPS
        if days.get(step.field) and not is_working_day(days[step.field])
    ]


def in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"

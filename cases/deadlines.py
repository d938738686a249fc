"""When a return is due, in words. A deadline is a date and ends at local midnight."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from agencies.plurals import plural


@dataclass(frozen=True)
class Deadline:
    """Read as “Due **tomorrow**, Wed 25 Nov” or “Was due **Fri 20 Nov**, 4 days ago”."""

    days: int
    strong: str
    rest: str

    @property
    def lead(self) -> str:
        return "Was due" if self.days < 0 else "Due"

    @property
    def sentence(self) -> str:
        return f"{'was' if self.days < 0 else 'is'} due {self.strong}"


NEAR = {0: "today", 1: "tomorrow"}


def deadline(due_on: date, today: date) -> Deadline:
    days = (due_on - today).days
    day = date_format(due_on, "D j M" if due_on.year == today.year else "D j M Y")
    if days in NEAR:
        return Deadline(days, NEAR[days], day)
    return Deadline(days, day, f"{plural(-days, 'day')} ago" if days < 0 else plural(days, "day"))

"""A digest as an e-mail: references, dates and links, and nobody's name."""

from collections.abc import Iterable
from datetime import date

from cases.reminders.days import Asked, Digest, Owed, Waits


def subject_of(digest: Digest, day: date) -> str:
    """“1 return late, 2 due soon, 3 to approve”: what presses first."""
    own = [_kind(owed, day) for owed in digest.own]
    counted = (
        (own.count("late"), "return late", "returns late"),
        (own.count("today"), "return due today", "returns due today"),
        (own.count("soon"), "return due soon", "returns due soon"),
        (len(digest.to_approve), "return to approve", "returns to approve"),
        (len(digest.to_confirm), "case to confirm", "cases to confirm"),
        (len(digest.unassigned), "return without an auditor", "returns without an auditor"),
        (len(digest.late), "return late in your agency", "returns late in your agency"),
        (len(digest.asked), "action a panel asked for", "actions a panel asked for"),
    )
    return ", ".join(
        f"{count} {one if count == 1 else many}" for count, one, many in counted if count
    )


def body_of(digest: Digest, day: date, *, my_returns: str, my_agency: str) -> str:
    """Lists of references under a line that says what to do; two links at most."""
    parts = []
    if digest.own:
        parts.append(_list("To hand in:", (_owed(owed, day) for owed in digest.own)))
        parts.append(f"Carry on at {my_returns}")
    led = [
        ("To approve or send back:", [_since(each, day) for each in digest.to_approve]),
        ("To say whether your agency knows the case:", _references(digest.to_confirm)),
        ("Nobody is there to answer these; choose an auditor:", _dues(digest.unassigned, day)),
        ("Late in your agency; their auditors are told too:", _dues(digest.late, day)),
        ("Actions a panel asked your agency for:", _dues(digest.asked, day)),
    ]
    parts += [_list(heading, lines) for heading, lines in led if lines]
    if any(lines for _, lines in led):
        parts.append(f"See what waits for you at {my_agency}")
    parts.append("You get one reminder a day at most, and none when nothing is due.")
    return "\n\n".join(parts) + "\n"


def _kind(owed: Owed, day: date) -> str:
    return "late" if owed.due_on < day else "today" if owed.due_on == day else "soon"


def _list(heading: str, lines: Iterable[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)])


def _owed(owed: Owed, day: date) -> str:
    back = "sent back to you, " if owed.sent_back else ""
    return f"{owed.reference} ({owed.place.audit_name}): {back}{due_words(owed.due_on, day)}"


def _dues(owed: Iterable[Owed | Asked], day: date) -> list[str]:
    return [f"{each.reference} ({_where(each)}): {due_words(each.due_on, day)}" for each in owed]


def _since(waits: Waits, day: date) -> str:
    return f"{waits.reference} ({_where(waits)}): handed in {_days((day - waits.since).days)} ago"


def _references(waiting: Iterable[Waits]) -> list[str]:
    return [f"{each.reference} ({_where(each)})" for each in waiting]


def _where(each: Owed | Waits | Asked) -> str:
    return f"{each.place.agency_name}, {each.place.audit_name}"


def due_words(due_on: date | None, day: date) -> str:
    if due_on is None:
        return "no date"
    days = (due_on - day).days
    if days == 0:
        return "due today"
    if days == 1:
        return "due tomorrow"
    if days < 0:
        return f"{_days(-days)} late, was due on {_day(due_on)}"
    return f"due on {_day(due_on)}, in {_days(days)}"


def _days(number: int) -> str:
    return f"{number} day{'' if number == 1 else 's'}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"

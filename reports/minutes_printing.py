"""Makes the minutes of a panel, by reference alone, and a workbook of its judgements."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from agencies.models import Partnership
from agencies.plurals import plural
from audits.models import Audit
from audits.tables import FORMATS, XLSX
from audits.timetable import in_words
from cases.models import Attendance, CaseAction, LearningPoint, Moderation, PanelMeeting
from cases.panel.profile import case_words
from cases.panel.rows import Row
from reports.colours import Colours
from reports.judgement_sheets import judgement_workbook
from reports.minutes import Judged, Meeting, MinutedAction, MinutedItem, Minutes, There
from reports.minutes_word import minutes_word
from reports.panel_record import ItemRecord, PanelRecord, is_otherwise, own_values
from reports.pdf import is_printable, render_minutes
from reports.printed_files import PDF, Printed
from reports.printed_returns import Fact, paragraphs, spelt_out
from reports.word import CONTENT_TYPE as WORD

State, Kind = Attendance.State, LearningPoint.Kind
STEPS = ("Reading what the panel agreed", "Writing the document")
NO_AGENCY = "Of no agency"
NOT_AGREED = "Not agreed yet"


def file_of(record: PanelRecord, file_format: str) -> Printed:
    """Named after the audit, and so after nobody. Raises PdfError where a PDF cannot be made."""
    prefix = slugify(record.audit.reference_prefix)
    day = f"-{record.of.held_on.isoformat()}" if record.of else ""
    if file_format == XLSX:
        content = judgement_workbook(record, timezone.localdate())
        return Printed(f"{prefix}-judgements{day}.xlsx", FORMATS[XLSX], content)
    minutes = minutes_of(record)
    name = f"{prefix}-minutes-of-the-panel{day}"
    if file_format == "docx":
        return Printed(f"{name}.docx", WORD, minutes_word(minutes))
    made = render_minutes(minutes)
    return Printed(f"{name}.pdf", PDF, made.content, made.pages)


def minutes_of(record: PanelRecord) -> Minutes:
    audit = record.audit
    house = Partnership.objects.first()
    looked_at = [each for each in record.items if each.is_looked_at]
    on = f" on {record.of.day}" if record.of else ""
    made = Minutes(
        title=f"{audit.name}: minutes of the panel{on}",
        partnership=house.name if house else "",
        audit_line=audit.name,
        standing=_standing(audit),
        dated=timezone.localdate(),
        colours=Colours(brand=house.brand_colour, tint=house.tint_colour) if house else Colours(),
        facts=tuple(_facts(record, looked_at)),
        meetings=tuple(_meeting(each, looked_at) for each in record.meetings),
        one="Case" if audit.has_cases else "Agency",
        items=tuple(_item(each) for each in looked_at),
        left_open=tuple(_left_open(record)),
    )
    return spelt_out(made, is_printable)


def _standing(audit: Audit) -> str:
    named = " Cases are named by reference only." if audit.has_cases else ""
    return f"As of {in_words(timezone.localdate())}.{named}"


def _facts(record: PanelRecord, looked_at: list[ItemRecord]) -> Iterator[Fact]:
    audit = record.audit
    things = "Cases" if audit.has_cases else "Agencies"
    yield Fact("Records looked at", f"{_day(audit.scope_start)} to {_day(audit.scope_end)}")
    of = "" if record.of else f" of {len(record.items)}"
    yield Fact(things, f"{len(looked_at)}{of} looked at")
    if any(each.sheet.has_grade for each in record.items):
        yield Fact("Overall grades agreed", ", ".join(_grades(looked_at)) or "None yet")
    actions = [action for each in looked_at for action in each.actions]
    done = sum(action.done_at is not None for action in actions)
    yield Fact("Actions", f"{done} of {len(actions)} done" if actions else "None")


def _grades(looked_at: list[ItemRecord]) -> Iterator[str]:
    """How many have which, in the order of the scale; never a mean."""
    grades = [each.sheet.overall for each in looked_at]
    given = Counter(row.agreed.text for row in grades if row.agreed)
    for choice in grades[0].asked.choices if grades else ():
        if given[choice.label]:
            yield f"{given[choice.label]} {choice.label}"


def _meeting(meeting: PanelMeeting, looked_at: list[ItemRecord]) -> Meeting:
    group = meeting.group.name if meeting.group else ""
    name = ", ".join(filter(None, (in_words(meeting.held_on), group, meeting.place)))
    people = sorted(meeting.attendances.all(), key=_seat)
    by_agency = groupby(people, lambda each: each.agency.name if each.agency else NO_AGENCY)
    there = tuple(_there(agency, list(found)) for agency, found in by_agency)
    seen = [each.item.reference for each in looked_at if meeting in each.meetings]
    said = f"Looked at {', '.join(seen)}." if seen else ""
    return Meeting(name, said, there)


def _seat(person: Attendance) -> tuple:
    agency = person.agency
    return (agency is None, agency.position if agency else 0, str(agency), person.name)


def _there(agency: str, people: list[Attendance]) -> There:
    away = [each for each in people if each.state == State.APOLOGIES]
    here = [each for each in people if each.state != State.APOLOGIES]
    return There(agency, _names(here), _names(away))


def _names(people: Iterable[Attendance]) -> str:
    return "; ".join(_named(each) for each in people)


def _named(person: Attendance) -> str:
    observes = "observer" if person.state == State.OBSERVER else ""
    return ", ".join(filter(None, (person.name, person.role, observes)))


def _item(found: ItemRecord) -> MinutedItem:
    item, moderation = found.item, found.sheet.moderation
    shown = [row for row in found.judged if _is_read_by_itself(row)]
    others = sum(not row.asked.is_overall for row in found.judged) - len(shown)
    released = moderation.released_at if moderation else None
    return MinutedItem(
        reference=item.reference,
        words=_sentence(", ".join(case_words(item.case))) if item.case else "",
        grade=_judged(found.sheet.overall) if found.sheet.has_grade else None,
        judged=tuple(_judged(row) for row in shown),
        others=_others(others),
        learning=_points(found, Kind.LEARNING),
        good_practice=_points(found, Kind.GOOD_PRACTICE),
        actions=tuple(_action(each) for each in found.actions),
        released=f"Released to its agencies on {_moment(released)}." if released else "",
    )


def _is_read_by_itself(row: Row) -> bool:
    """Where the panel agreed something else than an agency, disagreed, or used words alone."""
    if row.asked.is_overall:
        return False
    return is_otherwise(row) or bool(row.judgement.dissent) or row.agreed is None


def _others(count: int) -> str:
    if not count:
        return ""
    said = plural(count, "other judgement is", "other judgements are")
    return f"{said} what every agency that was asked said of itself."


def _judged(row: Row) -> Judged:
    said = row.judgement
    return Judged(
        question=f"{row.number} {row.asked.text}".strip(),
        own=tuple(Fact(agency.short_name, text) for agency, text in own_values(row)),
        agreed=row.agreed.text if row.agreed else _without_value(row),
        rationale=paragraphs(said.rationale) if said else (),
        dissent=paragraphs(said.dissent) if said else (),
    )


def _without_value(row: Row) -> str:
    return NOT_AGREED if row.asked.takes_value else "In words"


def _points(found: ItemRecord, kind: str) -> tuple[str, ...]:
    return tuple(" ".join(each.text.split()) for each in found.learned if each.kind == kind)


def _action(action: CaseAction) -> MinutedAction:
    due = _day(action.due_on) if action.due_on else "No date"
    late = " (late)" if action.is_late(timezone.localdate()) else ""
    done = _moment(action.done_at) if action.done_at else f"Not yet{late}"
    return MinutedAction(action.agency.short_name, action.text, due, done)


def _left_open(record: PanelRecord) -> Iterator[Fact]:
    for found in record.items:
        if found.is_looked_at and (said := "; ".join(_open_of(found))):
            yield Fact(found.item.reference, _sentence(said))
    if waiting := [each.item.reference for each in record.items if not each.is_looked_at]:
        yield Fact("Not looked at yet", ", ".join(waiting))


def _open_of(found: ItemRecord) -> Iterator[str]:
    if not found.sheet.is_done:
        asks_grade = found.sheet.overall.asked.is_asked
        yield "the overall grade is not agreed" if asks_grade else "no value is agreed"
    if rows := found.to_agree:
        numbers = ", ".join(row.number for row in rows)
        yield f"returns differ and nothing is agreed on {numbers}"
    if to_do := sum(action.done_at is None for action in found.actions):
        yield f"{plural(to_do, 'action')} to do"
    if moderation := found.sheet.moderation:
        yield from _shown_to_agencies(moderation)


def _shown_to_agencies(moderation: Moderation) -> Iterator[str]:
    if moderation.is_released:
        return
    if moderation.recalled_at:
        day, reason = _moment(moderation.recalled_at), moderation.recall_reason
        yield f"recalled from its agencies on {day}: {reason.rstrip('.')}"
    yield "not released to its agencies"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(day) -> str:
    return date_format(day, "j F Y")


def _moment(moment) -> str:
    return _day(timezone.localdate(moment))

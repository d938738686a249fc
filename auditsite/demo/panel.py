"""The panel of the first audit: the first cases judged and released, two more under way."""

from collections import Counter
from datetime import date

from agencies.models import Agency, User
from audits.models import AnswerState, Audit
from auditsite.demo.people import COORDINATOR, CSC, EARLY_HELP, EDUCATION, HEALTH, POLICE
from cases.models import Attendance, LearningPoint, PanelMeeting
from cases.panel.items import PanelItem, items_of
from cases.panel.judging import Said, save_judgement
from cases.panel.learning import add_learning
from cases.panel.meetings import change_meeting
from cases.panel.notes import add_case_action, hold_meeting, record_attendance
from cases.panel.questions import ranks_of
from cases.panel.releasing import release_judgements, waiting_of
from cases.panel.sheet import Row, sheet_of

MODERATOR = "Marlow Finchley"
RELEASED, UNDER_WAY = 5, 2
JUDGED = 4  # questions of a case, besides its grade

# In the room: (name, agency, state)
ROOM = (
    ("Jonty Quickthorn", CSC, Attendance.State.PRESENT),
    ("Odalys Pemberwick", HEALTH, Attendance.State.PRESENT),
    ("Piers Oxlip", POLICE, Attendance.State.PRESENT),
    ("Dilys Fernleigh", EDUCATION, Attendance.State.PRESENT),
    ("Rafe Marl", EARLY_HELP, Attendance.State.APOLOGIES),
)
REASONS = {
    "seen-alone": "Seen alone in one setting is not seen alone everywhere: the home counts most.",
    "neglect-named": "Described by several agencies; the word itself is missing in some records.",
    "information-shared": "Shared once it was asked for, later than the child needed it.",
    "management-oversight": "Decisions are recorded, and the reasons for them mostly are not.",
    "drift": "Two changes of worker, and no plan of what had to be done by when.",
    "own-words": "The child’s words are there; what they changed is not.",
    "risk-responded": "The response fitted the first worry, not what had built up by then.",
}
OTHERWISE = "The records were read side by side, and the panel agreed."
GRADE_REASON = "Agreed after the whole record was read, not from the marks alone."
DISSENT = "Police: the first visit was in time, so a step higher would be fair."
LEARNING = (
    (LearningPoint.Kind.GOOD_PRACTICE, "School kept a weekly record in the child’s own words."),
    (LearningPoint.Kind.LEARNING, "“Seen” was counted as “seen alone” in two records."),
    (LearningPoint.Kind.LEARNING, "Missed appointments were noted one by one and never added up."),
)
ACTIONS = (
    (HEALTH, "Record who was in the room at every contact.", date(2025, 9, 30)),
    (CSC, "See the child alone, at home.", date(2025, 8, 15)),
    (EDUCATION, "Tell the health visitor when attendance falls below 85%.", date(2025, 10, 17)),
)


def hold_panel(*, audit: Audit, staff: dict[str, User]) -> None:
    """Through the services that people use; nothing here is counted in the figures."""
    coordinator, moderator = staff[COORDINATOR.name], staff[MODERATOR]
    meeting = _fill_room(audit, moderator)
    items = items_of(audit, moderator)
    for number, item in enumerate(items[: RELEASED + UNDER_WAY]):
        if number == RELEASED:
            chosen = waiting_of(audit).values_list("pk", flat=True)
            release_judgements(audit=audit, chosen=chosen, by=coordinator)
        _judge(item, number, moderator, is_whole=number < RELEASED)
    change_meeting(
        meeting=meeting,
        held_on=meeting.held_on,
        place=meeting.place,
        items=items,
        looked_at=[item.pk for item in items[: RELEASED + UNDER_WAY]],
        by=moderator,
    )


def _fill_room(audit: Audit, by: User) -> PanelMeeting:
    meeting = hold_meeting(audit=audit, held_on=audit.panel_on, place="Lakeside hall", by=by)
    agencies = {agency.sector: agency for agency in Agency.objects.all()}
    for name, sector, state in ROOM:
        record_attendance(meeting=meeting, name=name, agency=agencies[sector], state=state, by=by)
    record_attendance(
        meeting=meeting,
        name="Sorrel Pennyfold",
        role="lay member",
        state=Attendance.State.OBSERVER,
        by=by,
    )
    return meeting


def _judge(item: PanelItem, number: int, by: User, *, is_whole: bool) -> None:
    sheet = sheet_of(item, by)
    ordered = [
        row
        for row in sheet.differing
        if row.asked.offered and row.is_one_choice and ranks_of(row.asked.question)
    ]
    for row in ordered[: JUDGED if is_whole else 1]:
        reason = REASONS.get(row.asked.key, OTHERWISE)
        _agree(item, row, Said(AnswerState.ANSWERED, _usual(row), reason), by)
    if not is_whole:
        return
    dissent = DISSENT if number == 1 else ""
    said = Said(AnswerState.ANSWERED, _usual(sheet.overall), GRADE_REASON, dissent)
    _agree(item, sheet.overall, said, by)
    kind, text = LEARNING[number % len(LEARNING)]
    add_learning(item=item, kind=kind, text=text, by=by)
    sector, text, due_on = ACTIONS[number % len(ACTIONS)]
    agency = Agency.objects.get(sector=sector)
    add_case_action(item=item, agency=agency, text=text, due_on=due_on, by=by)


def _usual(row: Row) -> str:
    """What most of the returns say; of as many, the one nearer the poorer end of its scale."""
    given = Counter(cell.value for cell in row.cells if cell.state == AnswerState.ANSWERED)
    order = [choice.code for choice in row.asked.choices]
    return max(given, key=lambda code: (given[code], order.index(code)), default=order[0])


def _agree(item: PanelItem, row: Row, said: Said, by: User) -> None:
    save_judgement(item=item, place=row.place, said=said, by=by)

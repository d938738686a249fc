"""What a panel writes down beside its judgements: who sat, and who does what."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.access import may, require
from agencies.activity import record
from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import Audit
from cases.models import Attendance, CaseAction, PanelMeeting
from cases.panel.items import PanelItem
from cases.panel.judging import held, note_meeting, require_open_audit


@transaction.atomic
def hold_meeting(*, audit: Audit, held_on: date, place: str, by: User) -> PanelMeeting:
    """A sitting; the same day again says where it is held.

    It has looked at what was judged on its day, also before it was put down.
    """
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open_audit(audit)
    meeting, _ = PanelMeeting.objects.update_or_create(
        audit=audit, held_on=held_on, defaults={"place": place.strip()}
    )
    meeting.moderations.add(*judged_on(audit, held_on))
    record("held a panel meeting", meeting, by=by)
    return meeting


def judged_on(audit: Audit, day: date):
    """What a judgement was last changed on that day."""
    return audit.moderations.filter(judgements__updated_at__date=day).order_by("pk").distinct("pk")


@transaction.atomic
def record_attendance(
    *,
    meeting: PanelMeeting,
    name: str,
    state: str,
    by: User,
    agency: Agency | None = None,
    role: str = "",
) -> Attendance:
    """The same person of the same agency again changes what is said of them."""
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open_audit(meeting.audit)
    found, _ = Attendance.objects.update_or_create(
        meeting=meeting,
        name=name.strip(),
        agency=agency,
        defaults={"state": state, "role": role.strip()},
    )
    return found


@transaction.atomic
def remove_attendance(*, attendance: Attendance, by: User) -> None:
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open_audit(attendance.meeting.audit)
    attendance.delete()


@transaction.atomic
def add_case_action(
    *, item: PanelItem, agency: Agency, text: str, due_on: date | None, by: User
) -> CaseAction:
    require(by, Permission.RECORD_JUDGEMENTS)
    moderation = held(item)
    require_open_audit(moderation.audit)
    action = CaseAction.objects.create(
        moderation=moderation, agency=agency, text=text.strip(), due_on=due_on, added_by=by
    )
    note_meeting(moderation)
    record("agreed a case action", action, by=by, audit_id=moderation.audit_id)
    return action


def may_finish(action: CaseAction, user: User) -> bool:
    """The coordinator, and whoever leads the agency that does it."""
    if may(user, Permission.RUN_AUDITS):
        return True
    return may(user, Permission.REVIEW_RETURNS, agency_id=action.agency_id)


@transaction.atomic
def finish_case_action(*, action: CaseAction, done: bool, by: User) -> None:
    """Done, or not done after all; a second time changes neither who nor when."""
    if not may_finish(action, by):
        require(by, Permission.REVIEW_RETURNS, agency_id=action.agency_id)
    action = CaseAction.objects.select_for_update().get(pk=action.pk)
    if done == (action.done_at is not None):
        return
    action.done_at, action.done_by = (timezone.now(), by) if done else (None, None)
    action.save(update_fields=["done_at", "done_by"])
    record("finished a case action" if done else "reopened a case action", action, by=by)


@transaction.atomic
def remove_case_action(*, action: CaseAction, by: User) -> None:
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open_audit(action.moderation.audit)
    record("removed a case action", action, by=by, audit_id=action.moderation.audit_id)
    action.delete()

"""What a panel writes down beside its judgements: who sat, and who does what."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from agencies.access import may, require
from agencies.activity import record
from agencies.models import Agency, User
from agencies.roles import Permission
from audits.models import Audit, LocalGroup
from cases.models import Attendance, CaseAction, PanelMeeting
from cases.panel.items import PanelItem
from cases.panel.judging import held, note_meeting, require_open_audit
from cases.transitions import Refused

NOT_THEIR_GROUP = (
    "Choose a local group that you belong to. The coordinator says who belongs to which, and "
    "starts the meetings of the whole panel."
)
NOT_THEIRS = "This is not a meeting of your local group alone, so the coordinator changes it."
GONE = (
    "Somebody removed this action while the page was open. Add what you wrote, if it is still so."
)
IS_DONE = "This action is done, so it stays as it is. Put it back to be done first."


class StaleAction(Exception):
    """Somebody else saved first; `kept` is the action as it is now."""

    def __init__(self, kept: CaseAction):
        super().__init__("Somebody else changed this action while the page was open.")
        self.kept = kept


@transaction.atomic
def hold_meeting(
    *, audit: Audit, held_on: date, place: str, by: User, group: LocalGroup | None = None
) -> PanelMeeting:
    """A sitting; the same day again says where it is held.

    It has looked at what was judged on its day, also before it was put down.
    """
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open_audit(audit)
    if group not in groups_meeting(audit, by):
        raise Refused(NOT_THEIR_GROUP)
    meeting, _ = PanelMeeting.objects.get_or_create(audit=audit, held_on=held_on, group=group)
    if place.strip():
        meeting.place = place.strip()
        meeting.save(update_fields=["place"])
    meeting.moderations.add(*judged_on(meeting))
    record("held a panel meeting", meeting, by=by)
    return meeting


def groups_meeting(audit: Audit, by: User) -> list[LocalGroup | None]:
    """Whose panel this person may say meets; None is the whole panel."""
    groups = list(audit.groups.all())
    if not groups:
        return [None]
    if may(by, Permission.RUN_AUDITS):
        return [None, *groups]
    return list(audit.groups.of(by))


def judged_on(meeting: PanelMeeting):
    """What a judgement was last changed on its day, of those it may look at."""
    found = meeting.audit.moderations.filter(judgements__updated_at__date=meeting.held_on)
    if meeting.group_id:
        found = found.filter(case__group=meeting.group_id)
    return found.order_by("pk").distinct("pk")


def require_keeps(meeting: PanelMeeting, by: User) -> None:
    """Raises Refused with a sentence."""
    require(by, Permission.RECORD_JUDGEMENTS)
    require_open_audit(meeting.audit)
    if not PanelMeeting.objects.kept_by(by).filter(pk=meeting.pk).exists():
        raise Refused(NOT_THEIRS)


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
    require_keeps(meeting, by)
    found, _ = Attendance.objects.update_or_create(
        meeting=meeting,
        name=name.strip(),
        agency=agency,
        defaults={"state": state, "role": role.strip()},
    )
    return found


@transaction.atomic
def remove_attendance(*, attendance: Attendance, by: User) -> None:
    require_keeps(attendance.meeting, by)
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


@transaction.atomic
def change_case_action(
    *,
    action: CaseAction,
    agency: Agency,
    text: str,
    due_on: date | None,
    version: int,
    by: User,
) -> CaseAction:
    """`version`: the one it was changed from.

    Raises StaleAction where somebody else said something different in between, and Refused for
    what is done or gone.
    """
    require(by, Permission.RECORD_JUDGEMENTS)
    kept = _held(action)
    require_open_audit(kept.moderation.audit)
    text = text.strip()
    if (kept.agency, kept.text, kept.due_on) == (agency, text, due_on):
        return kept
    if kept.done_at is not None:
        raise Refused(IS_DONE)
    if kept.version != version:
        raise StaleAction(kept)
    kept.agency, kept.text, kept.due_on, kept.version = agency, text, due_on, version + 1
    kept.changed_at, kept.changed_by = timezone.now(), by
    kept.save()
    record("changed a case action", kept, by=by, audit_id=kept.moderation.audit_id)
    return kept


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
    action = _held(action)
    if done == (action.done_at is not None):
        return
    action.done_at, action.done_by = (timezone.now(), by) if done else (None, None)
    action.save(update_fields=["done_at", "done_by"])
    record("finished a case action" if done else "reopened a case action", action, by=by)


@transaction.atomic
def remove_case_action(*, action: CaseAction, by: User) -> None:
    require(by, Permission.RECORD_JUDGEMENTS)
    kept = _held(action)
    require_open_audit(kept.moderation.audit)
    record("removed a case action", kept, by=by, audit_id=kept.moderation.audit_id)
    kept.delete()


def _held(action: CaseAction) -> CaseAction:
    """As it is now, held until the transaction ends."""
    rows = CaseAction.objects.select_for_update(of=("self",))
    rows = rows.select_related("moderation__audit", "agency", "added_by", "changed_by")
    kept = rows.filter(pk=action.pk).first()
    if kept is None:
        raise Refused(GONE)
    return kept

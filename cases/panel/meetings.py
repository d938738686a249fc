"""The meetings of a panel put right: when and where, what each looked at, and who was there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from agencies.activity import record
from agencies.models import Agency, Membership, User
from agencies.roles import AGENCY_ROLES, Role
from audits.models import Audit, LocalGroup
from cases.models import Moderation, PanelMeeting
from cases.panel.items import PanelItem
from cases.panel.notes import record_attendance, require_keeps
from cases.transitions import Refused

YEAR = timedelta(days=366)
GONE = "Somebody removed this meeting while the page was open."
SAME_DAY = "The panel has another meeting on {day}. Put that one right, or choose another day."


@dataclass(frozen=True)
class Person:
    """Somebody who is put down; `code` names who was offered, empty of whoever was typed."""

    name: str
    agency: Agency | None = None
    role: str = ""
    code: str = ""

    @property
    def key(self) -> tuple[str, UUID | None]:
        """What a meeting has only one of."""
        return self.name, self.agency.pk if self.agency else None


def people_offered(audit: Audit, group: LocalGroup | None = None) -> list[Person]:
    """Leads and auditors of the agencies that take part, each agency's together; then the panel.

    At a local group's meeting nobody who belongs to another one.
    """
    of_agency = Q(role__in=AGENCY_ROLES, agency__in=audit.agencies.all())
    of_panel = Q(role__in=(Role.MODERATOR, Role.COORDINATOR))
    held = Membership.objects.filter(of_agency | of_panel, user__is_active=True)
    if group:
        others = audit.groups.exclude(pk=group.pk).values("people")
        elsewhere = User.objects.filter(pk__in=others).exclude(local_groups=group)
        held = held.exclude(user__in=elsewhere)
    in_order = held.select_related("user", "agency").order_by(
        "agency__position", "agency__short_name", "user__name", "role"
    )
    offered: dict = {}
    for each in in_order:
        role = "" if each.agency else each.get_role_display().lower()
        person = Person(each.user.name, each.agency, role, str(each.pk))
        offered.setdefault(person.key, person)
    return list(offered.values())


def days_to_meet(audit: Audit, today: date) -> tuple[date, date]:
    """The first and the last day that a meeting is put down for, a year of grace at either end."""
    begun = min(day for day in (audit.scope_start, audit.panel_on) if day)
    planned = max(day for day in (today, audit.panel_on) if day)
    return begun - YEAR, planned + YEAR


@transaction.atomic
def put_down(*, meeting: PanelMeeting, people: Iterable[Person], state: str, by: User) -> int:
    """All of them with one word: present, sent apologies, or an observer."""
    found = [
        record_attendance(
            meeting=meeting,
            name=each.name,
            agency=each.agency,
            role=each.role,
            state=state,
            by=by,
        )
        for each in people
    ]
    return len(found)


@transaction.atomic
def change_meeting(
    *,
    meeting: PanelMeeting,
    held_on: date,
    place: str,
    items: Iterable[PanelItem],
    looked_at: Iterable[UUID],
    by: User,
) -> PanelMeeting:
    """`items`: what this person may say it of; of these `looked_at` are said to be looked at."""
    meeting = _held(meeting, by)
    same = PanelMeeting.objects.filter(audit=meeting.audit_id, group=meeting.group_id)
    others = same.exclude(pk=meeting.pk)
    if other := others.filter(held_on=held_on).first():
        raise Refused(SAME_DAY.format(day=other.day))
    meeting.held_on, meeting.place = held_on, place.strip()
    meeting.save()
    looked_at = set(looked_at)
    for item in looked_at_by(meeting, items):
        _say(meeting, item, item.pk in looked_at)
    record("changed a panel meeting", meeting, by=by, audit_id=meeting.audit_id)
    return meeting


def looked_at_by(meeting: PanelMeeting, items: Iterable[PanelItem]) -> list[PanelItem]:
    """Those it may have looked at: of a local group's meeting its own."""
    return [item for item in items if meeting.may_look_at(item.case)]


def _say(meeting: PanelMeeting, item: PanelItem, was_looked_at: bool) -> None:
    if was_looked_at:
        moderation, _ = Moderation.objects.get_or_create(**item.moderated)
        moderation.meetings.add(meeting)
    else:
        meeting.moderations.through.objects.filter(
            panelmeeting=meeting, moderation__in=Moderation.objects.filter(**item.moderated)
        ).delete()


@transaction.atomic
def remove_meeting(*, meeting: PanelMeeting, by: User) -> None:
    """With who was there; what was agreed on its day stays."""
    meeting = _held(meeting, by)
    record("removed a panel meeting", meeting, by=by, audit_id=meeting.audit_id)
    meeting.delete()


def _held(meeting: PanelMeeting, by: User) -> PanelMeeting:
    held = PanelMeeting.objects.select_for_update().filter(pk=meeting.pk).first()
    if held is None:
        raise Refused(GONE)
    held.audit = Audit.objects.get(pk=held.audit_id)
    require_keeps(held, by)
    return held

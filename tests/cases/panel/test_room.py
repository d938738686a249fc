"""Who is in the room, and what each meeting of the panel looked at."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.rls import acting
from agencies.roles import Role
from cases.models import Attendance, Judgement, PanelMeeting
from cases.panel.judging import save_judgement
from cases.panel.learning import add_learning
from cases.panel.meetings import people_offered
from cases.panel.notes import hold_meeting, record_attendance
from cases.panel.room import agencies_present, in_the_room
from tests import factories
from tests.cases.panel.panels import (
    SEEN_ALONE,
    agreed_whole,
    item,
    panel_audit,
    released,
    said,
    two_returns,
)
from tests.cases.panel.test_judging import of_agency
from tests.look.markup import Page
from tests.sent_forms import fields_of

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


@pytest.fixture
def moderator():
    return factories.user(Role.MODERATOR)


@pytest.fixture
def audit():
    return panel_audit()


def meeting(audit, by, days=0, place=""):
    return hold_meeting(audit=audit, held_on=TODAY + timedelta(days), place=place, by=by)


def put_down(held, by, name="Rafe Marl", state="present", **more):
    return record_attendance(meeting=held, name=name, state=state, by=by, **more)


def test_a_meeting_that_was_begun_has_nobody_in_the_room_until_somebody_is_put_down(
    audit, moderator
):
    put_down(meeting(audit, moderator, -30), moderator)
    today = meeting(audit, moderator)
    assert in_the_room(audit) == []
    there = put_down(today, moderator, "Sorrel Pennyfold")
    assert in_the_room(audit) == [there]


def test_a_meeting_put_down_for_a_later_day_does_not_empty_the_room(audit, moderator):
    there = put_down(meeting(audit, moderator), moderator)
    meeting(audit, moderator, 14)
    assert in_the_room(audit) == [there]


def test_agencies_present_are_counted_of_all_that_take_part(audit, moderator):
    agencies = [factories.agency() for _ in range(4)]
    for agency in agencies:
        audit.participations.create(agency=agency)
    today = meeting(audit, moderator)
    put_down(today, moderator, agency=agencies[0])
    put_down(today, moderator, state="apologies", agency=agencies[1])
    put_down(today, moderator, agency=factories.agency())  # takes no part
    assert agencies_present(in_the_room(audit), agencies) == "1 of 4 agencies"
    assert agencies_present([], agencies) == ""


# filling the room


def room_of(audit) -> str:
    return reverse("cases:panel_room", args=[audit.pk])


def page_of(held) -> str:
    return reverse("cases:panel_meeting", args=[held.audit_id, held.pk])


def text(response) -> str:
    return " ".join(Page(response.content.decode()).all("body")[0].text.split())


def test_leads_and_auditors_of_who_takes_part_and_the_panel_are_offered_once(audit, moderator):
    agency = factories.agency()
    audit.participations.create(agency=agency)
    lead = factories.lead(agency)
    factories.membership(lead, Role.AUDITOR, agency)
    factories.lead(factories.agency())  # takes no part
    factories.user(Role.AUDITOR, agency, is_active=False)
    offered = people_offered(audit)
    assert [(each.name, each.agency) for each in offered] == [
        (lead.name, agency),
        (moderator.name, None),
    ]
    assert [each.role for each in offered] == ["", "moderator"]


def test_the_room_is_filled_in_one_go_with_who_is_ticked_and_who_is_typed(as_, audit, moderator):
    agency = factories.agency()
    audit.participations.create(agency=agency)
    lead = factories.lead(agency)
    held = meeting(audit, moderator)
    client = as_(moderator)
    assert lead.name in text(client.get(room_of(audit)))
    sent = {
        "people": [each.code for each in people_offered(audit)],
        "name": "Sorrel Pennyfold\n\n Rafe Marl ",
        "role": "lay member",
        "state": "present",
    }
    assert client.post(page_of(held), sent).url == page_of(held)
    there = {(each.name, each.agency, each.role) for each in Attendance.objects.all()}
    assert there == {
        (lead.name, agency, ""),
        (moderator.name, None, "moderator"),
        ("Sorrel Pennyfold", None, "lay member"),
        ("Rafe Marl", None, "lay member"),
    }
    page = Page(client.get(page_of(held)).content.decode())
    assert page.all("input", name="people") == []  # nobody is left to be ticked


def test_what_cannot_be_put_down_is_said_and_what_was_ticked_stays(as_, audit, moderator):
    held = meeting(audit, moderator)
    code = people_offered(audit)[0].code
    client = as_(moderator)
    response = client.post(page_of(held), {"people": [code], "name": "x" * 101, "state": "present"})
    assert response.status_code == 422
    assert "100 characters at most" in text(response)
    (tick,) = Page(response.content.decode()).all("input", name="people")
    assert "checked" in tick.attributes
    assert "Tick somebody, or enter a name" in text(
        client.post(page_of(held), {"state": "present"})
    )
    assert client.post(page_of(held), {"people": ["x"], "state": "present"}).status_code == 422
    assert not Attendance.objects.exists()


def test_who_is_put_down_is_changed_by_one_button(as_, audit, moderator):
    agency = factories.agency()
    audit.participations.create(agency=agency)
    held = meeting(audit, moderator)
    put = put_down(held, moderator, agency=agency, role="named nurse")
    client = as_(moderator)
    fields = fields_of(client.get(page_of(held)), f"change-{put.pk}")
    client.post(page_of(held), fields | {"state": "apologies"})
    there = Attendance.objects.get()
    assert (there.state, there.agency, there.role) == ("apologies", agency, "named nurse")


# earlier meetings


def test_an_earlier_meeting_is_looked_at_put_right_and_removed_once_asked(as_, audit, moderator):
    case, *_ = two_returns(audit)
    earlier, today = meeting(audit, moderator, -30), meeting(audit, moderator)
    put_down(earlier, moderator)
    client = as_(moderator)
    assert page_of(earlier) in client.get(room_of(audit)).content.decode()
    assert "Rafe Marl" in text(client.get(page_of(earlier)))
    day = TODAY - timedelta(29)
    right = {"change-held_on": f"{day:%d %m %Y}", "change-place": "Hall"}
    client.post(page_of(earlier), right | {"change-looked_at": [str(case.pk)]})
    earlier.refresh_from_db()
    assert (earlier.held_on, earlier.place) == (day, "Hall")
    assert [each.case for each in earlier.moderations.all()] == [case]
    client.post(page_of(earlier), right)
    assert not earlier.moderations.exists()
    same = client.post(page_of(earlier), {"change-held_on": f"{TODAY:%d %m %Y}"})
    assert same.status_code == 422
    assert "The panel has another meeting on" in text(same)
    removing = reverse("cases:remove_meeting", args=[audit.pk, earlier.pk])
    assert "1 person, is deleted with it" in text(client.get(removing))
    assert PanelMeeting.objects.count() == 2
    assert client.post(removing).url == room_of(audit)
    assert PanelMeeting.objects.get() == today


def test_a_meeting_of_another_audit_is_not_found(as_, audit, moderator):
    held = meeting(panel_audit(), moderator)
    for name in ("panel_meeting", "remove_meeting"):
        address = reverse(f"cases:{name}", args=[audit.pk, held.pk])
        assert as_(moderator).get(address).status_code == 404


# which meeting looked at a case


def test_a_word_saved_on_the_day_of_a_meeting_says_that_it_looked_at_the_case(moderator):
    case, *_ = two_returns()
    save_judgement(item=item(case), place=SEEN_ALONE, said=said(), by=moderator)
    assert not case.moderation.meetings.exists()
    Judgement.objects.update(updated_at=timezone.now() - timedelta(7))
    before = meeting(case.audit, moderator, -7)  # put down afterwards
    today = meeting(case.audit, moderator)
    assert list(case.moderation.meetings.all()) == [before]
    add_learning(item=item(case), kind="learning", text="Ask.", by=moderator)
    assert set(case.moderation.meetings.all()) == {before, today}
    other, *_ = two_returns(case.audit)
    save_judgement(item=item(other), place=SEEN_ALONE, said=said(), by=moderator)
    assert list(other.moderation.meetings.all()) == [today]


def test_both_meetings_stand_on_the_screen_and_in_what_is_released(as_, moderator):
    case, health, _ = two_returns()
    before, today = meeting(case.audit, moderator, -7), meeting(case.audit, moderator)
    agreed_whole(case, moderator)
    case.moderation.meetings.add(before)
    looked_at = f"looked at on {before.day} and {today.day}"
    screen = reverse("cases:panel_item", args=[case.audit_id, case.pk])
    assert looked_at in text(as_(moderator).get(screen))
    released(case)
    lead = factories.lead(health.agency)
    shown = text(as_(lead).get(reverse("cases:review", args=[health.pk])))
    assert f"The panel looked at it on {before.day} and {today.day}." in shown
    through = case.moderation.meetings.through.objects
    with acting(of_agency(health.agency)):
        assert through.count() == 2
    with acting(of_agency(factories.agency())):
        assert through.count() == 0

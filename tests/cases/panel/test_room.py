"""Who is in the room, and what each meeting of the panel looked at."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from agencies.rls import acting
from agencies.roles import Role
from audits.models import LocalGroup
from cases.grouping import remove_group
from cases.models import Attendance, Case, Judgement, PanelMeeting
from cases.panel.judging import save_judgement
from cases.panel.learning import add_learning
from cases.panel.meetings import people_offered, remove_meeting
from cases.panel.notes import hold_meeting, record_attendance
from cases.panel.room import agencies_present, in_the_room
from cases.transitions import Refused
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


def meeting(audit, by, days=0, place="", **more):
    day = TODAY + timedelta(days)
    return hold_meeting(audit=audit, held_on=day, place=place, by=by, **more)


def put_down(held, by, name="Rafe Marl", state="present", **more):
    return record_attendance(meeting=held, name=name, state=state, by=by, **more)


def test_a_meeting_that_was_begun_has_nobody_in_the_room_until_somebody_is_put_down(
    audit, moderator
):
    put_down(meeting(audit, moderator, -30), moderator)
    today = meeting(audit, moderator)
    assert in_the_room(audit).people == ()
    there = put_down(today, moderator, "Sorrel Pennyfold")
    assert [each.name for each in in_the_room(audit).people] == [there.name]


def test_a_meeting_put_down_for_a_later_day_does_not_empty_the_room(audit, moderator):
    there = put_down(meeting(audit, moderator), moderator)
    meeting(audit, moderator, 14)
    assert [each.name for each in in_the_room(audit).people] == [there.name]


def test_agencies_present_are_counted_of_all_that_take_part(audit, moderator):
    agencies = [factories.agency() for _ in range(4)]
    for agency in agencies:
        audit.participations.create(agency=agency)
    today = meeting(audit, moderator)
    put_down(today, moderator, agency=agencies[0])
    put_down(today, moderator, state="apologies", agency=agencies[1])
    put_down(today, moderator, agency=factories.agency())  # takes no part
    assert agencies_present(in_the_room(audit).people, agencies) == "1 of 4 agencies"
    assert agencies_present([], agencies) == ""


# filling the room


def room_of(audit) -> str:
    return reverse("cases:panel_room", args=[audit.pk])


def screen_of(case) -> str:
    return reverse("cases:panel_item", args=[case.audit_id, case.pk])


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


# begun, from the page and from the screen of a case


def test_a_meeting_that_was_begun_is_the_one_that_is_shown_also_one_put_down_ahead(
    as_, audit, moderator
):
    meeting(audit, moderator, -30)
    ahead = TODAY + timedelta(14)
    response = as_(moderator).post(room_of(audit), {"held_on": f"{ahead:%d %m %Y}"})
    assert response.url == page_of(PanelMeeting.objects.get(held_on=ahead))


def test_a_day_said_again_without_a_place_keeps_its_place(as_, audit, moderator):
    held = meeting(audit, moderator, place="Town hall")
    again = {"held_on": f"{TODAY:%d %m %Y}"}
    assert as_(moderator).post(room_of(audit), again).url == page_of(held)
    as_(moderator).post(room_of(audit), again | {"place": " "})
    assert PanelMeeting.objects.get().place == "Town hall"
    as_(moderator).post(room_of(audit), again | {"place": "Library"})
    assert PanelMeeting.objects.get().place == "Library"


@pytest.mark.parametrize("day", ["1 1 1900", "1 1 2099"])
def test_a_day_out_of_all_proportion_is_refused_and_stays_to_be_put_right(
    as_, audit, moderator, day
):
    held = meeting(audit, moderator)
    for address, name in ((room_of(audit), "held_on"), (page_of(held), "change-held_on")):
        response = as_(moderator).post(address, {name: day})
        assert response.status_code == 422
        assert "Is the year right?" in text(response)
        assert f'value="{day}"' in response.content.decode()
    assert [each.held_on for each in PanelMeeting.objects.all()] == [TODAY]


def test_the_screen_says_which_day_s_people_it_shows_and_starts_a_meeting_in_one_press(
    as_, audit, moderator
):
    case, *_ = two_returns(audit)
    before = meeting(audit, moderator, -30, "Old hall")
    put_down(before, moderator)
    client = as_(moderator)
    screen = client.get(screen_of(case))
    said_of_it = f"No meeting is started today. The last one was on {before.day}, Old hall:"
    assert said_of_it in text(screen)
    begun = client.post(room_of(audit), fields_of(screen, "start-today"))
    today = PanelMeeting.objects.get(held_on=TODAY)
    assert begun.url == page_of(today)
    shown = client.get(screen_of(case))
    assert f"Today, {today.day}" not in text(shown)
    assert f"Today {today.day}" in text(shown)
    assert "Rafe Marl" not in text(shown)
    assert Page(shown.content.decode()).all("form", action=room_of(audit)) == []


# pages that were open while somebody else went on


def test_people_put_down_at_a_meeting_that_was_removed_are_kept_on_the_page(as_, audit, moderator):
    newest, gone = meeting(audit, moderator), meeting(audit, moderator, -7)
    address = page_of(gone)
    remove_meeting(meeting=gone, by=moderator)
    sent = {"name": "Rafe Marl\nSorrel Elder", "role": "lay member", "state": "present"}
    response = as_(moderator).post(address, sent)
    assert response.status_code == 409
    assert "Somebody removed this meeting" in text(response)
    page = Page(response.content.decode())
    assert "Sorrel Elder" in page.all("textarea", name="name")[0].text
    assert page.all("form", action=page_of(newest))
    remove_meeting(meeting=newest, by=moderator)
    response = as_(moderator).post(address, sent)
    assert response.status_code == 409
    assert "Sorrel Elder, lay member" in text(response)
    for damaged in ({}, {"name": "x" * 101, "people": ["x"], "state": "?"}):
        assert as_(moderator).post(address, damaged).status_code == 409


def test_a_meeting_that_was_removed_is_put_right_by_beginning_it_anew(as_, audit, moderator):
    gone = meeting(audit, moderator)
    address, removing = page_of(gone), reverse("cases:remove_meeting", args=[audit.pk, gone.pk])
    remove_meeting(meeting=gone, by=moderator)
    sent = {"change-held_on": f"{TODAY:%d %m %Y}", "change-place": "Hall of before"}
    response = as_(moderator).post(address, sent)
    assert response.status_code == 409
    assert fields_of(response, "start")["place"] == ["Hall of before"]
    assert "removed this meeting already" in text(as_(moderator).post(removing, follow=True))


def test_a_person_taken_off_the_list_twice_is_taken_off_once(as_, audit, moderator):
    there = put_down(meeting(audit, moderator), moderator)
    leaving = reverse("cases:leave_room", args=[audit.pk, there.pk])
    client = as_(moderator)
    assert client.post(leaving).status_code == 302
    assert "took this person off the list already" in text(client.post(leaving, follow=True))


# meetings of local groups


@pytest.fixture
def lakeside(audit):
    return local_group(audit, "Lakeside")


@pytest.fixture
def harbour(audit):
    return local_group(audit, "Harbour")


def local_group(audit, name):
    """(the group, its moderator, its case)"""
    group = LocalGroup.objects.create(audit=audit, name=name)
    person = factories.user(Role.MODERATOR)
    group.people.add(person)
    case, *_ = two_returns(audit)
    case.group = group
    case.save()
    return group, person, case


def begun(as_, audit, person, place="", **more):
    sent = {"held_on": f"{TODAY:%d %m %Y}", "place": place, **more}
    response = as_(person).post(room_of(audit), sent)
    return response.url.rstrip("/").split("/")[-1]


def test_each_local_group_meets_by_itself_on_the_same_day(as_, audit, lakeside, harbour):
    (lake, anwen, theirs), (harb, corin, ours) = lakeside, harbour
    for case, person in ((theirs, anwen), (ours, corin)):
        save_judgement(item=item(case), place=SEEN_ALONE, said=said(), by=person)
    first = PanelMeeting.objects.get(pk=begun(as_, audit, anwen, "Lakeside hall"))
    second = PanelMeeting.objects.get(pk=begun(as_, audit, corin, "Harbour hall"))
    assert (first.group, first.place) == (lake, "Lakeside hall")
    assert (second.group, second.place) == (harb, "Harbour hall")
    assert [each.case for each in first.moderations.all()] == [theirs]
    assert [each.case for each in second.moderations.all()] == [ours]
    put_down(first, anwen, "Odalys Pemberwick")
    shown = text(as_(corin).get(room_of(audit)))
    assert "Harbour hall" in shown
    assert "Lakeside" not in shown
    assert "Odalys" not in text(as_(corin).get(screen_of(ours)))
    assert "Odalys" in text(as_(anwen).get(screen_of(theirs)))
    removing = reverse("cases:remove_meeting", args=[audit.pk, second.pk])
    assert "1 case no longer says" in text(as_(corin).get(removing))


def test_another_local_group_s_meeting_is_not_found_and_cannot_be_changed(
    as_, audit, lakeside, harbour
):
    (lake, anwen, _), (_, corin, _) = lakeside, harbour
    held = meeting(audit, anwen, group=lake)
    there = put_down(held, anwen)
    for name in ("panel_meeting", "remove_meeting"):
        address = reverse(f"cases:{name}", args=[audit.pk, held.pk])
        assert as_(corin).get(address).status_code == 404
    as_(corin).post(reverse("cases:remove_meeting", args=[audit.pk, held.pk]))
    as_(corin).post(reverse("cases:leave_room", args=[audit.pk, there.pk]))
    as_(corin).post(page_of(held), {"name": "Rafe Marl", "state": "apologies"})
    assert [each.state for each in held.attendances.all()] == ["present"]
    for refused in (
        lambda: put_down(held, corin),
        lambda: meeting(audit, corin, group=lake),
        lambda: meeting(audit, corin),  # the whole panel's
        lambda: remove_meeting(meeting=held, by=corin),
    ):
        with pytest.raises(Refused):
            refused()


def test_a_group_s_own_words_and_people_alone_are_offered_at_its_meeting(
    as_, audit, lakeside, harbour
):
    (lake, anwen, theirs), (_, corin, ours) = lakeside, harbour
    held = meeting(audit, anwen, group=lake)
    boss = factories.coordinator()
    everybody = {each.name for each in people_offered(audit)}
    assert {anwen.name, corin.name, boss.name} <= everybody
    assert {each.name for each in people_offered(audit, lake)} == everybody - {corin.name}
    page = Page(as_(boss).get(page_of(held)).content.decode())
    offered = [each.attributes["value"] for each in page.all("input", name="change-looked_at")]
    assert offered == [str(theirs.pk)]
    day = f"{TODAY:%d %m %Y}"
    said_of_others = {"change-held_on": day, "change-looked_at": [str(ours.pk)]}
    assert as_(boss).post(page_of(held), said_of_others).status_code == 422


def test_the_coordinator_says_whose_meeting_it_is_and_a_group_reads_that_of_the_whole_panel(
    as_, audit, lakeside, harbour
):
    (lake, anwen, theirs), (_, _, ours) = lakeside, harbour
    boss = factories.coordinator()
    of_all = PanelMeeting.objects.get(pk=begun(as_, audit, boss, "Town hall"))
    of_lake = PanelMeeting.objects.get(pk=begun(as_, audit, boss, group=str(lake.pk)))
    assert (of_all.group, of_lake.group) == (None, lake)
    for case in (theirs, ours):
        save_judgement(item=item(case), place=SEEN_ALONE, said=said(), by=boss)
    assert set(theirs.moderation.meetings.all()) == {of_all, of_lake}
    assert set(ours.moderation.meetings.all()) == {of_all}
    put_down(of_all, boss)
    shown = as_(anwen).get(page_of(of_all))
    assert "the coordinator changes it" in text(shown)
    assert Page(shown.content.decode()).all("button", name="state") == []
    assert as_(anwen).post(page_of(of_all), {"name": "A", "state": "present"}).status_code == 422
    assert of_all.attendances.count() == 1


def test_a_group_that_has_met_is_not_removed(audit, lakeside):
    lake, anwen, case = lakeside
    meeting(audit, anwen, group=lake)
    Case.objects.filter(pk=case.pk).update(group=None)
    with pytest.raises(Refused, match="has met"):
        remove_group(group=lake, by=factories.coordinator())


def test_a_meeting_is_of_a_group_of_its_own_audit_and_one_a_day(audit, lakeside):
    lake, *_ = lakeside
    day = {"audit": audit, "held_on": TODAY}
    for group in (None, lake):
        PanelMeeting.objects.create(**day, group=group)
        with pytest.raises(IntegrityError), transaction.atomic():
            PanelMeeting.objects.create(**day, group=group)
    other = panel_audit()
    broken = pytest.raises(IntegrityError, match="panel_of_a_group_of_its_audit")
    with broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        PanelMeeting.objects.create(audit=other, held_on=TODAY, group=lake)


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

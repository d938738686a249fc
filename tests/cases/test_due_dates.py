"""Due dates moved with a reason, for one return or for many; the auditors are told once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agencies.models import Message
from audits.models import Audit
from cases.due_dates import move_due_date, move_due_dates
from cases.models import AuditReturn, ReturnStep
from cases.moving_timetable import move_whole_timetable
from cases.samples.frames import begin_draw, set_rules
from cases.transitions import Refused
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status
TODAY = date(2026, 11, 24)
NEW = date(2026, 12, 18)
WHY = "Staff sickness."


@pytest.fixture
def coordinator():
    return factories.coordinator()


@pytest.fixture
def audit():
    return factories.audit(due_on=date(2026, 12, 4))


def due(found: AuditReturn) -> date:
    return AuditReturn.objects.get(pk=found.pk).due_on


def move(found, coordinator, **fields):
    given = {"due_on": NEW, "reason": WHY, "by": coordinator, "today": TODAY}
    move_due_date(audit_return=found, **given | fields)


def move_all(audit, coordinator, **fields):
    given = {"due_on": NEW, "reason": WHY, "by": coordinator, "today": TODAY}
    return move_due_dates(audit=audit, **given | fields)


def test_one_return_moves_with_its_reason_and_its_history(audit, coordinator):
    found, other = factories.audit_return(audit=audit), factories.audit_return(audit=audit)
    move(found, coordinator)
    found.refresh_from_db()
    assert (found.due_on, found.due_reason) == (NEW, WHY)
    assert due(other) == audit.due_on
    step = ReturnStep.objects.get(audit_return=found)
    assert step.reason == f"4 December 2026 to 18 December 2026: {WHY}"


def test_its_people_are_told_the_day_and_not_the_reason(audit, coordinator):
    found = factories.audit_return(audit=audit)
    found.substitute = factories.auditor(found.agency)
    found.save()
    move(found, coordinator)
    assert set(Message.objects.values_list("recipient__name", flat=True)) == {
        found.auditor.name, found.substitute.name,
    }  # fmt: skip
    for message in Message.objects.all():
        assert message.subject == f"{found.reference} is now due on 18 December 2026"
        assert WHY not in message.body


def test_leads_are_told_where_nobody_answers_yet(audit, coordinator):
    found = factories.audit_return(audit=audit, auditor=None)
    lead = factories.lead(found.agency)
    move(found, coordinator)
    assert Message.objects.get().recipient == lead


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"due_on": TODAY - timedelta(days=1)}, "That day is over"),
        ({"reason": "  "}, "Say why the date moves"),
        ({"due_on": date(2026, 12, 4)}, "due on that day already"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(audit, coordinator, fields, sentence):
    with pytest.raises(Refused, match=sentence):
        move(factories.audit_return(audit=audit), coordinator, **fields)


def test_today_is_a_day_that_may_be_chosen(audit, coordinator):
    found = factories.audit_return(audit=audit)
    move(found, coordinator, due_on=TODAY)
    assert due(found) == TODAY


@pytest.mark.parametrize("status", [*AuditReturn.HANDED_IN, Status.EXEMPT])
def test_what_is_no_longer_waited_for_keeps_its_day(audit, coordinator, status):
    found = factories.move(factories.answered_return(audit=audit), status)
    with pytest.raises(Refused):
        move(found, coordinator)


@pytest.mark.parametrize("status", Audit.ENDED)
def test_an_ended_audit_keeps_its_days(coordinator, status):
    found = factories.audit_return(audit=factories.audit(status=status))
    with pytest.raises(Refused, match="has ended"):
        move(found, coordinator)
    with pytest.raises(Refused, match="has ended"):
        move_all(found.audit, coordinator)


def test_only_a_coordinator_moves_days(audit):
    found = factories.audit_return(audit=audit)
    for by in (found.auditor, factories.lead(found.agency)):
        with pytest.raises(PermissionDenied):
            move(found, by)
        with pytest.raises(PermissionDenied):
            move_all(audit, by)


def test_all_open_returns_move_and_those_expected_later_are_due_then_too(audit, coordinator):
    agency = factories.agency()
    person = factories.auditor(agency)
    mine = [factories.audit_return(audit=audit, agency_=agency, auditor=person) for _ in range(4)]
    handed_in = factories.submitted_return(audit=audit)
    assert set(move_all(audit, coordinator)) == set(mine)
    assert {due(found) for found in mine} == {NEW}
    assert due(handed_in) == date(2026, 12, 4)
    assert Audit.objects.get(pk=audit.pk).due_on == NEW
    (message,) = Message.objects.all()
    assert message.subject == "4 returns are now due on 18 December 2026"
    assert all(found.reference in message.body for found in mine)


def test_one_agency_moves_alone(audit, coordinator):
    one, other = factories.audit_return(audit=audit), factories.audit_return(audit=audit)
    move_all(audit, coordinator, agency=one.agency)
    assert (due(one), due(other)) == (NEW, date(2026, 12, 4))
    assert Audit.objects.get(pk=audit.pk).due_on == date(2026, 12, 4)


def test_one_draw_moves_alone(audit, coordinator):
    first = factories.audit_return(audit=audit, due_on=date(2026, 11, 27))
    second = factories.audit_return(audit=audit)
    move_all(audit, coordinator, due_now=date(2026, 11, 27))
    assert (due(first), due(second)) == (NEW, date(2026, 12, 4))
    assert Audit.objects.get(pk=audit.pk).due_on == date(2026, 12, 4)


class TestDraws:
    """Returns of a draw that has a day of its own, expected before and after it moves."""

    @pytest.fixture
    def draw(self, coordinator):
        draw = begin_draw(audit=factories.audit(due_on=date(2026, 12, 4)), by=coordinator)
        return set_rules(draw=draw, by=coordinator, due_on=date(2026, 11, 27))

    def day(self, draw) -> date:
        return type(draw).objects.get(pk=draw.pk).due_on

    def test_its_day_moves_with_the_returns_of_that_day(self, draw, coordinator):
        factories.audit_return(audit=draw.audit, due_on=date(2026, 11, 27))
        move_all(draw.audit, coordinator, due_now=date(2026, 11, 27))
        assert self.day(draw) == NEW

    def test_it_stays_where_another_day_or_one_agency_moves(self, draw, coordinator):
        other = factories.audit_return(audit=draw.audit)
        move_all(draw.audit, coordinator, due_now=date(2026, 12, 4))
        move_all(draw.audit, coordinator, due_on=date(2026, 12, 21), agency=other.agency)
        assert self.day(draw) == date(2026, 11, 27)

    def test_it_moves_with_the_whole_timetable(self, draw, coordinator):
        move_whole_timetable(
            audit=draw.audit, version=1, days=7, reason=WHY, by=coordinator, today=TODAY
        )
        assert self.day(draw) == date(2026, 12, 4)

    def test_a_draw_still_to_be_made_is_not_moved_onto_a_day_that_is_over(self, draw, coordinator):
        with pytest.raises(Refused, match="Returns of draw 1 would be due on a day that is over"):
            move_whole_timetable(
                audit=draw.audit, version=1, days=-7, reason=WHY, by=coordinator, today=TODAY
            )


def test_moving_nothing_is_refused_in_words(audit, coordinator):
    with pytest.raises(Refused, match="No return still to be handed in would move"):
        move_all(audit, coordinator, agency=factories.agency())


def posted(day: date, reason=WHY, **fields) -> dict:
    parts = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    return parts | {"reason": reason} | fields


def test_the_page_of_one_return(client, coordinator):
    found = factories.audit_return()
    client.force_login(coordinator)
    address = reverse("cases:due_date", args=[found.pk])
    today = timezone.localdate()
    over = client.post(address, posted(today - timedelta(days=1)))
    assert over.status_code == 422
    assert "That day is over. Choose today or a later day" in text_of(over)
    nonsense = posted(today) | {"due_on_day": 31, "due_on_month": 2}
    assert "That day does not exist" in text_of(client.post(address, nonsense))
    assert "Enter why the date moves" in text_of(client.post(address, posted(today, "")))
    later = today + timedelta(days=20)
    said = text_of(client.post(address, posted(later), follow=True))
    assert f"is now due on {later:%A} {later.day} {later:%B %Y}." in said
    assert f"Moved: {WHY}" in said


def test_the_reason_stands_beside_the_date_for_everybody_who_reads_it(client, coordinator):
    found = factories.audit_return()
    move_due_date(
        audit_return=found, due_on=found.due_on + timedelta(days=3), reason=WHY,
        by=coordinator, today=TODAY,
    )  # fmt: skip
    client.force_login(found.auditor)
    for page in (reverse("cases:my_returns"), reverse("cases:return", args=[found.pk])):
        assert f"Moved: {WHY}" in text_of(client.get(page))
    client.force_login(factories.lead(found.agency))
    assert f"Moved: {WHY}" in text_of(client.get(reverse("cases:agency")))


def test_the_page_of_an_audit_warns_of_the_panel(client, coordinator):
    today = timezone.localdate()
    audit = factories.audit(due_on=today, panel_on=today + timedelta(days=5))
    factories.audit_return(audit=audit)
    client.force_login(coordinator)
    address = reverse("cases:due_dates", args=[audit.pk])
    said = text_of(client.post(address, posted(today + timedelta(days=6)), follow=True))
    assert "1 return is now due on" in said
    assert "not before the panel meets" in said


def test_a_forged_agency_or_day_is_refused_in_words(client, coordinator):
    found = factories.audit_return()
    client.force_login(coordinator)
    address = reverse("cases:due_dates", args=[found.audit_id])
    day = timezone.localdate() + timedelta(days=5)
    forged = posted(day, agency=factories.agency().pk, due_now="1999-01-01")
    response = client.post(address, forged)
    assert response.status_code == 422
    said = text_of(response)
    assert "Choose an agency from the list" in said
    assert "Choose a day from the list" in said

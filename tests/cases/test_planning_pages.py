"""Who takes part, the timetable and the start of an audit, as pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Agency, Message, Sector
from audits.models import Audit, AuditTool
from audits.timetable import default_timetable
from cases.models import Involvement
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(as_):
    person = factories.coordinator()
    as_(person)
    return person


@pytest.fixture
def audit():
    made = factories.audit(status=Audit.Status.PLANNING, **default_timetable(timezone.localdate()))
    factories.case(made)
    return made


def url(name: str, audit, *more) -> str:
    return reverse(f"cases:{name}", args=[audit.pk, *more])


class TestAgencies:
    def save(self, client, audit, agencies=(), chosen=(), version=None):
        audit.refresh_from_db()
        given = {
            "agencies": [each.pk for each in agencies],
            "chosen": [each.pk for each in chosen],
            "version": version or audit.plan_version,
        }
        return client.post(url("agencies_of_audit", audit), given)

    def test_agencies_are_grouped_by_sector_with_their_leads(self, client, coordinator, audit):
        police, health = factories.agency(Sector.POLICE), factories.agency(Sector.HEALTH)
        lead = factories.lead(health)
        page = text_of(client.get(url("agencies_of_audit", audit)))
        assert page.index("Health") < page.index(health.name) < page.index("Police")
        assert lead.name in page
        assert "No lead" in page[page.index(police.name) :]

    def test_ticked_agencies_take_part_in_all_or_in_chosen_cases(self, client, coordinator, audit):
        first, school = factories.agency(), factories.agency(Sector.EDUCATION)
        other = factories.agency()
        response = self.save(client, audit, [first, school], chosen=[school, other])
        assert response.status_code == 302
        joined = {each.agency: each.chosen_cases for each in audit.participations.all()}
        assert joined == {first: False, school: True}
        page = client.get(url("agencies_of_audit", audit)).content.decode()
        assert url("chosen_cases", audit, school.pk) in page

    def test_a_choice_made_from_an_older_plan_is_shown_again(self, client, coordinator, audit):
        first, second = factories.agency(), factories.agency()
        self.save(client, audit, [first])
        response = self.save(client, audit, [second], version=1)
        assert response.status_code == 409
        assert "Your ticks are kept" in text_of(response)
        assert f'id="agency-{second.pk}" checked' in response.content.decode()
        assert list(audit.agencies.all()) == [first]

    def test_a_guest_is_invited_and_offered_nowhere_else(self, client, coordinator, audit):
        given = {
            "name": "Far Shire Hospice",
            "sector": "health",
            "lead_name": "Guest Lead",
            "lead_email": "guest@example.org",
            "chosen_cases": "on",
        }
        assert client.post(url("guest", audit), given).status_code == 302
        guest = Agency.objects.get(is_guest=True)
        joins = audit.participations.get(agency=guest)
        assert (joins.is_guest, joins.chosen_cases) == (True, True)
        assert Message.objects.filter(recipient__email="guest@example.org").exists()
        here = text_of(client.get(url("agencies_of_audit", audit)))
        assert "Far Shire Hospice (guest)" in here
        elsewhere = client.get(url("agencies_of_audit", factories.audit())).content.decode()
        assert f"agency-{guest.pk}" not in elsewhere

    def test_a_guest_of_another_audit_is_offered_under_a_heading_of_its_own(
        self, client, coordinator, audit
    ):
        guest = factories.agency(name="Far Shire Hospice", is_guest=True)
        factories.lead(guest, name="Guest Lead", email="guest@example.org")
        other = factories.audit(name="Last year")
        other.participations.create(agency=guest, is_guest=True)
        ours = factories.agency(name="Testshire Police")
        other.participations.create(agency=ours)
        page = text_of(client.get(url("agencies_of_audit", audit)))
        offered = page[page.index("Guests of other audits") :]
        assert offered.index("Far Shire Hospice") < offered.index("Last year")
        assert "Testshire Police" not in offered
        assert client.get(url("guest_again", audit, ours.pk)).status_code == 404
        again = url("guest_again", audit, guest.pk)
        filled = client.get(again).content.decode()
        assert 'value="Far Shire Hospice"' in filled
        assert 'value="guest@example.org"' in filled
        given = client.get(again).context["form"].initial
        assert client.post(again, given).status_code == 302
        assert audit.participations.get().is_guest
        assert audit.agencies.get() == guest
        assert "Guests of other audits" not in text_of(client.get(url("agencies_of_audit", audit)))
        assert client.get(again).status_code == 404

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"lead_email": "nobody"}, "Enter an e-mail address"),
            ({"name": " "}, "Enter the name of the agency"),
            ({"sector": "moon"}, "Choose a sector from the list"),
        ],
    )
    def test_a_guest_that_cannot_be_is_refused_in_words(
        self, client, coordinator, audit, fields, said
    ):
        given = {
            "name": "Hospice",
            "sector": "health",
            "lead_name": "Guest Lead",
            "lead_email": "guest@example.org",
        }
        response = client.post(url("guest", audit), given | fields)
        assert response.status_code == 422
        assert said in text_of(response)
        assert not Agency.objects.filter(is_guest=True).exists()

    def test_cases_are_chosen_for_an_agency(self, client, coordinator, audit):
        school = factories.agency(Sector.EDUCATION)
        self.save(client, audit, [school], chosen=[school])
        case = audit.cases.get()
        page = url("chosen_cases", audit, school.pk)
        assert client.post(page, {"cases": [case.pk]}).status_code == 302
        assert Involvement.objects.get(agency=school).case == case
        foreign = factories.case(factories.audit())
        response = client.post(page, {"cases": [foreign.pk]})
        assert response.status_code == 422
        assert "Choose cases of this audit" in text_of(response)


class TestTimetable:
    def days(self, audit, **changed) -> dict:
        found = {"version": audit.plan_version}
        for field, day in (default_timetable(timezone.localdate()) | changed).items():
            if day:
                found |= {
                    f"{field}_day": day.day,
                    f"{field}_month": day.month,
                    f"{field}_year": day.year,
                }
        return found

    def test_days_are_shown_with_their_weekday(self, client, coordinator, audit):
        page = text_of(client.get(url("timetable", audit)))
        assert f"{audit.due_on:%A} {audit.due_on.day} {audit.due_on:%B %Y}" in page

    def test_a_day_is_changed(self, client, coordinator, audit):
        later = audit.panel_on + timedelta(days=1)
        response = client.post(url("timetable", audit), self.days(audit, panel_on=later))
        assert response.status_code == 302
        audit.refresh_from_db()
        assert audit.panel_on == later

    def test_an_order_that_cannot_be_is_said_beside_its_day(self, client, coordinator, audit):
        wrong = audit.due_on - timedelta(days=1)
        response = client.post(url("timetable", audit), self.days(audit, panel_on=wrong))
        assert response.status_code == 422
        assert "cannot be before “Returns are due”" in text_of(response)

    def test_days_typed_over_a_newer_timetable_are_kept_and_shown(self, client, coordinator, audit):
        typed = self.days(audit, panel_on=audit.panel_on + timedelta(days=1))
        Audit.objects.update(plan_version=2)
        assert client.post(url("timetable", audit), typed).status_code == 409
        assert client.post(url("timetable", audit), typed | {"version": 2}).status_code == 302

    def test_every_day_moves_at_once(self, client, coordinator, audit):
        before = audit.due_on
        response = client.post(
            url("move_timetable", audit),
            {"move-days": "7", "move-way": "later", "move-version": "1"},
        )
        assert response.status_code == 302
        audit.refresh_from_db()
        assert audit.due_on >= before + timedelta(days=7)

    @pytest.mark.parametrize("days", ["", "0", "x", "99999999999", "-3"])
    def test_a_number_of_days_that_cannot_be_is_said(self, client, coordinator, audit, days):
        response = client.post(
            url("move_timetable", audit),
            {"move-days": days, "move-way": "later", "move-version": "1"},
        )
        assert response.status_code == 422
        assert "Enter" in text_of(response)

    def test_with_returns_a_move_needs_a_reason(self, client, coordinator):
        found = factories.audit_return(audit=factories.audit(due_on=date(2030, 1, 1)))
        given = {"move-days": "7", "move-way": "later", "move-version": "1"}
        assert client.post(url("move_timetable", found.audit), given).status_code == 422
        response = client.post(
            url("move_timetable", found.audit), given | {"move-reason": "Snow."}, follow=True
        )
        assert "1 return moved too" in text_of(response)
        found.refresh_from_db()
        assert found.due_on == date(2030, 1, 8)


class TestStart:
    def test_what_stops_it_leads_to_where_it_is_put_right(self, client, coordinator, audit):
        page = client.get(url("start", audit))
        assert "No agency takes part yet" in text_of(page)
        assert url("agencies_of_audit", audit) in page.content.decode()
        assert "Start the audit" not in text_of(page)

    def test_it_starts_once_what_is_open_was_confirmed(self, client, coordinator, audit):
        agency = factories.agency()
        audit.participations.create(agency=agency)
        page = text_of(client.get(url("start", audit)))
        assert f"{agency} has no lead" in page
        refused = client.post(url("start", audit))
        assert refused.status_code == 422
        assert "tick that you start" in text_of(refused)
        response = client.post(url("start", audit), {"confirmed": "yes"})
        assert response.url == reverse("cases:audit", args=[audit.pk])
        assert Involvement.objects.get(agency=agency).state == "to_confirm"
        again = client.get(url("start", audit))
        assert "This audit is collecting its returns." in text_of(again)

    def test_the_overview_leads_there_and_does_not_say_that_every_return_is_in(
        self, client, coordinator, audit
    ):
        page = client.get(reverse("cases:audit", args=[audit.pk]))
        assert url("start", audit) in page.content.decode()
        assert "Check the plan and start" in text_of(page)
        assert "Every return is in" not in text_of(page)

    def test_cases_that_came_later_are_asked_about(self, client, coordinator, audit):
        audit.participations.create(agency=factories.agency())
        client.post(url("start", audit), {"confirmed": "yes"})
        factories.case(audit)
        assert "1 question has not been asked yet" in text_of(client.get(url("start", audit)))
        client.post(url("ask_new_cases", audit))
        assert Involvement.objects.count() == 2

    def test_an_audit_of_organisations_starts_with_returns(self, client, coordinator):
        audit = factories.audit_of(
            AuditTool.Audits.ORGANISATIONS, factories.agency(), status=Audit.Status.PLANNING
        )
        assert "a return about themselves" in text_of(client.get(url("start", audit)))
        client.post(url("start", audit), {"confirmed": "yes"})
        assert audit.returns.count() == 1

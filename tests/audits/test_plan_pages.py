"""A coordinator plans an audit in the browser, changes the plan, and counts a year’s quotas."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.models import Activity
from audits.models import Audit, Programme, ProgrammeQuota, Stream
from audits.programmes import progress_of, quarter_of
from cases.models import Case
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(as_):
    person = factories.coordinator()
    as_(person)
    return person


def parts(name: str, day: date) -> dict:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def typed(**fields) -> dict:
    start = timezone.localdate()
    return (
        {
            "name": "Neglect, second look",
            "reference_prefix": "NEG27",
            "tool_version": factories.small_version().pk,
            "theme": "Neglect",
            "purpose": "Is neglect named?",
            "key_lines": "Recognition\nResponse",
            "series": "Neglect",
            "stream": "joint",
        }
        | parts("scope_start", date(start.year - 1, 1, 1))
        | parts("scope_end", date(start.year - 1, 12, 31))
        | parts("starts_on", start)
        | fields
    )


class TestPlanning:
    def test_an_audit_is_planned_and_its_plan_shown(self, client, coordinator):
        response = client.post(reverse("audits:new_audit"), typed())
        made = Audit.objects.get()
        assert response.url == reverse("audits:plan", args=[made.pk])
        page = text_of(client.get(response.url))
        assert "Recognition" in page
        assert "No agency yet." in page
        assert "Check and start" in page
        assert made.series.name == "Neglect"

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"name": ""}, "Enter what the audit is called."),
            ({"reference_prefix": "neglect"}, "Write letters and a year, like NEG26."),
            ({"tool_version": uuid4()}, "Choose a published tool from the list."),
            ({"starts_on_year": "9999"}, "That is too far away."),
            ({"scope_end_year": "2020"}, "The period ends before it starts."),
            (
                {"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""},
                "Enter the day on which the work starts.",
            ),
            ({"scope_end_day": "31", "scope_end_month": "2"}, "That day does not exist."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, client, coordinator, fields, said
    ):
        response = client.post(reverse("audits:new_audit"), typed(**fields))
        assert response.status_code == 422
        page = text_of(response)
        assert said in page
        assert "Is neglect named?" in page
        assert not Audit.objects.exists()

    def test_letters_that_are_taken_are_said(self, client, coordinator):
        factories.audit(reference_prefix="NEG27")
        page = text_of(client.post(reverse("audits:new_audit"), typed()))
        assert "Another audit uses these letters" in page

    def test_a_draft_tool_is_not_offered(self, client, coordinator):
        draft = factories.draft_version()
        assert str(draft.pk) not in client.get(reverse("audits:new_audit")).content.decode()


class TestChanging:
    def change(self, client, audit, **fields):
        given = typed(tool_version=audit.tool_version_id, version=audit.plan_version)
        return client.post(reverse("audits:edit_plan", args=[audit.pk]), given | fields)

    def test_a_plan_is_changed(self, client, coordinator):
        audit = factories.audit(status=Audit.Status.PLANNING)
        response = self.change(client, audit, name="Renamed")
        assert response.status_code == 302
        audit.refresh_from_db()
        assert (audit.name, audit.plan_version) == ("Renamed", 2)

    def test_somebody_elses_change_is_shown_beside_what_was_typed(self, client, coordinator):
        audit = factories.audit(status=Audit.Status.PLANNING)
        self.change(client, audit, purpose="What the other wrote.")
        response = self.change(client, audit, purpose="What I wrote.")
        assert response.status_code == 409
        page = text_of(response)
        assert "What the other wrote." in page
        assert "What I wrote." in page
        audit.refresh_from_db()
        assert audit.purpose == "What the other wrote."
        again = self.change(client, audit, purpose="What I wrote.")
        assert again.status_code == 302

    def test_with_cases_the_letters_are_not_asked_for(self, client, coordinator):
        audit = factories.audit(status=Audit.Status.PLANNING)
        factories.case(audit)
        page = client.get(reverse("audits:edit_plan", args=[audit.pk])).content.decode()
        assert 'name="reference_prefix"' not in page
        assert self.change(client, audit, name="Renamed").status_code == 302

    def test_an_ended_audit_has_nothing_to_change(self, client, coordinator):
        audit = factories.audit(status=Audit.Status.CLOSED)
        page = text_of(client.get(reverse("audits:edit_plan", args=[audit.pk])))
        assert "its plan stays as it is" in page
        assert self.change(client, audit).status_code == 422

    def test_the_plan_costs_as_many_queries_with_twenty_agencies(
        self, client, coordinator, django_assert_max_num_queries
    ):
        audit = factories.audit()
        for _ in range(20):
            audit.participations.create(agency=factories.agency())
        with django_assert_max_num_queries(22):
            client.get(reverse("audits:plan", args=[audit.pk]))


class TestProgrammes:
    def done(self, programme) -> list[int]:
        return [each.started for each in progress_of(programme)]

    @pytest.mark.parametrize(
        ("day", "quarter"),
        [
            (date(2026, 4, 1), 1),
            (date(2026, 6, 30), 1),
            (date(2026, 7, 1), 2),
            (date(2027, 3, 31), 4),
            (date(2026, 3, 31), None),
            (date(2027, 4, 1), None),
        ],
    )
    def test_a_quarter_is_three_months_from_the_first_day(self, day, quarter):
        year = Programme(starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31))
        assert quarter_of(year, day) == quarter

    def test_a_quota_is_met_by_closed_audits_and_says_how_many_have_started(self):
        programme = factories.programme()
        quota = programme.quotas.create(number=2)
        for status in ("collecting", "closed", "analysing"):
            factories.audit(programme=programme, due_on=date(2026, 9, 1), status=status)
        (found,) = progress_of(programme)
        assert found.words == "3 started, 2 audits asked for, 1 closed"
        assert not found.is_met
        quota.number = 4
        quota.save()
        (found,) = progress_of(programme)
        assert found.words == "3 of 4 audits started, 1 closed"
        programme.audits.update(status="closed")
        quota.number = 3
        quota.save()
        assert [each.is_met for each in progress_of(programme)] == [True]

    def test_audits_that_have_started_count_by_theme_stream_and_quarter(self):
        programme = factories.programme()
        for quota in (
            {},
            {"theme": "neglect"},
            {"stream": Stream.SINGLE_AGENCY},
            {"quarter": 2},
            {"quarter": 1},
        ):
            programme.quotas.create(number=4, **quota)
        second = {"programme": programme, "due_on": date(2026, 9, 1)}
        factories.audit(**second)
        factories.audit(**second, theme="Other", stream=Stream.SINGLE_AGENCY)
        factories.audit(**second, status=Audit.Status.PLANNING)
        factories.audit(**second, status=Audit.Status.CANCELLED)
        factories.audit(due_on=date(2026, 9, 1))
        by_quota = {
            (each.quota.theme, each.quota.stream, each.quota.quarter): each.started
            for each in progress_of(programme)
        }
        assert by_quota == {
            ("", "", None): 2,
            ("neglect", "", None): 1,
            ("", "single_agency", None): 1,
            ("", "", 2): 2,
            ("", "", 1): 0,
        }

    def test_cases_count_with_their_audit_but_those_of_a_rolling_one_when_they_are_added(self):
        programme = factories.programme()
        for quarter in (1, 2, None):
            programme.quotas.create(number=9, quarter=quarter, counts=ProgrammeQuota.Counts.CASES)
        drawn = factories.audit(programme=programme, due_on=date(2026, 9, 1))
        rolling = factories.audit(programme=programme, due_on=date(2027, 2, 1), is_rolling=True)
        for _ in range(3):
            factories.case(drawn)
        for day in (date(2026, 5, 1), date(2026, 8, 1), date(2026, 8, 2)):
            Case.objects.filter(pk=factories.case(rolling).pk).update(added_on=day)
        assert self.done(programme) == [1, 5, 6]

    def test_a_quota_is_added_said_in_words_and_removed(self, client, coordinator):
        programme = factories.programme()
        url = reverse("audits:programme", args=[programme.pk])
        given = {"number": "2", "counts": "audits", "theme": "Neglect", "stream": "joint"}
        assert client.post(url, given).status_code == 302
        page = text_of(client.get(url))
        assert "Joint audits on Neglect" in page
        assert "0 of 2 audits" in page
        again = client.post(url, given)
        assert again.status_code == 422
        assert "There is a quota for this already" in text_of(again)
        quota = programme.quotas.get()
        client.post(reverse("audits:remove_quota", args=[programme.pk, quota.pk]))
        assert not programme.quotas.exists()

    def test_a_programme_is_added_and_changed(self, client, coordinator):
        days = parts("starts_on", date(2026, 4, 1)) | parts("ends_on", date(2027, 3, 31))
        response = client.post(reverse("audits:new_programme"), {"name": "Year one"} | days)
        made = Programme.objects.get()
        assert response.url == reverse("audits:programme", args=[made.pk])
        change = reverse("audits:edit_programme", args=[made.pk])
        assert client.post(change, {"name": "Year two"} | days).status_code == 302
        assert Programme.objects.get().name == "Year two"

    def test_a_quota_is_changed_and_the_record_says_what_of_it(self, client, coordinator):
        programme = factories.programme()
        quota = programme.quotas.create(number=2, quarter=1, theme="Neglect")
        url = reverse("audits:edit_quota", args=[programme.pk, quota.pk])
        assert 'value="Neglect"' in client.get(url).content.decode()
        given = {"number": "4", "counts": "audits", "theme": "Exploitation", "quarter": "2"}
        assert client.post(url, given).status_code == 302
        quota.refresh_from_db()
        assert (quota.number, quota.quarter, quota.theme) == (4, 2, "Exploitation")
        done = Activity.objects.get(verb="changed a quota", object_id=programme.pk)
        assert done.actor_id == coordinator.pk
        assert done.detail == "number 2 to 4, theme, quarter 1 to 2"

    def test_a_quota_changed_into_one_that_is_there_is_refused_and_kept(self, client, coordinator):
        programme = factories.programme()
        programme.quotas.create(number=9, quarter=1)
        quota = programme.quotas.create(number=2)
        url = reverse("audits:edit_quota", args=[programme.pk, quota.pk])
        response = client.post(url, {"number": "3", "counts": "audits", "quarter": "1"})
        assert response.status_code == 422
        assert "There is a quota for this already" in text_of(response)
        quota.refresh_from_db()
        assert (quota.number, quota.quarter) == (2, None)

    def test_a_programme_without_audits_is_deleted_once_it_was_asked(self, client, coordinator):
        programme = factories.programme()
        programme.quotas.create(number=2)
        url = reverse("audits:remove_programme", args=[programme.pk])
        assert "with its quotas" in text_of(client.get(url))
        assert Programme.objects.exists()
        assert client.post(url).url == reverse("audits:programmes")
        assert not Programme.objects.exists()
        assert Activity.objects.filter(verb="deleted a programme").exists()

    def test_a_programme_with_audits_says_why_it_stays_and_what_to_do(self, client, coordinator):
        programme = factories.programme()
        audit = factories.audit(programme=programme)
        url = reverse("audits:remove_programme", args=[programme.pk])
        why = "1 audit is in this programme. Take each out of it"
        assert why in text_of(client.get(url))
        assert why in text_of(client.post(url, follow=True))
        audit.refresh_from_db()
        assert audit.programme == programme

    def test_an_audit_is_put_in_and_taken_out_even_when_it_has_ended(self, client, coordinator):
        programme, other = factories.programme(), factories.programme()
        audit = factories.audit(programme=other, status=Audit.Status.CLOSED)
        page = reverse("audits:programme", args=[programme.pk])
        assert f"{audit.name} (now in {other})" in text_of(client.get(page))
        put_in = reverse("audits:put_into_programme", args=[programme.pk])
        client.post(put_in, {"audit": audit.pk})
        audit.refresh_from_db()
        assert audit.programme == programme
        assert "Choose an audit from the list" in text_of(
            client.post(put_in, {"audit": audit.pk}, follow=True)
        )
        take_out = reverse("audits:take_out_of_programme", args=[programme.pk, audit.pk])
        assert client.post(take_out).url == page
        audit.refresh_from_db()
        assert audit.programme is None
        assert client.post(take_out).status_code == 404
        verbs = Activity.objects.filter(audit_id=audit.pk).values_list("verb", flat=True)
        assert {
            "put an audit into a programme",
            "took an audit out of its programme",
        } <= set(verbs)

    def test_a_programme_that_ends_before_it_starts_is_refused(self, client, coordinator):
        days = parts("starts_on", date(2027, 4, 1)) | parts("ends_on", date(2026, 3, 31))
        response = client.post(reverse("audits:new_programme"), {"name": "Year one"} | days)
        assert response.status_code == 422
        assert "It ends before it starts" in text_of(response)

    def test_the_list_leads_to_planning_and_programmes(self, client, coordinator):
        page = client.get(reverse("audits:list")).content.decode()
        assert reverse("audits:new_audit") in page
        assert reverse("audits:programmes") in page
        assert "No programme yet" in text_of(client.get(reverse("audits:programmes")))

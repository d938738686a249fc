"""What a coordinator sees of an audit's progress, and takes to a meeting."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from agencies.activity import record
from agencies.models import Activity, User
from cases import recent_activity
from cases.agency_progress import response_times
from cases.models import AuditReturn, Identity, Involvement
from cases.reminders.sending import remind_everybody_late
from cases.response_times import ResponseTime
from tests import factories
from tests.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
Status = AuditReturn.Status


@pytest.fixture
def coordinator(as_):
    person = factories.coordinator()
    as_(person)
    return person


@pytest.fixture
def audit():
    return factories.audit()


def page(client, name, audit, query="") -> str:
    return text_of(client.get(reverse(name, args=[audit.pk]) + query))


def days_ago(number: int):
    return timezone.now() - timedelta(days=number)


class TestResponseTime:
    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ([], "Nothing handed in yet"),
            ([0], "The same day, 1 return"),
            ([1], "1 day, 1 return"),
            ([3, 12, 40], "12 days, the middle of 3 returns"),
            ([2, 3], "2.5 days, the middle of 2 returns"),
        ],
    )
    def test_is_said_in_words(self, days, said):
        assert str(ResponseTime(days)) == said

    @given(some.lists(some.integers(0, 400), min_size=1))
    def test_half_of_the_returns_took_as_long_or_less(self, days):
        middle = ResponseTime(days).middle
        assert sum(day <= middle for day in days) * 2 >= len(days)
        assert sum(day >= middle for day in days) * 2 >= len(days)

    def test_runs_from_asking_to_the_first_handing_in(self, audit):
        found = factories.submitted_return(audit=audit)
        AuditReturn.objects.update(asked_at=days_ago(10), submitted_at=days_ago(1))
        for number in (4, 1):
            found.steps.create(
                agency=found.agency, kind="submitted", by=found.auditor, at=days_ago(number)
            )
        assert response_times(audit) == {found.agency_id: ResponseTime((6,))}

    def test_leaves_out_what_is_not_handed_in(self, audit):
        factories.audit_return(audit=audit)
        assert response_times(audit) == {}


class TestProgress:
    def test_says_what_is_in_of_each_agency_and_how_long_it_took(self, client, coordinator, audit):
        found = factories.submitted_return(audit=audit)
        factories.audit_return(audit=audit, agency_=found.agency, due_on=days_ago(2).date())
        AuditReturn.objects.update(asked_at=days_ago(3))
        said = page(client, "cases:progress", audit)
        assert f"{found.agency.name} 1 of 2 1 None 3 days, 1 return" in said

    def test_says_who_did_what_in_the_last_week_and_nothing_older(self, client, coordinator, audit):
        person, other = factories.user(name="Ann Example"), factories.user(name="Old Example")
        for _ in range(2):
            record("approved a return", audit, by=person, audit_id=audit.pk)
        record("sent back a return", audit, by=other, audit_id=audit.pk)
        Activity.objects.create(
            verb="closed a survey", audit_id=audit.pk, actor_id=other.pk, at=days_ago(8)
        )
        said = page(client, "cases:progress", audit)
        assert "Ann Example Approved a return, 2 times" in said
        assert "Sent back a return" in said
        assert "Closed a survey" not in said

    def test_what_happened_in_another_audit_is_not_told(self, client, coordinator, audit):
        other = factories.audit()
        record("approved a return", other, by=coordinator, audit_id=other.pk)
        assert "Nobody did anything in this audit" in page(client, "cases:progress", audit)

    def test_the_last_week_is_told_day_by_day_with_more_than_a_handful_folded(
        self, client, coordinator, audit
    ):
        today = timezone.localtime().replace(hour=12, minute=0)
        yesterday, before = today - timedelta(days=1), today - timedelta(days=2)
        for at, verbs in ((yesterday, range(6)), (before, range(5))):
            for number in verbs:
                for _ in range(2):
                    Activity.objects.create(
                        verb=f"did thing {number}",
                        audit_id=audit.pk,
                        actor_id=coordinator.pk,
                        at=at,
                    )
        answer = client.get(reverse("cases:progress", args=[audit.pk]))
        days = answer.context["days"]
        assert [(each.day, each.times, each.is_folded) for each in days] == [
            (yesterday.date(), 12, True),
            (before.date(), 10, False),
        ]
        shown = answer.content.decode()
        assert shown.count('<details class="folded">') == 1
        assert f"{yesterday:%A} {yesterday.day} {yesterday:%B} 12 things done" in text_of(answer)

    def test_a_day_says_how_much_of_it_is_not_listed(self, audit, coordinator, monkeypatch):
        monkeypatch.setattr(recent_activity, "MOST", 2)
        for verb in ("first", "second", "third"):
            record(verb, audit, by=coordinator, audit_id=audit.pk)
        days = recent_activity.done_lately(audit, timezone.now())
        assert sum(each.times for each in days) == 3
        assert sum(each.not_listed for each in days) == 1

    def test_a_week_of_days_costs_as_many_queries_as_one(self, client, coordinator, audit):
        address = reverse("cases:progress", args=[audit.pk])
        record("did it", audit, by=coordinator, audit_id=audit.pk, agency_id=factories.agency().pk)
        few = queries_of(client, address)
        for number in range(1, 6):
            Activity.objects.create(
                verb=f"did thing {number}",
                audit_id=audit.pk,
                actor_id=factories.user().pk,
                agency_id=factories.agency().pk,
                at=days_ago(number),
            )
        assert queries_of(client, address) == few

    def test_costs_the_same_for_many(self, client, coordinator, audit):
        address = reverse("cases:progress", args=[audit.pk])
        factories.submitted_return(audit=audit)
        few = queries_of(client, address)
        for _ in range(4):
            factories.submitted_return(audit=audit)
        assert queries_of(client, address) == few


class TestOverview:
    def test_shows_one_agency_and_one_area(self, client, coordinator, audit):
        here, there = factories.area(), factories.area()
        first = factories.audit_return(audit=audit, case_=factories.case(audit, area=here))
        second = factories.audit_return(audit=audit, case_=factories.case(audit, area=there))
        for query, shown, hidden in (
            (f"?agency={first.agency_id}", first, second),
            (f"?area={there.pk}", second, first),
            (f"?show=not_started&area={here.pk}", first, second),
        ):
            answer = client.get(reverse("cases:audit", args=[audit.pk]) + query)
            cells = answer.context["shown"].cells
            assert [cell.audit_return for cell in cells] == [shown]
            assert hidden not in [cell.audit_return for cell in cells]
            assert all(
                query.split("?")[1].split("&")[-1] in pill.url for pill in answer.context["pills"]
            )

    @pytest.mark.parametrize("query", ["?agency=x&area=\0", "?agency=&area=", "?show=nonsense"])
    def test_shows_everything_where_nothing_sensible_is_asked(
        self, client, coordinator, audit, query
    ):
        factories.audit_return(audit=audit)
        answer = client.get(reverse("cases:audit", args=[audit.pk]) + query)
        assert len(answer.context["shown"].cells) == 1

    def test_overdue_says_who_was_reminded_when_and_sends_a_link(self, client, coordinator, audit):
        found = factories.audit_return(audit=audit, due_on=days_ago(2).date())
        remind_everybody_late(audit=audit, by=coordinator, today=timezone.localdate())
        said = page(client, "cases:audit", audit)
        assert "auditor has not signed in" in said
        assert f"reminded {timezone.localdate():%-d %b}" in said
        assert "Send a new link" in said
        User.objects.filter(pk=found.auditor_id).update(last_login=timezone.now())
        assert "Send a new link" not in page(client, "cases:audit", audit)

    def test_leads_to_messages_more_time_and_the_progress_sheet(self, client, coordinator, audit):
        factories.audit_return(audit=audit, due_on=days_ago(2).date())
        answer = client.get(reverse("cases:audit", args=[audit.pk])).content.decode()
        for name in ("cases:message_late", "cases:due_dates", "reports:progress_workbook"):
            assert reverse(name, args=[audit.pk]) in answer


class TestExport:
    def book(self, client, audit):
        answer = client.get(reverse("reports:progress_workbook", args=[audit.pk]))
        assert answer.status_code == 200
        return openpyxl.load_workbook(BytesIO(answer.content))

    def test_holds_the_matrix_and_each_agency(self, client, coordinator, audit):
        found = factories.submitted_return(audit=audit)
        unknown = factories.agency()
        factories.involvement(found.case, unknown, Involvement.State.NOT_KNOWN)
        book = self.book(client, audit)
        assert book.sheetnames == ["About", "Agencies", "Returns"]
        rows = [[cell.value for cell in row] for row in book["Returns"].rows]
        assert rows[0] == ["Case", "Due", str(found.agency), str(unknown)]
        assert rows[1][0] == found.reference
        assert rows[1][2:] == ["Submitted", "Not known"]
        agencies = {row[0].value: [cell.value for cell in row] for row in book["Agencies"].rows}
        assert agencies[found.agency.name][1:3] == ["1", "1"]

    @pytest.mark.parametrize("name", ["=HYPERLINK(0)", "+1", "@SUM(1)", "-2"])
    def test_no_name_becomes_a_formula(self, client, coordinator, audit, name):
        agency = factories.agency(name=name, short_name=name)
        factories.audit_return(audit=audit, agency_=agency)
        book = self.book(client, audit)
        cells = [cell for sheet in book for row in sheet.rows for cell in row if cell.value]
        assert name in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} == {"s"}

    def test_names_nobody_a_case_is_about(self, client, coordinator, audit):
        found = factories.audit_return(audit=audit, due_on=days_ago(2).date())
        Identity.objects.create(case=found.case, kind=Identity.Kind.SUBJECT, text="Wilhelmina")
        book = self.book(client, audit)
        words = " ".join(str(cell.value) for sheet in book for row in sheet.rows for cell in row)
        assert found.reference in words
        assert "Wilhelmina" not in words
        assert "Wilhelmina" not in page(client, "reports:progress_sheet", audit)

    def test_of_an_audit_without_cases_lists_returns(self, client, coordinator):
        found = factories.organisation_return(factories.agency())
        sheet = self.book(client, found.audit)["Returns"]
        rows = [[cell.value for cell in row] for row in sheet.rows]
        assert rows[0] == ["Agency", "Return", "Standing"]
        assert rows[1][0] == found.agency.name

    def test_of_an_audit_with_nothing_in_it_opens(self, client, coordinator, audit):
        assert self.book(client, audit).sheetnames == ["About", "Agencies", "Returns"]
        assert "No agency has been asked" in page(client, "reports:progress_sheet", audit)

    def test_the_sheet_to_print_says_the_same(self, client, coordinator, audit):
        found = factories.audit_return(audit=audit, due_on=days_ago(2).date())
        said = page(client, "reports:progress_sheet", audit)
        assert f"{found.reference} {found.agency}: 2 days late" in said
        assert f"{found.agency}0 of 1 in" in said.replace(f"{found.agency} 0", f"{found.agency}0")
        assert "1 case · returns due" in said
        assert "0 of 1 in." in said

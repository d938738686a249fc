"""The page of the rounds that follow one another."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.roles import Role
from audits.models import Audit
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return factories.series(name="Neglect, every year")


def url(series) -> str:
    return reverse("audits:series", args=[series.pk])


def round_of(series, year: int, **fields) -> Audit:
    period = {"scope_start": date(year, 1, 1), "scope_end": date(year, 12, 31)}
    return factories.audit(series=series, name=f"Round of {year}", **period, **fields)


def handed_in(by) -> dict:
    return {"status": "submitted", "submitted_at": timezone.now(), "submitted_by": by}


def test_rounds_come_oldest_first_with_their_cases_and_returns(client, as_, series):
    coordinator = factories.coordinator()
    as_(coordinator)
    later = round_of(series, 2025)
    earlier = round_of(series, 2024, status=Audit.Status.CLOSED)
    for case in (factories.case(later), factories.case(later)):
        factories.audit_return(case_=case)
        factories.audit_return(case_=case, **handed_in(coordinator))
    response = client.get(url(series))
    rounds = list(response.context["rounds"])
    assert rounds == [earlier, later]
    assert [(each.case_count, each.arrived, each.expected) for each in rounds] == [
        (0, 0, 0),
        (2, 2, 4),
    ]
    page = text_of(response)
    assert "Closed" in page
    assert "2 of 4" in page
    for each in rounds:
        assert reverse("cases:audit", args=[each.pk]) in response.content.decode()


def test_the_page_is_reached_from_the_plan_and_from_the_list(client, as_, series):
    as_(factories.coordinator())
    audit = round_of(series, 2025)
    for page in (reverse("audits:plan", args=[audit.pk]), reverse("audits:list")):
        assert url(series) in client.get(page).content.decode()


def test_whoever_sits_on_a_panel_sees_only_the_rounds_before_it(client, as_, series):
    as_(factories.user(Role.MODERATOR))
    round_of(series, 2024, status=Audit.Status.CLOSED)
    assert client.get(url(series)).status_code == 404
    round_of(series, 2025, status=Audit.Status.MODERATING)
    page = text_of(client.get(url(series)))
    assert "Round of 2025" in page
    assert "Round of 2024" not in page
    assert "Returns in" not in page


def test_a_longer_series_takes_no_more_queries(
    client, as_, series, django_assert_num_queries, django_assert_max_num_queries
):
    as_(factories.coordinator())
    round_of(series, 2020)
    with django_assert_max_num_queries(30) as first:
        client.get(url(series))
    for year in range(2021, 2026):
        factories.case(round_of(series, year))
    with django_assert_num_queries(len(first)):
        client.get(url(series))

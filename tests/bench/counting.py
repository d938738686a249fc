"""Counting an audit, against the database doing nothing but count the same rows."""

from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from agencies.rls import acting_as_system
from audits.models import Audit
from reports.counted_returns import read_tallies
from reports.counting import audit_figures
from tests import factories
from tests.bench.large_audit import build_audit
from tests.bench.timing import Line, compared, medians

MAKE_BARE = "CREATE TABLE bench_bare (agency smallint NOT NULL, outcome integer NOT NULL)"
FILL_BARE = """
    INSERT INTO bench_bare
    SELECT dense_rank() OVER (ORDER BY agency_id), unnest(outcome_ids) FROM cases_returnoutcomes
"""
BY_AGENCY = "SELECT agency, outcome, count(*) FROM bench_bare GROUP BY agency, outcome"
PLAIN = "SELECT outcome, count(*) FROM bench_bare GROUP BY outcome"


def counting_lines(rounds: int) -> list[Line]:
    with acting_as_system():
        audit = build_audit()
    make_bare_table()
    timed = {
        "plain": lambda: fetched(PLAIN),
        "bare": lambda: fetched(BY_AGENCY),
        "tallies": lambda: read_tallies(audit),
        "figures": lambda: audit_figures(audit),
    }
    with acting_as_system():
        times = medians(timed, rounds=rounds)
    times |= medians({"page": page_of(audit)}, rounds=max(rounds // 10, 3))
    return [
        compared(
            "counting outcomes by agency, against a bare GROUP BY", times, "tallies", "bare", 3
        ),
        compared("all 30 figures by agency, against the same", times, "figures", "bare", 15),
        compared("the page itself, rendered (no limit)", times, "page", "bare"),
        compared("a bare GROUP BY without the agency (no limit)", times, "plain", "bare"),
    ]


def make_bare_table() -> None:
    role = settings.APPLICATION_ROLE
    as_owner(MAKE_BARE, f'GRANT SELECT, INSERT ON bench_bare TO "{role}"')
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(FILL_BARE)
    as_owner("ANALYZE")


def as_owner(*statements: str) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def fetched(query: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


def page_of(audit: Audit):
    with acting_as_system():
        factories.partnership()
        reader = factories.coordinator()
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(reader)
    address = reverse("reports:figures", args=[audit.pk])

    def read() -> None:
        response = client.get(address, headers={"X-Forwarded-Proto": "https"})
        if response.status_code != 200:
            raise RuntimeError(f"The figures page answered {response.status_code}.")

    return read

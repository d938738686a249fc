"""A rolling audit reports while it is collecting, from what is approved so far."""

from datetime import date

import pytest
from django.urls import reverse

from audits.models import Audit
from reports.briefings import Snapshot, document_of
from reports.budgets import over_budget
from reports.models import Briefing
from reports.rendering import count_for, keep_rendering, render_briefing
from reports.services import create_briefing
from tests import factories
from tests.pages import text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 3)


@pytest.fixture
def coordinator(client):
    person = factories.coordinator()
    client.force_login(person)
    return person


@pytest.fixture
def audit():
    factories.partnership(minimum_denominator=2)
    question = factories.question(factories.section(factories.draft_version()))
    factories.measure(question, key="chronology", sentence="A chronology in {share}.")
    return factories.audit(factories.published(question.version), is_rolling=True)


def add(audit, *values, waiting=0) -> None:
    """Another case with its returns, of which some are not in yet."""
    case = factories.case(audit)
    for value in values:
        factories.approved_return(case_=case, value=value)
    for _ in range(waiting):
        factories.audit_return(case_=case)


def figures_page(client, audit) -> str:
    return text_of(client.get(reverse("reports:figures", args=[audit.pk])))


def test_a_rolling_audit_reports_while_it_collects_and_its_denominators_grow_with_its_cases(
    client, coordinator, audit
):
    add(audit, "yes", "no", waiting=1)
    briefing = create_briefing(audit=audit, by=coordinator)
    first = count_for(briefing).snapshot
    assert (first.figures["chronology"].n, first.figures["chronology"].d) == (1, 2)
    assert document_of(briefing, first, counted_on=DAY).so_far == (
        "So far: 2 of 3 returns, as at 3 Nov 2026"
    )
    add(audit, "yes", "yes", waiting=2)
    then = count_for(briefing).snapshot
    assert (then.figures["chronology"].n, then.figures["chronology"].d) == (3, 4)
    document = document_of(briefing, then, counted_on=DAY)
    assert document.audit_line == (
        f"{audit.reference_prefix} · So far: 4 of 7 returns, as at 3 Nov 2026"
    )
    assert over_budget(document) == []
    assert audit.status == Audit.Status.COLLECTING


def test_the_figures_page_says_so_far_until_nothing_can_be_added(client, coordinator, audit):
    add(audit, "yes", waiting=1)
    assert "So far: 1 of 2 returns, as at" in figures_page(client, audit)
    Audit.objects.filter(pk=audit.pk).update(status=Audit.Status.MODERATING)
    assert "So far" not in figures_page(client, audit)


def test_an_audit_that_is_not_rolling_says_nothing_of_the_kind(client, coordinator, audit):
    Audit.objects.filter(pk=audit.pk).update(is_rolling=False)
    add(audit, "yes", waiting=1)
    assert "So far" not in figures_page(client, audit)
    briefing = create_briefing(audit=Audit.objects.get(pk=audit.pk), by=coordinator)
    kept = count_for(briefing).snapshot
    assert document_of(briefing, kept, counted_on=DAY).so_far == ""
    assert "is_so_far" not in kept.as_json()


def test_what_was_sent_for_review_says_so_far_even_after_the_audit_has_moved_on(
    client, coordinator, audit
):
    add(audit, "yes", "no", waiting=1)
    briefing = create_briefing(audit=audit, by=coordinator)
    made = render_briefing(briefing)
    keep_rendering(briefing, made.counted, job_id=briefing.pk, version=briefing.version)
    Briefing.objects.filter(pk=briefing.pk).update(status=Briefing.Status.IN_REVIEW)
    Audit.objects.filter(pk=audit.pk).update(status=Audit.Status.ANALYSING)
    assert Snapshot.from_json(briefing.figures).is_so_far
    page = text_of(client.get(reverse("reports:briefing", args=[briefing.pk])))
    assert "So far: 2 of 3 returns, as at" in page

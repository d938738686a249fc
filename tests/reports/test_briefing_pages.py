"""Journeys through a briefing: written, made, reviewed, published, read."""

import pytest
from django.urls import reverse

from agencies import jobs
from agencies.models import Job, Partnership
from agencies.rls import acting_as_system
from agencies.roles import Role
from reports.models import Briefing
from reports.services import propose_quote
from tests import factories
from tests.pages import queries_of
from tests.reports.worker import asked_for, written_briefing

pytestmark = pytest.mark.django_db
Status = Briefing.Status


@pytest.fixture
def briefing():
    return written_briefing()


def url(name, briefing, *more):
    return reverse(f"reports:{name}", args=[briefing.pk, *more])


def make_pdf(briefing) -> None:
    jobs.run(asked_for(briefing).pk)


def posted(briefing, **changes) -> dict:
    names = {name.replace("__", "."): text for name, text in changes.items()}
    return briefing.content | {"version": briefing.version} | names


def test_from_a_first_draft_to_a_viewer_who_downloads_it(as_):
    factories.partnership(minimum_denominator=2)
    audit = factories.audit(factories.measured_version())
    factories.approved_return(audit=audit)
    writer, approver = factories.coordinator(), factories.user(Role.APPROVER)
    as_(writer).post(reverse("reports:start_briefing", args=[audit.pk]))
    briefing = audit.briefings.get()
    as_(writer).post(
        url("edit_briefing", briefing), posted(briefing, title="What we saw", then="make")
    )
    jobs.run(Job.objects.get().pk)
    as_(writer).post(url("move_briefing", briefing, "in_review"))
    assert as_(writer).post(url("move_briefing", briefing, "approved")).status_code == 403
    as_(approver).post(url("move_briefing", briefing, "approved"))
    as_(writer).post(url("move_briefing", briefing, "published"))
    viewer = as_(factories.user(Role.VIEWER))
    assert "What we saw" in viewer.get(reverse("reports:briefings")).content.decode()
    assert "What we saw" in viewer.get(url("briefing", briefing)).content.decode()
    pdf = viewer.get(url("briefing_pdf", briefing))
    assert pdf.content.startswith(b"%PDF")
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "no-store")
    named = f'inline; filename="{audit.reference_prefix}-seven-minute-briefing.pdf"'
    assert pdf["Content-Disposition"] == named


def test_without_a_partnership_the_editor_says_what_is_missing(briefing, as_):
    Partnership.objects.all().delete()
    response = as_(briefing.written_by).get(url("edit_briefing", briefing))
    assert response.status_code == 200
    assert "Ask an admin to give the partnership a name" in response.content.decode()


@pytest.mark.parametrize("name", ["briefing", "briefing_pdf"])
def test_a_viewer_cannot_see_a_draft(name, briefing, as_):
    make_pdf(briefing)
    assert as_(factories.user(Role.VIEWER)).get(url(name, briefing)).status_code == 404


def test_a_stale_save_answers_409_with_both_texts_and_loses_nothing(briefing, as_):
    writer = as_(briefing.written_by)
    writer.post(url("edit_briefing", briefing), posted(briefing, title="Theirs came first"))
    answer = writer.post(url("edit_briefing", briefing), posted(briefing, title="Mine came after"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs came first" in page
    assert "Mine came after" in page
    assert Briefing.objects.get().title == "Theirs came first"
    again = posted(briefing, title="Mine came after") | {"version": 2}
    assert writer.post(url("edit_briefing", briefing), again).status_code == 302
    assert Briefing.objects.get().title == "Mine came after"


@pytest.mark.parametrize(
    "changes",
    [{"title": "x" * 601}, {"chart__strength__1": "no-such-measure"}, {"version": "many"}],
)
def test_a_bad_form_is_refused_and_saves_nothing(changes, briefing, as_):
    answer = as_(briefing.written_by).post(
        url("edit_briefing", briefing), posted(briefing, **changes)
    )
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert Briefing.objects.get().version == 1


def test_the_editor_shows_lengths_values_checks_and_what_changed(briefing, as_):
    make_pdf(briefing)
    factories.approved_return(audit=briefing.audit, value="yes")
    writer = as_(briefing.written_by)
    writer.post(url("edit_briefing", briefing), posted(briefing, title="y" * 62))
    page = writer.get(url("edit_briefing", briefing)).content.decode()
    assert "cut 2 characters" in page
    assert "[[measure-1.percent]]" in page
    assert "1 figure has changed since this was made" in page
    assert "The text was changed since" in page


def test_a_failed_job_is_shown_with_its_reason_and_a_retry(briefing, as_):
    Briefing.objects.update(content=briefing.content | {"title": "z" * 90})
    make_pdf(Briefing.objects.get())
    writer = as_(briefing.written_by)
    page = writer.get(url("making_briefing", briefing)).content.decode()
    assert "cut 30" in page
    assert "Try again" in page
    writer.post(url("make_briefing", briefing))
    assert Job.objects.filter(state=Job.State.QUEUED).count() == 1


def test_without_javascript_the_progress_page_refreshes_until_the_work_ends(briefing, as_):
    job = asked_for(briefing)
    writer = as_(briefing.written_by)
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in writer.get(url("making_briefing", briefing)).content.decode()
    jobs.run(job.pk)
    page = writer.get(url("making_briefing", briefing)).content.decode()
    assert refresh not in page
    assert url("briefing_pdf", briefing) in page


def test_sending_back_asks_for_a_reason_and_its_writer_reads_it(briefing, as_):
    make_pdf(briefing)
    as_(briefing.written_by).post(url("move_briefing", briefing, "in_review"))
    approver = as_(factories.user(Role.APPROVER))
    assert approver.post(url("move_briefing", briefing, "draft")).status_code == 422
    approver.post(url("move_briefing", briefing, "draft"), {"reason": "Too sure of itself."})
    page = as_(briefing.written_by).get(url("edit_briefing", briefing)).content.decode()
    assert "Too sure of itself." in page


def test_a_quote_is_proposed_and_approved_by_somebody_else(briefing, as_):
    audit, approver = briefing.audit, factories.user(Role.APPROVER)
    as_(briefing.written_by).post(
        reverse("reports:new_quote", args=[audit.pk]), {"text": "It was slow.", "speaker": "parent"}
    )
    assert (
        "It was slow."
        not in as_(briefing.written_by).get(reverse("reports:briefings")).content.decode()
    )
    assert "It was slow." in as_(approver).get(reverse("reports:briefings")).content.decode()
    as_(approver).post(reverse("reports:approve_quote", args=[audit.quotes.get().pk]))
    assert audit.quotes.get().approved_by == approver


@pytest.mark.parametrize("name", ["briefings", "audit_briefings", "edit_briefing"])
def test_queries_do_not_grow_with_briefings_quotes_or_returns(name, briefing, as_):
    args = {"briefings": [], "audit_briefings": [briefing.audit_id]}.get(name, [briefing.pk])
    address = reverse(f"reports:{name}", args=args)
    writer = as_(briefing.written_by)
    queries_of(writer, address)
    before = queries_of(writer, address)
    with acting_as_system():
        for _ in range(3):
            factories.approved_return(audit=briefing.audit)
            factories.briefing(briefing.audit, Status.PUBLISHED)
            propose_quote(
                audit=briefing.audit, text="A", speaker="child", by=factories.coordinator()
            )
    assert queries_of(writer, address) == before

"""The briefing's job: on a real worker, killed, delivered three times, refused and retried."""

import page
import pypdfium2
import pytest
from django.db import transaction

from agencies import jobs
from agencies.models import Artefact, Job
from agencies.queueing import dispatch
from agencies.rls import acting_as_system
from reports.briefings import Snapshot
from reports.models import Briefing
from reports.rendering import STEPS
from reports.services import move_briefing
from tests.reports.worker import (
    asked_for,
    end_lease,
    finished,
    now,
    until,
    working,
    written_briefing,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def briefing():
    with acting_as_system():
        return written_briefing()


def fresh(briefing) -> Briefing:
    return Briefing.objects.get(pk=briefing.pk)


def words_of(content) -> str:
    [sheet] = pypdfium2.PdfDocument(bytes(content))
    return " ".join(sheet.get_textpage().get_text_range().split())


def test_three_deliveries_to_a_real_worker_make_one_pdf_with_its_figures(briefing):
    job = asked_for(briefing)
    for _ in range(2):
        dispatch(jobs.TASK, job.pk)
    with working():
        assert finished(job).state == Job.State.DONE
    [artefact] = Artefact.objects.all()
    assert (artefact.pages, now(job).attempt) == (1, 1)
    assert page.validate_pdf_bytes(bytes(artefact.content), profile="ua1").is_compliant
    kept = fresh(briefing)
    assert kept.pdf_is_current
    words = words_of(artefact.content)
    for figure in Snapshot.from_json(kept.figures).figures.values():
        assert f"{figure.n} of {figure.d}" in words
        assert f"{figure.percent}%" in words


def test_a_worker_killed_in_mid_render_still_ends_in_one_pdf(briefing):
    job = asked_for(briefing)
    with working() as first, transaction.atomic():
        # The worker cannot finish while this holds the briefing, so it is caught at work.
        Briefing.objects.select_for_update().get(pk=briefing.pk)
        until(lambda: now(job).message in STEPS[2:])
        first.end()
    assert not Artefact.objects.exists()
    assert now(job).state == Job.State.RUNNING
    end_lease(job)
    with working():
        assert jobs.requeue_stalled() == 1
        assert finished(job).state == Job.State.DONE
    assert Artefact.objects.count() == 1
    assert now(job).attempt == 2


def test_a_failure_says_what_to_change_and_a_new_try_works(briefing):
    short = briefing.content
    Briefing.objects.update(content=short | {"title": "x" * 90})
    job = asked_for(fresh(briefing))
    jobs.run(job.pk)
    assert now(job).state == Job.State.FAILED
    assert "Title has 90 characters and the page holds 60: cut 30." in now(job).message
    Briefing.objects.update(content=short)
    again = jobs.retry_job(job=job, by=job.requested_by)
    jobs.run(again.pk)
    assert now(again).state == Job.State.DONE


def test_an_unknown_reference_fails_with_its_name(briefing):
    Briefing.objects.update(content=briefing.content | {"title": "About [[measure-9]]"})
    job = asked_for(fresh(briefing))
    jobs.run(job.pk)
    assert "[[measure-9]] is not a figure of this audit" in now(job).message
    assert not Artefact.objects.exists()


def test_what_was_sent_for_review_keeps_its_pdf_and_figures(briefing):
    made, late = asked_for(briefing), None
    jobs.run(made.pk)
    Briefing.objects.update(version=2)
    late = asked_for(fresh(briefing))
    Briefing.objects.update(version=1)
    with acting_as_system():
        move_briefing(briefing=briefing, to=Briefing.Status.IN_REVIEW, by=briefing.written_by)
    jobs.run(late.pk)
    assert now(late).state == Job.State.FAILED
    assert fresh(briefing).rendered_by == str(made.pk)


def test_asking_twice_for_the_same_text_makes_one_job(briefing):
    assert asked_for(briefing) == asked_for(briefing)
    assert Job.objects.count() == 1


def test_the_queue_carries_the_jobs_id_and_nothing_else(briefing):
    assert asked_for(briefing).parameters == {"version": 1}

"""Jobs on a real database: what a lost queue, a dead worker or a second worker leaves behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies import jobs
from agencies.jobs import AttemptSuperseded, JobFailed, Run, job_kind, request_job
from agencies.models import Artefact, Job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled():
    """Registers a job kind for one test and lists the runs its handler saw."""
    seen = []

    @job_kind("test.copy")
    def copy(run: Run):
        seen.append(run)
        run.progress(1, 2, "Halfway")
        run.finish(file_name="a.txt", content_type="text/plain", content=b"made")

    yield seen
    del jobs.HANDLERS["test.copy"]


def asked(kind="test.copy", **fields) -> Job:
    job = request_job(kind=kind, by=factories.coordinator())
    Job.objects.filter(pk=job.pk).update(**fields)
    return job


def state_of(job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_ends_done_with_one_artefact(handled):
    job = asked()
    jobs.run(job.pk)
    assert state_of(job).state == Job.State.DONE
    assert bytes(Artefact.objects.get(job=job).content) == b"made"


def test_running_a_job_three_times_makes_one_artefact(handled):
    job = asked()
    for _ in range(3):
        jobs.run(job.pk)
    assert len(handled) == 1
    assert Artefact.objects.filter(job=job).count() == 1


def test_a_job_in_another_workers_hands_is_left_alone(handled):
    job = asked(
        state=Job.State.RUNNING, attempt=1, lease_until=timezone.now() + timedelta(seconds=20)
    )
    jobs.run(job.pk)
    assert handled == []


def test_a_job_whose_worker_died_is_taken_over_when_its_lease_ends(handled):
    past = timezone.now() - timedelta(seconds=1)
    job = asked(state=Job.State.RUNNING, attempt=1, lease_until=past)
    jobs.run(job.pk)
    assert state_of(job).state == Job.State.DONE
    assert state_of(job).attempt == 2


def test_a_worker_that_was_superseded_can_no_longer_write(handled):
    job = asked(state=Job.State.RUNNING, attempt=2, lease_until=timezone.now())
    late = Run(job, attempt=1)
    with pytest.raises(AttemptSuperseded):
        late.finish(file_name="late.txt", content_type="text/plain", content=b"late")
    assert not Artefact.objects.filter(job=job).exists()


def test_work_that_cannot_be_done_ends_failed_with_its_sentence():
    @job_kind("test.refuse")
    def refuse(run):
        raise JobFailed("The figures are not there yet.")

    job = asked("test.refuse")
    jobs.run(job.pk)
    assert (state_of(job).state, state_of(job).message) == (
        Job.State.FAILED,
        "The figures are not there yet.",
    )


def test_an_unexpected_error_ends_failed_without_repeating_what_it_said():
    @job_kind("test.crash")
    def crash(run):
        raise ValueError("Jane Doe, 4 Mill Lane")

    job = asked("test.crash")
    jobs.run(job.pk)
    assert state_of(job).state == Job.State.FAILED
    assert "Jane" not in state_of(job).message
    assert str(job.pk)[:8] in state_of(job).message


def test_a_job_that_keeps_killing_its_worker_is_given_up(handled):
    past = timezone.now() - timedelta(seconds=1)
    job = asked(state=Job.State.RUNNING, attempt=Job.MAX_ATTEMPTS, lease_until=past)
    jobs.run(job.pk)
    assert handled == []
    assert "stopped 5 times" in state_of(job).message


def test_the_reconciler_finds_what_the_queue_lost_and_dead_workers_left():
    past = timezone.now() - timedelta(minutes=5)
    lost = asked(queued_at=past)
    dead = asked(state=Job.State.RUNNING, lease_until=past)
    asked()
    asked(state=Job.State.DONE, queued_at=past)
    assert set(Job.objects.stalled(timezone.now())) == {lost, dead}


def test_a_failed_job_can_be_asked_for_again_with_the_same_parameters(handled):
    job = request_job(kind="test.copy", by=factories.coordinator(), size=3)
    again = jobs.retry_job(job=job, by=job.requested_by)
    assert (again.kind, again.parameters) == ("test.copy", {"size": 3})
    assert again.pk != job.pk

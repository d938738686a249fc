"""Long work as rows: leased, fenced by attempt, re-queued from the database.

A worker may only write to a job while its attempt is the newest, so a job that runs three times
leaves one artefact.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from agencies.models import Artefact, Job
from agencies.queueing import dispatch

log = logging.getLogger("caseaudit.jobs")

HANDLERS: dict[str, Callable[["Run"], None]] = {}
TASK = "agencies.tasks.run_job"
UNEXPECTED = (
    "Something went wrong while this was being made. Try again. If it fails again, tell the person "
    "who runs the service and give them this reference: {reference}."
)
GIVEN_UP = "The work stopped {attempts} times before it was finished. Try again later."


class JobFailed(Exception):
    """The work cannot be done; the message is a sentence for the person who asked."""


class AttemptSuperseded(Exception):
    """Another worker has taken this job over; this one must leave everything alone."""


def job_kind(name: str):
    """Register the function that does jobs of this kind."""

    def register(handler):
        HANDLERS[name] = handler
        return handler

    return register


@dataclass
class Run:
    """One attempt at a job, as its handler sees it."""

    job: Job
    attempt: int

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Show how far the work is and renew the lease. Raises AttemptSuperseded."""
        self._write(done=done, total=total, message=message, lease_until=timezone.now() + Job.LEASE)

    def finish(self, *, file_name: str, content_type: str, content: bytes, pages=0) -> None:
        """Keep the artefact and close the job, or raise AttemptSuperseded and keep nothing."""
        with transaction.atomic():
            self._write(
                state=Job.State.DONE, done=F("total"), message="", finished_at=timezone.now()
            )
            Artefact.objects.update_or_create(
                job=self.job,
                defaults={
                    "file_name": file_name,
                    "content_type": content_type,
                    "content": content,
                    "pages": pages,
                    "made_at": timezone.now(),
                },
            )

    def close(self, message: str) -> None:
        """For work that leaves no file. `message` says what was done."""
        self._write(
            state=Job.State.DONE, done=F("total"), message=message, finished_at=timezone.now()
        )

    def fail(self, sentence: str) -> None:
        self._write(state=Job.State.FAILED, message=sentence[:400], finished_at=timezone.now())

    def _write(self, **values) -> None:
        mine = Job.objects.filter(pk=self.job.pk, attempt=self.attempt, state=Job.State.RUNNING)
        if not mine.update(**values):
            raise AttemptSuperseded


def request_job(*, kind: str, by, subject_id=None, **parameters) -> Job:
    """Queue a job in the caller's transaction; a worker hears of it after the commit."""
    job = Job.objects.create(
        kind=kind, parameters=parameters, requested_by=by, subject_id=subject_id
    )
    transaction.on_commit(lambda: dispatch(TASK, job.pk))
    return job


def retry_job(*, job: Job, by) -> Job:
    """Ask again for what failed, as a new job with the same parameters."""
    return request_job(kind=job.kind, by=by, subject_id=job.subject_id, **job.parameters)


def run(job_id) -> None:
    """Do a job if it is waiting or abandoned; otherwise do nothing."""
    attempt = _claim(job_id)
    if attempt is None:
        return
    job = Job.objects.select_related("requested_by").get(pk=job_id)
    run = Run(job, attempt)
    try:
        HANDLERS[job.kind](run)
    except AttemptSuperseded:
        log.info("Job %s was taken over by another worker", job_id)
    except JobFailed as failure:
        _fail(run, str(failure))
    except Exception:  # whatever a handler raises, the person who asked is told
        log.exception("Job %s failed", job_id)
        _fail(run, UNEXPECTED.format(reference=str(job_id)[:8]))


def _fail(run: Run, sentence: str) -> None:
    try:
        run.fail(sentence)
    except AttemptSuperseded:
        log.info("Job %s was taken over by another worker", run.job.pk)


def _claim(job_id) -> int | None:
    """Take the job for one lease; None when it is finished or in somebody else's hands."""
    now = timezone.now()
    free = Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        job = Job.objects.select_for_update(skip_locked=True).filter(free, pk=job_id).first()
        if job is None or _give_up(job):
            return None
        job.state, job.attempt, job.lease_until = (
            Job.State.RUNNING,
            job.attempt + 1,
            now + Job.LEASE,
        )
        job.save(update_fields=["state", "attempt", "lease_until"])
        return job.attempt


def _give_up(job: Job) -> bool:
    if job.attempt < Job.MAX_ATTEMPTS:
        return False
    job.state, job.finished_at = Job.State.FAILED, timezone.now()
    job.message = GIVEN_UP.format(attempts=job.attempt)
    job.save(update_fields=["state", "finished_at", "message"])
    return True


def requeue_stalled() -> int:
    """Dispatch every job the queue lost or a dead worker left; how many there were."""
    stalled = list(Job.objects.stalled(timezone.now()).values_list("pk", flat=True))
    for job_id in stalled:
        dispatch(TASK, job_id)
    return len(stalled)

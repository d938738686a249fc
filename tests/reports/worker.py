"""A real Celery worker process on the test database, and an audit for it to count."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from agencies.models import Job
from agencies.rls import acting_as_system
from reports.models import Briefing
from reports.services import create_briefing, request_rendering
from tests import factories

PATIENCE = 90  # seconds; only a failure waits this long
COMMAND = [sys.executable, "-m", "celery", "-A", "auditsite", "worker", "--concurrency", "1"]
ALONE = ["--without-mingle", "--without-gossip", "--loglevel", "WARNING"]


def until(condition):
    """What the condition gives, as soon as it gives something."""
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def database_url() -> str:
    name = connection.settings_dict["NAME"]
    return re.sub(r"/[^/?]+(\?|$)", rf"/{name}\1", os.environ["DATABASE_URL"])


class Worker:
    def __init__(self):
        self.process = subprocess.Popen(
            [*COMMAND, *ALONE],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database_url()},
            start_new_session=True,  # its children die with it when the group is killed
        )

    def end(self, how: int = signal.SIGKILL) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.wait()


@contextmanager
def working():
    worker = Worker()
    try:
        yield worker
    finally:
        worker.end()


def written_briefing(**fields) -> Briefing:
    """A draft of an audit whose two returns are approved."""
    factories.partnership(minimum_denominator=2)
    audit = factories.audit(factories.measured_version())
    for value in ("yes", "no"):
        factories.approved_return(audit=audit, value=value)
    made = create_briefing(audit=audit, by=factories.coordinator())
    Briefing.objects.filter(pk=made.pk).update(**fields)
    return Briefing.objects.get(pk=made.pk)


def asked_for(briefing: Briefing) -> Job:
    with acting_as_system():
        return request_rendering(briefing=briefing, by=briefing.written_by)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def finished(job: Job) -> Job:
    return until(lambda: (found := now(job)).is_finished and found)


def end_lease(job: Job) -> None:
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(lease_until=past)

"""Kills the worker again and again while it makes a briefing. Run by bin/soak."""

import pytest
from django.db import transaction

from agencies import jobs
from agencies.models import Artefact, Job
from agencies.rls import acting_as_system
from reports.models import Briefing
from reports.rendering import STEPS
from tests.reports.worker import asked_for, end_lease, finished, now, until, working
from tests.reports.worker import written_briefing as write

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("step", STEPS[:3])
@pytest.mark.parametrize("kills", [1, Job.MAX_ATTEMPTS - 1])
def test_a_worker_killed_at_any_step_still_ends_in_one_pdf(kills, step):
    with acting_as_system():
        briefing = write()
    job = asked_for(briefing)
    for kill in range(1, kills + 1):
        with working() as worker, transaction.atomic():
            # No worker can finish while this holds the briefing.
            Briefing.objects.select_for_update().get(pk=briefing.pk)
            until(lambda kill=kill: now(job).attempt == kill and reached(now(job), step))
            worker.end()
        end_lease(job)
        jobs.requeue_stalled()
    with working():
        assert finished(job).state == Job.State.DONE
    assert Artefact.objects.count() == 1
    assert now(job).attempt == kills + 1


def reached(job: Job, step: str) -> bool:
    return job.message in STEPS[STEPS.index(step) :]

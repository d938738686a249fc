"""A file of candidates too large for one request: kept encrypted until a job has read it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import astuple
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agencies.jobs import AttemptSuperseded, JobFailed, Run, request_job
from agencies.models import Job, User
from agencies.plurals import plural
from agencies.rls import acting_as_system
from audits.tables import Fault, FileFaults, Line
from cases.models import CandidateFile, Draw
from cases.samples.frames import held
from cases.samples.importing import keep_people, people_in
from cases.transitions import Refused

BRING_IN = "sample.bring_in_candidates"
LARGE = 100_000  # bytes; about 2,000 people, who are read within a second
EVERY = 1_000
KEPT_FOR = timedelta(hours=1)
OPENING = "The file is being opened."
GONE = "This file is no longer kept. Choose it again."


@transaction.atomic
def send_large_file(*, draw: Draw, content: bytes, by: User) -> Job:
    """A worker brings it in: everybody or nobody. Raises Refused."""
    draw = held(draw, by)
    job = request_job(kind=BRING_IN, by=by, subject_id=draw.pk)
    text = b64encode(content).decode()
    CandidateFile.objects.create(draw=draw, job=job, content=text, faults="[]")
    return job


def bring_in_large_file(run: Run) -> None:
    """What the file says is gone when this ends, whatever comes of it."""
    file = _file_of(run)
    try:
        _bring_in(run, file)
    except AttemptSuperseded:
        raise
    except FileFaults as error:
        _fail(run, file, error.faults)
    except Refused as refusal:
        _forget(run, file)
        raise JobFailed(str(refusal)) from None
    except Exception:
        _forget(run, file)
        raise


def _file_of(run: Run) -> CandidateFile:
    with acting_as_system():
        files = CandidateFile.objects.select_related("draw__audit")
        found = files.filter(job=run.job).first()
    if found is None:
        raise JobFailed(GONE)
    return found


def _bring_in(run: Run, file: CandidateFile) -> None:
    def opening(rows: Iterator) -> Iterator:
        for number, row in enumerate(rows):
            if number and number % EVERY == 0:  # a full workbook takes longer than one lease
                run.progress(0, 0, OPENING)
            yield row

    def follow(lines: list[Line]) -> Iterator[Line]:
        for number, line in enumerate(lines):
            if number % EVERY == 0:
                run.progress(number, len(lines), "The rows are being checked.")
            yield line

    run.progress(0, 0, OPENING)
    today = timezone.localtime(run.job.queued_at).date()
    people = people_in(
        b64decode(file.content), today, file.draw.audit_date, opening=opening, follow=follow
    )
    run.progress(len(people), len(people), "Every row is checked. The candidates are being kept.")
    with acting_as_system():
        # Before the long write, as its row is then locked and no other worker takes the job over.
        run.close(f"{plural(len(people), 'candidate')} brought in.")
        keep_people(draw=file.draw, people=people, by=run.job.requested_by)
        file.delete()


def _fail(run: Run, file: CandidateFile, faults: list[Fault]) -> None:
    with acting_as_system():
        run.fail(f"The file has {plural(len(faults), 'fault')}, so nobody was brought in.")
        file.content, file.faults = "", json.dumps([astuple(fault) for fault in faults])
        file.save(update_fields=["content", "faults"])


def _forget(run: Run, file: CandidateFile) -> None:
    with acting_as_system():
        run.progress(0, 0)
        file.delete()


def faults_of(job: Job) -> list[Fault]:
    """In the order of the file, for an hour."""
    file = CandidateFile.objects.filter(job=job).first()
    return [Fault(*each) for each in json.loads(file.faults)] if file else []


def forget_candidate_files(now: datetime) -> None:
    CandidateFile.objects.filter(sent_at__lt=now - KEPT_FOR).delete()

import tempfile
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies.models import Artefact, Job
from agencies.rls import acting_as_system
from audits.models import Audit
from reports.briefings import Snapshot
from reports.management.commands.figures import line_of
from reports.models import Briefing
from reports.services import request_rendering
from reports.transitions import Refused

AUDIT = "NEG25"
PATIENCE = 120  # seconds; the reconciler needs 30 to notice a job that the queue lost
PAUSE = 0.2


class Command(BaseCommand):
    help = "Has the worker make the demo's briefing, and prints its figures and where the PDF is."

    def add_arguments(self, parser):
        parser.add_argument("--output", type=Path, help="the file to write; otherwise a new one")

    def handle(self, *args, output: Path | None, **options):
        job = wait_for(ask())
        with acting_as_system():
            briefing = Briefing.objects.get(pk=job.subject_id)
            artefact = Artefact.objects.get(job=job)
        path = output or new_file()
        path.write_bytes(bytes(artefact.content))
        snapshot = Snapshot.from_json(briefing.figures)
        for figure in snapshot.figures.values():
            self.stdout.write(line_of(figure, snapshot.minimum))
        self.stdout.write(f"\nMade by the worker: {path} ({artefact.pages} page)")


def ask() -> Job:
    with transaction.atomic(), acting_as_system():
        audit = Audit.objects.filter(reference_prefix=AUDIT).first()
        briefing = audit and audit.briefings.first()
        if not briefing:
            raise CommandError(f"There is no briefing of {AUDIT}. Run manage.py load_demo first.")
        try:
            return request_rendering(briefing=briefing, by=briefing.written_by)
        except Refused as refused:
            raise CommandError(str(refused)) from None


def wait_for(job: Job) -> Job:
    deadline = time.monotonic() + PATIENCE
    while not job.is_finished:
        if time.monotonic() > deadline:
            raise CommandError(f"The worker has not finished after {PATIENCE} s: {job}.")
        time.sleep(PAUSE)
        job.refresh_from_db()
    if job.state != Job.State.DONE:
        raise CommandError(f"The briefing was not made. {job.message}")
    return job


def new_file() -> Path:
    directory = tempfile.mkdtemp(prefix="case-audit-")
    return Path(directory, f"{AUDIT}-seven-minute-briefing.pdf")

from celery import shared_task
from django.utils import timezone

from agencies.jobs import Run, job_kind
from agencies.rls import acting_as_system
from cases import concerns
from cases.differences.counting import recount_differences
from cases.identities import destroying, importing
from cases.reminders import chasing, sending
from cases.samples import large_files
from cases.surveys import surveying


@shared_task
def escalate_concerns() -> None:
    with acting_as_system():
        concerns.escalate_due(timezone.now())


@shared_task
def close_due_surveys() -> None:
    surveying.close_due_surveys(timezone.localdate())


@shared_task
def send_due_reminders() -> None:
    sending.send_due_reminders(now=timezone.now())


@shared_task
def destroy_due_identities() -> None:
    with acting_as_system():
        destroying.destroy_due_identities(timezone.localdate())
        importing.forget_identity_files(timezone.now())
        large_files.forget_candidate_files(timezone.now())


@shared_task
def count_differences() -> None:
    with acting_as_system():
        recount_differences()


@job_kind(chasing.MESSAGE_LATE)
def message_late(run: Run) -> None:
    """Writes to everybody late whom a coordinator chose."""
    chasing.send_letters(run)


@job_kind(large_files.BRING_IN)
def bring_in_candidates(run: Run) -> None:
    """Reads a large file of who could be drawn."""
    large_files.bring_in_large_file(run)

from celery import shared_task
from django.utils import timezone

from agencies import account_links, jobs, messages
from agencies.models import Message
from agencies.rls import acting_as_system


@shared_task
def run_job(job_id: str) -> None:
    jobs.run(job_id)


@shared_task
def requeue_stalled_jobs() -> None:
    jobs.requeue_stalled()


@shared_task
def deliver_message(message_id: str) -> None:
    messages.deliver(message_id)


@shared_task
def deliver_waiting_messages() -> None:
    for message_id in Message.objects.waiting().values_list("pk", flat=True):
        messages.deliver(message_id)


@shared_task
def renew_links() -> None:
    with acting_as_system():
        account_links.renew_run_out(timezone.now())

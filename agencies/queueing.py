import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger("caseaudit.queue")


def dispatch(task_name: str, row_id) -> None:
    """Hand a row's id to a worker. With the queue down the row waits for the reconciler."""
    try:
        current_app.send_task(task_name, [str(row_id)])
    except (OperationalError, OSError):
        log.warning("The queue did not answer; %s waits for the reconciler", task_name)

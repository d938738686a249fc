from celery import shared_task
from django.utils import timezone

from cases import surveying


@shared_task
def close_due_surveys() -> None:
    surveying.close_due_surveys(timezone.localdate())

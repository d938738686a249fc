import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auditsite.settings")

app = Celery("auditsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # for every thread: the web process answers requests in several


@setup_logging.connect
def keep_our_logging(**_):
    """Celery installs its own log handlers unless something listens here."""

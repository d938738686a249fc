from django.apps import AppConfig


class AuditsiteConfig(AppConfig):
    name = "auditsite"

    def ready(self):
        """Whoever queues work must know the queue: web processes and commands too."""
        from auditsite import celery  # noqa: F401

"""Is the process alive, and can it do its work?"""

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry


@login_not_required
@require_safe
def live(request):
    return JsonResponse({"status": "alive"})


@login_not_required
@require_safe
def ready(request):
    """503 with the part that does not answer; the web pages work without the queue."""
    parts = {"database": _database(), "queue": _queue()}
    ok = all(parts.values())
    names = {name: "ready" if works else "not answering" for name, works in parts.items()}
    return JsonResponse(
        {"status": "ready" if ok else "not ready"} | names, status=200 if ok else 503
    )


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM agencies_partnership LIMIT 1")
        return True
    except DatabaseError:
        return False


def _queue() -> bool:
    try:
        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        return bool(client.ping())
    except redis.RedisError:
        return False

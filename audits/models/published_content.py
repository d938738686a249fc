"""What published versions of tools say, kept by this process: it never changes once published.

The rows are shared between requests and threads: read them, and change nothing in them.
"""

from collections import OrderedDict
from threading import Lock

from django.db.models import prefetch_related_objects

PARTS = ("sections", "contradictions")
MOST_KEPT = 60  # versions; one of 40 questions takes about a third of a megabyte
_kept = OrderedDict()
_lock = Lock()


def give_content(versions, lookups) -> None:
    """Give each version its sections and contradictions: from memory, where it is published."""
    wanting = [version for version in versions if not _give(version)]
    if not wanting:
        return
    prefetch_related_objects(wanting, *lookups)
    for version in wanting:
        if version.published_at is not None:
            _keep(version)


def _key(version) -> tuple:
    # A publication that is rolled back leaves a draft, which may say something else next time.
    return version.pk, version.published_at, version.content_hash


def _give(version) -> bool:
    if version.published_at is None:
        return False
    with _lock:
        parts = _kept.get(_key(version))
        if parts is None:
            return False
        _kept.move_to_end(_key(version))
    version.__dict__.setdefault("_prefetched_objects_cache", {}).update(parts)
    return True


def _keep(version) -> None:
    with _lock:
        found = version._prefetched_objects_cache
        _kept[_key(version)] = {name: found[name] for name in PARTS}
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)

"""How often something is allowed, and what is kept to know it."""

import pytest
from django.core.cache import cache
from django.db import connection

from agencies.limits import Limit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def test_so_many_are_allowed_and_each_is_counted_apart():
    limit = Limit("try", most=3, seconds=60)
    assert [limit.allows("a") for _ in range(5)] == [True, True, True, False, False]
    assert limit.allows("b")
    assert Limit("other", most=3, seconds=60).allows("a")


def test_what_is_counted_by_is_not_kept():
    Limit("try", most=3, seconds=60).allows("198.51.100.7")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM agencies_cache")
        rows = cursor.fetchall()
    assert len(rows) == 1
    assert "198.51.100.7" not in str(rows)


def test_the_span_ends():
    limit = Limit("try", most=1, seconds=60)
    assert limit.allows("a")
    assert not limit.allows("a")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE agencies_cache SET expires = now() - interval '1 second'")
    assert limit.allows("a")

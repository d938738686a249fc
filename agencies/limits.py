"""How often something may be asked for, counted in the cache's table over fixed spans of time.

What is counted by is kept as a keyed hash only, and no longer than the span.
"""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac


@dataclass(frozen=True)
class Limit:
    name: str
    most: int
    seconds: int

    def allows(self, by) -> bool:
        """Count one more, and say whether that is still within the limit."""
        digest = salted_hmac("agencies.limits", f"{self.name}:{by}", algorithm="sha256")
        key = f"limit:{self.name}:{digest.hexdigest()}"
        if cache.add(key, 1, self.seconds):
            return True
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # it ran out between the two
            return True


def address_of(request) -> str:
    return get_adapter(request).get_client_ip(request)

"""How a child is told again without keeping who it is: HMAC with a key made from FIELD_KEYS."""

import hmac
from hashlib import sha256

from django.conf import settings

from cases.models.sampling import HASH_LENGTH
from cases.transitions import Refused

PURPOSE = b"caseaudit.sampling.frame"
NO_KEY = "The key this draw was made with is no longer in FIELD_KEYS. Put it back first."


def newest_key() -> int:
    return next(iter(settings.FIELD_KEYS))


def key_of(audit_id, number: int, *parts: str) -> str:
    """The same for the same words in one audit, whatever their case and blanks; different in every
    other audit. Raises Refused where the key is gone."""
    text = "\x1f".join((str(audit_id), *map(plain, parts)))
    return hmac.digest(_derived(number), text.encode(), sha256).hex()[:HASH_LENGTH]


def _derived(number: int) -> bytes:
    stored = settings.FIELD_KEYS.get(number)
    if stored is None:
        raise Refused(NO_KEY)
    return hmac.digest(stored, PURPOSE, sha256)


def plain(words: str) -> str:
    """As people compare identifiers and names."""
    return "".join(words.casefold().split())

"""Reading settings from the environment, with sentences that say what is missing."""

import base64
import binascii
import os
import re
from datetime import datetime, time
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
PLACEHOLDERS = ("change", "secret", "default", "insecure", "example")


def read(name: str, default: str | None = None) -> str:
    """The value of NAME, or the contents of the file NAME_FILE points to.

    Raises ImproperlyConfigured with a sentence when neither is set and there is no default.
    """
    if value := os.environ.get(name):
        return value
    if path := os.environ.get(f"{name}_FILE"):
        return _read_file(name, Path(path))
    if default is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment, or put it in a file and set "
            f"{name}_FILE to that file's path. docs/operating.md lists every setting."
        )
    return default


def _read_file(name: str, path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}_FILE names a file that cannot be read ({error.strerror})."
        ) from error


def flag(name: str, *, default: bool) -> bool:
    value = read(name, str(default)).strip().lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, not “{value}”.")


def time_of_day(name: str, default: str) -> time:
    value = read(name, default).strip()
    try:
        return datetime.strptime(value, "%H:%M").time()  # noqa: DTZ007 -- a time without a day
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a time like 07:00, not “{value}”.") from None


def names(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in read(name, default).split(",") if item.strip()]


def secret_key(*, lenient: bool) -> str:
    """SECRET_KEY, refused when short or a well-known placeholder unless `lenient`."""
    value = read("SECRET_KEY")
    if not lenient and (
        len(value) < SHORTEST_SECRET or any(word in value.lower() for word in PLACEHOLDERS)
    ):
        raise ImproperlyConfigured(
            f"SECRET_KEY must be random and at least {SHORTEST_SECRET} characters long. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    return value


def field_keys() -> dict[int, bytes]:
    """FIELD_KEYS as {key number: 32 bytes}; the first one listed encrypts new values."""
    parts = [item.partition(":") for item in read("FIELD_KEYS").split(",")]
    numbers = [_key_number(number.strip()) for number, _, _ in parts]
    return dict(zip(numbers, [_key_bytes(encoded) for _, _, encoded in parts], strict=True))


def _key_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 255:
        raise ImproperlyConfigured(
            "FIELD_KEYS must look like “1:<32 bytes in base64>”; the number before the colon "
            "is from 1 to 255."
        )
    return int(text)


def _key_bytes(encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32 or len(set(key)) < 8:
        raise ImproperlyConfigured(
            "Each key in FIELD_KEYS must be 32 random bytes in base64. Make one with: "
            "python3 -c 'import base64, secrets; "
            'print("1:" + base64.b64encode(secrets.token_bytes(32)).decode())\''
        )
    return key


def celery_url(url: str) -> str:
    """REDIS_URL in the form Celery's transport expects.

    For a unix socket that is redis+socket, with the number of the database as its virtual host.
    """
    if not url.startswith("unix:"):
        return url
    return re.sub(r"([?&])db=", r"\1virtual_host=", re.sub("^unix:", "redis+socket:", url))


def redis_url(url: str) -> str:
    """REDIS_URL in the form redis-py expects: unix for a unix socket."""
    return re.sub(r"^redis\+socket:", "unix:", url)

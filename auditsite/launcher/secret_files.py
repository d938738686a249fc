"""The secrets of one installation: made once, readable by their owner alone."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def make_secret_files(directory: Path) -> dict[str, Path]:
    """{setting: file} for the settings that are secret. Existing files are kept."""
    made = {}
    for name, new_value in NEW_VALUES.items():
        made[name] = directory / name
        if not made[name].exists():
            _write_once(made[name], new_value())
    return made


def _write_once(path: Path, value: str) -> None:
    # Written aside and renamed: a half-written key would lock people out of their data.
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(value)
    unfinished.rename(path)


def _new_field_key() -> str:
    return "1:" + base64.b64encode(secrets.token_bytes(32)).decode()


NEW_VALUES: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(64),
    "FIELD_KEYS": _new_field_key,
}

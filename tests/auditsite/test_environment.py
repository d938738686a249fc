"""Settings come from the environment; what is wrong is said in a sentence before the start."""

import base64
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from auditsite import environment

GOOD_KEY = "1:" + base64.b64encode(bytes(range(32))).decode()


def run(*command, **changes) -> subprocess.CompletedProcess:
    """A manage.py command in a process of its own, with this test's environment changed."""
    variables = {**os.environ, **changes}
    wanted = {name: value for name, value in variables.items() if value is not None}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env=wanted,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", None, "DATABASE_URL is not set"),
        ("DATABASE_URL", "sqlite:///x.db", "DATABASE_URL must be a PostgreSQL address"),
        ("MIGRATION_DATABASE_URL", os.environ.get("DATABASE_URL"), "must name different roles"),
        ("REDIS_URL", None, "REDIS_URL is not set"),
        ("SECRET_KEY", "change-me", "SECRET_KEY must be random and at least 50"),
        ("SECRET_KEY", "insecure-" + "x" * 60, "SECRET_KEY must be random"),
        ("FIELD_KEYS", "1:AAAA", "must be 32 random bytes in base64"),
        ("FIELD_KEYS", "key", "must look like"),
        ("EMAIL_URL", None, "EMAIL_URL is not set"),
        ("REMINDERS_FROM", "at seven", "REMINDERS_FROM must be a time like 07:00"),
        ("DEBUG", "perhaps", "DEBUG must be true or false"),
    ],
)
def test_the_application_refuses_to_start_and_says_which_setting_is_wrong(name, value, sentence):
    ended = run("check", **{name: value})
    assert ended.returncode != 0
    assert sentence in ended.stderr


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert environment.read("SECRET_KEY") == "from a file"


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "absent"))
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE names a file"):
        environment.read("SECRET_KEY")


def test_field_keys_keep_their_order_so_the_first_encrypts(monkeypatch):
    second = "7:" + base64.b64encode(bytes(range(32, 64))).decode()
    monkeypatch.setenv("FIELD_KEYS", f"{second},{GOOD_KEY}")
    assert list(environment.field_keys()) == [7, 1]


@pytest.mark.parametrize(
    ("url", "for_celery", "for_redis"),
    [
        ("unix:///run/v.sock", "redis+socket:///run/v.sock", "unix:///run/v.sock"),
        ("redis+socket:///run/v.sock", "redis+socket:///run/v.sock", "unix:///run/v.sock"),
        ("redis://queue:6379/0", "redis://queue:6379/0", "redis://queue:6379/0"),
    ],
)
def test_one_queue_address_serves_celery_and_redis(url, for_celery, for_redis):
    assert environment.celery_url(url) == for_celery
    assert environment.redis_url(url) == for_redis


def test_web_and_worker_start_without_the_owners_password_but_migrate_asks_for_it():
    assert run("check", MIGRATION_DATABASE_URL=None).returncode == 0
    migrate = run("migrate", MIGRATION_DATABASE_URL=None)
    assert migrate.returncode != 0
    assert "MIGRATION_DATABASE_URL is not set" in migrate.stderr

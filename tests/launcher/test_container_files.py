import copy

import pytest
import yaml

from auditsite.launcher.container_files import (
    compose_problems,
    dockerfile_problems,
    known_settings,
    problems_in,
)
from auditsite.launcher.state import CHECKOUT

KNOWN = {"DATABASE_URL", "SITE_URL", "SECRET_KEY"}
SOUND = """
services:
  postgres: &server
    {image: "postgres:18", user: postgres, restart: unless-stopped, healthcheck: {test: ["true"]}}
  valkey: *server
  web: &application
    build: .
    user: "10001"
    restart: unless-stopped
    healthcheck: {test: ["true"]}
    environment: {SECRET_KEY_FILE: /run/secrets/secret_key, SITE_URL: "https://audit.example"}
    secrets: [secret_key]
  worker: *application
  beat: *application
secrets: {secret_key: {file: ./secrets/secret_key}}
"""


def problems(change) -> list[str]:
    compose = copy.deepcopy(yaml.safe_load(SOUND))
    change(compose["services"])
    return list(compose_problems(compose, KNOWN))


def test_our_own_container_files_are_sound():
    assert problems_in(CHECKOUT) == []


def test_a_sound_compose_file_has_no_problems():
    assert problems(lambda services: None) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda services: services.pop("beat"), "no service called beat"),
        (lambda services: services["web"].pop("user"), "service web: it must name a user"),
        (lambda services: services["web"].update(user="root"), "service web: it must name a user"),
        (lambda services: services["worker"].pop("restart"), "worker: it has no restart policy"),
        (lambda services: services["beat"].pop("healthcheck"), "beat: it has no health check"),
        (
            lambda services: services["postgres"].update(image="postgres"),
            "image “postgres” must be pinned by a tag",
        ),
        (
            lambda services: services["valkey"].update(image="valkey/valkey:latest"),
            "image “valkey/valkey:latest” must be pinned by a tag",
        ),
        (
            lambda services: services["web"]["environment"].update(SECRET_KEY="abc"),
            "SECRET_KEY is written out",
        ),
        (
            lambda services: services["web"]["environment"].update(
                DATABASE_URL="postgres://app:password@db/caseaudit"
            ),
            "DATABASE_URL is written out",
        ),
        (
            lambda services: services["web"].update(secrets=[]),
            "SECRET_KEY_FILE points to /run/secrets/secret_key, which is not one of its secrets",
        ),
        (
            lambda services: services["web"]["environment"].update(SIDE_URL="https://x"),
            "SIDE_URL is a setting the application does not read",
        ),
    ],
)
def test_a_broken_compose_file_is_refused(change, sentence):
    found = problems(change)
    assert any(sentence in problem for problem in found), found


def test_a_compose_file_that_is_no_yaml_is_refused(tmp_path):
    (tmp_path / "docker-compose.yml").write_text("services: [")
    assert "is not valid YAML" in problems_in(tmp_path)[0]


@pytest.mark.parametrize(
    ("dockerfile", "sentence"),
    [
        ("FROM python\nRUN pip install --require-hashes\nUSER app", "must be pinned by a tag"),
        ("FROM python:3.12\nRUN pip install --require-hashes", "must not be root"),
        ("FROM python:3.12\nRUN pip install --require-hashes\nUSER root", "must not be root"),
        ("FROM python:3.12\nRUN pip install django\nUSER app", "with --require-hashes"),
    ],
)
def test_a_broken_dockerfile_is_refused(dockerfile, sentence):
    assert [problem for problem in dockerfile_problems(dockerfile) if sentence in problem]


def test_the_settings_that_are_read_are_known():
    names = known_settings([CHECKOUT / "auditsite" / "settings.py"])
    assert {"DATABASE_URL", "REDIS_URL", "SITE_URL", "EMAIL_URL"} <= names
    assert "SIDE_URL" not in names

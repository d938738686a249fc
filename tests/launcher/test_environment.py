import os
import stat

import pytest

from auditsite.launcher.environment import (
    bare_environment,
    demo_environment,
    production_environment,
)
from auditsite.launcher.servers import choose_servers

ADDRESS = "http://127.0.0.1:8123"


@pytest.fixture
def servers(state):
    state.prepare()
    return choose_servers(state, environ={})


def test_the_demo_is_a_demo_on_its_own_address(state, servers):
    env = demo_environment(state, servers, address=ADDRESS, environ={})
    assert env["DEMO"] == "true"
    assert env["SITE_URL"] == ADDRESS
    assert env["CSRF_TRUSTED_ORIGINS"] == f"{ADDRESS},http://localhost:8123"


def test_a_developers_host_is_added_to_the_demos(state, servers):
    env = demo_environment(
        state, servers, address=ADDRESS, environ={"ALLOWED_HOSTS": "laptop.example"}
    )
    assert env["ALLOWED_HOSTS"] == "127.0.0.1,localhost,laptop.example"


def test_tests_do_not_see_what_a_developer_exported(state, servers):
    exported = {"DEMO": "true", "DEBUG": "true", "SITE_URL": "http://elsewhere", "LANG": "C"}
    env = bare_environment(state, servers, exported)
    assert "DEMO" not in env
    assert "SITE_URL" not in env
    assert env["DEBUG"] == "false"
    assert env["LANG"] == "C"


def test_what_tests_compile_is_kept(state, servers):
    env = bare_environment(state, servers, {"PYTHONDONTWRITEBYTECODE": "1"})
    assert "PYTHONDONTWRITEBYTECODE" not in env


def test_secrets_are_passed_as_files_and_not_as_values(state, servers):
    env = bare_environment(state, servers, {})
    assert "SECRET_KEY" not in env
    assert stat.S_IMODE(os.stat(env["SECRET_KEY_FILE"]).st_mode) == 0o600


def test_a_secret_of_ones_own_is_used(state, servers):
    env = bare_environment(state, servers, {"SECRET_KEY": "mine"})
    assert env["SECRET_KEY"] == "mine"
    assert "SECRET_KEY_FILE" not in env


def test_the_deployment_check_looks_at_secure_settings(state, servers):
    env = production_environment(state, servers, {"DEBUG": "true", "SECURE_COOKIES": "false"})
    assert (env["DEBUG"], env["SECURE_COOKIES"]) == ("false", "true")

import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditsite.launcher import state as state_module
from auditsite.launcher.account import server_account
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.state import AlreadyRunning, State, temporary_state

LONG = "a-directory-with-a-long-name"


def long_state(tmp_path) -> State:
    return State(tmp_path.joinpath(*[LONG] * 4), server_account())


def test_a_second_holder_is_told_who_has_the_state(state):
    with state.held():
        state.write_lock("pid 4711 http://127.0.0.1:8000")
        with pytest.raises(AlreadyRunning, match="pid 4711 http://127.0.0.1:8000"), state.held():
            pass


def test_a_lock_left_by_a_dead_process_does_not_hold(state):
    with state.held():
        pass
    state.write_lock("pid 4711 http://127.0.0.1:8000")
    with state.held():
        assert state.read_lock() == f"pid {os.getpid()}"


def test_bin_demo_says_that_it_is_already_running(state):
    with state.held():
        state.write_lock("pid 4711 http://127.0.0.1:8000")
        second = subprocess.run(
            [sys.executable, "-m", "auditsite.launcher", "demo"],
            env=os.environ | {"CASE_AUDIT_STATE": str(state.root)},
            capture_output=True,
            text=True,
            timeout=30,  # a second demo that did start would serve for ever
        )
    assert second.stdout == "already running: pid 4711 http://127.0.0.1:8000\n"
    assert second.returncode == 0


def test_sockets_are_kept_inside_a_state_with_a_short_path():
    state = State(Path("/tmp/short"), server_account())
    assert state.sockets == state.root / "run"


def test_sockets_of_a_long_path_fall_back_to_a_short_private_directory(tmp_path):
    state = long_state(tmp_path)
    state.prepare()
    try:
        assert len(str(state.sockets / ".s.PGSQL.5432")) <= 107
        assert state.sockets.stat().st_mode & 0o777 == 0o700
        assert state.sockets.stat().st_uid == state.account.uid
    finally:
        state.remove()
    assert not state.sockets.exists()


def test_a_short_directory_that_others_can_read_is_refused(tmp_path):
    state = long_state(tmp_path)
    state.sockets.mkdir(mode=0o755)
    try:
        with pytest.raises(CannotStart, match="must belong to .* alone"):
            state.prepare()
    finally:
        state.remove()


def test_the_directories_of_the_servers_are_private(state):
    state.prepare()
    for directory in (state.database, state.queue, state.sockets, state.secrets):
        assert directory.stat().st_mode & 0o077 == 0


def test_a_log_that_has_grown_large_is_put_aside(state, monkeypatch):
    monkeypatch.setattr(state_module, "LOG_LIMIT", 3)
    state.prepare()
    (state.logs / "web.log").write_text("long")
    state.prepare()
    assert [log.name for log in state.logs.iterdir()] == ["web.log.1"]


def test_a_temporary_state_leaves_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(state_module.tempfile, "tempdir", str(tmp_path))
    with temporary_state(server_account()) as state:
        state.prepare()
    assert list(tmp_path.iterdir()) == []


def test_the_state_of_a_killed_launcher_is_swept_and_that_of_a_living_one_kept(
    monkeypatch, tmp_path
):
    monkeypatch.setattr(state_module.tempfile, "tempdir", str(tmp_path))
    account = server_account()
    abandoned = tmp_path / f"case-audit-temporary-{os.getuid()}-abandoned"
    abandoned.mkdir()
    (abandoned / "lock").touch()
    with temporary_state(account) as living, temporary_state(account):
        assert living.root.exists()
        assert not abandoned.exists()


def test_root_hands_the_servers_to_another_account(monkeypatch):
    monkeypatch.setattr("os.getuid", lambda: 0)
    monkeypatch.setenv("CASE_AUDIT_ACCOUNT", "nobody")
    account = server_account()
    assert account.name == "nobody"
    assert account.is_other


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("root", "PostgreSQL refuses to run as root"),
        ("no-such-user", "no user called no-such-user"),
    ],
)
def test_an_account_that_cannot_run_the_servers_is_refused(monkeypatch, name, sentence):
    monkeypatch.setattr("os.getuid", lambda: 0)
    monkeypatch.setenv("CASE_AUDIT_ACCOUNT", name)
    with pytest.raises(CannotStart, match=sentence):
        server_account()


def test_a_user_number_without_a_name_is_explained(monkeypatch):
    monkeypatch.setattr("os.getuid", lambda: 54321)
    with pytest.raises(CannotStart, match="User number 54321 has no name"):
        server_account()

"""Kills parts of a whole running demo, and the demo itself. Run by bin/soak."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from auditsite.launcher.health import is_ready

REPLACED_BY_BIN_TEST = (
    *("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "STATIC_ROOT", "EMAIL_URL"),
    *("SECRET_KEY_FILE", "FIELD_KEYS_FILE", "PORT"),
)
PATIENCE = 120  # seconds


def until(condition: Callable[[], object], *, patience: float = PATIENCE):
    deadline = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)
    return value


class Demo:
    def __init__(self, root: Path):
        self.root = root
        self.output = root / "output"
        kept = {name: os.environ[name] for name in os.environ if name not in REPLACED_BY_BIN_TEST}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "auditsite.launcher", "demo"],
                env=kept | {"CASE_AUDIT_STATE": str(root / "state")},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    @property
    def address(self) -> str:
        return (self.root / "state" / "lock").read_text().split()[-1]

    def wait_until_running(self) -> None:
        until(lambda: "Stop with Ctrl-C" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def children(self) -> dict[int, str]:
        """{process number: command line} of the launcher's own children."""
        numbers = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(number): command_line(int(number)) for number in numbers.split()}

    def kill(self, part: str) -> None:
        victim = self.child(part)
        os.kill(victim, signal.SIGKILL)
        until(lambda: self.child(part) not in {None, victim})
        until(lambda: is_ready(self.address))

    def child(self, part: str) -> int | None:
        return next((pid for pid, command in self.children().items() if part in command), None)


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except FileNotFoundError:
        return ""


def have_ended(handles: list[int]) -> bool:
    return set(select.select(handles, [], [], 0)[0]) == set(handles)


@pytest.fixture
def demo(open_directory):
    demo = Demo(open_directory)
    demo.wait_until_running()
    yield demo
    demo.process.terminate()
    demo.process.wait()


@pytest.mark.parametrize("part", ["celery -A auditsite worker", "beat", "gunicorn"])
def test_a_killed_process_of_the_application_is_started_again(demo, part):
    demo.kill(part)
    assert "was ended by SIGKILL; starting it again in 1 s" in demo.said


@pytest.mark.parametrize("part", ["bin/postgres", "valkey-server"])
def test_a_killed_server_is_started_again(demo, part):
    demo.kill(part)


def test_kill_9_of_the_launcher_leaves_no_process_and_the_next_start_works(demo):
    handles = [os.pidfd_open(pid) for pid in demo.children()]
    assert len(handles) == 5
    demo.process.kill()
    demo.process.wait()
    until(lambda: have_ended(handles), patience=30)
    again = Demo(demo.root)
    try:
        again.wait_until_running()
        assert is_ready(again.address)
    finally:
        again.process.terminate()
        again.process.wait()


def test_a_second_start_reports_the_first(demo):
    second = subprocess.run(
        [sys.executable, "-m", "auditsite.launcher", "demo"],
        env=os.environ | {"CASE_AUDIT_STATE": str(demo.root / "state")},
        capture_output=True,
        text=True,
    )
    assert second.stdout == f"already running: pid {demo.process.pid} {demo.address}\n"


def test_ctrl_c_stops_everything_within_seconds(demo):
    handles = [os.pidfd_open(pid) for pid in demo.children()]
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(timeout=20) == 0
    assert have_ended(handles)

"""bin/_bootstrap, on machines that lack something: a PATH with only what the test puts there."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditsite.launcher.state import CHECKOUT

ORDINARY_TOOLS = ("sh", "dirname", "stat", "cat", "flock")
PYTHON = Path(sys.executable).resolve()


@pytest.fixture
def machine(tmp_path):
    """An ordinary user's Debian on which everything but Chromium is installed."""
    for tool in ORDINARY_TOOLS:
        (tmp_path / tool).symlink_to(shutil.which(tool))
    (tmp_path / "python3").symlink_to(PYTHON)
    program(tmp_path / "id", "echo 1000")
    program(tmp_path / "apt-get", "exit 1")
    program(tmp_path / "dpkg-query", "printf installed")
    program(tmp_path / "qpdf", "exit 0")
    return tmp_path


def program(path, script: str) -> None:
    path.unlink(missing_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def bootstrap(machine, script: str, **variables: str) -> subprocess.CompletedProcess:
    """Sources bin/_bootstrap as bin/test does, then runs the script."""
    return subprocess.run(
        ["sh", "-euc", f'. "{CHECKOUT}/bin/_bootstrap"\n{script}', str(CHECKOUT / "bin" / "test")],
        env={"PATH": str(machine), "HOME": os.environ["HOME"], **variables},
        capture_output=True,
        text=True,
    )


CHECK = "find_python; check_system for-tests"


def test_without_chromium_the_install_line_is_printed(machine):
    result = bootstrap(machine, CHECK)
    assert result.returncode == 2
    assert (
        "    apt-get update && apt-get install -y --no-install-recommends chromium\n"
        in result.stderr
    )


def test_browser_tests_can_be_left_out(machine):
    result = bootstrap(machine, CHECK, BROWSER_TESTS="skip")
    assert (result.returncode, result.stderr) == (0, "")


def test_the_demo_needs_no_chromium(machine):
    assert bootstrap(machine, "find_python; check_system for-serving").returncode == 0


def test_every_missing_package_is_in_the_one_line(machine):
    program(machine / "dpkg-query", "exit 1")
    (machine / "qpdf").unlink()
    line = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 qpdf chromium libatomic1\n"
    assert line in bootstrap(machine, CHECK).stderr


def test_a_chromium_that_cannot_be_driven_is_not_enough(machine):
    program(machine / "chromium", "exit 0")
    program(machine / "dpkg-query", '[ "$3" = libatomic1 ] || printf installed')
    result = bootstrap(machine, CHECK)
    assert result.returncode == 2
    assert "    apt-get update && apt-get install -y --no-install-recommends libatomic1\n" in (
        result.stderr
    )


def test_root_installs_what_is_missing(machine):
    program(machine / "id", "echo 0")
    program(machine / "apt-get", f'echo "$@" >> "{machine}/asked"')
    assert bootstrap(machine, CHECK).returncode == 0
    assert (machine / "asked").read_text().splitlines() == [
        "-qq update",
        "-qq install -y --no-install-recommends chromium",
    ]


def test_an_old_python_is_explained(machine):
    program(machine / "python3", "exit 1")
    result = bootstrap(machine, CHECK)
    assert result.returncode == 2
    assert "needs Python 3.11 or later" in result.stderr


def test_a_later_python_is_found_behind_an_old_one(machine):
    program(machine / "python3", "exit 1")
    (machine / "python3.12").symlink_to(PYTHON)
    assert bootstrap(machine, "find_python; echo $python").stdout == "python3.12\n"


def test_a_machine_without_apt_is_told_what_to_install(machine):
    for tool in ("apt-get", "dpkg-query"):
        (machine / tool).unlink()
    result = bootstrap(machine, CHECK)
    assert result.returncode == 2
    assert "a program called chromium on the PATH" in result.stderr

"""Running manage.py commands in the environment of some servers."""

import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from auditsite.launcher.failures import CannotStart
from auditsite.launcher.processes import dies_with_parent, last_lines, spawn, stop
from auditsite.launcher.state import CHECKOUT


def manage_command(*arguments: str) -> list[str]:
    return [sys.executable, str(CHECKOUT / "manage.py"), *arguments]


def run_quietly(arguments: Iterable[str], *, env: dict[str, str], log: Path) -> None:
    """Raises CannotStart with the end of the output when the command fails."""
    arguments = list(arguments)
    process = spawn(manage_command(*arguments), env=env, cwd=CHECKOUT, log=log)
    if process.wait() != 0:
        name = f"manage.py {' '.join(arguments)}"
        raise CannotStart(f"{name} failed. Its output, in {log}, ends:\n{last_lines(log)}")


def run_in_the_open(command: list, *, env: dict[str, str]) -> int:
    """Runs with the terminal, so that Ctrl-C and a debugger reach it. Returns its exit code."""
    process = subprocess.Popen(
        command, env=env, cwd=CHECKOUT, preexec_fn=dies_with_parent(signal.SIGTERM)
    )
    # Ctrl-C reaches both processes: the command decides what it means, the launcher waits.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        return exit_code(process.wait())
    finally:
        signal.signal(signal.SIGINT, before)
        stop(process)


def exit_code(return_code: int) -> int:
    """A shell's code for a process ended by a signal, otherwise its own."""
    return 128 - return_code if return_code < 0 else return_code


def output_of(arguments: Iterable[str], *, env: dict[str, str]) -> str:
    """What the command prints; nothing when it fails or does not exist."""
    result = subprocess.run(
        manage_command(*arguments), env=env, cwd=CHECKOUT, capture_output=True, text=True
    )
    return result.stdout if result.returncode == 0 else ""

"""Starting and stopping the programs the launcher looks after."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from auditsite.launcher.account import Account
from auditsite.launcher.failures import CannotStart

PR_SET_PDEATHSIG = 1


def spawn(
    command: Sequence,
    *,
    env: dict[str, str],
    cwd: Path,
    log: Path | None = None,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    keep_open: Sequence[int] = (),
) -> subprocess.Popen:
    """Starts a program in a session of its own, so that Ctrl-C reaches only the launcher."""
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            [str(part) for part in command],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            pass_fds=keep_open,
            preexec_fn=dies_with_parent(death_signal),
            **_as_account(account),
        )
    except PermissionError as error:
        raise CannotStart(
            f"{Path(command[0]).name} could not be started as {account.name if account else 'you'}:"
            f" {error.strerror}. Run this as an ordinary user, or as a root that may change user."
        ) from error
    finally:
        if output:
            output.close()


def _as_account(account: Account | None) -> dict:
    if not account or not account.is_other:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": [], "umask": 0o077}


def dies_with_parent(death_signal: signal.Signals) -> Callable[[], None] | None:
    """The kernel sends this signal when the launcher dies, even from kill -9. Linux only."""
    if sys.platform != "linux":
        return None
    set_option = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask_the_kernel() -> None:
        set_option(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def stop(
    process: subprocess.Popen, *, ask: signal.Signals = signal.SIGTERM, patience: float = 10
) -> None:
    ask_to_stop(process, ask)
    wait_or_kill(process, patience)


def ask_to_stop(process: subprocess.Popen, ask: signal.Signals = signal.SIGTERM) -> None:
    if process.poll() is None:
        process.send_signal(ask)


def wait_or_kill(process: subprocess.Popen, patience: float) -> None:
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        _kill(process)
        process.wait()


def _kill(process: subprocess.Popen) -> None:
    if os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def last_lines(log: Path, *, count: int = 15) -> str:
    if not log.exists():
        return ""
    lines = log.read_text(errors="replace").splitlines()[-count:]
    return "\n".join(f"    {line}" for line in lines)

"""Where the embedded servers keep their files, and who holds that place at the moment."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from auditsite.launcher.account import Account
from auditsite.launcher.failures import CannotStart

CHECKOUT = Path(__file__).resolve().parents[2]
SOCKET_PATH_LIMIT = 107  # bytes, fixed by the kernel
LONGEST_SOCKET_NAME = ".s.PGSQL.5432"
LOG_LIMIT = 5 * 1024 * 1024  # bytes; a larger log is put aside at the next start


class AlreadyRunning(Exception):
    """Another launcher holds the state; the message is what it wrote into the lock."""


@dataclass(frozen=True)
class State:
    root: Path
    account: Account

    @property
    def database(self) -> Path:
        return self.root / "postgres"

    @property
    def queue(self) -> Path:
        return self.root / "valkey"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def static(self) -> Path:
        return self.root / "static"

    @property
    def lock_file(self) -> Path:
        return self.root / "lock"

    @property
    def sockets(self) -> Path:
        """A short directory elsewhere when the state's own path is too long for a socket."""
        inside = self.root / "run"
        if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return _short_directory() / f"case-audit-{self.account.uid}-{digest}"

    def prepare(self) -> None:
        _make_private(self.root)
        if self.account.is_other:
            self.root.chmod(0o711)
        for directory in (self.secrets, self.logs, self.static):
            _make_private(directory)
        for directory in (self.database, self.queue, self.sockets):
            _make_private(directory)
            self.account.own(directory)
        _refuse_foreign(self.sockets, self.account)
        self._put_large_logs_aside()

    def _put_large_logs_aside(self) -> None:
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > LOG_LIMIT:
                log.rename(log.with_suffix(".log.1"))

    def remove(self) -> None:
        shutil.rmtree(self.sockets, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)

    def write_lock(self, text: str) -> None:
        self.lock_file.write_text(text)

    def read_lock(self) -> str:
        return self.lock_file.read_text().strip() if self.lock_file.exists() else ""

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the state for this process alone; raises AlreadyRunning."""
        _make_private(self.root)
        with self.lock_file.open("a") as lock:
            if not _try_lock(lock):
                raise AlreadyRunning(self.read_lock())
            self.write_lock(f"pid {os.getpid()}")
            yield


def lasting_state(account: Account) -> State:
    return State(_lasting_root(), account)


@contextmanager
def temporary_state(account: Account) -> Iterator[State]:
    _sweep_abandoned()
    state = State(Path(tempfile.mkdtemp(prefix=_temporary_prefix())), account)
    try:
        with state.held():
            yield state
    finally:
        state.remove()


def shared_directory() -> Path:
    """Root's place for what several checkouts share. Readable by the servers' account."""
    path = Path("/var/lib/case-audit")
    path.mkdir(mode=0o755, parents=True, exist_ok=True)
    return path


def _lasting_root() -> Path:
    if chosen := os.environ.get("CASE_AUDIT_STATE"):
        return Path(chosen).resolve()
    if os.getuid() != 0:
        return CHECKOUT / "var"
    # A checkout under /root cannot be read by the servers' account.
    return shared_directory() / hashlib.sha256(os.fsencode(CHECKOUT)).hexdigest()[:12]


def _temporary_prefix() -> str:
    return f"case-audit-temporary-{os.getuid()}-"


def _sweep_abandoned() -> None:
    """A launcher killed with -9 cannot remove its temporary state; the next one does."""
    for root in Path(tempfile.gettempdir()).glob(_temporary_prefix() + "*"):
        lock_file = root / "lock"
        if lock_file.is_file() and root.stat().st_uid == os.getuid():
            with lock_file.open("a") as lock:
                if _try_lock(lock):
                    shutil.rmtree(root, ignore_errors=True)


def _try_lock(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _make_private(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError:
        raise CannotStart(
            f"{path} cannot be created. Set CASE_AUDIT_STATE to a directory you may write to."
        ) from None


def _short_directory() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return Path(runtime) if runtime and os.getuid() != 0 else Path("/tmp")


def _refuse_foreign(path: Path, account: Account) -> None:
    """Somebody else could have made a directory of this name in /tmp first."""
    status = path.lstat()
    if path.is_symlink() or status.st_uid != account.uid or status.st_mode & 0o077:
        raise CannotStart(f"{path} must belong to {account.name} alone. Remove it and start again.")

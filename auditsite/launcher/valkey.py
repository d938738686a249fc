"""The embedded Valkey: the job queue, on a private socket."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from auditsite.launcher.binaries import Binaries
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.processes import last_lines, spawn, stop
from auditsite.launcher.state import State

PATIENCE = 30  # seconds
AT_ONCE = Retry(NoBackoff(), retries=0)  # by default the client itself waits for seconds


@dataclass(frozen=True)
class Valkey:
    state: State
    binaries: Binaries
    durable: bool = True

    name = "Valkey"
    stop_signal = signal.SIGTERM

    @property
    def socket(self) -> Path:
        return self.state.sockets / "valkey.sock"

    @property
    def log(self) -> Path:
        return self.state.logs / "valkey.log"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def start(self) -> subprocess.Popen:
        """Raises CannotStart with the end of Valkey's own log."""
        self.socket.unlink(missing_ok=True)
        process = spawn(
            self._command(),
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            cwd=Path("/"),
            log=self.log,
            account=self.state.account,
        )
        self._wait_until_ready(process)
        return process

    def _command(self) -> list:
        return [
            self.binaries.valkey,
            *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", self.state.queue, "--daemonize", "no", "--save", ""),
            *("--appendonly", "yes" if self.durable else "no"),
        ]

    def _wait_until_ready(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            try:
                with redis.Redis(unix_socket_path=str(self.socket), retry=AT_ONCE) as client:
                    client.ping()
                return
            except redis.RedisError:
                time.sleep(0.02)
        stop(process)
        raise CannotStart(
            f"Valkey did not start. Its log, {self.log}, ends:\n{last_lines(self.log)}"
        )

"""The processes of the application itself: web, worker and beat."""

import errno
import os
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from auditsite.launcher.failures import CannotStart
from auditsite.launcher.manage import run_quietly
from auditsite.launcher.processes import spawn
from auditsite.launcher.state import CHECKOUT, State
from auditsite.launcher.supervisor import Service

FIRST_PORT, LAST_PORT = 8000, 8099


@dataclass(frozen=True)
class Application:
    state: State
    env: dict[str, str]
    port: int
    verbose: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def setup_log(self) -> Path:
        return self.state.logs / "setup.log"

    def log(self, name: str) -> Path | None:
        return None if self.verbose else self.state.logs / f"{name}.log"

    def set_up(self) -> None:
        """Migrates, collects the static files and loads the demo; each may run again."""
        for command in (["migrate"], ["collectstatic", "--noinput"], ["load_demo"]):
            run_quietly(command, env=self.env, log=self.setup_log)

    def services(self) -> list[Service]:
        return [
            self._service("web", self._web()),
            self._service("worker", self._worker()),
            self._service("beat", self._beat()),
        ]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5) as response:
                return response.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _service(self, name: str, command: list) -> Service:
        def start():
            return spawn(command, env=self.env, cwd=CHECKOUT, log=self.log(name))

        return Service(name, start)

    def _web(self) -> list:
        return [
            *(sys.executable, "-m", "gunicorn", "auditsite.wsgi:application"),
            *("--bind", f"127.0.0.1:{self.port}", "--no-control-socket"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
        ]

    def _worker(self) -> list:
        return [
            *(sys.executable, "-m", "celery", "-A", "auditsite", "worker"),
            *("--pool", "prefork", "--concurrency", "2", "--max-tasks-per-child", "100"),
        ]

    def _beat(self) -> list:
        schedule = self.state.root / "beat-schedule"
        return [
            *(sys.executable, "-m", "celery", "-A", "auditsite", "beat"),
            *("--schedule", schedule, "--pidfile="),
        ]


def choose_port(environ: Mapping[str, str] = os.environ) -> int:
    """PORT when it is set; otherwise the first free one from 8000."""
    if wanted := environ.get("PORT"):
        return _wanted_port(wanted)
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if _is_free(port):
            return port
    raise CannotStart(
        f"Every port from {FIRST_PORT} to {LAST_PORT} is in use. Set PORT to a free one."
    )


def _wanted_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT must be a number from 1 to 65535, not “{text}”.")
    if not _is_free(int(text)):
        raise CannotStart(f"Port {text} is in use. Set PORT to a free one, or unset it.")
    return int(text)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise CannotStart(
                    f"Port {port} needs root's rights. Set PORT to one above 1023."
                ) from None
            return False
    return True

"""The processes of the application itself: web, worker and beat."""

import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from auditsite.launcher.listening import address_of
from auditsite.launcher.manage import run_quietly
from auditsite.launcher.processes import spawn
from auditsite.launcher.state import CHECKOUT, State
from auditsite.launcher.supervisor import Service


def web_command(listener: socket.socket) -> list:
    return [
        *(sys.executable, "-m", "gunicorn", "auditsite.wsgi:application"),
        *("--bind", f"fd://{listener.fileno()}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
    ]


@dataclass(frozen=True)
class Application:
    state: State
    env: dict[str, str]
    listener: socket.socket
    verbose: bool = False

    @property
    def address(self) -> str:
        return address_of(self.listener)

    @property
    def setup_log(self) -> Path:
        return self.state.logs / "setup.log"

    def log(self, name: str) -> Path | None:
        return None if self.verbose else self.state.logs / f"{name}.log"

    def set_up(self) -> None:
        """Migrates, collects the static files and loads the demo; each may run again."""
        self.setup_log.unlink(missing_ok=True)
        for command in (["migrate"], ["collectstatic", "--noinput"], ["load_demo"]):
            run_quietly(command, env=self.env, log=self.setup_log)

    def services(self) -> list[Service]:
        return [
            self._service("web", web_command(self.listener), keep_open=[self.listener.fileno()]),
            self._service("worker", self._worker()),
            self._service("beat", self._beat()),
        ]

    def _service(self, name: str, command: list, *, keep_open=()) -> Service:
        def start():
            return spawn(
                command, env=self.env, cwd=CHECKOUT, log=self.log(name), keep_open=keep_open
            )

        return Service(name, start)

    def _worker(self) -> list:
        return [
            *(sys.executable, "-m", "celery", "-A", "auditsite", "worker"),
            *("--pool", "prefork", "--concurrency", "2", "--max-tasks-per-child", "100"),
            *("--without-mingle", "--without-gossip"),  # there is one worker; nobody to ask
        ]

    def _beat(self) -> list:
        schedule = self.state.root / "beat-schedule"
        return [
            *(sys.executable, "-m", "celery", "-A", "auditsite", "beat"),
            *("--schedule", schedule, "--pidfile="),
        ]

"""Keeps a set of services running: starts again what stops, and stops everything in order."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from signal import SIGTERM, Signals

from auditsite.launcher.failures import CannotStart
from auditsite.launcher.processes import ask_to_stop, wait_or_kill

LONGEST_PAUSE = 30  # seconds
STEADY = 60  # seconds of running after which earlier failures are forgotten


@dataclass
class Service:
    name: str
    start: Callable[[], subprocess.Popen]
    stop_signal: Signals = SIGTERM
    patience: float = 5  # seconds it may take to stop before it is killed
    process: subprocess.Popen | None = None
    failures: int = 0
    started_at: float = 0
    start_again_at: float = 0

    def launch(self) -> None:
        self.started_at = time.monotonic()
        self.process = self.start()

    def has_stopped(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def pause_before_restart(self) -> float:
        """1, 2, 4 … 30 seconds, and from the beginning after a steady minute."""
        if time.monotonic() - self.started_at > STEADY:
            self.failures = 0
        pause = min(2**self.failures, LONGEST_PAUSE)
        self.failures += 1
        return pause


class Supervisor:
    """Services stop in the reverse of the order in which they were added, group by group."""

    def __init__(self, say: Callable[[str], None] = print):
        self.say = say
        self.groups: list[list[Service]] = []

    @property
    def services(self) -> list[Service]:
        return [service for group in self.groups for service in group]

    def start(self, *services: Service) -> None:
        """Starts a group, whose members may also stop at the same time."""
        self.groups.append(list(services))
        for service in services:
            service.launch()

    def look_after(self) -> None:
        """One round: notices what has stopped and starts what is due."""
        for service in self.services:
            if service.has_stopped():
                self._plan_restart(service)
            if service.process is None and time.monotonic() >= service.start_again_at:
                self._restart(service)

    def run(self) -> None:
        while True:
            self.look_after()
            time.sleep(0.2)

    def stop(self) -> None:
        for group in reversed(self.groups):
            running = [service for service in group if service.process]
            for service in running:
                ask_to_stop(service.process, service.stop_signal)
            for service in running:
                wait_or_kill(service.process, service.patience)
        self.groups.clear()

    def _plan_restart(self, service: Service) -> None:
        pause = service.pause_before_restart()
        ending = _ending(service.process.returncode)
        self.say(f"{service.name} {ending}; starting it again in {pause} s")
        service.process = None
        service.start_again_at = time.monotonic() + pause

    def _restart(self, service: Service) -> None:
        try:
            service.launch()
        except CannotStart as reason:
            pause = service.pause_before_restart()
            service.start_again_at = time.monotonic() + pause
            self.say(f"{reason}\nTrying again in {pause} s")


def _ending(return_code: int) -> str:
    if return_code < 0:
        return f"was ended by {Signals(-return_code).name}"
    return f"stopped with code {return_code}"

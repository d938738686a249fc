import os
import signal
import subprocess
import time

import pytest

from auditsite.launcher.failures import CannotStart
from auditsite.launcher.supervisor import Service, Supervisor


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    supervisor = Supervisor(say=said.append)
    yield supervisor
    supervisor.stop()


def sleeping(name: str) -> Service:
    return Service(name, lambda: subprocess.Popen(["sleep", "600"], start_new_session=True))


def die(service: Service) -> None:
    os.kill(service.process.pid, signal.SIGKILL)
    service.process.wait()


def make_time_pass(service: Service) -> None:
    service.start_again_at = 0


def test_a_killed_service_is_started_again(supervisor, said):
    worker = sleeping("worker")
    supervisor.start(worker)
    first = worker.process.pid
    die(worker)
    supervisor.look_after()
    make_time_pass(worker)
    supervisor.look_after()
    assert worker.process.pid != first
    assert worker.process.poll() is None
    assert said == ["worker was ended by SIGKILL; starting it again in 1 s"]


def test_a_service_that_keeps_stopping_is_started_ever_more_slowly(supervisor, said):
    service = Service("web", lambda: subprocess.Popen(["false"]))
    supervisor.start(service)
    for _ in range(7):
        service.process.wait()
        supervisor.look_after()
        make_time_pass(service)
        supervisor.look_after()
    pauses = [int(sentence.split()[-2]) for sentence in said]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert said[0].startswith("web stopped with code 1;")


def test_earlier_failures_are_forgotten_after_a_steady_minute(supervisor):
    service = sleeping("worker")
    service.failures = 5
    supervisor.start(service)
    service.started_at = time.monotonic() - 61
    assert service.pause_before_restart() == 1


def test_a_service_waits_for_its_pause_to_end(supervisor):
    worker = sleeping("worker")
    supervisor.start(worker)
    die(worker)
    supervisor.look_after()
    supervisor.look_after()
    assert worker.process is None


def test_a_restart_that_fails_is_explained_and_tried_again(supervisor, said):
    database = sleeping("PostgreSQL")
    supervisor.start(database)
    die(database)

    def refuse():
        raise CannotStart("The disk is full.")

    database.start = refuse
    supervisor.look_after()
    make_time_pass(database)
    supervisor.look_after()
    assert said[-1] == "The disk is full.\nTrying again in 2 s"
    assert database.process is None


def test_services_stop_in_the_reverse_of_the_order_in_which_they_started(supervisor):
    database, web = sleeping("PostgreSQL"), sleeping("web")
    supervisor.start(database)
    supervisor.start(web)
    stopped = []
    for service in (database, web):
        process, wait = service.process, service.process.wait

        def note(*arguments, name=service.name, wait=wait):
            stopped.append(name)
            return wait(*arguments)

        process.wait = note
    supervisor.stop()
    assert stopped == ["web", "PostgreSQL"]


def test_a_service_that_ignores_the_request_to_stop_is_killed(supervisor):
    deaf = Service(
        "worker",
        lambda: subprocess.Popen(
            ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 600; done"],
            stdout=subprocess.PIPE,
            start_new_session=True,
        ),
        patience=0.1,
    )
    supervisor.start(deaf)
    deaf.process.stdout.readline()
    process = deaf.process
    supervisor.stop()
    assert process.returncode == -signal.SIGKILL

"""bin/demo: the whole application on one machine."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from auditsite.launcher.account import server_account
from auditsite.launcher.application import Application
from auditsite.launcher.environment import demo_environment
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.health import is_ready
from auditsite.launcher.listening import address_of, listen, listen_anywhere
from auditsite.launcher.manage import manage_command, output_of, run_in_the_open
from auditsite.launcher.processes import last_lines
from auditsite.launcher.servers import choose_servers, services_of
from auditsite.launcher.state import AlreadyRunning, State, lasting_state, temporary_state
from auditsite.launcher.supervisor import Supervisor

PATIENCE = 90  # seconds until the web process answers


def serve(*, verbose: bool = False) -> int:
    state = lasting_state(server_account())
    try:
        with state.held(), listen() as listener:
            _serve(state, listener, verbose)
    except AlreadyRunning as running:
        print(f"already running: {running}")
    return 0


def _serve(state: State, listener: socket.socket, verbose: bool) -> None:
    with started(state, listener, verbose=verbose) as (application, supervisor):
        state.write_lock(f"{state.read_lock()} {application.address}")
        _announce(application)
        with suppress(SystemExit):  # being asked to stop is how serving ends
            supervisor.run()


def check() -> int:
    """Loads the demo in a state of its own and has the real worker render a briefing."""
    with (
        temporary_state(server_account()) as state,
        listen_anywhere() as listener,
        started(state, listener) as (application, _),
    ):
        code = run_in_the_open(manage_command("check_demo"), env=application.env)
        if code:
            print(f"The worker's log ends:\n{last_lines(state.logs / 'worker.log')}")
        return code


@contextmanager
def started(
    state: State, listener: socket.socket, *, verbose: bool = False
) -> Iterator[tuple[Application, Supervisor]]:
    """The application, set up and answering; everything is stopped at the end."""
    servers = choose_servers(state)
    state.prepare()
    env = demo_environment(state, servers, address=address_of(listener))
    application = Application(state, env, listener, verbose)
    supervisor = Supervisor(say=_say)
    try:
        for service in services_of(servers):
            _say(f"Starting {service.name}")
            supervisor.start(service)
        _say("Setting up the database and the demo")
        application.set_up()
        _say("Starting the web process, the worker and beat")
        supervisor.start(*application.services())
        _wait_until_ready(application, supervisor)
        yield application, supervisor
    finally:
        _say("Stopping")
        supervisor.stop()


def _wait_until_ready(application: Application, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_ready(application.address):
        if time.monotonic() > deadline:
            raise CannotStart(
                f"The web process does not answer at {application.address}. Its log ends:\n"
                f"{last_lines(application.state.logs / 'web.log')}"
            )
        supervisor.look_after()
        time.sleep(0.2)


def _announce(application: Application) -> None:
    sign_ins = output_of(["demo_sign_ins"], env=application.env).rstrip()
    print(f"\nCase Audit is running at {application.address}")
    if sign_ins:
        print(f"\n{sign_ins}")
    print(f"\nLogs: {application.state.logs}\nStop with Ctrl-C.\n", flush=True)


def _say(text: str) -> None:
    print(text, flush=True)

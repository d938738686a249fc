"""bin/demo: the whole application on one machine."""

import shlex
import time

from auditsite.launcher.account import server_account
from auditsite.launcher.application import Application, choose_port
from auditsite.launcher.environment import demo_environment
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.manage import manage_command, output_of, run_in_the_open
from auditsite.launcher.processes import last_lines
from auditsite.launcher.servers import Servers, choose_servers
from auditsite.launcher.state import AlreadyRunning, State, lasting_state, temporary_state
from auditsite.launcher.supervisor import Service, Supervisor

PATIENCE = 60  # seconds until the web process answers


def serve(*, verbose: bool = False) -> int:
    state = lasting_state(server_account())
    try:
        with state.held(), started(state, verbose=verbose) as (application, supervisor):
            state.write_lock(f"{state.read_lock()} {application.address}")
            _announce(application)
            supervisor.run()
    except AlreadyRunning as running:
        print(f"already running: {running}")
    return 0


def check() -> int:
    """Loads the demo in a state of its own and has the real worker render a briefing."""
    with (
        temporary_state(server_account()) as state,
        started(state) as (application, _),
    ):
        code = run_in_the_open(manage_command("check_demo"), env=application.env)
        if code:
            print(f"The worker's log ends:\n{last_lines(state.logs / 'worker.log')}")
        return code

"""bin/test and bin/manage: one command with servers behind it."""

import sys

from auditsite.launcher.account import server_account
from auditsite.launcher.environment import bare_environment, demo_environment
from auditsite.launcher.manage import manage_command, run_in_the_open
from auditsite.launcher.servers import choose_servers, running
from auditsite.launcher.state import AlreadyRunning, State, lasting_state, temporary_state

USUAL_ADDRESS = "http://127.0.0.1:8000"


def run_tests(arguments: list[str]) -> int:
    """pytest against servers of its own that forget everything and are therefore quick."""
    with temporary_state(server_account()) as state:
        servers = choose_servers(state, durable=False)
        state.prepare()
        with running(servers):
            env = bare_environment(state, servers)
            return run_in_the_open([sys.executable, "-m", "pytest", *arguments], env=env)


def run_manage(arguments: list[str]) -> int:
    """manage.py on the demo's data, whether or not the demo is running."""
    state = lasting_state(server_account())
    try:
        with state.held():
            servers = choose_servers(state)
            state.prepare()
            with running(servers):
                return _manage(state, USUAL_ADDRESS, arguments)
    except AlreadyRunning as running_demo:
        *_, last_word = str(running_demo).split() or [""]
        address = last_word if last_word.startswith("http") else USUAL_ADDRESS
        return _manage(state, address, arguments)


def _manage(state: State, address: str, arguments: list[str]) -> int:
    env = demo_environment(state, choose_servers(state), address=address)
    return run_in_the_open(manage_command(*arguments), env=env)

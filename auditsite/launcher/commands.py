"""bin/test, bin/soak, bin/bench and bin/manage: one command with servers behind it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditsite.launcher.account import server_account
from auditsite.launcher.environment import bare_environment, demo_environment
from auditsite.launcher.manage import manage_command, run_in_the_open, run_quietly
from auditsite.launcher.servers import choose_servers, running
from auditsite.launcher.state import AlreadyRunning, State, lasting_state, temporary_state

USUAL_ADDRESS = "http://127.0.0.1:8000"


# Each process takes a share of the tests, and then from the share of whoever is not done.
SIDE_BY_SIDE = ("-p", "tests.side_by_side", "--numprocesses", "auto", "--dist", "worksteal")


def run_tests(arguments: list[str]) -> int:
    """The whole suite on every core; files that are named in one process."""
    spread = () if any(names_a_file(each) for each in arguments) else SIDE_BY_SIDE
    with servers_of_its_own() as (_, env):
        return run_in_the_open([sys.executable, "-m", "pytest", *spread, *arguments], env=env)


def run_soak(arguments: list[str]) -> int:
    """The long drills one after the other, or those that are named."""
    named = any(names_a_file(each) for each in arguments)
    drills = () if named else ("tests/soak",)
    return run_tests(["-o", "python_files=drill_*.py", *drills, *arguments])


def names_a_file(argument: str) -> bool:
    return Path(argument.partition("::")[0]).exists()


def run_bench(arguments: list[str]) -> int:
    with servers_of_its_own(durable=True) as (state, env):
        for command in ("migrate", "collectstatic"):
            run_quietly([command, "--no-input"], env=env, log=state.logs / f"{command}.log")
        return run_in_the_open([sys.executable, "-m", "tests.bench", *arguments], env=env)


@contextmanager
def servers_of_its_own(*, durable: bool = False) -> Iterator[tuple[State, dict[str, str]]]:
    """For one command; unless durable, they may forget everything and are therefore quick."""
    with temporary_state(server_account()) as state:
        servers = choose_servers(state, durable=durable)
        state.prepare()
        with running(servers):
            yield state, bare_environment(state, servers)


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

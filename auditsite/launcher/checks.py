"""bin/check, all but the tests: one heading a step, and the first failure ends it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from auditsite.launcher.account import server_account
from auditsite.launcher.container_files import problems_in
from auditsite.launcher.environment import production_environment
from auditsite.launcher.manage import manage_command, run_in_the_open
from auditsite.launcher.servers import choose_servers, running
from auditsite.launcher.state import CHECKOUT, temporary_state

RUFF = [sys.executable, "-m", "ruff"]
IMPORT_RULES = (
    "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
)


def run_all() -> int:
    with temporary_state(server_account()) as state:
        servers = choose_servers(state, durable=False)
        state.prepare()
        with running(servers):
            env = production_environment(state, servers)
            return first_failure(steps(env))


def steps(env: dict[str, str]) -> list[tuple[str, Callable[[], int]]]:
    def command(*parts: str) -> Callable[[], int]:
        return lambda: run_in_the_open(list(parts), env=env)

    return [
        ("Format", command(*RUFF, "format", "--check", "--output-format", "concise", ".")),
        ("Lint", command(*RUFF, "check", ".")),
        ("Import rules", command(sys.executable, "-c", IMPORT_RULES)),
        ("Migrations", command(*manage_command("makemigrations", "--check", "--dry-run"))),
        ("Deployment", command(*manage_command("check", "--deploy", "--fail-level", "WARNING"))),
        ("Containers", check_containers),
    ]


def first_failure(checks: list[tuple[str, Callable[[], int]]]) -> int:
    for heading, check in checks:
        print(f"== {heading}", flush=True)
        if code := check():
            print(f"{heading} failed.", file=sys.stderr)
            return code
    return 0


def check_containers(checkout: Path = CHECKOUT) -> int:
    problems = problems_in(checkout)
    for problem in problems:
        print(problem)
    if problems:
        return 1
    if not _docker_answers():
        print("Checked statically: no Docker daemon answers here.")
        return 0
    print("A Docker daemon answers: the image is built.")
    return subprocess.run(["docker", "build", "--quiet", "."], cwd=checkout).returncode


def _docker_answers() -> bool:
    try:
        return subprocess.run(["docker", "info"], capture_output=True, timeout=20).returncode == 0
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return False

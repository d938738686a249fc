"""The database and the queue: embedded, unless the environment names others."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from auditsite.launcher.binaries import server_binaries
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.postgres import APPLICATION, OWNER, Postgres
from auditsite.launcher.processes import stop
from auditsite.launcher.state import State
from auditsite.launcher.supervisor import Service
from auditsite.launcher.valkey import Valkey


@dataclass(frozen=True)
class Servers:
    postgres: Postgres | None
    valkey: Valkey | None

    @property
    def embedded(self) -> list[Postgres | Valkey]:
        return [server for server in (self.postgres, self.valkey) if server]

    @property
    def settings(self) -> dict[str, str]:
        """The addresses of the embedded servers; the others are in the environment already."""
        addresses = {}
        if self.postgres:
            addresses["DATABASE_URL"] = self.postgres.url(APPLICATION)
            addresses["MIGRATION_DATABASE_URL"] = self.postgres.url(OWNER)
        if self.valkey:
            addresses["REDIS_URL"] = self.valkey.url
        return addresses


def choose_servers(
    state: State, *, durable: bool = True, environ: Mapping[str, str] = os.environ
) -> Servers:
    """Raises CannotStart when only one of the two database addresses is given."""
    own_database, own_queue = has_own_database(environ), given("REDIS_URL", environ)
    if own_database and own_queue:
        return Servers(None, None)
    binaries = server_binaries(state.account)
    return Servers(
        postgres=None if own_database else Postgres(state, binaries, durable),
        valkey=None if own_queue else Valkey(state, binaries, durable),
    )


def given(name: str, environ: Mapping[str, str] = os.environ) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def has_own_database(environ: Mapping[str, str]) -> bool:
    application, owner = given("DATABASE_URL", environ), given("MIGRATION_DATABASE_URL", environ)
    if application and not owner:
        raise CannotStart(
            "DATABASE_URL is set but MIGRATION_DATABASE_URL is not. Set it to the same database "
            "with the role that owns the tables, or unset DATABASE_URL to use the embedded server."
        )
    if owner and not application:
        raise CannotStart(
            "MIGRATION_DATABASE_URL is set but DATABASE_URL is not. Set it to the same database "
            "with a role that does not own the tables, or unset both to use the embedded server."
        )
    return application


@contextmanager
def running(servers: Servers) -> Iterator[dict[str, subprocess.Popen]]:
    """Starts the embedded servers; yields {name: process}."""
    processes: dict[str, subprocess.Popen] = {}
    try:
        for server in servers.embedded:
            processes[server.name] = server.start()
        yield processes
    finally:
        for server in reversed(servers.embedded):
            if server.name in processes:
                stop(processes[server.name], ask=server.stop_signal)


def services_of(servers: Servers) -> list[Service]:
    return [
        Service(server.name, server.start, stop_signal=server.stop_signal, patience=20)
        for server in servers.embedded
    ]

"""The embedded PostgreSQL: made once, started on a private socket, never on the network."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from auditsite.launcher.account import own_name
from auditsite.launcher.binaries import Binaries
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.processes import last_lines, spawn, stop
from auditsite.launcher.state import State

SUPERUSER = "postgres"  # the launcher's alone; the application has the two roles below
OWNER = "caseaudit_owner"
APPLICATION = "caseaudit_app"
DATABASE = "caseaudit"
PATIENCE = 60  # seconds; recovery after a crash may take a while

IDENTITY_MAP = "launcher"
# Values of rows and parameters must not reach the log.
QUIET = {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    state: State
    binaries: Binaries
    durable: bool = True

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": ends the connections, then stops cleanly

    @property
    def data(self) -> Path:
        return self.state.database / "data"

    @property
    def log(self) -> Path:
        return self.state.logs / "postgres.log"

    def url(self, role: str) -> str:
        return f"postgres://{role}@{quote(str(self.state.sockets), safe='')}/{DATABASE}"

    def start(self) -> subprocess.Popen:
        """Raises CannotStart with the end of PostgreSQL's own log."""
        clear_stale_postgres(self.data, self.state.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._allow_only_the_launcher()
        process = self._spawn()
        self._wait_until_ready(process)
        self._create_roles()
        return process

    def _create(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that was interrupted
        command = [
            self.binaries.initdb,
            *("-D", self.data, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *("--auth-local=peer", "--auth-host=reject", "--data-checksums"),
        ]
        if not self.durable:
            command.append("--no-sync")
        process = self._run(command)
        if process.wait() != 0:
            raise CannotStart(f"PostgreSQL could not be set up:\n{last_lines(self.log)}")

    def _allow_only_the_launcher(self) -> None:
        (self.data / "pg_hba.conf").write_text(f"local all all peer map={IDENTITY_MAP}\n")
        (self.data / "pg_ident.conf").write_text(f'{IDENTITY_MAP} "{own_name()}" all\n')
        for name in ("pg_hba.conf", "pg_ident.conf"):
            self.state.account.own(self.data / name)

    def _spawn(self) -> subprocess.Popen:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.state.sockets,
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            **QUIET,
            **({} if self.durable else FORGETFUL),
        }
        command = [self.binaries.postgres, "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return self._run(command)

    def _run(self, command: list) -> subprocess.Popen:
        environment = {
            "PATH": os.defpath,
            "HOME": str(self.state.database),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        return spawn(
            command,
            env=environment,
            cwd=Path("/"),
            log=self.log,
            account=self.state.account,
            death_signal=self.stop_signal,
        )

    def _wait_until_ready(self, process: subprocess.Popen) -> None:
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            try:
                self._connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.05)
        stop(process, ask=self.stop_signal)
        raise CannotStart(
            f"PostgreSQL did not start. Its log, {self.log}, ends:\n{last_lines(self.log)}"
        )

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.state.sockets), user=SUPERUSER, dbname="postgres", autocommit=True
        )

    def _create_roles(self) -> None:
        with self._connect() as connection:
            for role, rights in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "LOGIN")):
                if not _exists(connection, "pg_roles", "rolname", role):
                    connection.execute(
                        sql.SQL("CREATE ROLE {} " + rights).format(sql.Identifier(role))
                    )
            if not _exists(connection, "pg_database", "datname", DATABASE):
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )


def _exists(connection: psycopg.Connection, catalogue: str, column: str, name: str) -> bool:
    query = sql.SQL("SELECT 1 FROM {} WHERE {} = %s").format(
        sql.Identifier(catalogue), sql.Identifier(column)
    )
    return connection.execute(query, [name]).fetchone() is not None


def clear_stale_postgres(data: Path, sockets: Path) -> None:
    """Removes what a killed PostgreSQL left, once it is certain that none is running.

    Only the holder of the state's lock may call this. PostgreSQL alone refuses to start when
    the old process is a zombie or its number belongs to somebody else by now.
    """
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().split("\n", 1)[0] or 0)
        _stop_orphan(pid, data)
        pid_file.unlink(missing_ok=True)
    for leftover in sockets.glob(".s.PGSQL.*"):
        leftover.unlink()


def _stop_orphan(pid: int, data: Path) -> None:
    if not _is_postmaster(pid, data):
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + PATIENCE
    while _is_postmaster(pid, data):
        if time.monotonic() > deadline:
            raise CannotStart(f"An earlier PostgreSQL, process {pid}, does not stop. End it first.")
        time.sleep(0.05)


def _is_postmaster(pid: int, data: Path) -> bool:
    process = Path(f"/proc/{pid}")
    try:
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        program = Path(os.readlink(process / "exe")).name
        directory = Path(os.readlink(process / "cwd"))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return False
    return state != "Z" and program.startswith("postgres") and directory == data

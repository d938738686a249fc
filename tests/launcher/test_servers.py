import os
import signal

import psycopg
import pytest

from auditsite.launcher import postgres, valkey
from auditsite.launcher.binaries import server_binaries
from auditsite.launcher.failures import CannotStart
from auditsite.launcher.processes import stop
from auditsite.launcher.servers import choose_servers

OWN_DATABASE = {
    "DATABASE_URL": "postgres://app@db/caseaudit",
    "MIGRATION_DATABASE_URL": "postgres://owner@db/caseaudit",
}


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("DATABASE_URL", "MIGRATION_DATABASE_URL is not"),
        ("MIGRATION_DATABASE_URL", "DATABASE_URL is not"),
        ("DATABASE_URL_FILE", "MIGRATION_DATABASE_URL is not"),
    ],
)
def test_one_database_address_without_the_other_is_refused(state, given, missing):
    with pytest.raises(CannotStart, match=missing):
        choose_servers(state, environ={given: "postgres://role@db/caseaudit"})


def test_addresses_in_the_environment_replace_the_embedded_servers(state):
    servers = choose_servers(state, environ=OWN_DATABASE | {"REDIS_URL": "redis://queue"})
    assert servers.embedded == []
    assert servers.settings == {}


def test_a_queue_of_ones_own_still_gets_the_embedded_database(state):
    servers = choose_servers(state, environ={"REDIS_URL": "redis://queue"})
    assert set(servers.settings) == {"DATABASE_URL", "MIGRATION_DATABASE_URL"}


def test_a_database_of_ones_own_still_gets_the_embedded_queue(state):
    assert set(choose_servers(state, environ=OWN_DATABASE).settings) == {"REDIS_URL"}


@pytest.fixture
def database(state):
    state.prepare()
    return postgres.Postgres(state, server_binaries(state.account))


def connect(database, role):
    return psycopg.connect(
        host=str(database.state.sockets), user=role, dbname=postgres.DATABASE, autocommit=True
    )


def test_postgres_starts_again_after_kill_9_with_neither_role_a_superuser(database):
    first = database.start()
    with connect(database, postgres.OWNER) as owner:
        owner.execute("CREATE TABLE kept (name text)")
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert (database.data / "postmaster.pid").exists()

    second = database.start()
    try:
        with connect(database, postgres.APPLICATION) as application:
            rights = application.execute(
                "SELECT rolname, rolsuper, rolcreatedb, rolbypassrls FROM pg_roles"
                " WHERE rolname LIKE 'caseaudit%' ORDER BY rolname"
            ).fetchall()
            assert rights == [
                ("caseaudit_app", False, False, False),
                ("caseaudit_owner", False, True, False),
            ]
            assert application.execute("SELECT to_regclass('kept')").fetchone() == ("kept",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("CREATE TABLE intruder (name text)")
    finally:
        stop(second, ask=database.stop_signal)


def test_a_stale_lock_with_a_strangers_number_is_removed(state):
    state.prepare()
    pid_file = state.database / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{state.database}\n")
    socket_lock = state.sockets / ".s.PGSQL.5432.lock"
    socket_lock.touch()
    postgres.clear_stale_postgres(state.database, state.sockets)
    assert not pid_file.exists()
    assert not socket_lock.exists()


def test_a_postgres_that_cannot_start_says_why(database):
    database.data.mkdir()
    database.state.account.own(database.data)
    (database.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotStart, match="PostgreSQL did not start(.|\n)*postgresql.conf"):
        database.start()


def test_a_valkey_that_cannot_start_says_why(state):
    state.prepare()
    server = valkey.Valkey(state, server_binaries(state.account))
    append_only = state.queue / "appendonlydir"
    append_only.write_text("in the way")
    with pytest.raises(CannotStart, match="Valkey did not start(.|\n)*appendonlydir"):
        server.start()


def test_a_socket_left_by_a_killed_valkey_does_not_matter(state):
    state.prepare()
    server = valkey.Valkey(state, server_binaries(state.account), durable=False)
    server.socket.touch()
    stop(server.start())

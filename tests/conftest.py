"""Tests use the application's own database role, so row-level security is always on."""

import gc

import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connections
from django.db.models.signals import post_migrate
from hypothesis import settings as property_settings

from agencies.rls import acting_as_system
from agencies.roles import Role
from tests import factories

# A busy machine must not fail a property.
property_settings.register_profile("untimed", deadline=None)
property_settings.load_profile("untimed")

OWNER_KEYS = ("USER", "PASSWORD")
# Threads of a live server may still hold a connection to the database that is to be dropped.
END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""


def pytest_collection_finish():
    """What is imported by now stays; looking through it for garbage took a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def use_credentials_of(alias: str) -> None:
    connections.close_all()
    default = connections["default"]
    default.settings_dict.update({key: CREDENTIALS[alias][key] for key in OWNER_KEYS})


CREDENTIALS = {
    alias: {key: settings.DATABASES[alias][key] for key in OWNER_KEYS}
    for alias in ("default", "owner")
}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    use_credentials_of("owner")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The owner makes and drops the test database; everything between is the application's."""
    with django_db_blocker.unblock():
        with connections["default"].cursor() as cursor:
            cursor.execute(
                f'GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO "{settings.APPLICATION_ROLE}"'
            )
        use_credentials_of("default")
    # Nothing here reads them; a test that commits had them all made anew when it was over.
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    yield
    with django_db_blocker.unblock():
        connections.close_all()  # a test that takes the database away ends this session too
        with connections["default"].cursor() as cursor:
            cursor.execute(END_OTHER_SESSIONS)
        use_credentials_of("owner")


@pytest.fixture(autouse=True)
def _as_system(request):
    """Rows are made and read by the system unless a test says who is acting.

    A scope lives in a transaction; tests that commit open one themselves.
    """
    if not _rolls_back(request):
        yield
        return
    request.getfixturevalue("db")
    with acting_as_system():
        yield


def _rolls_back(request) -> bool:
    if {"transactional_db", "live_server"} & set(request.fixturenames):
        return False
    mark = request.node.get_closest_marker("django_db")
    if mark is not None:
        return not mark.kwargs.get("transaction", False)
    return "db" in request.fixturenames


@pytest.fixture
def as_(client):
    """Sign a person in, and give their client."""

    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def admin(as_):
    """An admin who is signed in."""
    person = factories.user(Role.ADMIN)
    as_(person)
    return person

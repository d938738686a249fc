"""One world for the tests of a module. Whatever a request changes in it is taken back at once."""

import pytest
from django.db import transaction

from agencies.rls import acting_as_system
from tests.cheap_client import CheapClient
from tests.security import world as worlds
from tests.security.world import ANONYMOUS


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), acting_as_system():
        yield worlds.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def readers(world):
    """A client for each role, and one that is not signed in."""
    found = {ANONYMOUS: CheapClient()}
    for role, person in world.people.items():
        found[role] = CheapClient()
        found[role].force_login(person)
    return found

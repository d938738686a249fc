"""Hostile text in every field of every page, as every role that is welcome there."""

import pytest

from tests.security.conftest import readers, world
from tests.security.declared import DECLARED
from tests.security.hostile import openings, send_hostile_values

__all__ = ["readers", "world"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_hostile_values_are_never_a_500_for_anybody(name, world, readers):
    for role, url in openings(world, name).items():
        assert send_hostile_values(readers[role], name, url)

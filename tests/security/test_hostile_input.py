"""Every form of the application meets hostile text: a sentence or a page, never a 500.

bin/soak sends the same as every role that is welcome, not only as the first.
"""

import pytest

from tests.security.declared import DECLARED
from tests.security.hostile import HOSTILE, openings, send_hostile_values

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(DECLARED))
def test_hostile_values_in_every_field_are_never_a_500(name, world, readers):
    role, url = next(iter(openings(world, name).items()))
    assert set(send_hostile_values(readers[role], name, url)) == {"GET", *DECLARED[name].methods}


def test_whatever_looks_at_its_query_or_its_form_meets_every_value(world, readers):
    every, one = len(HOSTILE) + 1, 1
    for name, met in {
        "agencies:people": {"GET": every},
        "audits:new_audit": {"GET": one, "POST": every},
        "reports:print_tool": {"GET": every, "POST": every},
        "agencies:give_role": {"GET": one, "POST": every},
        "agencies:invite": {"GET": one, "POST": one},
    }.items():
        role, url = next(iter(openings(world, name).items()))
        assert send_hostile_values(readers[role], name, url) == met, name

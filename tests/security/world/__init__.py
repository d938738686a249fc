"""One small partnership in which every kind of object exists in every relation to its reader."""

from datetime import date

from agencies.roles import AGENCY_ROLES, Role
from tests import factories
from tests.security.world.audits import add_audit_pages, add_draft, add_other_audits
from tests.security.world.documents import add_briefings, add_setup
from tests.security.world.objects import ANONYMOUS, World, version_of_world
from tests.security.world.returns import add_returns


def build() -> World:
    world = World()
    factories.partnership()
    own, other = factories.agency(), factories.agency()
    world.people = {
        role: factories.user(role, own if role in AGENCY_ROLES else None) for role in Role
    }
    audit = factories.audit(version_of_world(), identities_until=date(2030, 6, 3))
    add_returns(world, audit, own, other)
    add_audit_pages(world, audit)
    add_draft(world)
    add_other_audits(world, own, other)
    add_briefings(world, audit)
    add_setup(world, own)
    return world


__all__ = ["ANONYMOUS", "World", "build"]

"""The world itself, and what its parts share."""

from dataclasses import dataclass, field
from uuid import uuid4

from agencies.models import User
from tests import factories

ANONYMOUS = "anonymous"


@dataclass
class World:
    """`objects[kind][relation]` are URL arguments; `people[role]` are readers.

    Relations: own (the reader's agency, assigned to the reader if an auditor), unassigned (the
    reader's agency, somebody else's), other (another agency's or person's), missing.
    """

    people: dict[str, User] = field(default_factory=dict)
    objects: dict[str, dict[str, dict]] = field(default_factory=dict)


def version_of_world():
    version = factories.draft_version()
    factories.measure(factories.question(factories.section(version)))
    repeated = factories.section(version, repeats="respondent")
    factories.question(repeated, required=False)
    return factories.published(version)


def with_missing(found: dict[str, dict], argument: str) -> dict[str, dict]:
    return found | {"missing": {argument: uuid4()}}

import pytest

from tests import factories


@pytest.fixture
def lead(as_):
    """(client, agency) of somebody who leads one agency."""
    agency = factories.agency()
    return as_(factories.lead(agency)), agency

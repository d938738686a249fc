import pytest

from tests import factories


@pytest.fixture
def area():
    factories.partnership()
    return factories.area(name="Lakeside")


@pytest.fixture
def found(area):
    made = factories.audit_return()
    made.case.area = area
    made.case.save()
    return made


@pytest.fixture
def coordinator(area):
    return factories.coordinator()

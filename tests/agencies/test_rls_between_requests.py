"""What one request was allowed must be gone from its connection when the next one starts."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from agencies.rls import Scope, acting, acting_as_system
from cases.models import AuditReturn
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 4


@pytest.fixture
def agencies():
    with acting_as_system():
        audit = factories.audit()
        return [factories.audit_return(audit=audit).agency for _ in range(4)]


def test_a_scope_ends_with_its_transaction(agencies):
    with acting_as_system():
        assert AuditReturn.objects.count() == 4
    assert AuditReturn.objects.count() == 0


def test_a_scope_ends_with_a_transaction_that_failed(agencies):
    with pytest.raises(RuntimeError), acting_as_system():
        raise RuntimeError
    with transaction.atomic():
        assert AuditReturn.objects.count() == 0


def seen_by(agency) -> set:
    """Agencies whose rows one scope sees, on whatever connection this thread holds."""
    with acting(Scope(agencies=frozenset({agency.pk}))):
        return set(AuditReturn.objects.values_list("agency_id", flat=True))


def test_threads_that_share_connections_never_see_each_others_rows(agencies):
    wanted = agencies * 100

    def work(agency):
        return seen_by(agency) == {agency.pk}

    together = Barrier(THREADS)

    def leave(_):
        together.wait()
        connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(work, wanted))
        list(pool.map(leave, range(THREADS)))
    assert all(results)

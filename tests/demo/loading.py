"""The demo, loaded once for a module of tests that only read it."""

from contextlib import contextmanager
from datetime import date

from django.db import transaction

from agencies.rls import acting_as_system
from auditsite.demo.builder import load_demo

TODAY = date(2026, 11, 24)


@contextmanager
def loaded_demo(database):
    """`database` is the blocker of pytest-django; everything is rolled back at the end."""
    with database.unblock(), acting_as_system():
        load_demo(today=TODAY)
        yield
        transaction.set_rollback(True)

"""Two people save one return at the same moment, through the application and the database."""

import pytest

from agencies.rls import acting_as_system
from tests import factories
from tests.cases.answering import answering_tool
from tests.two_clients import kept, save_in_turn_and_at_once, versions_written

SAVES = 40  # bin/soak makes 1,000


def two_people():
    """(return, its auditor and substitute, two of its questions)."""
    with acting_as_system():
        found = answering_tool.new_return()
        found.substitute = factories.auditor(found.agency, name="Substitute")
        found.save()
        people = [found.auditor, found.substitute]
        questions = found.tool_version.questions.select_related("section")
        return found, people, list(questions.filter(key__in=["drift", "escalated"]))


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_acknowledged_is_lost():
    found, people, questions = two_people()
    acknowledged = save_in_turn_and_at_once(found, people, questions, saves=SAVES)
    assert len(acknowledged) == SAVES
    assert set(acknowledged) <= kept(found)
    assert versions_written(found) == SAVES
